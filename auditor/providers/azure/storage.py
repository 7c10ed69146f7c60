"""Storage accounts: where their redundancy copies to, what they replicate, how long blobs last, who may read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
    key_uri,
    listed,
    rows,
    to,
    within,
)
from auditor.providers.azure.diagnostics import SETTINGS, log_flows
from auditor.providers.base import Collector, Reader, Unknown, lift

ACCOUNT = "Microsoft.Storage/storageAccounts"
RETENTION = ("retention.max", "retention.noncurrent_max")
ACCOUNTS = listed(
    ACCOUNT,
    "encryption.at_rest",
    "encryption.key",
    "lock.min",
    "replication.foreign",
    "public.access",
    "flows.replication",
    "flows.share",
    "tags",
)
LIFECYCLE = child(f"{ACCOUNT}/managementPolicies", *RETENTION, of=ACCOUNT, absent=("ManagementPolicyNotFound",))
BLOBS = child(f"{ACCOUNT}/blobServices", "versioning.enabled", *RETENTION, of=ACCOUNT)
CONTAINERS = children(f"{ACCOUNT}/blobServices/containers", "public.access", of=ACCOUNT)
REPLICAS = children(f"{ACCOUNT}/objectReplicationPolicies", "flows.replication", of=ACCOUNT)
GEO = frozenset({"GRS", "RAGRS", "GZRS", "RAGZRS"})
NO_BLOBS = frozenset({"FileStorage"})
APPEND = Unknown("partial_list: append blobs, which the lifecycle rule leaves alone")
ACCESS = Unknown("partial_list: a lifecycle rule that starts from the last access, which may never come")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every storage account of the subscription."""
    accounts = list(rows(reader, ACCOUNTS))
    ids = {account["name"].lower(): account["id"] for account in accounts}
    yield from reader.map(partial(_account, reader, ids), accounts)


def _account(reader: Reader, ids: Mapping[str, str], row: dict[str, Any]) -> Resource:
    properties = row["properties"]
    if isinstance(properties, Unknown):
        return described(reader, ACCOUNT, row, {}, otherwise=properties)
    blobs = row.get("kind") not in NO_BLOBS
    service = lift(
        lambda answer: answer.get("properties") or {}, reader.get(BLOBS, at=f"{row['id']}/blobServices/default") if blobs else {}
    )
    policy = reader.get(LIFECYCLE, at=f"{row['id']}/managementPolicies/default") if blobs else None
    told = {
        "versioning.enabled": lift(lambda said: bool(said.get("isVersioningEnabled")), service),
        "retention.max": lift(_kept, policy, service),
        "retention.noncurrent_max": lift(_earlier_kept, policy, service),
        "encryption.at_rest": True,
        "encryption.key": _key(properties),
        "public.access": _public(reader, row, properties) if blobs else False,
        "lock.min": _locked(properties),
        "flows.share": None,
        "replication.foreign": properties.get("allowCrossTenantReplication") is True,
        "flows.replication": _replicas(reader, ids, row, properties),
        "flows.logs": log_flows(reader, f"{row['id']}/blobServices/default") if blobs else None,
    }
    return described(reader, ACCOUNT, row, told)


def _locked(properties: Mapping[str, Any]) -> str | None:
    """How long no version of a blob can be erased, where the policy of the account is locked."""
    policy = at(properties, "immutableStorageWithVersioning", "immutabilityPolicy") or {}
    locked = str(policy.get("state")).lower() == "locked"
    return days(policy.get("immutabilityPeriodSinceCreationInDays")) if locked else None


def _key(properties: Mapping[str, Any]) -> str | None:
    """The key of a vault, without its version; None for Microsoft's own."""
    encryption = properties.get("encryption") or {}
    vault = at(encryption, "keyvaultproperties", "keyvaulturi")
    name = at(encryption, "keyvaultproperties", "keyname")
    if str(at(encryption, "keySource")).lower() != "microsoft.keyvault" or not vault:
        return None
    return key_uri(f"{vault.rstrip('/')}/keys/{name}")


def _public(reader: Reader, row: dict[str, Any], properties: Mapping[str, Any]) -> Any:
    """Whether anybody may read a container: neither the account nor its network forbids it, and a container allows it."""
    closed = str(properties.get("publicNetworkAccess")).lower() in {"disabled", "securedbyperimeter"}
    if closed or str(at(properties, "networkAcls", "defaultAction")).lower() == "deny" or properties.get("allowBlobPublicAccess") is False:
        return False
    containers = reader.all(CONTAINERS, at=f"{row['id']}/blobServices/default/containers")
    return lift(
        lambda found: any(str(at(one, "properties", "publicAccess") or "None").lower() != "none" for one in found or ()), containers
    )


