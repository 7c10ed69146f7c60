"""Managed disks, their snapshots, restore points and images: keys, lineage, export links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, described, found, key_uri, listed, rows
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, sealed, sized, summed

DISK, SNAPSHOT, IMAGE, SET = (f"Microsoft.Compute/{name}" for name in ("disks", "snapshots", "images", "diskEncryptionSets"))
POINTS = "Microsoft.Compute/restorePointCollections"
KEYS = ("encryption.key", "encryption.keys")
ENCRYPTION = ("encryption.at_rest", *KEYS)
DISKS = listed(DISK, *ENCRYPTION, "origin", "size.allocated", "flows.share", "tags")
SNAPSHOTS = listed(SNAPSHOT, *ENCRYPTION, "origin", "size.allocated", "public.access", "flows.share", "tags")
IMAGES = listed(IMAGE, *ENCRYPTION, "origin", "size.allocated", "public.access", "tags")
COLLECTIONS = listed(POINTS, "encryption.at_rest", "origin", "public.access", "tags")
EXPANDED = Call("Microsoft.Compute", "GetRestorePointCollections", KEYS, (POINTS,), permission=f"{POINTS}/read")
SETS = listed(SET, "tags")
PLATFORM = "encryptionatrestwithplatformkey"
EXPORTED = frozenset({"ActiveSAS", "ActiveSASFrozen", "ActiveUpload"})
"""States of a disk that somebody has a link to."""
SOURCES = ("sourceResourceId", "elasticSanResourceId", "storageAccountId")
EACH = Unknown.of("key_not_read", "a restore point that does not say what its disks are encrypted with")


def collect(reader: Reader) -> Iterator[Resource]:
    """Encryption sets first: a disk names the set, the set names the key."""
    sets = list(rows(reader, SETS))
    for row in sets:
        yield described(reader, SET, row, {})
    keys = {row["id"]: lift(set_key, row["properties"]) for row in sets}
    key = partial(_key, reader, keys)
    yield from found(reader, DISKS, lambda row: described(reader, DISK, row, {**_stored(key, row), "flows.share": _exported(row)}))
    yield from found(reader, SNAPSHOTS, lambda row: described(reader, SNAPSHOT, row, {**_stored(key, row), **_shared(row)}))
    yield from found(reader, COLLECTIONS, lambda row: described(reader, POINTS, row, _points(reader, key, row)))
    yield from found(reader, IMAGES, partial(_image, reader, key))


def set_key(said: Mapping[str, object]) -> str | None:
    """The key that an encryption set names."""
    return key_uri(at(said, "activeKey", "keyUrl"))


def made_from(*identifiers: object) -> str | None:
    """The first that is a resource of a customer's: an image that Microsoft publishes is nobody's data."""
    named = (str(one).lower() for one in identifiers if one)
    return next((one for one in named if one.startswith("/subscriptions/") and "/publishers/" not in one), None)


def _key(reader: Reader, keys: Mapping[str, object], identifier: str | None) -> Any:
    """The key of an encryption set, of another subscription if need be."""
    if not identifier:
        return None
    id = identifier.lower()
    return keys[id] if id in keys else reader.lost(SETS) or lift(lambda said: set_key(said["properties"]), reader.get(SETS, at=id))


def _stored(key: Any, row: Row) -> dict[str, Any]:
    """Azure encrypts every disk, with its own key unless told otherwise."""
    properties = row["properties"]
    made = properties.get("creationData") or {}
    inside = at(properties, "encryptionSettingsCollection", "encryptionSettings") or ()
    named = (at(properties, "encryption", "diskEncryptionSetId"), at(properties, "securityProfile", "secureVMDiskEncryptionSetId"))
    sets = [one for one in named if one]
    images = (at(made, name, "id") for name in ("galleryImageReference", "imageReference"))
    return {
        "encryption.at_rest": True,
        **sealed(*(map(key, sets) if sets else (key_uri(at(one, "keyEncryptionKey", "keyUrl")) for one in inside))),
        "origin": made_from(*(made.get(name) for name in SOURCES), *images),
        **_sized(properties),
    }


def _sized(properties: Mapping[str, object]) -> dict[str, Any]:
    """In bytes, or as older answers have it."""
    return sized(allocated=properties.get("diskSizeGB"), unit=GIB) | sized(allocated=properties.get("diskSizeBytes"))


def _exported(row: Row) -> list[dict[str, Any]] | None:
    """A disk is shared by a link: whoever has it may copy the disk, and nobody can say who has it."""
    return [{"to": f"sas:{row['id']}"}] if str(at(row, "properties", "diskState")) in EXPORTED else None


def _shared(row: Row) -> dict[str, Any]:
    return {"public.access": False, "flows.share": _exported(row)}


def _points(reader: Reader, key: object, row: Row) -> dict[str, Any]:
    """The restore points of a machine, or copies of those that another collection holds in another region."""
    origin = made_from(at(row, "properties", "source", "id"))
    keys = lift(partial(_points_keys, key), reader.get(EXPANDED, at=f"{row['id']}?$expand=restorePoints"))
    told = {"encryption.at_rest": True, **sealed(*([keys] if isinstance(keys, Unknown) else keys)), "origin": origin}
    return {**told, "public.access": False}


def _points_keys(key: object, collection: Mapping[str, object]) -> list[Any]:
    """The key of each disk of each point."""
    points = at(collection, "properties", "restorePoints")
    stored = (at(one, "properties", "sourceMetadata", "storageProfile") or {} for one in points or ())
    disks = [disk for one in stored for disk in (one.get("osDisk"), *(one.get("dataDisks") or ())) if disk]
    return [_point_key(key, disk) for disk in disks] or [EACH]


def _point_key(key: Any, disk: Mapping[str, object]) -> Any:
    """The key of the point of one disk as that says, else of the disk it was taken of; unknown where neither says any."""
    said = at(disk, "diskRestorePoint", "encryption") or {}
    named = said.get("diskEncryptionSetId") or at(disk, "managedDisk", "diskEncryptionSet", "id")
    inside = key_uri(at(disk, "encryptionSettings", "keyEncryptionKey", "keyUrl"))
    if named or inside:
        return key(named) if named else inside
    return None if str(said.get("type")).lower() == PLATFORM else EACH


def _image(reader: Reader, key: Any, row: Row) -> Resource:
    stored = at(row, "properties", "storageProfile") or {}
    system = stored.get("osDisk") or {}
    sets = dict.fromkeys(at(one, "diskEncryptionSet", "id") for one in (system, *(stored.get("dataDisks") or ())))
    # A disk says more of the data than the machine it was in.
    origin = made_from(at(system, "managedDisk", "id"), at(system, "snapshot", "id"), at(row, "properties", "sourceVirtualMachine", "id"))
    told = {
        "encryption.at_rest": True,
        **sealed(*map(key, sets)),
        "origin": origin,
        "public.access": False,
        **sized(allocated=summed(one.get("diskSizeGB") for one in (system, *(stored.get("dataDisks") or ()))), unit=GIB),
    }
    return described(reader, IMAGE, row, told)


COLLECTOR = Collector(
    service="disks",
    native_types={SET: "other", DISK: "volume", SNAPSHOT: "snapshot", POINTS: "snapshot", IMAGE: "image"},
    calls=(SETS, DISKS, SNAPSHOTS, COLLECTIONS, EXPANDED, IMAGES),
    collect=collect,
    where="account",
    never=(*unset("lock.min", of=(SNAPSHOT, POINTS)), *unset("flows.share", of=(POINTS, IMAGE)), *unset("flows.replication", of=(IMAGE,))),
)
