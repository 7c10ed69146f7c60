"""Cinder: volumes, their snapshots and backups, and the transfers by which a volume leaves its project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import Rest, labels, reference, said, sealed, taken, title, zone
from auditor.providers.shapes import GIB, flows, sized

VOLUME, SNAPSHOT, BACKUP, REPLICATION = (f"OpenStack::Cinder::{name}" for name in ("Volume", "Snapshot", "Backup", "Replication"))
IMAGE = "OpenStack::Glance::Image"
ENCRYPTION = ("encryption.at_rest", "encryption.key")

VOLUMES = Rest(
    "cinder",
    "ListVolumes",
    # What is told of a volume is what is told of the snapshots in it.
    feeds=(*ENCRYPTION, "origin", "flows.copy", "size.allocated", "tags"),
    of=(VOLUME, REPLICATION),
    path="volumes",
    permission="volume:get_all",
    lists=True,
    must=("id",),
    route="/volumes/detail",
)
SNAPSHOTS = Rest(
    "cinder",
    "ListSnapshots",
    feeds=(*ENCRYPTION, "origin", "size.allocated", "tags"),
    of=(SNAPSHOT,),
    path="snapshots",
    permission="volume:get_all_snapshots",
    lists=True,
    must=("id",),
    route="/snapshots/detail",
)
BACKUPS = Rest(
    "cinder",
    "ListBackups",
    feeds=(*ENCRYPTION, "origin", "size.allocated", "tags"),
    of=(BACKUP,),
    path="backups",
    permission="backup:get_all",
    lists=True,
    must=("id",),
    route="/backups/detail",
)
TRANSFERS = Rest(
    "cinder",
    "ListTransfers",
    feeds=("flows.share",),
    of=(VOLUME, SNAPSHOT),
    path="transfers",
    permission="volume:get_all_transfers",
    must=("id", "volume_id"),
    route="/os-volume-transfer/detail",
)
NOT_REPLICATED = frozenset({"disabled", "not-capable"})
"""States of a volume of which nothing was ever copied; in any other there is a copy, stale or not."""
DELETED = Unknown.of("not_collected", "the volume it was taken of is not among those of this project")
STORE = Unknown.of("not_collected", "Cinder does not say whether the store of its backups encrypts")


def collect(reader: Reader) -> Iterator[Resource]:
    """Volumes, then what was taken of them. A transfer takes the snapshots of its volume along."""
    leaving = lift(_by_volume, reader.all(TRANSFERS))
    encrypted: dict[str, dict[str, Any]] = {}
    zones: dict[str, str] = {}
    for volume in reader.pages(VOLUMES):
        zones[str(volume["id"])] = zone(volume)
        encrypted[str(volume["id"])] = _encryption(reader, volume)
        yield _volume(reader, volume, encrypted[str(volume["id"])], leaving)
        yield from _replicated(reader, volume)
    lost = reader.lost(VOLUMES) or DELETED
    for snapshot in reader.pages(SNAPSHOTS):
        within = encrypted.get(str(snapshot.get("volume_id")), dict.fromkeys(ENCRYPTION, lost))
        facts = {
            **within,
            "origin": _of_volume(reader, snapshot, SNAPSHOTS),
            "public.access": False,
            "flows.share": _share(leaving, snapshot),
            "snapshot.taken": taken(snapshot),
            **sized(allocated=snapshot.get("size"), unit=GIB),
        }
        # A snapshot lies beside its volume.
        yield _named(reader, SNAPSHOT, snapshot, facts, zones.get(str(snapshot.get("volume_id")), ""))
    for backup in reader.pages(BACKUPS):
        key = sealed(reader, backup.get("encryption_key_id"))
        facts = {
            "encryption.at_rest": True if key else STORE,
            "encryption.key": key or STORE,
            "origin": _of_volume(reader, backup, BACKUPS),
            "public.access": False,
            "snapshot.taken": taken(backup),
            **sized(allocated=backup.get("size"), unit=GIB),
        }
        yield _named(reader, BACKUP, backup, facts, zone(backup))


def _volume(reader: Reader, volume: Mapping[str, object], encryption: Mapping[str, object], leaving: object) -> Resource:
    facts = {
        **encryption,
        "origin": _made_from(reader, volume),
        "flows.share": _share(leaving, {"volume_id": volume["id"]}),
        **sized(allocated=volume.get("size"), unit=GIB),
    }
    return _named(reader, VOLUME, volume, facts, zone(volume))


def _replicated(reader: Reader, volume: Mapping[str, object]) -> Iterator[Resource]:
    """What the cloud's own storage copies to another of its stores, of which Cinder names none to a project."""
    if str(volume.get("replication_status") or "disabled") not in NOT_REPLICATED:
        source = str(reference(reader, VOLUME, volume["id"]))
        facts = {"flows.copy": flows([{"source": source, "to": f"replication:{volume['id']}"}])}
        yield _named(reader, REPLICATION, {**volume, "metadata": {}}, facts, zone(volume))


