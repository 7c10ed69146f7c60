"""Compute galleries: each image version with the regions it is copied to and the tenants it is shared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import Row, at, child, described, found, listed, place, rows, within
from auditor.providers.azure.services.disks import SET, made_from, set_key
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sealed

GALLERY = "Microsoft.Compute/galleries"
VERSION = f"{GALLERY}/images/versions"
GALLERIES = listed(GALLERY, "tags")
VERSIONS = listed(VERSION, "encryption.at_rest", "encryption.key", "encryption.keys", "origin", "flows.replication", "tags")
SETS = child(SET, "encryption.key", "encryption.keys", of=VERSION)
SOURCES = ("id", "virtualMachineId", "storageAccountId")
SHARING = Call("Microsoft.Compute", "GetGalleries", feeds=("flows.share", "public.access"), of=(VERSION,), permission=f"{GALLERY}/read")


def collect(reader: Reader) -> Iterator[Resource]:
    """Galleries, then every version of their images."""
    galleries = list(rows(reader, GALLERIES))
    for row in galleries:
        yield described(reader, GALLERY, row, {})
    asked = reader.map(lambda row: reader.get(SHARING, at=f"{row['id']}?$expand=sharingProfile/Groups"), galleries)
    sharing = dict(zip((row["id"] for row in galleries), asked, strict=True))
    yield from found(reader, VERSIONS, partial(_version, reader, sharing))


def _version(reader: Reader, sharing: Mapping[str, object], row: Row) -> Resource:
    gallery = row["id"].partition("/images/")[0]
    shared = sharing.get(gallery, Unknown.of("target_not_read", gallery))
    properties = row["properties"]
    published = properties.get("publishingProfile") or {}
    targets = [*(published.get("targetRegions") or ()), *(published.get("targetExtendedLocations") or ())]
    regions = [place(target.get("name")) for target in targets]
    sources = (at(properties, "storageProfile", *path, name) for path in (("source",), ("osDiskImage", "source")) for name in SOURCES)
    told = {
        "encryption.at_rest": True,
        **sealed(*_keys(reader, properties.get("storageProfile") or {}, targets)),
        "origin": made_from(*sources),
        "flows.replication": flows(within(reader, region) for region in regions if region != row["location"]),
        "flows.share": lift(partial(_shares, row["location"]), shared),
        "public.access": lift(lambda answer: _permissions(answer) == "community", shared),
    }
    return described(reader, VERSION, row, told)


def _keys(reader: Reader, stored: Mapping[str, Any], targets: Any) -> list[Any]:
    """The keys of every disk in every region that a version is copied to: each may have its own, or Microsoft's."""
    disks = [one.get("lun") for one in stored.get("dataDiskImages") or ()]
    sets = dict.fromkeys(id for target in targets for id in _sets(target.get("encryption") or {}, disks))
    return [lift(lambda one: set_key(one["properties"]), reader.get(SETS, at=id)) if id else None for id in sets or (None,)]


def _sets(sealing: Mapping[str, Any], disks: Iterable[object]) -> Iterator[str | None]:
    """The encryption sets of the system disk and of each data disk in one region; None for a disk without one."""
    system = at(sealing, "osDiskImage") or {}
    named = system.get("diskEncryptionSetId") or at(system, "securityProfile", "secureVMDiskEncryptionSetId")
    others = {one.get("lun"): one.get("diskEncryptionSetId") for one in sealing.get("dataDiskImages") or ()}
    for id in (named, *others.values(), *(None for lun in disks if lun not in others)):
        yield str(id).lower() if id else None


def _shares(region: str | None, gallery: Mapping[str, object]) -> Any:
    """A flow to each tenant or subscription the gallery is shared with directly."""
    groups = at(gallery, "properties", "sharingProfile", "groups") or ()
    return flows({"account": str(one).lower(), "region": region} for group in groups for one in group.get("ids") or ())


def _permissions(gallery: Mapping[str, object]) -> str:
    return str(at(gallery, "properties", "sharingProfile", "permissions") or "private").lower()


COLLECTOR = Collector(
    service="galleries",
    native_types={GALLERY: "other", VERSION: "image"},
    calls=(GALLERIES, SHARING, VERSIONS, SETS),
    collect=collect,
    where="account",
)
