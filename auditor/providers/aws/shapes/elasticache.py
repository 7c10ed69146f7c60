"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class CacheCluster(TypedDict, total=False):
    """elasticache: CacheCluster."""

    ARN: str
    AtRestEncryptionEnabled: bool
    CacheClusterId: str
    ReplicationGroupId: str
    SnapshotRetentionLimit: int


class GlobalReplicationGroupInfo(TypedDict, total=False):
    """elasticache: GlobalReplicationGroupInfo."""

    GlobalReplicationGroupId: str
    GlobalReplicationGroupMemberRole: str


class ReplicationGroup(TypedDict, total=False):
    """elasticache: ReplicationGroup."""

    ARN: str
    AtRestEncryptionEnabled: bool
    GlobalReplicationGroupInfo: GlobalReplicationGroupInfo
    KmsKeyId: str
    MemberClusters: list[str]
    ReplicationGroupId: str
    SnapshotRetentionLimit: int


class ServerlessCache(TypedDict, total=False):
    """elasticache: ServerlessCache."""

    ARN: str
    KmsKeyId: str
    ServerlessCacheName: str
    SnapshotRetentionLimit: int


class ServerlessCacheConfiguration(TypedDict, total=False):
    """elasticache: ServerlessCacheConfiguration."""

    ServerlessCacheName: str


class ServerlessCacheSnapshot(TypedDict, total=False):
    """elasticache: ServerlessCacheSnapshot."""

    ARN: str
    KmsKeyId: str
    ServerlessCacheConfiguration: ServerlessCacheConfiguration
    ServerlessCacheSnapshotName: str


class Snapshot(TypedDict, total=False):
    """elasticache: Snapshot."""

    ARN: str
    CacheClusterId: str
    KmsKeyId: str
    ReplicationGroupId: str
    SnapshotName: str
    SnapshotRetentionLimit: int
