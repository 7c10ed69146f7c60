"""Trove: database instances, from where they are reached, their replicas and backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import Rest, reference, title
from auditor.providers.shapes import GIB, flows, sized, within

INSTANCE, BACKUP = "OpenStack::Trove::Instance", "OpenStack::Trove::Backup"
CONTAINER = "OpenStack::Swift::Container"
INSTANCES = Rest(
    "trove",
    "ListInstances",
    feeds=("size.allocated",),
    of=(INSTANCE,),
    path="instances",
    permission="instance:index",
    lists=True,
    must=("id",),
    route="/instances",
)
DETAIL = Rest(
    "trove",
    "GetInstance",
    feeds=("public.access", "origin", "flows.replication"),
    of=(INSTANCE,),
    path="instance",
    permission="instance:show",
    route="/instances/{instance}",
)
BACKUPS = Rest(
    "trove",
    "ListBackups",
    feeds=("encryption.at_rest", "origin", "size.used"),
    of=(BACKUP,),
    path="backups",
    permission="backup:index",
    lists=True,
    must=("id",),
    route="/backups",
)
HIDDEN = Unknown.of("not_collected", "the volume of an instance is of Trove's own project")
OWN = Unknown.of("key_not_read", "Trove encrypts backups with a password of its own configuration")


def collect(reader: Reader) -> Iterator[Resource]:
    """Instances with one detail each, and the backups of the project, with where they lie."""
    backups = list(reader.pages(BACKUPS))
    lost = reader.lost(BACKUPS)
    held: dict[str, list[dict[str, Any]]] = {}
    for backup in backups:
        held.setdefault(str(backup.get("instance_id")), []).append({"to": reference(reader, BACKUP, backup["id"])})
        yield _backup(reader, backup)
    yield from reader.map(lambda one: _instance(reader, one, lost or flows(held.get(str(one["id"]), ()))), reader.pages(INSTANCES))


def _instance(reader: Reader, listed: Mapping[str, object], backups: object) -> Resource:
    detail = reader.get(DETAIL, instance=listed["id"])
    facts = {
        "public.access": lift(_open, detail),
        "origin": lift(
            lambda said: reference(reader, INSTANCE, ((said.get("replica_of") or said.get("slave_of")) or {}).get("id")), detail
        ),
        "flows.replication": lift(partial(_replicas, reader), detail),
        "flows.backup": backups,
        **sized(allocated=within(listed, "volume.size"), unit=GIB),
    }
    id = str(reference(reader, INSTANCE, listed["id"]))
    return reader.resource(INSTANCE, id, title(listed), facts, {}, otherwise=HIDDEN)


def _open(said: Mapping[str, object]) -> Any:
    """Reached from outside, by everybody unless networks are named; older clouds do not tell."""
    access = said.get("access")
    if not isinstance(access, Mapping):
        return Unknown.of("not_collected", "this Trove does not say from where it is reached")
    return bool(access.get("is_public")) and any(str(one).endswith("/0") for one in access.get("allowed_cidrs") or ("/0",))


def _replicas(reader: Reader, said: Mapping[str, Any]) -> Any:
    return flows({"to": reference(reader, INSTANCE, one["id"])} for one in said.get("replicas") or said.get("slaves") or ())


def _backup(reader: Reader, backup: Mapping[str, object]) -> Resource:
    """A file in a container: `.enc` is what Trove calls those that it encrypted."""
    place = str(backup.get("locationRef") or "")
    encrypted = place.endswith(".enc") if place else Unknown(BACKUPS.reason("empty_answer", "no locationRef"))
    facts = {
        "encryption.at_rest": encrypted,
        "encryption.key": lift(lambda yes: OWN if yes else None, encrypted),
        "origin": reference(reader, INSTANCE, backup.get("instance_id")),
        "public.access": _in(reader, place),
        **sized(used=backup.get("size"), unit=GIB),
    }
    id = str(reference(reader, BACKUP, backup["id"]))
    return reader.resource(BACKUP, id, title(backup), facts, {}, otherwise=_in(reader, place))


def _in(reader: Reader, place: str) -> Unknown:
    """What is said of the container that a backup lies in, and is not repeated here."""
    fields = urlsplit(place).path.strip("/").split("/")
    return Unknown.of(
        "not_collected", f"as its container is: {reference(reader, CONTAINER, unquote(fields[2])) if len(fields) > 2 else place}"
    )


COLLECTOR = Collector(
    service="trove",
    native_types={INSTANCE: "database", BACKUP: "snapshot"},
    calls=(INSTANCES, DETAIL, BACKUPS),
    collect=collect,
    never=(
        Absence(
            ("backup.retention",),
            "https://docs.openstack.org/api-ref/database/: a backup is made when asked, and kept until it is deleted",
            (INSTANCE,),
        ),
    ),
)
