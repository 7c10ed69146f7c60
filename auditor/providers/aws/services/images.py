"""Machine images (AMI) the account owns, what they were made from and who may launch them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.aws.services.ebs import open_to_all, shared_with, snapshot_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, sealed, sized, summed

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.images import EbsBlockDevice, Image

IMAGE = "AWS::EC2::Image"
KEYS = ("encryption.key", "encryption.keys")

IMAGES = Call("ec2", "DescribeImages", feeds=("encryption.at_rest", *KEYS, "origin", "size.allocated", "tags"), path="Images", lists=True)
LAUNCHERS = Call("ec2", "DescribeImageAttribute", feeds=("public.access", "flows.share"), path="LaunchPermissions")

SNAPSHOT = Call("ec2", "DescribeSnapshots", feeds=KEYS, path="Snapshots")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every image of the region that belongs to the account."""
    yield from reader.map(partial(_image, reader), reader.pages(IMAGES, Owners=["self"]))


def _image(reader: Reader, image: Image) -> Resource:
    identifier = image["ImageId"]
    launchers = reader.get(LAUNCHERS, ImageId=identifier, Attribute="launchPermission")
    disks = [mapping["Ebs"] for mapping in image.get("BlockDeviceMappings", ()) if "Ebs" in mapping]
    sources = [disk["SnapshotId"] for disk in disks if disk.get("SnapshotId")]
    encrypted = bool(disks) and all(disk.get("Encrypted") for disk in disks)
    labels = tags(image.get("Tags"))
    facts = {
        "encryption.at_rest": encrypted,
        **sealed(*_keys(reader, [disk for disk in disks if disk.get("Encrypted")])),
        "origin": snapshot_arn(reader, sources[0]) if sources else None,
        "public.access": lift(open_to_all, launchers),
        "flows.share": lift(partial(shared_with, reader), launchers),
        **sized(allocated=summed(disk.get("VolumeSize") for disk in disks), unit=GIB),
        # A copy in another region is an image of its own.
    }
    name = image.get("Name") or labels.get("Name") or identifier
    return reader.resource(IMAGE, f"arn:{reader.partition}:ec2:{reader.region}::image/{identifier}", name, facts, labels)


def _keys(reader: Reader, disks: list[EbsBlockDevice]) -> list[Any]:
    """An image seldom names the keys of its disks; the snapshots it was made from do."""
    asked = sorted({disk["SnapshotId"] for disk in disks if disk.get("SnapshotId") and not disk.get("KmsKeyId")})
    answer = reader.get(SNAPSHOT, SnapshotIds=asked) if asked else []
    known = lift(lambda found: {one["SnapshotId"]: key_arn(reader, one.get("KmsKeyId")) for one in found}, answer)
    return [key_arn(reader, disk.get("KmsKeyId")) or lift(partial(_of_snapshot, disk), known) for disk in disks]


def _of_snapshot(disk: EbsBlockDevice, known: Mapping[str, object]) -> Any:
    return known.get(disk.get("SnapshotId", ""), None if not disk.get("SnapshotId") else Unknown(SNAPSHOT.reason("empty_answer")))


COLLECTOR = Collector(
    service="images",
    native_types={IMAGE: "image"},
    calls=(IMAGES, LAUNCHERS, SNAPSHOT),
    collect=collect,
    never=(Absence(("flows.replication",), f"{DOCS}/AWSEC2/latest/UserGuide/CopyingAMIs.html: a copy is an image of its own"),),
)
