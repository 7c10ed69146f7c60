"""Azure Cache for Redis and Azure Managed Redis, and the caches they are linked to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, children, described, found, is_on, key_uri, listed, to
from auditor.providers.azure.hosts import first_host
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

REDIS, ENTERPRISE = "Microsoft.Cache/redis", "Microsoft.Cache/redisEnterprise"
FACTS = ("encryption.at_rest", "encryption.key", "tags")
CACHES, CLUSTERS = listed(REDIS, "encryption.at_rest", "tags", "backup.retention"), listed(ENTERPRISE, *FACTS)
LINKED = children(f"{REDIS}/linkedServers", "flows.replication", of=REDIS)
DATABASES = children(f"{ENTERPRISE}/databases", "flows.replication", "backup.retention", of=ENTERPRISE)
STORES = {
    "rdb-backup-enabled": ("rdb-storage-connection-string",),
    "aof-backup-enabled": ("aof-storage-connection-string-0", "aof-storage-connection-string-1"),
}
"""Setting → those that say where copies are then saved."""
ELSEWHERE = Unknown.of("not_collected", "the storage account that a cache is saved in")
SAVED = Unknown.of("not_collected", "Redis keeps its last saved copies for as long as the storage account does")


def collect(reader: Reader) -> Iterator[Resource]:
    """Caches of both sorts."""
    yield from found(reader, CACHES, partial(_cache, reader))
    yield from found(reader, CLUSTERS, partial(_cluster, reader))


def _cache(reader: Reader, row: Row) -> Resource:
    settings = row["properties"].get("redisConfiguration") or {}
    saved = any(is_on(settings.get(name)) for name in STORES)
    linked = reader.all(LINKED, at=f"{row['id']}/linkedServers")
    told = {
        "encryption.at_rest": True,
        "backup.retention": SAVED if saved else None,
        "flows.replication": joined(
            lift(lambda seen: flows(flow for one in seen or () for flow in _secondary(one)), linked),
            *(_store(settings, names) for on, names in STORES.items() if is_on(settings.get(on))),
        ),
    }
    return described(reader, REDIS, row, told)


def _store(settings: Mapping[str, object], names: Iterable[str]) -> Any:
    """The storage account that a cache is saved in, of which nothing but its host is kept."""
    host = first_host(settings, names)
    return [{"to": f"https://{host}"}] if host else ELSEWHERE


def _secondary(link: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    said = link.get("properties") or {}
    if said.get("linkedRedisCacheId") and str(said.get("serverRole")).lower() == "secondary":
        yield to(said["linkedRedisCacheId"], said.get("linkedRedisCacheLocation"))


def _cluster(reader: Reader, row: Row) -> Resource:
    databases = reader.all(DATABASES, at=f"{row['id']}/databases")
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(at(row["properties"], "encryption", "customerManagedKeyEncryption", "keyEncryptionKeyUrl")),
        "backup.retention": lift(lambda seen: SAVED if any(_saved(one) for one in seen or ()) else None, databases),
        "flows.replication": lift(lambda seen: flows(flow for one in seen or () for flow in _geo(row, one)), databases),
    }
    return described(reader, ENTERPRISE, row, told)


def _saved(database: Mapping[str, object]) -> bool:
    persistence = at(database, "properties", "persistence") or {}
    return is_on(persistence.get("rdbEnabled")) or is_on(persistence.get("aofEnabled"))


def _geo(row: Row, database: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    for one in at(database, "properties", "geoReplication", "linkedDatabases") or ():
        cluster = str(one.get("id", "")).lower().rpartition("/databases/")[0]
        if cluster and cluster != row["id"]:
            yield to(cluster)


COLLECTOR = Collector(
    service="redis",
    native_types={REDIS: "cache", ENTERPRISE: "cache"},
    calls=(CACHES, LINKED, CLUSTERS, DATABASES),
    collect=collect,
    where="account",
    never=unset("encryption.key", of=(REDIS,)),
)
