"""Managed disks, their snapshots, restore points and images: keys, lineage, export links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, described, found, key_uri, listed, rows
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift

DISK, SNAPSHOT, IMAGE, SET = (f"Microsoft.Compute/{name}" for name in ("disks", "snapshots", "images", "diskEncryptionSets"))
POINTS = "Microsoft.Compute/restorePointCollections"
ENCRYPTION = ("encryption.at_rest", "encryption.key")
DISKS = listed(DISK, *ENCRYPTION, "origin", "flows.share", "tags")
SNAPSHOTS = listed(SNAPSHOT, *ENCRYPTION, "origin", "public.access", "flows.share", "tags")
IMAGES = listed(IMAGE, *ENCRYPTION, "origin", "public.access", "flows.share", "flows.replication", "tags")
COLLECTIONS = listed(POINTS, *ENCRYPTION, "origin", "public.access", "flows.share", "tags")
SETS = listed(SET, "tags")
EXPORTED = frozenset({"ActiveSAS", "ActiveSASFrozen", "ActiveUpload"})
"""States of a disk that somebody has a link to."""
SOURCES = ("sourceResourceId", "elasticSanResourceId", "storageAccountId")
EACH = Unknown("key_not_read: each restore point keeps the keys of its disks")


def collect(reader: Reader) -> Iterator[Resource]:
    """Encryption sets first: a disk names the set, the set names the key."""
    sets = list(rows(reader, SETS))
    for row in sets:
        yield described(reader, SET, row, {})
    keys = {row["id"]: lift(set_key, row["properties"]) for row in sets}
    key = partial(_key, reader, keys)
    yield from found(reader, DISKS, lambda row: described(reader, DISK, row, {**_stored(key, row), "flows.share": _exported(row)}))
    yield from found(reader, SNAPSHOTS, lambda row: described(reader, SNAPSHOT, row, {**_stored(key, row), **_shared(row)}))
    yield from found(reader, COLLECTIONS, lambda row: described(reader, POINTS, row, _points(row)))
    yield from found(reader, IMAGES, partial(_image, reader, key))


def set_key(said: Mapping[str, Any]) -> str | None:
    """The key that an encryption set names."""
    return key_uri(at(said, "activeKey", "keyUrl"))


def made_from(*identifiers: Any) -> str | None:
    """The first that is a resource of a customer's: an image that Microsoft publishes is nobody's data."""
    named = (str(one).lower() for one in identifiers if one)
    return next((one for one in named if one.startswith("/subscriptions/") and "/publishers/" not in one), None)


def _key(reader: Reader, keys: Mapping[str, Any], identifier: str | None) -> Any:
    """The key of an encryption set, of another subscription if need be."""
    if not identifier:
        return None
    id = identifier.lower()
    return keys[id] if id in keys else reader.lost(SETS) or lift(lambda said: set_key(said["properties"]), reader.get(SETS, at=id))


def _stored(key: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Azure encrypts every disk, with its own key unless told otherwise."""
    properties = row["properties"]
    made = properties.get("creationData") or {}
    inside = next(
        (at(one, "keyEncryptionKey", "keyUrl") for one in at(properties, "encryptionSettingsCollection", "encryptionSettings") or ()), None
    )
    sealed = at(properties, "encryption", "diskEncryptionSetId") or at(properties, "securityProfile", "secureVMDiskEncryptionSetId")
    images = (at(made, name, "id") for name in ("galleryImageReference", "imageReference"))
    return {
        "encryption.at_rest": True,
        "encryption.key": key(sealed) if sealed else key_uri(inside),
        "origin": made_from(*(made.get(name) for name in SOURCES), *images),
    }


def _exported(row: Mapping[str, Any]) -> list[dict[str, Any]] | None:
    """A disk is shared by a link: whoever has it may copy the disk, and nobody can say who has it."""
    return [{"to": f"sas:{row['id']}"}] if str(at(row, "properties", "diskState")) in EXPORTED else None


def _shared(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"public.access": False, "flows.share": _exported(row), "lock.min": None}


def _points(row: Mapping[str, Any]) -> dict[str, Any]:
    """The restore points of a machine, or copies of those that another collection holds in another region."""
    origin = made_from(at(row, "properties", "source", "id"))
    told = {"encryption.at_rest": True, "encryption.key": EACH, "origin": origin, "public.access": False}
    return {**told, "flows.share": None, "lock.min": None}


def _image(reader: Reader, key: Any, row: Mapping[str, Any]) -> Resource:
    system = at(row, "properties", "storageProfile", "osDisk") or {}
    # A disk says more of the data than the machine it was in.
    origin = made_from(at(system, "managedDisk", "id"), at(system, "snapshot", "id"), at(row, "properties", "sourceVirtualMachine", "id"))
    told = {
        "encryption.at_rest": True,
        "encryption.key": key(at(system, "diskEncryptionSet", "id")),
        "origin": origin,
        "public.access": False,
        "flows.share": None,
        "flows.replication": None,
    }
    return described(reader, IMAGE, row, told)


COLLECTOR = Collector(
    service="disks",
    native_types={SET: "other", DISK: "volume", SNAPSHOT: "snapshot", POINTS: "snapshot", IMAGE: "image"},
    calls=(SETS, DISKS, SNAPSHOTS, COLLECTIONS, IMAGES),
    collect=collect,
    where="account",
)
