"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class AWSDomainInformation(TypedDict, total=False):
    """opensearch: AWSDomainInformation."""

    DomainName: str
    OwnerId: str
    Region: str


class ClusterConfig(TypedDict, total=False):
    """opensearch: ClusterConfig."""

    InstanceCount: int


class DomainInformationContainer(TypedDict, total=False):
    """opensearch: DomainInformationContainer."""

    AWSDomainInformation: AWSDomainInformation


class DomainStatus(TypedDict, total=False):
    """opensearch: DomainStatus."""

    AccessPolicies: str
    ClusterConfig: ClusterConfig
    DomainName: str
    EBSOptions: EBSOptions
    EncryptionAtRestOptions: EncryptionAtRestOptions
    VPCOptions: dict[str, Any]


class EBSOptions(TypedDict, total=False):
    """opensearch: EBSOptions."""

    VolumeSize: int


class EncryptionAtRestOptions(TypedDict, total=False):
    """opensearch: EncryptionAtRestOptions."""

    Enabled: bool
    KmsKeyId: str


class InboundConnection(TypedDict, total=False):
    """opensearch: InboundConnection."""

    ConnectionStatus: InboundConnectionStatus
    LocalDomainInfo: DomainInformationContainer
    RemoteDomainInfo: DomainInformationContainer


class InboundConnectionStatus(TypedDict, total=False):
    """opensearch: InboundConnectionStatus."""

    StatusCode: str


class OutboundConnection(TypedDict, total=False):
    """opensearch: OutboundConnection."""

    ConnectionStatus: OutboundConnectionStatus
    LocalDomainInfo: DomainInformationContainer
    RemoteDomainInfo: DomainInformationContainer


class OutboundConnectionStatus(TypedDict, total=False):
    """opensearch: OutboundConnectionStatus."""

    StatusCode: str