def _replicas(reader: Reader, ids: Mapping[str, str], row: dict[str, Any], properties: Mapping[str, Any]) -> Any:
    """The pair that the sku copies to, and the accounts that object replication copies to."""
    redundancy = str(at(row, "sku", "name") or "").rpartition("_")[2].upper()
    if not redundancy:
        return Unknown(f"empty_answer: {ACCOUNTS.detail}")
    secondary = properties.get("secondaryLocation")
    if redundancy in GEO and secondary:
        pair: Any = [within(reader, secondary)]
    else:
        pair = geo(reader, row["location"], geo_redundant=redundancy in GEO)
    policies = (
        reader.all(REPLICAS, at=f"{row['id']}/objectReplicationPolicies") if row.get("kind") in {"StorageV2", "BlockBlobStorage"} else []
    )
    return lift(lambda here, found: flows([*(here or ()), *_targets(ids, row, found or ())]), pair, policies)


def _targets(ids: Mapping[str, str], row: dict[str, Any], policies: Any) -> Iterator[dict[str, Any]]:
    """Destinations of the policies this account is the source of; each account keeps a copy of each policy."""
    for policy in policies:
        source, target = (str(at(policy, "properties", f"{end}Account") or "") for end in ("source", "destination"))
        if target and _same(source, row):
            named = target if "/" in target else ids.get(target.lower())
            yield to(named) if named else {"to": f"https://{target.lower()}.blob.core.windows.net"}


def _same(account: str, row: dict[str, Any]) -> bool:
    return account.lower() in {row["id"], row["name"].lower()}


def _kept(policy: Any, service: Mapping[str, Any]) -> Any:
    """How long a blob, then its versions, then its soft-deleted self stay; None for ever. Page blobs are disks, and not counted."""
    current = _shortest(policy, "baseBlob", "daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan")
    if current is None and _shortest(policy, "baseBlob", "daysAfterLastAccessTimeGreaterThan") is not None:
        return ACCESS
    if current is None or isinstance(current, Unknown):
        return current
    earlier = _earlier_days(policy, service)
    return earlier if isinstance(earlier, Unknown) else None if earlier is None else f"P{current + earlier}D"


def _earlier_kept(policy: Any, service: Mapping[str, Any]) -> Any:
    earlier = _earlier_days(policy, service)
    return earlier if isinstance(earlier, Unknown) or earlier is None else f"P{earlier}D"


def _earlier_days(policy: Any, service: Mapping[str, Any]) -> Any:
    """Days that a replaced or deleted blob survives: as a version if there are any, then as a soft-deleted one."""
    soft = service.get("deleteRetentionPolicy") or {}
    after = int(soft.get("days") or 0) if soft.get("enabled") else 0
    if not service.get("isVersioningEnabled"):
        return after
    versions = _shortest(policy, "version", "daysAfterCreationGreaterThan")
    return versions + after if isinstance(versions, int) else versions


def _shortest(policy: Any, part: str, *measures: str) -> Any:
    """The least number of days after which an enabled rule without any filter deletes; Unknown when it spares append blobs."""
    found: list[tuple[int, bool]] = []
    for rule in at(policy, "properties", "policy", "rules") or ():
        filters = at(rule, "definition", "filters") or {}
        if rule.get("enabled") is False or filters.get("prefixMatch") or filters.get("blobIndexMatch"):
            continue
        kinds = {str(kind).lower() for kind in filters.get("blobTypes") or ("blockBlob", "appendBlob")}
        delete = at(rule, "definition", "actions", part, "delete") or {}
        found += [(int(delete[name]), "appendblob" in kinds) for name in measures if delete.get(name) is not None and "blockblob" in kinds]
    if not found:
        return None
    return min(count for count, _ in found) if any(append for _, append in found) else APPEND


COLLECTOR = Collector(
    service="storage",
    native_types={ACCOUNT: "object_store"},
    calls=(ACCOUNTS, LIFECYCLE, BLOBS, CONTAINERS, REPLICAS, SETTINGS, LOCATIONS),
    collect=collect,
    where="account",
)
