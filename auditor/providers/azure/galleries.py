"""Compute galleries: each image version with the regions it is copied to and the tenants it is shared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, described, flows, found, listed, place, rows, within
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

GALLERY = "Microsoft.Compute/galleries"
VERSION = f"{GALLERY}/images/versions"
GALLERIES = listed(GALLERY, "tags")
VERSIONS = listed(VERSION, "encryption.at_rest", "encryption.key", "origin", "flows.replication", "tags")
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
    targets = at(properties, "publishingProfile", "targetRegions") or ()
    regions = [place(target.get("name")) for target in targets]
    sets = {at(target, "encryption", "osDiskImage", "diskEncryptionSetId") for target in targets} - {None}
    sources = (at(properties, "storageProfile", "source", name) for name in ("id", "virtualMachineId", "communityGalleryImageId"))
    source = next((one for one in sources if one), None)
    told = {
        "encryption.at_rest": True,
        "encryption.key": Unknown(f"key_not_read: {sorted(sets)[0].lower()}") if sets else None,
        "origin": source.lower() if source and source.startswith("/subscriptions/") else None,
        "flows.replication": flows(within(reader, region) for region in regions if region != row["location"]),
        "flows.share": lift(partial(_shares, row["location"]), shared),
        "public.access": lift(lambda answer: _permissions(answer) == "community", shared),
    }
    return described(reader, VERSION, row, told)


def _shares(region: str, gallery: Mapping[str, Any]) -> Any:
    """A flow to each tenant or subscription the gallery is shared with directly."""
    groups = at(gallery, "properties", "sharingProfile", "groups") or ()
    return flows({"account": str(one).lower(), "region": region} for group in groups for one in group.get("ids") or ())


def _permissions(gallery: Mapping[str, Any]) -> str:
    return str(at(gallery, "properties", "sharingProfile", "permissions") or "private").lower()


COLLECTOR = Collector(
    service="galleries",
    native_types={GALLERY: "other", VERSION: "image"},
    calls=(GALLERIES, SHARING, VERSIONS),
    collect=collect,
    where="account",
)
