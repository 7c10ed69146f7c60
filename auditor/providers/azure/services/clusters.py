"""Databases that are clusters: MongoDB and Cassandra of Cosmos DB, PostgreSQL over several machines."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, geo, key_uri, listed, place, to, within
from auditor.providers.azure.services.sql import CLOSED, open_to_all
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sealed

MONGO, CASSANDRA, CITUS = (
    "Microsoft.DocumentDB/mongoClusters",
    "Microsoft.DocumentDB/cassandraClusters",
    "Microsoft.DBforPostgreSQL/serverGroupsv2",
)
SEALED = ("encryption.at_rest", "encryption.key", "origin", "tags")
MONGOS, CASSANDRAS = listed(MONGO, *SEALED), listed(CASSANDRA, "encryption.at_rest", "public.access", "origin", "tags")
CITUSES = listed(CITUS, *SEALED, "flows.replication", "flows.backup")
REPLICAS = children(f"{MONGO}/replicas", "flows.replication", of=MONGO)
CENTERS = children(f"{CASSANDRA}/dataCenters", "flows.replication", "encryption.key", "encryption.keys", of=CASSANDRA)
FIREWALLS = {one: children(f"{one}/firewallRules", "public.access", of=one) for one in (MONGO, CITUS)}
ITSELF = Unknown.of("not_collected", "Azure keeps the backups of a cluster to itself")
CENTER_KEYS = ("managedDiskCustomerKeyUri", "backupStorageCustomerKeyUri")


def collect(reader: Reader) -> Iterator[Resource]:
    """Clusters of each engine."""
    yield from found(reader, MONGOS, partial(_mongo, reader))
    yield from found(reader, CASSANDRAS, partial(_cassandra, reader))
    yield from found(reader, CITUSES, partial(_citus, reader))


def _open(reader: Reader, native_type: str, row: Row, closed: bool) -> Any:
    rules = [] if closed else reader.all(FIREWALLS[native_type], at=f"{row['id']}/firewallRules")
    return lift(open_to_all, rules)


def _mongo(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    source = at(properties, "replica", "sourceResourceId")
    replicas = reader.all(REPLICAS, at=f"{row['id']}/replicas")
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(at(properties, "encryption", "customerManagedKeyEncryption", "keyEncryptionKeyUrl")),
        "backup.retention": ITSELF,
        "public.access": _open(reader, MONGO, row, str(properties.get("publicNetworkAccess")).lower() in CLOSED),
        "origin": str(source).lower() if source else None,
        "flows.replication": lift(lambda seen: flows(to(one["id"], one.get("location")) for one in seen or ()), replicas),
        "flows.backup": ITSELF,
    }
    return described(reader, MONGO, row, told)


def _cassandra(reader: Reader, row: Row) -> Resource:
    """The same data in each of its data centres; it is reached only from its own network."""
    backup = row["properties"].get("restoreFromBackupId")
    centers = reader.all(CENTERS, at=f"{row['id']}/dataCenters")
    regions = lift(lambda seen: [place(at(one, "properties", "dataCenterLocation")) for one in seen or ()], centers)
    keys = lift(lambda seen: [key_uri(at(one, "properties", name)) for one in seen or () for name in CENTER_KEYS], centers)
    told = {
        "encryption.at_rest": True,
        **sealed(*([keys] if isinstance(keys, Unknown) else keys)),
        "backup.retention": ITSELF,
        "public.access": False,
        # A backup is named below the cluster that it was taken of.
        "origin": str(backup).lower().partition("/backups/")[0] if backup else None,
        "flows.replication": lift(lambda seen: flows(within(reader, one) for one in seen if one and one != row["location"]), regions),
        "flows.backup": ITSELF,
    }
    return described(reader, CASSANDRA, row, told)


def _citus(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    source, mirrors = properties.get("sourceResourceId"), properties.get("readReplicas") or ()
    inside = properties.get("coordinatorEnablePublicIpAccess") is False
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(at(properties, "dataEncryption", "primaryKeyUri")),
        "backup.retention": ITSELF,
        "public.access": _open(reader, CITUS, row, inside),
        "origin": str(source).lower() if source else None,
        "flows.replication": flows(map(to, mirrors)),
        "flows.backup": geo(reader, row["location"], geo_redundant=properties.get("enableGeoBackup") is True),
    }
    return described(reader, CITUS, row, told)


COLLECTOR = Collector(
    service="clusters",
    native_types=dict.fromkeys((MONGO, CASSANDRA, CITUS), "database"),
    calls=(MONGOS, REPLICAS, CASSANDRAS, CENTERS, CITUSES, *FIREWALLS.values(), LOCATIONS),
    collect=collect,
    where="account",
)
