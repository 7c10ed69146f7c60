"""Recovery Services and Backup vaults: redundancy, policies with what they keep, machines that Site Recovery sends elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import (
    LOCATIONS,
    at,
    child,
    children,
    days,
    described,
    flows,
    geo,
    is_on,
    key_uri,
    listed,
    longest,
    place,
    rows,
)
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

SITE, BACKUP = "Microsoft.RecoveryServices/vaults", "Microsoft.DataProtection/backupVaults"
SITE_POLICY, BACKUP_POLICY = f"{SITE}/backupPolicies", f"{BACKUP}/backupPolicies"
FACTS = ("lock.min", "lock.max", "encryption.at_rest", "encryption.key", "tags")
VAULTS = replace(listed(SITE, *FACTS), of=(SITE, SITE_POLICY))
STORAGE = child(f"{SITE}/backupstorageconfig", "flows.backup", of=(SITE, SITE_POLICY))
PROTECTED = children(f"{SITE}/replicationProtectedItems", "flows.backup", of=SITE)
BACKUP_VAULTS = replace(listed(BACKUP, *FACTS, "flows.backup"), of=(BACKUP, BACKUP_POLICY))
FEEDS = ("retention.max",)
POLICIES = Call(
    "Microsoft.RecoveryServices", "ListVaultsBackupPolicies", FEEDS, (SITE_POLICY,), permission=f"{SITE_POLICY}/read", lists=True
)
BACKUP_POLICIES = Call(
    "Microsoft.DataProtection", "ListBackupVaultsBackupPolicies", FEEDS, (BACKUP_POLICY,), permission=f"{BACKUP_POLICY}/read", lists=True
)
UNITS = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}


def collect(reader: Reader) -> Iterator[Resource]:
    """Vaults, each followed by its policies."""
    for row, resource in reader.map(partial(_site, reader), rows(reader, VAULTS)):
        yield resource
        if not isinstance(row["properties"], Unknown):
            yield from _policies(reader, POLICIES, SITE_POLICY, row, _site_copies(reader, row))
    for row in rows(reader, BACKUP_VAULTS):
        yield _backup(reader, row)
        if not isinstance(row["properties"], Unknown):
            yield from _policies(reader, BACKUP_POLICIES, BACKUP_POLICY, row, _copies(reader, row))


def _site(reader: Reader, row: dict[str, Any]) -> tuple[dict[str, Any], Resource]:
    properties = row["properties"]
    if isinstance(properties, Unknown):
        return row, described(reader, SITE, row, {}, otherwise=properties)
    protected = reader.all(PROTECTED, at=f"{row['id']}/replicationProtectedItems")
    elsewhere = lift(lambda items: [flow for one in items or () for flow in _recovered(row, one)], protected)
    told = {
        **_locked(properties),
        "encryption.key": key_uri(at(properties, "encryption", "keyVaultProperties", "keyUri")),
        "flows.backup": lift(lambda pair, sites: flows([*(pair or ()), *sites]), _site_copies(reader, row), elsewhere),
    }
    return row, described(reader, SITE, row, told)


def _site_copies(reader: Reader, row: Mapping[str, Any]) -> Any:
    """The pair, when the vault's storage is geo-redundant; an older vault says so only in a setting of its own."""
    redundancy = at(row, "properties", "redundancySettings", "standardTierStorageRedundancy")
    if not redundancy or redundancy == "Invalid":
        setting = reader.get(STORAGE, at=f"{row['id']}/backupstorageconfig/vaultstorageconfig")
        if isinstance(setting, Unknown):
            return setting
        redundancy = at(setting, "properties", "storageModelType") or at(setting, "properties", "storageType")
        if not redundancy:
            return Unknown(f"empty_answer: {STORAGE.detail}")
    return geo(
        reader, row["location"], geo_redundant=str(redundancy).lower().startswith("geo") or "readaccessgeo" in str(redundancy).lower()
    )


