"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class AmazonMskCluster(TypedDict, total=False):
    """kafka: AmazonMskCluster."""

    MskClusterArn: str


class ApacheKafkaCluster(TypedDict, total=False):
    """kafka: ApacheKafkaCluster."""

    BootstrapBrokerString: str


class BrokerNodeGroupInfo(TypedDict, total=False):
    """kafka: BrokerNodeGroupInfo."""

    ConnectivityInfo: ConnectivityInfo
    StorageInfo: StorageInfo


class Cluster(TypedDict, total=False):
    """kafka: Cluster."""

    ClusterArn: str
    ClusterName: str
    Provisioned: Provisioned
    Tags: dict[str, str]


class ConnectivityInfo(TypedDict, total=False):
    """kafka: ConnectivityInfo."""

    PublicAccess: PublicAccess


class EBSStorageInfo(TypedDict, total=False):
    """kafka: EBSStorageInfo."""

    VolumeSize: int


class EncryptionAtRest(TypedDict, total=False):
    """kafka: EncryptionAtRest."""

    DataVolumeKMSKeyId: str


class EncryptionInfo(TypedDict, total=False):
    """kafka: EncryptionInfo."""

    EncryptionAtRest: EncryptionAtRest


class KafkaClusterSummary(TypedDict, total=False):
    """kafka: KafkaClusterSummary."""

    AmazonMskCluster: AmazonMskCluster
    ApacheKafkaCluster: ApacheKafkaCluster
    KafkaClusterAlias: str


class Provisioned(TypedDict, total=False):
    """kafka: Provisioned."""

    BrokerNodeGroupInfo: BrokerNodeGroupInfo
    EncryptionInfo: EncryptionInfo
    NumberOfBrokerNodes: int


class PublicAccess(TypedDict, total=False):
    """kafka: PublicAccess."""

    Type: str


class ReplicationInfoSummary(TypedDict, total=False):
    """kafka: ReplicationInfoSummary."""

    SourceKafkaClusterAlias: str
    TargetKafkaClusterAlias: str


class ReplicatorSummary(TypedDict, total=False):
    """kafka: ReplicatorSummary."""

    KafkaClustersSummary: list[KafkaClusterSummary]
    ReplicationInfoSummaryList: list[ReplicationInfoSummary]
    ReplicatorArn: str
    ReplicatorName: str


class StorageInfo(TypedDict, total=False):
    """kafka: StorageInfo."""

    EbsStorageInfo: EBSStorageInfo
