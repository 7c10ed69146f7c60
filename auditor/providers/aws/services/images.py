"""Machine images (AMI) the account owns, what they were made from and who may launch them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.aws.services.ebs import open_to_all, shared_with, snapshot_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift

IMAGE = "AWS::EC2::Image"

IMAGES = Call("ec2", "DescribeImages", feeds=("encryption.at_rest", "encryption.key", "origin", "tags"), path="Images", lists=True)
LAUNCHERS = Call("ec2", "DescribeImageAttribute", feeds=("public.access", "flows.share"), path="LaunchPermissions")

SNAPSHOT = Call("ec2", "DescribeSnapshots", feeds=("encryption.key",), path="Snapshots")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every image of the region that belongs to the account."""
    yield from reader.map(partial(_image, reader), reader.pages(IMAGES, Owners=["self"]))


def _image(reader: Reader, image: dict[str, Any]) -> Resource:
    identifier = image["ImageId"]
    launchers = reader.get(LAUNCHERS, ImageId=identifier, Attribute="launchPermission")
    disks = [mapping["Ebs"] for mapping in image.get("BlockDeviceMappings", ()) if "Ebs" in mapping]
    snapshots = [disk["SnapshotId"] for disk in disks if disk.get("SnapshotId")]
    encrypted = bool(disks) and all(disk.get("Encrypted") for disk in disks)
    labels = tags(image.get("Tags"))
    facts = {
        "encryption.at_rest": encrypted,
        "encryption.key": _key(reader, disks, snapshots) if encrypted else None,
        "origin": snapshot_arn(reader, snapshots[0]) if snapshots else None,
        "public.access": lift(open_to_all, launchers),
        "flows.share": lift(partial(shared_with, reader), launchers),
        # A copy in another region is an image of its own.
    }
    name = image.get("Name") or labels.get("Name") or identifier
    return reader.resource(IMAGE, f"arn:{reader.partition}:ec2:{reader.region}::image/{identifier}", name, facts, labels)


def _key(reader: Reader, disks: list[dict[str, Any]], snapshots: list[str]) -> Any:
    """An image seldom names the key of its disks; the snapshot it was made from does."""
    named = [disk["KmsKeyId"] for disk in disks if disk.get("KmsKeyId")]
    if named or not snapshots:
        return key_arn(reader, named[0]) if named else None
    return lift(lambda found: key_arn(reader, found[0].get("KmsKeyId")) if found else None, reader.get(SNAPSHOT, SnapshotIds=snapshots[:1]))


COLLECTOR = Collector(
    service="images",
    native_types={IMAGE: "image"},
    calls=(IMAGES, LAUNCHERS, SNAPSHOT),
    collect=collect,
    never=(Absence(("flows.replication",), f"{DOCS}/AWSEC2/latest/UserGuide/CopyingAMIs.html: a copy is an image of its own"),),
)
