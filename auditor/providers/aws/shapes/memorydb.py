"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Cluster(TypedDict, total=False):
    """memorydb: Cluster."""

    ARN: str
    KmsKeyId: str
    MultiRegionClusterName: str
    Name: str
    SnapshotRetentionLimit: int


class ClusterConfiguration(TypedDict, total=False):
    """memorydb: ClusterConfiguration."""

    MultiRegionClusterName: str
    Name: str
    SnapshotRetentionLimit: int


class MultiRegionCluster(TypedDict, total=False):
    """memorydb: MultiRegionCluster."""

    ARN: str
    Clusters: list[RegionalCluster]
    MultiRegionClusterName: str


class RegionalCluster(TypedDict, total=False):
    """memorydb: RegionalCluster."""

    ARN: str


class Snapshot(TypedDict, total=False):
    """memorydb: Snapshot."""

    ARN: str
    ClusterConfiguration: ClusterConfiguration
    KmsKeyId: str
    Name: str
