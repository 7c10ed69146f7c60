"""Managed disks, their snapshots and images: keys, lineage, export links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, described, found, key_uri, listed, rows
from auditor.providers.base import Collector, Reader, Unknown, lift

DISK, SNAPSHOT, IMAGE, SET = (f"Microsoft.Compute/{name}" for name in ("disks", "snapshots", "images", "diskEncryptionSets"))
ENCRYPTION = ("encryption.at_rest", "encryption.key")
DISKS = listed(DISK, *ENCRYPTION, "origin", "tags")
SNAPSHOTS = listed(SNAPSHOT, *ENCRYPTION, "origin", "public.access", "flows.share", "tags")
IMAGES = listed(IMAGE, *ENCRYPTION, "origin", "public.access", "flows.share", "flows.replication", "tags")
SETS = listed(SET, "tags")
EXPORTED = frozenset({"ActiveSAS", "ActiveSASFrozen", "ActiveUpload"})
"""States of a disk that somebody has a link to."""
SOURCES = ("sourceResourceId", "sourceUri", "elasticSanResourceId")


def collect(reader: Reader) -> Iterator[Resource]:
    """Encryption sets first: a disk names the set, the set names the key."""
    sets = list(rows(reader, SETS))
    for row in sets:
        yield described(reader, SET, row, {})
    keys = {row["id"]: lift(lambda said: key_uri(at(said, "activeKey", "keyUrl")), row["properties"]) for row in sets}
    key = partial(_key, reader, keys)
    yield from found(reader, DISKS, lambda row: described(reader, DISK, row, _stored(key, row)))
    yield from found(reader, SNAPSHOTS, lambda row: described(reader, SNAPSHOT, row, {**_stored(key, row), **_shared(row)}))
    yield from found(reader, IMAGES, partial(_image, reader, key))


def _key(reader: Reader, keys: Mapping[str, Any], identifier: str | None) -> Any:
    """The key of an encryption set; unknown when the set was not read."""
    if not identifier:
        return None
    return keys.get(identifier.lower(), reader.lost(SETS) or Unknown(f"key_not_read: {identifier.lower()}"))


def _stored(key: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Azure encrypts every disk, with its own key unless told otherwise."""
    made = at(row, "properties", "creationData") or {}
    images = (at(made, name, "id") for name in ("galleryImageReference", "imageReference"))
    source = next((one for one in (*(made.get(name) for name in SOURCES), *images) if one), None)
    return {
        "encryption.at_rest": True,
        "encryption.key": key(at(row, "properties", "encryption", "diskEncryptionSetId")),
        "origin": source.lower() if source and source.startswith("/subscriptions/") else None,
    }


def _shared(row: Mapping[str, Any]) -> dict[str, Any]:
    """A snapshot is shared by a link: whoever has it may copy the disk, and nobody can say who has it."""
    exported = str(at(row, "properties", "diskState")) in EXPORTED
    return {"public.access": False, "flows.share": [{"to": f"sas:{row['id']}"}] if exported else None}


def _image(reader: Reader, key: Any, row: Mapping[str, Any]) -> Resource:
    system = at(row, "properties", "storageProfile", "osDisk") or {}
    sources = (at(row, "properties", "sourceVirtualMachine", "id"), at(system, "managedDisk", "id"), at(system, "snapshot", "id"))
    # A disk says more of the data than the machine it was in.
    origin = next((one for one in (*sources[1:], sources[0]) if one), None)
    told = {
        "encryption.at_rest": True,
        "encryption.key": key(at(system, "diskEncryptionSet", "id")),
        "origin": origin.lower() if origin else None,
        "public.access": False,
        "flows.share": None,
        "flows.replication": None,
    }
    return described(reader, IMAGE, row, told)


COLLECTOR = Collector(
    service="disks",
    native_types={SET: "other", DISK: "volume", SNAPSHOT: "snapshot", IMAGE: "image"},
    calls=(SETS, DISKS, SNAPSHOTS, IMAGES),
    collect=collect,
    where="account",
)
