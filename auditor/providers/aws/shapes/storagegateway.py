"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class CachediSCSIVolume(TypedDict, total=False):
    """storagegateway: CachediSCSIVolume."""

    KMSKey: str
    SourceSnapshotId: str
    VolumeARN: str
    VolumeId: str
    VolumeSizeInBytes: int
    VolumeType: str


class NFSFileShareInfo(TypedDict, total=False):
    """storagegateway: NFSFileShareInfo."""

    AuditDestinationARN: str
    BucketRegion: str
    FileShareARN: str
    FileShareId: str
    FileShareName: str
    KMSKey: str
    LocationARN: str
    Tags: list[dict[str, Any]]


class SMBFileShareInfo(TypedDict, total=False):
    """storagegateway: SMBFileShareInfo."""

    AuditDestinationARN: str
    BucketRegion: str
    FileShareARN: str
    FileShareId: str
    FileShareName: str
    KMSKey: str
    LocationARN: str
    Tags: list[dict[str, Any]]


class VolumeInfo(TypedDict, total=False):
    """storagegateway: VolumeInfo."""

    VolumeARN: str
    VolumeId: str
    VolumeSizeInBytes: int
    VolumeType: str
