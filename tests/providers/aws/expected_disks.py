"""What recorded answers say of volumes, snapshots and images, read by hand from AWS's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, key_arn, sealed, tags
from tests.providers.aws.recorded import UNKNOWN, Expectation, Operation, Told

NOBODY = "vol-ffffffff"


def volumes(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One a volume."""
    for volume in [] if isinstance(answer, Problem) else answer["Volumes"]:
        made_from = volume.get("SnapshotId")
        yield (
            told.arn("ec2", f"volume/{volume['VolumeId']}"),
            {
                **sealed(told, volume["Encrypted"], volume.get("KmsKeyId")),
                "origin": f"arn:aws:ec2:{told.region}::snapshot/{made_from}" if made_from else None,
                "tags": tags(volume.get("Tags")),
                "region": told.region,
            },
        )


def snapshots(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One a snapshot, of the volume it names; none of a volume that is not there."""
    if "SnapshotIds" in asked:
        return
    for snapshot in [] if isinstance(answer, Problem) else answer["Snapshots"]:
        volume = snapshot["VolumeId"]
        yield (
            f"arn:aws:ec2:{told.region}::snapshot/{snapshot['SnapshotId']}",
            {
                **sealed(told, snapshot["Encrypted"], snapshot.get("KmsKeyId")),
                "origin": None if volume == NOBODY else told.arn("ec2", f"volume/{volume}"),
                "tags": tags(snapshot.get("Tags")),
                "region": told.region,
            },
        )


def _image(told: Told, id: str) -> str:
    return f"arn:aws:ec2:{told.region}::image/{id}"


def volume_permissions(told: Told, asked: Data, answer: Data) -> Found:
    """Accounts and everybody."""
    permissions = answer["CreateVolumePermissions"]
    shares = [{"account": one["UserId"], "region": told.region} for one in permissions if "UserId" in one]
    snapshot = f"arn:aws:ec2:{told.region}::snapshot/{asked['SnapshotId']}"
    yield snapshot, {"public.access": {"Group": "all"} in permissions, "flows.share": shares or None}


def images(told: Told, asked: Data, answer: Data) -> Found:
    """One an image; encrypted when all its disks are."""
    for image in answer["Images"]:
        disks = [mapping["Ebs"] for mapping in image["BlockDeviceMappings"] if "Ebs" in mapping]
        from_snapshots = [disk["SnapshotId"] for disk in disks if "SnapshotId" in disk]
        encrypted = bool(disks) and all(disk.get("Encrypted", False) for disk in disks)
        yield (
            _image(told, image["ImageId"]),
            {
                "encryption.at_rest": encrypted,
                **({} if encrypted else {"encryption.key": None}),
                "origin": f"arn:aws:ec2:{told.region}::snapshot/{from_snapshots[0]}" if from_snapshots else None,
                "name": image["Name"],
                "tags": tags(image.get("Tags")),
                "region": told.region,
            },
        )


def launchers(told: Told, asked: Data, answer: Data) -> Found:
    """Accounts, organizations, everybody."""
    if "LaunchPermissions" not in answer:  # the answer to another question
        yield _image(told, asked["ImageId"]), {"public.access": UNKNOWN, "flows.share": UNKNOWN}
        return
    permissions = answer["LaunchPermissions"]
    shares: list[Mapping[str, Any]] = []
    for one in permissions:
        if "UserId" in one:
            shares.append({"account": one["UserId"], "region": told.region})
        elif holder := one.get("OrganizationArn") or one.get("OrganizationalUnitArn"):
            shares.append({"holder": holder, "region": told.region})
    public = {"Group": "all"} in permissions
    yield _image(told, asked["ImageId"]), {"public.access": public, "flows.share": shares or None}


def encrypted_by_default(told: Told, asked: Data, answer: Data) -> Found:
    """The region's switch."""
    yield told.arn("ec2", "ebs-encryption-by-default"), {"encryption.default": answer["EbsEncryptionByDefault"]}


def default_key(told: Told, asked: Data, answer: Data) -> Found:
    """The region's key, which counts when the switch is on."""
    if told.answer("ec2", "GetEbsEncryptionByDefault")["EbsEncryptionByDefault"]:
        key = answer["KmsKeyId"]
        yield (
            told.arn("ec2", "ebs-encryption-by-default"),
            {"encryption.default_key": key_arn(told, key)},
        )


EXPECTED: Mapping[Operation, Expectation] = {
    ("ec2", "DescribeVolumes"): volumes,
    ("ec2", "DescribeSnapshots"): snapshots,
    ("ec2", "DescribeSnapshotAttribute"): volume_permissions,
    ("ec2", "DescribeImages"): images,
    ("ec2", "DescribeImageAttribute"): launchers,
    ("ec2", "GetEbsEncryptionByDefault"): encrypted_by_default,
    ("ec2", "GetEbsDefaultKmsKeyId"): default_key,
}
