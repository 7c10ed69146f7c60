"""Azure SQL: databases and managed instances, their geo-replicas, where their backups are kept and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import (
    LOCATIONS,
    Row,
    at,
    built,
    child,
    children,
    described,
    everybody,
    found,
    geo,
    group_of,
    is_on,
    key_uri,
    listed,
    place,
    rows,
    to,
)
from auditor.providers.azure.hosts import host_in
from auditor.providers.azure.keys import UNNAMED
from auditor.providers.azure.signs import vouched
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, days, flows, joined, kept_at_least, longest, sized

SERVER, INSTANCE = "Microsoft.Sql/servers", "Microsoft.Sql/managedInstances"
DATABASE, MANAGED = f"{SERVER}/databases", f"{INSTANCE}/databases"
SERVERS = listed(SERVER, "tags")
DATABASES = listed(DATABASE, "origin", "flows.backup", "size.allocated", "tags")
FIREWALL = children(f"{SERVER}/firewallRules", "public.access", of=DATABASE)
PROTECTOR = child(f"{SERVER}/encryptionProtector", "encryption.key", of=DATABASE)
ENCRYPTION = child(f"{DATABASE}/transparentDataEncryption", "encryption.at_rest", "encryption.key", of=DATABASE)
SHORT = child(f"{DATABASE}/backupShortTermRetentionPolicies", "backup.retention", of=DATABASE)
LONG = child(f"{DATABASE}/backupLongTermRetentionPolicies", "backup.retention", of=DATABASE)
LINKS = children(f"{DATABASE}/replicationLinks", "flows.replication", of=DATABASE)
SYNCS = children(f"{DATABASE}/syncGroups", "flows.replication", of=DATABASE)
MEMBERS = children(f"{DATABASE}/syncGroups/syncMembers", "flows.replication", of=DATABASE)
INSTANCES = listed(INSTANCE, "encryption.at_rest", "encryption.key", "public.access", "origin", "flows.backup", "size.allocated", "tags")
FAILOVER = children("Microsoft.Sql/locations/instanceFailoverGroups", "flows.replication", of=(INSTANCE, MANAGED))
LINKED = children(f"{INSTANCE}/distributedAvailabilityGroups", "flows.replication", of=(INSTANCE, MANAGED))
BASES = listed(MANAGED, "encryption.at_rest", "origin", "tags")
KEPT = child(f"{MANAGED}/backupShortTermRetentionPolicies", "backup.retention", of=MANAGED)
KEPT_LONG = child(f"{MANAGED}/backupLongTermRetentionPolicies", "backup.retention", of=MANAGED)
REDUNDANCY = ("currentBackupStorageRedundancy", "requestedBackupStorageRedundancy", "storageAccountType")
SYSTEM = Unknown.of("not_collected", "Azure keeps the backups of a system database to itself")
EACH = Unknown.of("not_collected", "said of each database")
CLOSED = frozenset({"disabled", "securedbyperimeter"})


def collect(reader: Reader) -> Iterator[Resource]:
    """Servers, then their databases; instances, then theirs."""
    servers = {row["id"]: row for row in rows(reader, SERVERS)}
    for row in servers.values():
        yield described(reader, SERVER, row, {})
    shared = dict(zip(servers, reader.map(partial(_of_server, reader), servers.values()), strict=True))
    names = {row["name"].lower(): row["id"] for row in servers.values()}
    yield from found(reader, DATABASES, partial(_database, reader, shared, names))
    instances = list(rows(reader, INSTANCES))
    groups = {where: _failover(reader, *where) for where in sorted({_where(row) for row in instances})}
    asked = reader.map(lambda row: reader.all(LINKED, at=f"{row['id']}/distributedAvailabilityGroups"), instances)
    links = dict(zip((row["id"] for row in instances), asked, strict=True))
    for row in instances:
        yield built(reader, INSTANCE, partial(_instance, reader, groups, links), row)
    yield from found(reader, BASES, partial(_managed, reader, {row["id"]: row for row in instances}, groups, links))


def _of_server(reader: Reader, row: Row) -> dict[str, Any]:
    """What all databases of a server share: who reaches it, and the key that protects their keys."""
    network = at(row["properties"], "publicNetworkAccess")
    rules = [] if str(network).lower() in CLOSED else reader.all(FIREWALL, at=f"{row['id']}/firewallRules")
    protector = reader.get(PROTECTOR, at=f"{row['id']}/encryptionProtector/current")
    return {
        "public.access": lift(open_to_all, rules),
        "key": lift(lambda said: key_uri(at(said, "properties", "uri")) or UNNAMED if _own_key(said) else None, protector),
    }


def open_to_all(rules: Iterable[object] | None) -> bool:
    """Whether the rules of a firewall, taken together, let everybody in."""
    return everybody(f"{at(one, 'properties', 'startIpAddress')}-{at(one, 'properties', 'endIpAddress')}" for one in rules or ())


def _own_key(protector: Mapping[str, object]) -> bool:
    return str(at(protector, "properties", "serverKeyType")).lower() == "azurekeyvault"


def _database(reader: Reader, shared: Mapping[str, Any], names: Mapping[str, str], row: Row) -> Resource:
    id, properties = row["id"], row["properties"]
    server = shared.get(id.rpartition("/databases/")[0], {})
    lost = reader.lost(SERVERS) or Unknown.of("target_not_read", f"{id.rpartition('/databases/')[0]}")
    encryption = reader.get(ENCRYPTION, at=f"{id}/transparentDataEncryption/current")
    on = lift(lambda said: is_on(at(said, "properties", "state") or at(said, "properties", "status")), encryption)
    own = at(properties, "encryptionProtector")
    told = {
        "encryption.at_rest": on,
        "encryption.key": key_uri(own) if own else lift(lambda state, key: key if state else None, on, server.get("key", lost)),
        "backup.retention": _kept(reader, row),
        "public.access": server.get("public.access", lost),
        "origin": _origin(properties, "sourceDatabaseId", "recoverableDatabaseId", "restorableDroppedDatabaseId"),
        "flows.replication": _replicas(reader, names, row),
        "flows.backup": _backups(reader, row),
        **sized(allocated=properties.get("maxSizeBytes")),
    }
    return described(reader, DATABASE, row, told)


def _kept(reader: Reader, row: Row) -> Any:
    """The longest of the short-term and the long-term retention."""
    if row["name"] == "master":
        return SYSTEM
    return _longest(reader, row, SHORT, LONG)


def _longest(reader: Reader, row: Row, short: Call, long: Call) -> Any:
    """The longer of two policies; where one may not be read, at least as long as the other says."""
    soon = lift(_days, reader.get(short, at=f"{row['id']}/backupShortTermRetentionPolicies/default"))
    late = lift(_periods, reader.get(long, at=f"{row['id']}/backupLongTermRetentionPolicies/default"))
    return kept_at_least(soon, late)


def _days(policy: object) -> str | None:
    return days(at(policy, "properties", "retentionDays"))


def _periods(policy: object) -> str | None:
    return longest(at(policy, "properties", f"{each}Retention") for each in ("weekly", "monthly", "yearly"))


def _origin(properties: Mapping[str, object], *names: str) -> str | None:
    return next((str(properties[name]).lower() for name in names if properties.get(name)), None)


def _replicas(reader: Reader, names: Mapping[str, str], row: Row) -> Any:
    """From a primary, its secondaries; failover groups make such links too."""
    if row["name"] == "master":
        return None
    links = reader.all(LINKS, at=f"{row['id']}/replicationLinks")
    lost = (
        reader.lost(SERVERS) if isinstance(links, list) and not all(at(one, "properties", "partnerDatabaseId") for one in links) else None
    )
    secondaries = lost or lift(lambda seen: [target for one in seen or () for target in _secondary(names, one)], links)
    return joined(secondaries, _members(reader, row))


def _members(reader: Reader, row: Row) -> Any:
    """The databases that Data Sync keeps equal to this one, of Azure or of the authority's own servers."""

    def targets(members: Iterable[object] | None) -> Iterator[dict[str, Any]]:
        for said in (at(one, "properties") or {} for one in members or ()):
            if str(said.get("syncDirection")).lower() != "onewaymembertohub":
                id, server = said.get("syncMemberAzureDatabaseResourceId"), said.get("serverName")
                yield (
                    to(id)
                    if id
                    else {"to": f"https://{str(server).lower()}"}
                    if server
                    else {"to": f"agent:{str(said.get('syncAgentId')).lower()}"}
                )

    groups = reader.all(SYNCS, at=f"{row['id']}/syncGroups")
    return lift(
        lambda seen: joined(
            *(lift(lambda found: flows(targets(found)), reader.all(MEMBERS, at=f"{one['id']}/syncMembers")) for one in seen or ())
        ),
        groups,
    )


