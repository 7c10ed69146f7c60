"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ImageRecycleBinInfo(TypedDict, total=False):
    """ec2: ImageRecycleBinInfo."""

    ImageId: str
    Name: str


class VolumeRecycleBinInfo(TypedDict, total=False):
    """ec2: VolumeRecycleBinInfo."""

    SnapshotId: str
    SourceVolumeId: str
    VolumeId: str
