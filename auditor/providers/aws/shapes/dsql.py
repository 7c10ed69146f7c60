"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ClusterSummary(TypedDict, total=False):
    """dsql: ClusterSummary."""

    arn: str
    identifier: str


class EncryptionDetails(TypedDict, total=False):
    """dsql: EncryptionDetails."""

    kmsKeyArn: str


class GetClusterOutput(TypedDict, total=False):
    """dsql: GetClusterOutput."""

    arn: str
    encryptionDetails: EncryptionDetails
    identifier: str
    multiRegionProperties: MultiRegionProperties
    tags: dict[str, str]


class GetStreamOutput(TypedDict, total=False):
    """dsql: GetStreamOutput."""

    arn: str
    clusterIdentifier: str
    streamIdentifier: str
    tags: dict[str, str]
    targetDefinition: TargetDefinition


class KinesisTargetDefinition(TypedDict, total=False):
    """dsql: KinesisTargetDefinition."""

    streamArn: str


class MultiRegionProperties(TypedDict, total=False):
    """dsql: MultiRegionProperties."""

    clusters: list[str]
    witnessRegion: str


class StreamSummary(TypedDict, total=False):
    """dsql: StreamSummary."""

    arn: str
    clusterIdentifier: str
    streamIdentifier: str


class TargetDefinition(TypedDict, total=False):
    """dsql: TargetDefinition."""

    kinesis: KinesisTargetDefinition
