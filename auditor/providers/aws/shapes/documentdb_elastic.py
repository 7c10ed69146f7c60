"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Cluster(TypedDict, total=False):
    """docdb-elastic: Cluster."""

    backupRetentionPeriod: int
    clusterArn: str
    clusterName: str
    kmsKeyId: str


class ClusterInList(TypedDict, total=False):
    """docdb-elastic: ClusterInList."""

    clusterArn: str
    clusterName: str


class ClusterSnapshot(TypedDict, total=False):
    """docdb-elastic: ClusterSnapshot."""

    clusterArn: str
    kmsKeyId: str
    snapshotArn: str
    snapshotName: str


class ClusterSnapshotInList(TypedDict, total=False):
    """docdb-elastic: ClusterSnapshotInList."""

    clusterArn: str
    snapshotArn: str
    snapshotName: str
