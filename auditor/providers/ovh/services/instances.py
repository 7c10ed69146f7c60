"""Instances of a project, their volumes, and the snapshots of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import ROOMS, call, hds, said, support
from auditor.providers.shapes import GIB, sized
from auditor.providers.thin import named, on_its_premises

MACHINE, VOLUME, SNAPSHOT, IMAGE = "OVH::Instance", "OVH::Volume", "OVH::VolumeSnapshot", "OVH::InstanceSnapshot"
ROOT = "/cloud/project/*"
MACHINES = call("cloud", "ListInstances", f"{ROOT}/instance", of=(MACHINE,), lists=True)
VOLUMES = call("cloud", "ListVolumes", f"{ROOT}/volume", "encryption.at_rest", "size.allocated", of=(VOLUME,), lists=True)
SNAPSHOTS = call("cloud", "ListVolumeSnapshots", f"{ROOT}/volume/snapshot", "origin", "size.allocated", of=(SNAPSHOT,), lists=True)
IMAGES = call("cloud", "ListInstanceSnapshots", f"{ROOT}/snapshot", "public.access", "size.used", of=(IMAGE,), lists=True)
SUPPORT = support(MACHINE, VOLUME)
LUKS = "-luks"


def collect(reader: Reader) -> Iterator[Resource]:
    """Each list tells all there is to tell, the customer's support the rest."""
    option = {"hds.enabled": hds(reader)}
    for one in _each(reader, MACHINES, "instance"):
        yield _made(reader, MACHINE, one, option)
    for one in _each(reader, VOLUMES, "volume"):
        sort = said(one, "type", VOLUMES)
        sealed = {"encryption.at_rest": lift(lambda name: str(name).endswith(LUKS), sort)}
        yield _made(reader, VOLUME, one, {**sealed, **sized(allocated=one.get("size"), unit=GIB), **option})
    for one in _each(reader, SNAPSHOTS, "volume/snapshot"):
        origin = lift(partial(named, reader.at(one.get("region")), VOLUME), said(one, "volumeId", SNAPSHOTS))
        yield _made(reader, SNAPSHOT, one, {"origin": origin, **sized(allocated=one.get("size"), unit=GIB)})
    for one in _each(reader, IMAGES, "snapshot"):
        public = {"public.access": lift(lambda sort: sort == "public", said(one, "visibility", IMAGES))}
        yield _made(reader, IMAGE, one, {**public, **sized(used=one.get("size"), unit=GIB)})


def _each(reader: Reader, listed: Call, path: str) -> Iterator[Mapping[str, Any]]:
    return reader.pages(listed, at=f"/cloud/project/{reader.account}/{path}")


def _made(reader: Reader, native_type: str, one: Mapping[str, Any], facts: Mapping[str, Any]) -> Resource:
    region = one.get("region") or Unknown.of("empty_answer", "no region")
    where = None if isinstance(region, Unknown) else region
    return reader.resource(native_type, named(reader.at(where), native_type, one["id"]), one.get("name") or one["id"], facts, {}, region)


COLLECTOR = Collector(
    "instances",
    {MACHINE: "machine", VOLUME: "volume", SNAPSHOT: "snapshot", IMAGE: "image"},
    (MACHINES, VOLUMES, SNAPSHOTS, IMAGES, SUPPORT),
    collect,
    where="project",
    never=(
        on_its_premises(ROOMS, MACHINE),
        Absence(
            ("encryption.key",),
            "https://www.ovhcloud.com/en/public-cloud/block-storage/: encrypted, if at all, with keys that OVHcloud manages",
            (VOLUME,),
        ),
    ),
)
