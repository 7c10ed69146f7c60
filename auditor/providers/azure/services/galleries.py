"""Compute galleries: each image version with the regions it is copied to and the tenants it is shared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, child, described, found, listed, place, rows, within
from auditor.providers.azure.services.disks import SET, made_from, set_key
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

GALLERY = "Microsoft.Compute/galleries"
VERSION = f"{GALLERY}/images/versions"
GALLERIES = listed(GALLERY, "tags")
VERSIONS = listed(VERSION, "encryption.at_rest", "encryption.key", "origin", "flows.replication", "tags")
SETS = child(SET, "encryption.key", of=VERSION)
SOURCES = ("id", "virtualMachineId", "storageAccountId")
SEVERAL = Unknown("key_not_read: each region of the image has a key of its own")
SHARING = Call("Microsoft.Compute", "GetGalleries", feeds=("flows.share", "public.access"), of=(VERSION,), permission=f"{GALLERY}/read")


def collect(reader: Reader) -> Iterator[Resource]:
    """Galleries, then every version of their images."""
    galleries = list(rows(reader, GALLERIES))
    for row in galleries:
        yield described(reader, GALLERY, row, {})
    asked = reader.map(lambda row: reader.get(SHARING, at=f"{row['id']}?$expand=sharingProfile/Groups"), galleries)
    sharing = dict(zip((row["id"] for row in galleries), asked, strict=True))
    yield from found(reader, VERSIONS, partial(_version, reader, sharing))


def _version(reader: Reader, sharing: Mapping[str, Any], row: dict[str, Any]) -> Resource:
    gallery = row["id"].partition("/images/")[0]
    shared = sharing.get(gallery, Unknown(f"target_not_read: {gallery}"))
    properties = row["properties"]
    published = properties.get("publishingProfile") or {}
    targets = [*(published.get("targetRegions") or ()), *(published.get("targetExtendedLocations") or ())]
    regions = [place(target.get("name")) for target in targets]
    sources = (at(properties, "storageProfile", *path, name) for path in (("source",), ("osDiskImage", "source")) for name in SOURCES)
    told = {
        "encryption.at_rest": True,
        "encryption.key": _key(reader, targets),
        "origin": made_from(*sources),
        "flows.replication": flows(within(reader, region) for region in regions if region != row["location"]),
        "flows.share": lift(partial(_shares, row["location"]), shared),
        "public.access": lift(lambda answer: _permissions(answer) == "community", shared),
    }
    return described(reader, VERSION, row, told)


def _key(reader: Reader, targets: Any) -> Any:
    """The key of the encryption sets that the copies name; each region may have its own, and then no one key tells."""
    said = (at(target, "encryption", "osDiskImage", "diskEncryptionSetId") for target in targets)
    keys = [lift(lambda one: set_key(one["properties"]), reader.get(SETS, at=id)) for id in sorted({str(id).lower() for id in said if id})]
    return lift(lambda *known: known[0] if len({*known}) == 1 else SEVERAL, *keys) if keys else None


def _shares(region: str, gallery: Mapping[str, Any]) -> Any:
    """A flow to each tenant or subscription the gallery is shared with directly."""
    groups = at(gallery, "properties", "sharingProfile", "groups") or ()
    return flows({"account": str(one).lower(), "region": region} for group in groups for one in group.get("ids") or ())


def _permissions(gallery: Mapping[str, Any]) -> str:
    return str(at(gallery, "properties", "sharingProfile", "permissions") or "private").lower()


COLLECTOR = Collector(
    service="galleries",
    native_types={GALLERY: "other", VERSION: "image"},
    calls=(GALLERIES, SHARING, VERSIONS, SETS),
    collect=collect,
    where="account",
)
