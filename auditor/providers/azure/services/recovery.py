"""Recovery Services and Backup vaults: redundancy, policies with what they keep, machines that Site Recovery sends elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import LOCATIONS, Row, at, child, children, described, geo, is_on, key_uri, listed, place, rows
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, ends, flows, joined, longest

SITE, BACKUP = "Microsoft.RecoveryServices/vaults", "Microsoft.DataProtection/backupVaults"
SITE_POLICY, BACKUP_POLICY = f"{SITE}/backupPolicies", f"{BACKUP}/backupPolicies"
FACTS = ("lock.min", "encryption.at_rest", "encryption.key", "tags")
VAULTS = replace(listed(SITE, *FACTS), of=(SITE, SITE_POLICY))
STORAGE = child(f"{SITE}/backupstorageconfig", "flows.backup", of=(SITE, SITE_POLICY))
PROTECTED = children(f"{SITE}/replicationProtectedItems", "flows.backup", of=SITE)
BACKUP_VAULTS = replace(listed(BACKUP, *FACTS, "flows.backup"), of=(BACKUP, BACKUP_POLICY))
FEEDS = ("retention.max", "retention.min")
POLICIES = Call(
    "Microsoft.RecoveryServices", "ListVaultsBackupPolicies", FEEDS, (SITE_POLICY,), permission=f"{SITE_POLICY}/read", lists=True
)
BACKUP_POLICIES = Call(
    "Microsoft.DataProtection", "ListBackupVaultsBackupPolicies", FEEDS, (BACKUP_POLICY,), permission=f"{BACKUP_POLICY}/read", lists=True
)
TO_AZURE = frozenset({"HyperVReplicaAzure", "InMageAzureV2", "InMageRcm"})
"""Machines that are not in Azure and that Site Recovery keeps ready there."""
ITEMS = Unknown.of("not_collected", "what a vault without policies keeps")
UNITS = {"days": "D", "weeks": "W", "months": "M", "years": "Y"}


def collect(reader: Reader) -> Iterator[Resource]:
    """Vaults, each followed by its policies."""
    for row in rows(reader, VAULTS):
        yield from _with_policies(reader, row, partial(_site, reader), SITE, (POLICIES, SITE_POLICY))
    for row in rows(reader, BACKUP_VAULTS):
        yield from _with_policies(reader, row, partial(_backup, reader), BACKUP, (BACKUP_POLICIES, BACKUP_POLICY))


def _with_policies(reader: Reader, row: Row, build: Any, native_type: str, policy: tuple[Call, str]) -> Iterator[Resource]:
    """A vault, then each of its policies as a plan whose copies are the vault's."""
    call, kind = policy
    policies = list(reader.pages(call, at=f"{row['id']}/backupPolicies"))
    tiers = [lift(_kept, one.get("properties") or {}) for one in policies]
    kept = [lift(lambda both: both[0], one) for one in tiers]
    read = lift(lambda properties: (_locked(properties, reader.lost(call), kept), *build(row)), row["properties"])
    shape = read if isinstance(read, Unknown) else None
    # Policies say for themselves how long they keep, whatever is known of their vault.
    locked, told, copies = ({}, {}, shape) if shape else read
    yield described(reader, native_type, row, {**locked, **told}, otherwise=shape)
    there = lift(lambda found: flows({**flow, "source": row["id"]} for flow in found or ()), copies)
    for one, periods in zip(policies, tiers, strict=True):
        own: Row = {"id": one["id"], "name": one.get("name") or one["id"].rpartition("/")[2], "tags": one.get("tags")}
        own |= {"location": one.get("location") or row["location"], "properties": one.get("properties")}
        period, shorter = (lift(lambda both, place=place: both[place], periods) for place in (0, 1))
        yield described(reader, kind, own, {"retention.max": period, "retention.min": shorter, "flows.backup": there})


def _site(reader: Reader, row: Row) -> tuple[dict[str, Any], Any]:
    """What is told of a Recovery Services vault, and where its backups are copied to."""
    protected = reader.all(PROTECTED, at=f"{row['id']}/replicationProtectedItems")
    copies = _site_copies(reader, row)
    elsewhere = lift(lambda items: joined(*(lift(lambda flow: [flow], _recovered(row, one)) for one in items or ())), protected)
    told = {
        "encryption.key": key_uri(at(row["properties"], "encryption", "keyVaultProperties", "keyUri")),
        "flows.backup": joined(copies, elsewhere),
    }
    return told, copies


