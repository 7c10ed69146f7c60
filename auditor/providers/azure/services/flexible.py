"""PostgreSQL, MySQL and MariaDB: flexible servers and the single servers before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, geo, is_on, key_uri, listed, to
from auditor.providers.azure.keys import UNNAMED
from auditor.providers.azure.services.sql import CLOSED, open_to_all
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, MIB, days, flows, sealed, sized

FACTS = ("encryption.at_rest", "encryption.key", "backup.retention", "origin", "flows.backup", "size.allocated", "tags")
TYPES = (
    "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.DBforMySQL/flexibleServers",
    "Microsoft.DBforPostgreSQL/servers",
    "Microsoft.DBforMySQL/servers",
    "Microsoft.DBforMariaDB/servers",
)
SERVERS = {native_type: listed(native_type, *FACTS) for native_type in TYPES}
FIREWALLS = {native_type: children(f"{native_type}/firewallRules", "public.access", of=native_type) for native_type in TYPES}
REPLICAS = {native_type: children(f"{native_type}/replicas", "flows.replication", of=native_type) for native_type in TYPES}


def collect(reader: Reader) -> Iterator[Resource]:
    """Every server of each engine."""
    for native_type, servers in SERVERS.items():
        yield from found(reader, servers, partial(_server, reader, native_type))


def _server(reader: Reader, native_type: str, row: Row) -> Resource:
    properties = row["properties"]
    backup = properties.get("backup") or properties.get("storageProfile") or {}
    closed = str(at(properties, "network", "publicNetworkAccess") or properties.get("publicNetworkAccess")).lower() in CLOSED
    inside = at(properties, "network", "delegatedSubnetResourceId")
    rules = [] if closed or inside else reader.all(FIREWALLS[native_type], at=f"{row['id']}/firewallRules")
    source = properties.get("sourceServerResourceId") or properties.get("masterServerId")
    told = {
        "encryption.at_rest": True,
        **sealed(*_keys(native_type, properties, backup)),
        "backup.retention": days(backup.get("backupRetentionDays")),
        "public.access": lift(open_to_all, rules),
        "origin": source.lower() if source else None,
        "flows.replication": _replicas(reader, REPLICAS[native_type], row),
        "flows.backup": geo(reader, row["location"], geo_redundant=is_on(backup.get("geoRedundantBackup"))),
        **sized(allocated=at(properties, "storageProfile", "storageMB"), unit=MIB),
        **sized(allocated=at(properties, "storage", "storageSizeGB"), unit=GIB),
    }
    return described(reader, native_type, row, told)


def _keys(native_type: str, properties: Mapping[str, object], backup: Mapping[str, object]) -> Iterator[Any]:
    """A flexible server names its key, and that of its backups elsewhere; a single one only says that it has one of its own."""
    if native_type.endswith("/servers"):
        yield Unknown.of("key_not_read", "a single server does not name its key") if is_on(properties.get("byokEnforcement")) else None
        return
    said = properties.get("dataEncryption") or {}
    primary, abroad = (key_uri(at(said, name)) for name in ("primaryKeyURI", "geoBackupKeyURI"))
    own = primary or abroad or "keyvault" in str(at(said, "type")).lower()
    yield primary or (UNNAMED if own else None)
    if abroad or (own and is_on(backup.get("geoRedundantBackup"))):
        yield abroad or UNNAMED


def _replicas(reader: Reader, call: Call, row: Row) -> Any:
    """Read replicas; a replica may have some of its own."""
    answer = reader.all(call, at=f"{row['id']}/replicas")
    return lift(lambda replicas: flows(to(one["id"], one.get("location")) for one in replicas or ()), answer)


COLLECTOR = Collector(
    service="flexible",
    native_types=dict.fromkeys(TYPES, "database"),
    calls=(*SERVERS.values(), *FIREWALLS.values(), *REPLICAS.values(), LOCATIONS),
    collect=collect,
    where="account",
)
