"""What lies in EC2's Recycle Bin: snapshots, images and volumes that somebody deleted and that are still kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, lies_in
from auditor.providers.aws.services.ebs import origin, snapshot_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.recycle_bin import ImageRecycleBinInfo, VolumeRecycleBinInfo

SNAPSHOT, IMAGE, VOLUME = (f"AWS::EC2::Recycled{sort}" for sort in ("Snapshot", "Image", "Volume"))
NOT_TOLD = Unknown.of("not_collected", "EC2 does not say it of what is in the Recycle Bin")

SNAPSHOTS = Call("ec2", "ListSnapshotsInRecycleBin", feeds=("origin",), of=(SNAPSHOT,), path="Snapshots", lists=True)
IMAGES = Call("ec2", "ListImagesInRecycleBin", of=(IMAGE,), path="Images", lists=True)
VOLUMES = Call("ec2", "ListVolumesInRecycleBin", feeds=("origin",), of=(VOLUME,), path="Volumes", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Everything deleted in the region and not yet gone."""
    for one in reader.pages(SNAPSHOTS):
        yield _kept(reader, SNAPSHOT, snapshot_arn(reader, one["SnapshotId"]), one, {"origin": origin(reader, one)})
    for one in reader.pages(IMAGES):
        id = f"arn:{reader.partition}:ec2:{reader.region}::image/{one['ImageId']}"
        yield _kept(reader, IMAGE, id, one, {"origin": NOT_TOLD})
    for one in reader.pages(VOLUMES):
        yield _kept(reader, VOLUME, arn(reader, "ec2", f"volume/{one['VolumeId']}"), one, {"origin": _made_from(reader, one)})


def _made_from(reader: Reader, volume: VolumeRecycleBinInfo) -> str | None:
    """The volume or the snapshot it was made from."""
    if volume.get("SourceVolumeId"):
        return arn(reader, "ec2", f"volume/{volume['SourceVolumeId']}")
    return snapshot_arn(reader, volume["SnapshotId"]) if volume.get("SnapshotId") else None


def _kept(reader: Reader, native_type: str, id: str, listed: ImageRecycleBinInfo, facts: Mapping[str, object]) -> Resource:
    """Nobody can read or share it before it is restored."""
    public = {} if native_type == VOLUME else {"public.access": False}
    told = {"encryption.at_rest": NOT_TOLD, "encryption.key": NOT_TOLD, **public, **facts}
    name = listed.get("Name") or id.rsplit("/", 1)[1]
    return reader.resource(native_type, id, name, told, NOT_TOLD, region=lies_in(reader, listed))


COLLECTOR = Collector(
    service="recycle-bin",
    native_types={SNAPSHOT: "snapshot", IMAGE: "image", VOLUME: "volume"},
    calls=(SNAPSHOTS, IMAGES, VOLUMES),
    collect=collect,
    never=(
        Absence(("flows.share",), f"{DOCS}/ebs/latest/userguide/recycle-bin.html: nobody uses what lies there before it is restored"),
        Absence(
            ("lock.min",),
            f"{DOCS}/ebs/latest/userguide/ebs-snapshot-lock.html: what is locked cannot be deleted, and does not get there",
            (SNAPSHOT,),
        ),
        Absence(("flows.replication",), f"{DOCS}/AWSEC2/latest/UserGuide/CopyingAMIs.html: a copy is an image of its own", (IMAGE,)),
    ),
)
