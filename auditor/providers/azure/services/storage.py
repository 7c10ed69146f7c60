"""Storage accounts: where their redundancy copies to, what they replicate, how long blobs last, who may read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from math import inf
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import (
    LOCATIONS,
    Row,
    at,
    built,
    child,
    children,
    described,
    everybody,
    geo,
    in_account,
    listed,
    place,
    rows,
    to,
    within,
)
from auditor.providers.azure.diagnostics import SETTINGS, log_flows
from auditor.providers.azure.keys import ACCOUNT, QUEUES, SCOPES, TABLES, account_keys
from auditor.providers.azure.lifecycle import earlier_kept, first_gone, kept
from auditor.providers.azure.measured import SIZES, measured
from auditor.providers.azure.placing import stands
from auditor.providers.contract import Collector, Reader
from auditor.providers.memory import ByName
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import NO_TIME, days, flows, joined, kept_whole, lasting, longest, more_than_none, or_no_time, sealed

KEPT = ("retention.max", "retention.min")
RETENTION = (*KEPT, "retention.noncurrent_max")
ACCOUNTS = listed(
    ACCOUNT,
    "encryption.at_rest",
    "encryption.key",
    "lock.min",
    "replication.foreign",
    "public.access",
    "flows.replication",
    "tags",
)
LIFECYCLE = child(f"{ACCOUNT}/managementPolicies", *RETENTION, of=ACCOUNT, absent=("ManagementPolicyNotFound",))
BLOBS = child(f"{ACCOUNT}/blobServices", "versioning.enabled", *RETENTION, of=ACCOUNT)
CONTAINERS = children(f"{ACCOUNT}/blobServices/containers", "public.access", "lock.min", *KEPT, "encryption.keys", of=ACCOUNT)
LOCK = child(f"{ACCOUNT}/blobServices/containers/immutabilityPolicies", "lock.min", *KEPT, of=ACCOUNT)
SHARES = children(f"{ACCOUNT}/fileServices/shares", "retention.max", of=ACCOUNT)
REPLICAS = children(f"{ACCOUNT}/objectReplicationPolicies", "flows.replication", of=ACCOUNT)
GEO = frozenset({"GRS", "RAGRS", "GZRS", "RAGZRS"})
SERVICES = {"FileStorage": ("file",), "BlockBlobStorage": ("blob",), "BlobStorage": ("blob",)}
"""Kind → the services it has; any other may have all four."""
NO_BLOBS = frozenset({"FileStorage"})
CROSSING_OFF = "2023-12-15"
"""From this day on an account that says nothing of other tenants lets none replicate; those made before let all."""
SHARES_KEPT = Unknown.of("not_collected", "how long the snapshots of a file share stay")
SITE = Unknown.of("not_collected", "whether the static website of the account is on")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every storage account of the subscription."""
    accounts = list(rows(reader, ACCOUNTS))
    ids = ByName({account["name"].lower(): account["id"] for account in accounts})
    found = reader.map(partial(built, reader, ACCOUNT, partial(_account, reader, ids)), accounts)
    yield from measured(reader, accounts, found)


def _account(reader: Reader, ids: ByName, row: Row) -> Resource:
    properties = row["properties"]
    # After a failover the data is no more where the account was made.
    here = place(properties.get("primaryLocation")) or row["location"]
    region = stands(ACCOUNT, here, row.get("extendedLocation"))
    blobs = row.get("kind") not in NO_BLOBS
    containers = reader.all(CONTAINERS, at=f"{row['id']}/blobServices/default/containers") if blobs else []
    told = {
        **_kept(reader, row, containers, blobs),
        "encryption.at_rest": True,
        **sealed(*account_keys(reader, row, _services(row), containers)),
        "replication.foreign": _crosses(properties),
        "flows.logs": _logs(reader, row),
        "flows.replication": _replicas(reader, ids, here, row),
    }
    return described(reader, ACCOUNT, row, told, region=region)


def _kept(reader: Reader, row: Row, containers: Any, blobs: bool) -> dict[str, Any]:
    """What the blob service of an account says, and its containers; one of file shares only has neither, nor anything that expires."""
    service = reader.get(BLOBS, at=f"{row['id']}/blobServices/default") if blobs else {}
    service = lift(lambda answer: answer.get("properties") or {}, service)
    policy = reader.get(LIFECYCLE, at=f"{row['id']}/managementPolicies/default") if blobs else {}
    locks = [_lock(reader, one) for one in (() if isinstance(containers, Unknown) else containers or ())]
    lock = lift(lambda _, *found: _longest_lock(row["properties"], *found), containers, *locks)
    whole = _whole(reader, row, lift(lambda rules: kept(rules, service), policy), lock, containers)
    held = (lift(partial(_held, row["properties"]), *pair) for pair in zip(containers if locks else (), locks, strict=True))
    first = lift(lambda rules, said, _, *stays: first_gone(rules, said, *stays), policy, service, containers, *held)
    return {
        "versioning.enabled": lift(lambda said: bool(said.get("isVersioningEnabled")), service),
        "retention.max": whole,
        # What goes when everything does is not gone first.
        "retention.min": first if isinstance(first, Unknown) or first != whole else None,
        "retention.noncurrent_max": lift(earlier_kept, policy, service) if blobs else SHARES_KEPT,
        "public.access": lift(partial(_public, row["properties"]), containers),
        "lock.min": lock,
    }