def _secondary(names: Mapping[str, str], link: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An older answer names its partner's server and database, not its id."""
    said = link.get("properties") or {}
    if str(said.get("partnerRole", "")).lower() == "primary":
        return
    server, base = str(said.get("partnerServer") or "").lower(), said.get("partnerDatabase")
    partner = said.get("partnerDatabaseId") or (f"{names[server]}/databases/{base}" if server in names and base else None)
    if partner:
        yield to(partner, said.get("partnerLocation"))
    elif server or place(said.get("partnerLocation")):
        yield {"region": place(said.get("partnerLocation")), "holder": said.get("partnerServer")}


def _backups(reader: Reader, row: Row) -> Any:
    """Geo-redundant from the day it is asked for until the day it has ceased to be."""
    properties = row["properties"]
    redundancies = [str(properties[name]).lower() for name in REDUNDANCY if properties.get(name)]
    if not redundancies:
        return Unknown((DATABASES if row["type"] == DATABASE.lower() else INSTANCES).reason("empty_answer"))
    # Geo, GeoZone, or as they were once called GRS and GZRS; the rest stays: Local, Zone, LRS, ZRS.
    crossing = any(one.startswith("g") for one in redundancies)
    return geo(reader, row["location"], geo_redundant=crossing, said=properties.get("defaultSecondaryLocation"))


def _where(instance: Mapping[str, Any]) -> tuple[str, str]:
    """The group and the region of an instance, by which its failover groups are listed."""
    return str(group_of(instance["id"])), str(instance["location"])


def _failover(reader: Reader, group: str, region: str) -> Any:
    owner = f"/subscriptions/{reader.account}/resourceGroups/{group}"
    return reader.all(FAILOVER, at=f"{owner}/providers/Microsoft.Sql/locations/{region}/instanceFailoverGroups")


def _partners(row: Row, groups: Iterable[object] | None) -> Iterator[dict[str, Any]]:
    """The instances that this one fails over to."""
    for group in groups or ():
        region = next((at(one, "location") for one in at(group, "properties", "partnerRegions") or ()), None)
        for pair in at(group, "properties", "managedInstancePairs") or ():
            if str(pair.get("primaryManagedInstanceId")).lower() == row["id"]:
                yield to(pair["partnerManagedInstanceId"], region)


def _servers(links: Iterable[Mapping[str, object]] | None, database: str = "") -> Iterator[dict[str, Any]]:
    """The SQL Servers, wherever they stand, that an instance keeps a database equal on: all of them, or those of one database."""
    for said in (at(one, "properties") or {} for one in links or ()):
        named = {
            str(one).lower() for one in (said.get("targetDatabase"), *(at(each, "databaseName") for each in said.get("databases") or ()))
        }
        if not database or database.lower() in named:
            there = said.get("partnerEndpoint") or said.get("sourceEndpoint")
            yield {"to": f"https://{host_in(there) or str(there).lower()}"}


def _instance(reader: Reader, groups: Mapping[tuple[str, str], object], links: Mapping[str, object], row: Row) -> Resource:
    properties = row["properties"]
    told = {
        **_protected(properties),
        "backup.retention": EACH,
        "origin": _origin(properties, "sourceManagedInstanceId"),
        "flows.replication": joined(
            lift(lambda found: flows(_partners(row, found)), groups[_where(row)]),
            lift(lambda seen: flows(_servers(seen)), links[row["id"]]),
        ),
        "flows.backup": _backups(reader, row),
        **sized(allocated=properties.get("storageSizeInGB"), unit=GIB),
    }
    return described(reader, INSTANCE, row, told)


def _protected(properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """How an instance, and with it each of its databases, is encrypted and reached."""
    told = {"encryption.key": key_uri(properties.get("keyId")), "public.access": bool(properties.get("publicDataEndpointEnabled"))}
    return {"encryption.at_rest": True, **vouched(INSTANCE, properties, told)}


def _managed(
    reader: Reader, instances: Mapping[str, Any], groups: Mapping[tuple[str, str], object], links: Mapping[str, Any], row: Row
) -> Resource:
    """A database of an instance shares its key, its network, its backups and its partner."""
    id = row["id"].rpartition("/databases/")[0]
    owner = instances.get(id, {"properties": reader.lost(INSTANCES) or Unknown.of("target_not_read", id)})
    said = owner["properties"]
    shared = lift(_protected, said)
    told = {
        "encryption.at_rest": True,
        **(dict.fromkeys(("encryption.key", "public.access"), shared) if isinstance(shared, Unknown) else shared),
        "backup.retention": _longest(reader, row, KEPT, KEPT_LONG),
        "origin": _origin(row["properties"], "sourceDatabaseId", "recoverableDatabaseId"),
        "flows.replication": joined(
            lift(
                lambda _, seen: flows({"region": flow.get("region"), "account": flow.get("account")} for flow in _partners(owner, seen)),
                said,
                groups[_where(owner)] if "id" in owner else [],
            ),
            lift(lambda seen: flows(_servers(seen, row["name"])), links.get(id, [])),
        ),
        "flows.backup": lift(lambda _: _backups(reader, owner), said),
    }
    return described(reader, MANAGED, row, told)


COLLECTOR = Collector(
    service="sql",
    native_types={SERVER: "other", DATABASE: "database", INSTANCE: "database", MANAGED: "database"},
    calls=(
        SERVERS,
        DATABASES,
        FIREWALL,
        PROTECTOR,
        ENCRYPTION,
        SHORT,
        LONG,
        LINKS,
        SYNCS,
        MEMBERS,
        INSTANCES,
        FAILOVER,
        LINKED,
        BASES,
        KEPT,
        KEPT_LONG,
        LOCATIONS,
    ),
    collect=collect,
    where="account",
)
