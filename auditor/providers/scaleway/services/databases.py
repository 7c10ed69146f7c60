"""Managed databases: their encryption, how long and in which region backups are kept, where replicas are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.scaleway.common import listed, made
from auditor.providers.shapes import days, flows, sized, within
from auditor.providers.thin import said

DATABASE, MONGO = "Scaleway::Database", "Scaleway::MongoDb"
TOLD = ("encryption.at_rest", "backup.retention", "flows.replication", "size.allocated")
DATABASES = Call("rdb", "ListInstances", TOLD, (DATABASE,), "instances", "RelationalDatabasesReadOnly", lists=True)
BACKUPS = Call("rdb", "ListBackups", ("flows.backup",), (DATABASE,), "database_backups", "RelationalDatabasesReadOnly")
MONGOS = Call("mongodb", "ListInstances", ("size.allocated",), (MONGO,), "instances", "MongoDBReadOnly", lists=True)
ELSEWHERE = Unknown.of("not_collected", "backups go to another region, which Scaleway's API names once one is made")

NO_CHOICE = Absence(
    ("encryption.key",),
    "https://www.scaleway.com/en/developers/api/managed-database-postgre-mysql/: encryption is on or off, with no key to choose",
    (DATABASE,),
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every database of the region; the list of backups says where each lies."""
    found = [*listed(reader, DATABASES, "/rdb/v1/regions/{region}/instances")]
    copies = lift(_by_instance, reader.all(BACKUPS, at=f"/rdb/v1/regions/{reader.region}/backups")) if found else {}
    for one in found:
        sealed = said(one, "encryption", DATABASES)
        facts = {
            "encryption.at_rest": lift(lambda told: bool(told["enabled"]), sealed),
            "backup.retention": lift(_kept, said(one, "backup_schedule", DATABASES)),
            "flows.replication": lift(partial(_replicas, one), said(one, "read_replicas", DATABASES)),
            "flows.backup": lift(partial(_backups, one), copies),
            **sized(allocated=within(one, "volume.size")),
        }
        yield made(reader, DATABASE, one, facts, DATABASES)
    for one in listed(reader, MONGOS, "/mongodb/v1/regions/{region}/instances"):
        yield made(reader, MONGO, one, sized(allocated=within(one, "volume.size_bytes")), MONGOS)


def _by_instance(backups: list[Mapping[str, Any]]) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for one in backups:
        found[one["instance_id"]].append(one["region"])
    return found


def _backups(one: Mapping[str, Any], copies: Mapping[str, list[str]]) -> Any:
    known = _other(one.get("region"), copies.get(one["id"], ()))
    if known or one.get("backup_same_region") is True:
        return known
    return ELSEWHERE if one.get("backup_same_region") is False else Unknown(DATABASES.reason("empty_answer"))


def _replicas(one: Mapping[str, object], replicas: Sequence[Mapping[str, object]]) -> Any:
    return _other(one.get("region"), [each["region"] for each in replicas])


def _kept(schedule: Mapping[str, object]) -> str | None:
    return None if schedule.get("disabled") else days(schedule["retention"])


def _other(here: object, regions: Any) -> Any:
    return flows({"region": region} for region in regions if region != here)


COLLECTOR = Collector(
    "databases",
    {DATABASE: "database", MONGO: "database"},
    (DATABASES, BACKUPS, MONGOS),
    collect,
    never=(NO_CHOICE,),
)