def _recovered(row: Mapping[str, Any], item: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Where Site Recovery keeps a machine ready to start."""
    said = at(item, "properties", "providerSpecificDetails") or {}
    region = place(said.get("recoveryFabricLocation") or at(item, "properties", "recoveryFabricFriendlyName"))
    machine = said.get("fabricObjectId")
    if region:
        source = {"source": str(machine).lower()} if machine else {}
        yield {"region": region, "account": row["subscription"], **source}


def _locked(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Soft delete that nobody can switch off is a lock for as long as it lasts."""
    soft = at(properties, "securitySettings", "softDeleteSettings") or {}
    always = str(soft.get("softDeleteState") or soft.get("state")).lower() == "alwayson"
    kept = soft.get("softDeleteRetentionPeriodInDays") or soft.get("retentionDurationInDays")
    # A vault is always encrypted, with Microsoft's key when no other is named.
    return {"lock.min": days(kept) if always else None, "lock.max": None, "encryption.at_rest": True, "flows.share": None}


def _backup(reader: Reader, row: dict[str, Any]) -> Resource:
    properties = row["properties"]
    if isinstance(properties, Unknown):
        return described(reader, BACKUP, row, {}, otherwise=properties)
    key = at(properties, "securitySettings", "encryptionSettings", "keyVaultProperties", "keyUri")
    return described(reader, BACKUP, row, {**_locked(properties), "encryption.key": key_uri(key), "flows.backup": _copies(reader, row)})


def _copies(reader: Reader, row: Mapping[str, Any]) -> Any:
    properties = row["properties"]
    settings = properties.get("storageSettings") or ()
    crossing = is_on(at(properties, "featureSettings", "crossRegionRestoreSettings", "state"))
    named = [{"region": place(region), "account": row["subscription"]} for region in properties.get("replicatedRegions") or ()]
    pair = geo(reader, row["location"], geo_redundant=crossing or any("geo" in str(one.get("type")).lower() for one in settings))
    return lift(lambda found: flows([*(found or ()), *named]), pair)


def _policies(reader: Reader, call: Call, native_type: str, vault: dict[str, Any], copies: Any) -> Iterator[Resource]:
    """Each policy as a plan whose copies are its vault's."""
    there = lift(lambda found: flows({**flow, "source": vault["id"]} for flow in found or () if "source" not in flow), copies)
    for policy in reader.pages(call, at=f"{vault['id']}/backupPolicies"):
        row = {"name": policy["id"].rpartition("/")[2], "location": vault["location"], **policy, "tags": policy.get("tags")}
        row["location"] = row["location"] or vault["location"]
        yield described(
            reader, native_type, row, {"retention.max": _kept(policy.get("properties") or {}), "flows.backup": there, "flows.share": None}
        )


def _kept(properties: Mapping[str, Any]) -> Any:
    """The longest that any schedule of a policy keeps a recovery point; unknown for a shape we do not know."""
    found = [*_durations(properties)]
    return longest(found) if found else Unknown("empty_answer: a policy that names no retention")


def _durations(node: Any) -> Iterator[str]:
    """Every duration of a policy: `{count, durationType}` in one API, `deleteAfter: {duration}` in the other."""
    if isinstance(node, Mapping):
        if node.get("durationType") and node.get("count"):
            yield f"P{int(node['count'])}{UNITS.get(str(node['durationType']).lower(), 'D')}"
        if at(node, "deleteAfter", "duration"):
            yield str(at(node, "deleteAfter", "duration"))
        for value in node.values():
            yield from _durations(value)
    elif isinstance(node, list):
        for value in node:
            yield from _durations(value)


COLLECTOR = Collector(
    service="recovery",
    native_types={SITE: "backup_vault", SITE_POLICY: "backup_plan", BACKUP: "backup_vault", BACKUP_POLICY: "backup_plan"},
    calls=(VAULTS, STORAGE, PROTECTED, POLICIES, BACKUP_VAULTS, BACKUP_POLICIES, LOCATIONS),
    collect=collect,
    where="account",
)