def _site_copies(reader: Reader, row: Row) -> Any:
    """The pair, when the vault's storage is geo-redundant; an older vault says so only in a setting of its own."""
    redundancy = at(row, "properties", "redundancySettings", "standardTierStorageRedundancy")
    if not redundancy or redundancy == "Invalid":
        setting = reader.get(STORAGE, at=f"{row['id']}/backupstorageconfig/vaultstorageconfig")
        if isinstance(setting, Unknown):
            return setting
        redundancy = at(setting, "properties", "storageModelType") or at(setting, "properties", "storageType")
        if not redundancy:
            return Unknown(STORAGE.reason("empty_answer"))
    crossing = "geo" in str(redundancy).lower() or is_on(at(row, "properties", "redundancySettings", "crossRegionRestore"))
    return geo(reader, row["location"], geo_redundant=crossing)


def _recovered(row: Row, item: Mapping[str, object]) -> Any:
    """Where Site Recovery keeps a machine ready to start: what does not come from Azure is recovered in the vault's own region."""
    said = at(item, "properties", "providerSpecificDetails") or {}
    kind, machine = str(said.get("instanceType")), said.get("fabricObjectId")
    source = {"source": str(machine).lower()} if machine else {}
    if kind not in TO_AZURE and not kind.startswith("A2A"):
        return {"to": f"fabric:{at(item, 'properties', 'recoveryFabricFriendlyName') or kind}".lower(), **source}
    region = row["location"] if kind in TO_AZURE else place(said.get("recoveryFabricLocation"))
    return {"region": region, "account": row["subscription"], **source} if region else Unknown(PROTECTED.reason("empty_answer"))


def _locked(properties: Mapping[str, Any], lost: Unknown | None, kept: list[object]) -> dict[str, Any]:
    """Soft delete that nobody can switch off is a lock for as long as it lasts; immutability, for as long as a policy keeps."""
    security = properties.get("securitySettings") or {}
    soft = security.get("softDeleteSettings") or {}
    always = str(soft.get("softDeleteState") or soft.get("state")).lower() == "alwayson"
    after = days(soft.get("softDeleteRetentionPeriodInDays") or soft.get("retentionDurationInDays")) if always else None
    immutable = str(at(security, "immutabilitySettings", "state")).lower() == "locked"
    least = lost or lift(lambda *periods: longest([after, *periods]), *kept) if immutable else after
    # A vault is always encrypted, with Microsoft's key when no other is named.
    told = {"lock.min": least, "encryption.at_rest": True}
    # What an item keeps after its protection was stopped is no policy's, and is listed with the items only.
    return {**told, "retention.max": lost or (lift(lambda *periods: longest(periods), *kept) if kept else ITEMS)}


def _backup(reader: Reader, row: Row) -> tuple[dict[str, Any], Any]:
    """What is told of a Backup vault, and where its backups are copied to."""
    key = at(row["properties"], "securitySettings", "encryptionSettings", "keyVaultProperties", "keyUri")
    copies = _copies(reader, row)
    return {"encryption.key": key_uri(key), "flows.backup": copies}, copies


def _copies(reader: Reader, row: Row) -> Any:
    properties = row["properties"]
    settings = properties.get("storageSettings") or ()
    crossing = is_on(at(properties, "featureSettings", "crossRegionRestoreSettings", "state"))
    regions = {place(region): None for region in properties.get("replicatedRegions") or ()}
    named = [{"region": region, "account": row["subscription"]} for region in regions if region and region != row["location"]]
    pair = geo(reader, row["location"], geo_redundant=crossing or any("geo" in str(one.get("type")).lower() for one in settings))
    return joined(flows(named), pair)


def _kept(properties: Mapping[str, object]) -> Any:
    """The longest that any schedule of a policy keeps a recovery point, and the shortest; unknown for a shape we do not know."""
    found = [*_durations(properties)]
    return ends(found) if found else Unknown.of("not_collected", "a policy that names no retention")


def _durations(node: object) -> Iterator[str]:
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
    never=(*unset("lock.max", of=(SITE, BACKUP)), *unset("flows.share", of=(SITE, SITE_POLICY, BACKUP, BACKUP_POLICY))),
)