def _logs(reader: Reader, row: Row) -> Any:
    """Where the access logs of each of its services go."""
    each = (log_flows(reader, f"{row['id']}/{service}Services/default") for service in _services(row))
    return joined(*each)


def _services(row: Row) -> list[str]:
    """What an account serves, by the addresses it answers at, else by its kind."""
    served = row["properties"].get("primaryEndpoints") or ("blob", "file", "queue", "table")
    return [name for name in SERVICES.get(str(row.get("kind")), ("blob", "file", "queue", "table")) if name in served]


def _lock(reader: Reader, container: Mapping[str, Any]) -> Any:
    """How long nothing of a container can be erased: None without a policy that is locked."""
    said = container.get("properties") or {}
    policy = at(said, "immutabilityPolicy", "properties") or said.get("immutabilityPolicy")
    if not policy and said.get("hasImmutabilityPolicy"):
        policy = lift(lambda answer: answer.get("properties"), reader.get(LOCK, at=f"{container['id']}/immutabilityPolicies/default"))
    return lift(_locked, policy)


def _locked(policy: Mapping[str, object] | None) -> str | None:
    locked = str(at(policy, "state")).lower() == "locked"
    return days(at(policy, "immutabilityPeriodSinceCreationInDays")) if locked else None


def _held(properties: Mapping[str, object], container: Mapping[str, object], lock: str | None) -> float:
    """For how many days nothing of a container goes, whatever the lifecycle says."""
    return inf if at(container, "properties", "hasLegalHold") else lasting(_longest_lock(properties, lock))


def _longest_lock(properties: Mapping[str, object], *locks: str | None) -> str | None:
    """The longest of the containers' and of the account's own."""
    return longest([_locked(at(properties, "immutableStorageWithVersioning", "immutabilityPolicy")), *locks])


def _whole(reader: Reader, row: Row, kept: object, lock: object, containers: object) -> Any:
    """How long anything of the account stays: locked or held blobs outlive their lifecycle, files and tables have none."""
    if kept is None:
        return None
    below = {"file": (SHARES, "fileServices/default/shares"), "table": (TABLES, "tableServices/default/tables")}
    others = [reader.all(call, at=f"{row['id']}/{path}") for name, (call, path) in below.items() if name in _services(row)]
    held = lift(lambda seen: [one for one in seen or () if at(one, "properties", "hasLegalHold")], containers)
    return more_than_none(kept_whole(kept, lift(or_no_time, lock), *(lift(_for_ever, one) for one in (held, *others))))


def _for_ever(found: object) -> str | None:
    """What something adds to a period: none where there is nothing, else it stays."""
    return None if found else NO_TIME


def _public(properties: Mapping[str, object], containers: Iterable[Mapping[str, object]] | None) -> Any:
    """Whether anybody may read a container: its network lets everybody in, the account forbids it not, and a container allows it."""
    closed = str(properties.get("publicNetworkAccess")).lower() in {"disabled", "securedbyperimeter"}
    rules = at(properties, "networkAcls") or {}
    if closed or (
        str(rules.get("defaultAction")).lower() == "deny" and not everybody(str(one.get("value")) for one in rules.get("ipRules") or ())
    ):
        return False
    opened = {str(at(one, "properties", "publicAccess") or "None").lower() for one in containers or ()} - {"none"}
    if opened and properties.get("allowBlobPublicAccess") is not False:
        return True
    # A static website is served to everybody, whatever its container says.
    return SITE if any(one.get("name") == "$web" for one in containers or ()) else False


def _crosses(properties: Mapping[str, object]) -> Any:
    """Whether accounts of other tenants may replicate with this one."""
    said = properties.get("allowCrossTenantReplication")
    if said is None and not properties.get("creationTime"):
        return Unknown(ACCOUNTS.reason("empty_answer"))
    return str(properties["creationTime"]) < CROSSING_OFF if said is None else said is True


def _replicas(reader: Reader, ids: ByName, here: str | None, row: Row) -> Any:
    """The pair that the sku copies to, and the accounts that object replication copies to."""
    redundancy = str(at(row, "sku", "name") or "").rpartition("_")[2].upper()
    secondary = row["properties"].get("secondaryLocation")
    if not redundancy and not secondary:
        return Unknown(ACCOUNTS.reason("empty_answer"))
    pair = [within(reader, secondary)] if secondary else geo(reader, here, geo_redundant=redundancy in GEO)
    replicates = row.get("kind") in {"StorageV2", "BlockBlobStorage"}
    policies = reader.all(REPLICAS, at=f"{row['id']}/objectReplicationPolicies") if replicates else []
    return joined(pair, lift(lambda found: flows(_targets(ids, row, found or ())), policies))


def _targets(ids: ByName, row: Row, policies: Any) -> Iterator[dict[str, Any]]:
    """Destinations of the policies this account is the source of; each account keeps a copy of each policy."""
    for policy in policies:
        source, target = (str(at(policy, "properties", f"{end}Account") or "") for end in ("source", "destination"))
        if target and _same(source, row):
            named = target if "/" in target else ids.get(target.lower())
            yield to(named) if named else in_account(target)


def _same(account: str, row: Row) -> bool:
    return account.lower() in {row["id"], row["name"].lower()}


COLLECTOR = Collector(
    service="storage",
    native_types={ACCOUNT: "object_store"},
    calls=(ACCOUNTS, LIFECYCLE, BLOBS, CONTAINERS, LOCK, SHARES, TABLES, QUEUES, SCOPES, REPLICAS, SETTINGS, LOCATIONS, SIZES),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(ACCOUNT,)),
)
