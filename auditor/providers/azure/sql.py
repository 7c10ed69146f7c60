"""Azure SQL: databases and managed instances, their geo-replicas, where their backups are kept and for how long."""

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
    found,
    geo,
    is_on,
    key_uri,
    listed,
    longest,
    place,
    rows,
    to,
)
from auditor.providers.base import Collector, Reader, Unknown, lift

SERVER, INSTANCE = "Microsoft.Sql/servers", "Microsoft.Sql/managedInstances"
DATABASE, MANAGED = f"{SERVER}/databases", f"{INSTANCE}/databases"
SERVERS = listed(SERVER, "tags")
DATABASES = listed(DATABASE, "origin", "flows.backup", "tags")
FIREWALL = children(f"{SERVER}/firewallRules", "public.access", of=DATABASE)
PROTECTOR = child(f"{SERVER}/encryptionProtector", "encryption.key", of=DATABASE)
ENCRYPTION = child(f"{DATABASE}/transparentDataEncryption", "encryption.at_rest", "encryption.key", of=DATABASE)
SHORT = child(f"{DATABASE}/backupShortTermRetentionPolicies", "backup.retention", of=DATABASE)
LONG = child(f"{DATABASE}/backupLongTermRetentionPolicies", "backup.retention", of=DATABASE)
LINKS = children(f"{DATABASE}/replicationLinks", "flows.replication", of=DATABASE)
INSTANCES = listed(INSTANCE, "encryption.at_rest", "encryption.key", "public.access", "origin", "flows.backup", "tags")
FAILOVER = children("Microsoft.Sql/locations/instanceFailoverGroups", "flows.replication", of=(INSTANCE, MANAGED))
BASES = listed(MANAGED, "encryption.at_rest", "origin", "tags")
KEPT = child(f"{MANAGED}/backupShortTermRetentionPolicies", "backup.retention", of=MANAGED)
REDUNDANCY = ("currentBackupStorageRedundancy", "requestedBackupStorageRedundancy", "storageAccountType")
EVERYWHERE = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}  # noqa: S104  # what a rule that lets everybody in says
SYSTEM = Unknown("not_collected: Azure keeps the backups of a system database to itself")
INSTANCE_ONLY = Unknown("not_collected: said of the instance")


def collect(reader: Reader) -> Iterator[Resource]:
    """Servers, then their databases; instances, then theirs."""
    servers = {row["id"]: row for row in rows(reader, SERVERS)}
    for row in servers.values():
        yield described(reader, SERVER, row, {})
    shared = dict(zip(servers, reader.map(partial(_of_server, reader), servers.values()), strict=True))
    yield from found(reader, DATABASES, partial(_database, reader, shared))
    instances = list(rows(reader, INSTANCES))
    groups = {region: _failover(reader, region) for region in sorted({row["location"] for row in instances})}
    for row in instances:
        yield _instance(reader, groups, row)
    yield from found(reader, BASES, partial(_managed, reader, {row["id"]: row for row in instances}, groups))


def _of_server(reader: Reader, row: Mapping[str, Any]) -> dict[str, Any]:
    """What all databases of a server share: who reaches it, and the key that protects their keys."""
    closed = str(at(row["properties"], "publicNetworkAccess")).lower() == "disabled" if isinstance(row["properties"], Mapping) else False
    rules = [] if closed else reader.all(FIREWALL, at=f"{row['id']}/firewallRules")
    protector = reader.get(PROTECTOR, at=f"{row['id']}/encryptionProtector/current")
    return {
        "public.access": lift(open_to_all, rules),
        "key": lift(lambda said: key_uri(at(said, "properties", "uri")) if _own_key(said) else None, protector),
    }


def open_to_all(rules: Any) -> bool:
    """Whether one rule of a firewall lets every address in."""
    return any(EVERYWHERE.items() <= (one.get("properties") or {}).items() for one in rules or ())


def _own_key(protector: Mapping[str, Any]) -> bool:
    return str(at(protector, "properties", "serverKeyType")).lower() == "azurekeyvault"


def _database(reader: Reader, shared: Mapping[str, Any], row: dict[str, Any]) -> Resource:
    id, properties = row["id"], row["properties"]
    server = shared.get(id.rpartition("/databases/")[0], {})
    lost = reader.lost(SERVERS) or Unknown(f"target_not_read: {id.rpartition('/databases/')[0]}")
    encryption = reader.get(ENCRYPTION, at=f"{id}/transparentDataEncryption/current")
    on = lift(lambda said: is_on(at(said, "properties", "state") or at(said, "properties", "status")), encryption)
    own = at(properties, "encryptionProtector")
    told = {
        "encryption.at_rest": on,
        "encryption.key": key_uri(own) if own else lift(lambda state, key: key if state else None, on, server.get("key", lost)),
        "backup.retention": _kept(reader, row),
        "public.access": server.get("public.access", lost),
        "origin": _origin(properties, "sourceDatabaseId", "recoverableDatabaseId", "restorableDroppedDatabaseId"),
        "flows.replication": _replicas(reader, row),
        "flows.backup": _backups(reader, row),
    }
    return described(reader, DATABASE, row, told)


