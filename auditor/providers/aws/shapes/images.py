"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class BlockDeviceMapping(TypedDict, total=False):
    """ec2: BlockDeviceMapping."""

    Ebs: EbsBlockDevice


class EbsBlockDevice(TypedDict, total=False):
    """ec2: EbsBlockDevice."""

    Encrypted: bool
    KmsKeyId: str
    SnapshotId: str
    VolumeSize: int


class Image(TypedDict, total=False):
    """ec2: Image."""

    BlockDeviceMappings: list[BlockDeviceMapping]
    ImageId: str
    Name: str
    Tags: list[dict[str, Any]]
