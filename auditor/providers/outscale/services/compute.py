"""Machines, volumes, snapshots, images and load balancers of an account in a region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import GIB, flows, sized, summed, within
from auditor.providers.thin import named, on_its_premises, said

MACHINE, VOLUME, SNAPSHOT = "Outscale::Vm", "Outscale::Volume", "Outscale::Snapshot"
IMAGE, BALANCER = "Outscale::Image", "Outscale::LoadBalancer"


def _read(what: str, native_type: str, *feeds: str) -> Call:
    """A list of what is in the region, with all there is to say of it."""
    return Call("api", f"List{what}", feeds, (native_type,), what, f"api:Read{what}", lists=True)


MACHINES = _read("Vms", MACHINE, "region", "tags", "name")
VOLUMES = _read("Volumes", VOLUME, "size.allocated", "region", "tags", "name")
SNAPSHOTS = _read("Snapshots", SNAPSHOT, "origin", "public.access", "flows.share", "size.allocated", "tags", "name")
IMAGES = _read("Images", IMAGE, "public.access", "flows.share", "size.allocated", "tags", "name")
BALANCERS = _read("LoadBalancers", BALANCER, "flows.logs", "tags", "name")


def collect(reader: Reader) -> Iterator[Resource]:
    """Of snapshots and images, those of the account: what others share is theirs."""
    ours = {"Filters": {"AccountIds": [reader.account]}}
    for one in reader.pages(MACHINES, at="/ReadVms"):
        place = said(one.get("Placement") or {}, "SubregionName", MACHINES)
        yield _made(reader, MACHINE, "VmId", one, {}, place)
    for one in reader.pages(VOLUMES, at="/ReadVolumes"):
        yield _made(reader, VOLUME, "VolumeId", one, sized(allocated=one.get("Size"), unit=GIB), said(one, "SubregionName", VOLUMES))
    for one in reader.pages(SNAPSHOTS, at="/ReadSnapshots", **ours):
        origin = lift(partial(named, reader, VOLUME), said(one, "VolumeId", SNAPSHOTS))
        shared = _shared(one, "PermissionsToCreateVolume", SNAPSHOTS)
        facts = {"origin": origin, **shared, **sized(allocated=one.get("VolumeSize"), unit=GIB)}
        yield _made(reader, SNAPSHOT, "SnapshotId", one, facts)
    for one in reader.pages(IMAGES, at="/ReadImages", **ours):
        disks = summed(within(disk, "Bsu.VolumeSize") for disk in one.get("BlockDeviceMappings") or ())
        yield _made(reader, IMAGE, "ImageId", one, {**_shared(one, "PermissionsToLaunch", IMAGES), **sized(allocated=disks, unit=GIB)})
    for one in reader.pages(BALANCERS, at="/ReadLoadBalancers"):
        logs = lift(partial(_logs, reader), said(one, "AccessLog", BALANCERS))
        yield _made(reader, BALANCER, "LoadBalancerName", one, {"flows.logs": logs})


def _made(reader: Reader, native_type: str, key: str, one: Mapping[str, Any], facts: Mapping[str, Any], place: object = None) -> Resource:
    labels = {tag["Key"]: tag.get("Value") or "" for tag in one.get("Tags") or ()}
    name = labels.get("Name") or one.get("ImageName") or one[key]
    return reader.resource(native_type, named(reader, native_type, one[key]), name, facts, labels, place or reader.region)


def _shared(one: Mapping[str, object], permissions: str, call: Call) -> dict[str, Any]:
    """Open to everybody, and to which accounts."""
    told = said(one, permissions, call)
    return {
        "public.access": lift(lambda said: bool(said["GlobalPermission"]), told),
        "flows.share": lift(lambda said: flows({"account": account} for account in said["AccountIds"]), told),
    }


def _logs(reader: Reader, log: Mapping[str, object]) -> Any:
    bucket = log.get("OsuBucketName") if log["IsEnabled"] else None
    return [{"to": f"s3://oos.{reader.region}.outscale.com/{bucket}"}] if bucket else None


COLLECTOR = Collector(
    "compute",
    {MACHINE: "machine", VOLUME: "volume", SNAPSHOT: "snapshot", IMAGE: "image", BALANCER: "application"},
    (MACHINES, VOLUMES, SNAPSHOTS, IMAGES, BALANCERS),
    collect,
    never=(on_its_premises("https://docs.outscale.com/en/userguide/About-Regions-and-Subregions.html", MACHINE),),
)
