"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class DBClusterSnapshot(TypedDict, total=False):
    """rds: DBClusterSnapshot."""

    DBClusterIdentifier: str
    DBClusterSnapshotArn: str
    DBClusterSnapshotIdentifier: str
    Engine: str
    KmsKeyId: str
    SnapshotType: str
    SourceDBClusterSnapshotArn: str
    StorageEncrypted: bool
    TagList: list[dict[str, Any]]


class DBClusterSnapshotAttribute(TypedDict, total=False):
    """rds: DBClusterSnapshotAttribute."""

    AttributeName: str
    AttributeValues: list[str]


class DBSnapshot(TypedDict, total=False):
    """rds: DBSnapshot."""

    DBInstanceIdentifier: str
    DBSnapshotArn: str
    DBSnapshotIdentifier: str
    Encrypted: bool
    Engine: str
    KmsKeyId: str
    SnapshotType: str
    SourceDBSnapshotIdentifier: str
    SourceRegion: str
    TagList: list[dict[str, Any]]


class DBSnapshotAttribute(TypedDict, total=False):
    """rds: DBSnapshotAttribute."""

    AttributeName: str
    AttributeValues: list[str]