def _kept(reader: Reader, row: Mapping[str, Any]) -> Any:
    """The longest of the short-term and the long-term retention."""
    if row["name"] == "master":
        return SYSTEM
    short = reader.get(SHORT, at=f"{row['id']}/backupShortTermRetentionPolicies/default")
    long = reader.get(LONG, at=f"{row['id']}/backupLongTermRetentionPolicies/default")

    def both(short: Any, long: Any) -> str | None:
        periods = (at(long, "properties", f"{each}Retention") for each in ("weekly", "monthly", "yearly"))
        return longest([days(at(short, "properties", "retentionDays")), *periods])

    return lift(both, short, long)


def _origin(properties: Mapping[str, Any], *names: str) -> str | None:
    return next((str(properties[name]).lower() for name in names if properties.get(name)), None)


def _replicas(reader: Reader, row: Mapping[str, Any]) -> Any:
    """From a primary, its secondaries; failover groups make such links too."""
    if row["name"] == "master":
        return None
    return lift(
        lambda links: flows(target for one in links or () for target in _secondary(one)),
        reader.all(LINKS, at=f"{row['id']}/replicationLinks"),
    )


def _secondary(link: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said = link.get("properties") or {}
    if str(said.get("partnerRole", "")).lower() == "primary":
        return
    partner = said.get("partnerDatabaseId")
    if not partner and place(said.get("partnerLocation")):
        yield {"region": place(said["partnerLocation"]), "holder": said.get("partnerServer")}
    elif partner:
        yield to(partner, said.get("partnerLocation"))


def _backups(reader: Reader, row: Mapping[str, Any]) -> Any:
    redundancy = next((str(row["properties"][name]) for name in REDUNDANCY if row["properties"].get(name)), None)
    if redundancy is None:
        return Unknown(f"empty_answer: {(DATABASES if row['type'] == DATABASE.lower() else INSTANCES).detail}")
    # Geo, GeoZone, or as they were once called GRS and GZRS; the rest stays: Local, Zone, LRS, ZRS.
    return geo(reader, row["location"], geo_redundant=redundancy.lower().startswith("g"))


def _failover(reader: Reader, region: str) -> Any:
    return reader.all(FAILOVER, at=f"/subscriptions/{reader.account}/providers/Microsoft.Sql/locations/{region}/instanceFailoverGroups")


def _partners(row: Mapping[str, Any], groups: Any) -> Any:
    """The instances that this one fails over to."""
    pairs = [pair for group in groups or () for pair in at(group, "properties", "managedInstancePairs") or ()]
    here = [pair["partnerManagedInstanceId"] for pair in pairs if str(pair.get("primaryManagedInstanceId")).lower() == row["id"]]
    regions = [
        at(one, "location")
        for group in groups or ()
        for one in at(group, "properties", "partnerRegions") or ()
        if any(
            str(pair.get("primaryManagedInstanceId")).lower() == row["id"] for pair in at(group, "properties", "managedInstancePairs") or ()
        )
    ]
    return [to(partner, regions[0] if regions else None) for partner in here]


def _instance(reader: Reader, groups: Mapping[str, Any], row: dict[str, Any]) -> Resource:
    properties = row["properties"]
    if isinstance(properties, Unknown):
        return described(reader, INSTANCE, row, {}, otherwise=properties)
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(properties.get("keyId")),
        "backup.retention": Unknown("not_collected: said of each database"),
        "public.access": bool(properties.get("publicDataEndpointEnabled")),
        "origin": _origin(properties, "sourceManagedInstanceId"),
        "flows.replication": lift(lambda found: flows(_partners(row, found)), groups[row["location"]]),
        "flows.backup": _backups(reader, row),
    }
    return described(reader, INSTANCE, row, told)


def _managed(reader: Reader, instances: Mapping[str, Any], groups: Mapping[str, Any], row: dict[str, Any]) -> Resource:
    """A database of an instance shares its key, its network, its backups and its partner."""
    id = row["id"].rpartition("/databases/")[0]
    owner = instances.get(id, {"properties": reader.lost(INSTANCES) or Unknown(f"target_not_read: {id}")})
    said = owner["properties"]
    kept = reader.get(KEPT, at=f"{row['id']}/backupShortTermRetentionPolicies/default")
    told = {
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_uri(one.get("keyId")), said),
        "backup.retention": lift(lambda policy: days(at(policy, "properties", "retentionDays")), kept),
        "public.access": lift(lambda one: bool(one.get("publicDataEndpointEnabled")), said),
        "origin": _origin(row["properties"], "sourceDatabaseId", "recoverableDatabaseId"),
        "flows.replication": lift(
            lambda _, seen: flows({"region": flow.get("region"), "account": flow.get("account")} for flow in _partners(owner, seen)),
            said,
            groups.get(row["location"], []),
        ),
        "flows.backup": lift(lambda _: _backups(reader, owner), said),
    }
    return described(reader, MANAGED, row, told)


COLLECTOR = Collector(
    service="sql",
    native_types={SERVER: "other", DATABASE: "database", INSTANCE: "database", MANAGED: "database"},
    calls=(SERVERS, DATABASES, FIREWALL, PROTECTOR, ENCRYPTION, SHORT, LONG, LINKS, INSTANCES, FAILOVER, BASES, KEPT, LOCATIONS),
    collect=collect,
    where="account",
)
