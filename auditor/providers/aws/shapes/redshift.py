"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class AccountWithRestoreAccess(TypedDict, total=False):
    """redshift: AccountWithRestoreAccess."""

    AccountId: str


class Cluster(TypedDict, total=False):
    """redshift: Cluster."""

    AutomatedSnapshotRetentionPeriod: int
    ClusterIdentifier: str
    ClusterNamespaceArn: str
    ClusterSnapshotCopyStatus: ClusterSnapshotCopyStatus
    Encrypted: bool
    KmsKeyId: str
    PubliclyAccessible: bool
    Tags: list[dict[str, Any]]
    TotalStorageCapacityInMegaBytes: int


class ClusterSnapshotCopyStatus(TypedDict, total=False):
    """redshift: ClusterSnapshotCopyStatus."""

    DestinationRegion: str


class DataShare(TypedDict, total=False):
    """redshift: DataShare."""

    DataShareAssociations: list[DataShareAssociation]
    ProducerArn: str


class DataShareAssociation(TypedDict, total=False):
    """redshift: DataShareAssociation."""

    ConsumerIdentifier: str
    ConsumerRegion: str
    Status: str


class Snapshot(TypedDict, total=False):
    """redshift: Snapshot."""

    AccountsWithRestoreAccess: list[AccountWithRestoreAccess]
    ClusterIdentifier: str
    Encrypted: bool
    KmsKeyId: str
    SnapshotArn: str
    SnapshotIdentifier: str
    SourceRegion: str
    Status: str
    Tags: list[dict[str, Any]]
    TotalBackupSizeInMegaBytes: float
