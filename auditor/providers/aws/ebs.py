"""Amazon EBS: volumes, and the account's own snapshots with whom they are shared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, encryption, flows, said, tags
from auditor.providers.base import Call, Collector, Reader, lift

VOLUME = "AWS::EC2::Volume"
SNAPSHOT = "AWS::EC2::Snapshot"
ENCRYPTION = ("encryption.at_rest", "encryption.key")
NO_VOLUME = "vol-ffffffff"
"""What EC2 writes for a snapshot that was copied or imported: the volume is not of this account and region."""

VOLUMES = Call("ec2", "DescribeVolumes", feeds=(*ENCRYPTION, "origin", "tags"), of=(VOLUME,), path="Volumes", lists=True)
SNAPSHOTS = Call("ec2", "DescribeSnapshots", feeds=(*ENCRYPTION, "origin", "tags"), of=(SNAPSHOT,), path="Snapshots", lists=True)
SHARES = Call("ec2", "DescribeSnapshotAttribute", feeds=("public.access", "flows.share"), of=(SNAPSHOT,), path="CreateVolumePermissions")


def collect(reader: Reader) -> Iterator[Resource]:
    """Volumes of the region, then snapshots the account owns there."""
    for volume in reader.pages(VOLUMES):
        yield _volume(reader, volume)
    # Said twice: an emulator may know one way of leaving out what others share, and AWS knows both.
    own = {"OwnerIds": ["self"], "Filters": [{"Name": "owner-id", "Values": [reader.account]}]}
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS, **own))


def _volume(reader: Reader, volume: dict[str, Any]) -> Resource:
    made_from = volume.get("SnapshotId")
    facts = {
        **encryption(reader, said(volume, "Encrypted", VOLUMES), volume.get("KmsKeyId")),
        "origin": snapshot_arn(reader, made_from) if made_from else None,
        "flows.share": None,
    }
    return _named(reader, VOLUME, arn(reader, "ec2", f"volume/{volume['VolumeId']}"), volume["VolumeId"], facts, volume)


def _snapshot(reader: Reader, snapshot: dict[str, Any]) -> Resource:
    shares = reader.get(SHARES, SnapshotId=snapshot["SnapshotId"], Attribute="createVolumePermission")
    volume = snapshot.get("VolumeId") or NO_VOLUME
    facts = {
        **encryption(reader, said(snapshot, "Encrypted", SNAPSHOTS), snapshot.get("KmsKeyId")),
        "origin": None if volume == NO_VOLUME else arn(reader, "ec2", f"volume/{volume}"),
        "public.access": lift(open_to_all, shares),
        "flows.share": lift(partial(shared_with, reader), shares),
    }
    return _named(reader, SNAPSHOT, snapshot_arn(reader, snapshot["SnapshotId"]), snapshot["SnapshotId"], facts, snapshot)


def snapshot_arn(reader: Reader, identifier: str) -> str:
    """Snapshots, like images, have no account in their ARN."""
    return f"arn:{reader.partition}:ec2:{reader.region}::snapshot/{identifier}"


def open_to_all(permissions: list[dict[str, Any]]) -> bool:
    """Whether anyone may copy it."""
    return any(one.get("Group") == "all" for one in permissions)


def shared_with(reader: Reader, permissions: list[dict[str, Any]]) -> Any:
    """A flow to each account, or organization, that may copy it."""
    return flows(
        {"account": one["UserId"], "region": reader.region}
        if one.get("UserId")
        else {"holder": _organization(one), "region": reader.region}
        for one in permissions
        if one.get("UserId") or _organization(one)
    )


def _organization(permission: dict[str, Any]) -> str | None:
    return permission.get("OrganizationArn") or permission.get("OrganizationalUnitArn")


def _named(reader: Reader, native_type: str, id: str, fallback: str, facts: dict[str, Any], described: dict[str, Any]) -> Resource:
    labels = tags(described.get("Tags"))
    return reader.resource(native_type, id, labels.get("Name") or fallback, facts, labels)


COLLECTOR = Collector(
    service="ebs",
    native_types={VOLUME: "volume", SNAPSHOT: "snapshot"},
    calls=(VOLUMES, SNAPSHOTS, SHARES),
    collect=collect,
)
