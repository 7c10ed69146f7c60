"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Destination(TypedDict, total=False):
    """efs: Destination."""

    FileSystemId: str
    OwnerId: str
    Region: str
    Status: str


class FileSystemDescription(TypedDict, total=False):
    """efs: FileSystemDescription."""

    Encrypted: bool
    FileSystemArn: str
    FileSystemId: str
    KmsKeyId: str
    Name: str
    OwnerId: str
    SizeInBytes: FileSystemSize
    Tags: list[Tag]


class FileSystemSize(TypedDict, total=False):
    """efs: FileSystemSize."""

    Value: int


class ReplicationConfigurationDescription(TypedDict, total=False):
    """efs: ReplicationConfigurationDescription."""

    Destinations: list[Destination]
    SourceFileSystemArn: str


class Tag(TypedDict, total=False):
    """efs: Tag."""

    Value: str