def _encryption(reader: Reader, volume: Mapping[str, object]) -> dict[str, Any]:
    """Whether Nova encrypts what it writes there, and by which of Barbican's secrets, which older clouds do not tell."""
    encrypted = said(volume, "encrypted", VOLUMES, bool)
    key = (
        sealed(reader, volume.get("encryption_key_id"))
        if "encryption_key_id" in volume
        else Unknown.of("key_not_read", "Cinder does not name it")
    )
    return {"encryption.at_rest": encrypted, "encryption.key": lift(lambda yes: key if yes else None, encrypted)}


def _made_from(reader: Reader, volume: Mapping[str, object]) -> str | None:
    """The snapshot, the volume or the image whose content it had at first."""
    image = volume.get("volume_image_metadata")
    made = reference(reader, SNAPSHOT, volume.get("snapshot_id")) or reference(reader, VOLUME, volume.get("source_volid"))
    return made or reference(reader, IMAGE, image.get("image_id") if isinstance(image, Mapping) else None)


def _by_volume(transfers: Sequence[Mapping[str, object]]) -> dict[str, str]:
    return {str(one["volume_id"]): str(one["id"]) for one in transfers}


def _share(leaving: object, made: Mapping[str, object]) -> Any:
    """Whoever has the key of a transfer may take the volume: nobody can say who has it."""
    volume = str(made.get("volume_id"))
    return lift(lambda found: flows([{"to": f"transfer:{found[volume]}"}] if volume in found else ()), leaving)


def _of_volume(reader: Reader, made: Mapping[str, object], call: Rest) -> Any:
    return lift(lambda volume: reference(reader, VOLUME, volume), said(made, "volume_id", call))


def _named(reader: Reader, native_type: str, described: Mapping[str, object], facts: Mapping[str, object], where: str) -> Resource:
    id = reference(reader, native_type, described["id"])
    return reader.resource(native_type, str(id), title(described), facts, labels(described, "metadata"), zone=where)


COLLECTOR = Collector(
    service="cinder",
    native_types={VOLUME: "volume", SNAPSHOT: "snapshot", BACKUP: "snapshot", REPLICATION: "transfer"},
    calls=(VOLUMES, SNAPSHOTS, BACKUPS, TRANSFERS),
    collect=collect,
    never=(
        Absence(
            ("lock.min",),
            "https://docs.openstack.org/api-ref/block-storage/v3/: a snapshot or a backup is deleted when asked, and has no lock",
            (SNAPSHOT, BACKUP),
        ),
        Absence(
            ("flows.share",),
            "https://docs.openstack.org/api-ref/block-storage/v3/: only a volume is transferred, with its snapshots",
            (BACKUP,),
        ),
        Absence(
            ("flows.share",),
            "https://docs.openstack.org/cinder/latest/contributor/replication.html: between stores of one cloud, which no project is given",
            (REPLICATION,),
        ),
    ),
)
