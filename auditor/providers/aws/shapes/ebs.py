"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class CreateVolumePermission(TypedDict, total=False):
    """ec2: CreateVolumePermission."""

    Group: str
    UserId: str


class LockedSnapshotsInfo(TypedDict, total=False):
    """ec2: LockedSnapshotsInfo."""

    LockDuration: int
    LockState: str
    SnapshotId: str


class Snapshot(TypedDict, total=False):
    """ec2: Snapshot."""

    Description: str
    Encrypted: bool
    FullSnapshotSizeInBytes: int
    KmsKeyId: str
    SnapshotId: str
    State: str
    Tags: list[dict[str, Any]]
    VolumeId: str
    VolumeSize: int


class Volume(TypedDict, total=False):
    """ec2: Volume."""

    Encrypted: bool
    KmsKeyId: str
    Size: int
    SnapshotId: str
    State: str
    Tags: list[dict[str, Any]]
    VolumeId: str
