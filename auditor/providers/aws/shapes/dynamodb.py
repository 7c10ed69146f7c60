"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class BackupDescription(TypedDict, total=False):
    """dynamodb: BackupDescription."""

    SourceTableFeatureDetails: SourceTableFeatureDetails


class BackupSummary(TypedDict, total=False):
    """dynamodb: BackupSummary."""

    BackupArn: str
    BackupName: str
    BackupSizeBytes: int
    TableArn: str


class ContinuousBackupsDescription(TypedDict, total=False):
    """dynamodb: ContinuousBackupsDescription."""

    PointInTimeRecoveryDescription: PointInTimeRecoveryDescription


class ExportSummary(TypedDict, total=False):
    """dynamodb: ExportSummary."""

    ExportArn: str
    ExportStatus: str


class GlobalTable(TypedDict, total=False):
    """dynamodb: GlobalTable."""

    GlobalTableName: str
    ReplicationGroup: list[Replica]


class GlobalTableWitnessDescription(TypedDict, total=False):
    """dynamodb: GlobalTableWitnessDescription."""

    RegionName: str


class KinesisDataStreamDestination(TypedDict, total=False):
    """dynamodb: KinesisDataStreamDestination."""

    DestinationStatus: str
    StreamArn: str


class PointInTimeRecoveryDescription(TypedDict, total=False):
    """dynamodb: PointInTimeRecoveryDescription."""

    PointInTimeRecoveryStatus: str
    RecoveryPeriodInDays: int


class Replica(TypedDict, total=False):
    """dynamodb: Replica."""

    RegionName: str


class ReplicaDescription(TypedDict, total=False):
    """dynamodb: ReplicaDescription."""

    KMSMasterKeyId: str
    RegionName: str
    ReplicaArn: str


class SSEDescription(TypedDict, total=False):
    """dynamodb: SSEDescription."""

    KMSMasterKeyArn: str


class SourceTableFeatureDetails(TypedDict, total=False):
    """dynamodb: SourceTableFeatureDetails."""

    SSEDescription: SSEDescription
    TimeToLiveDescription: TimeToLiveDescription


class StreamSpecification(TypedDict, total=False):
    """dynamodb: StreamSpecification."""

    StreamEnabled: bool


class TableDescription(TypedDict, total=False):
    """dynamodb: TableDescription."""

    GlobalTableWitnesses: list[GlobalTableWitnessDescription]
    LatestStreamArn: str
    Replicas: list[ReplicaDescription]
    SSEDescription: SSEDescription
    StreamSpecification: StreamSpecification
    TableArn: str
    TableSizeBytes: int


class TimeToLiveDescription(TypedDict, total=False):
    """dynamodb: TimeToLiveDescription."""

    TimeToLiveStatus: str
