"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ApacheKafkaClusterDescription(TypedDict, total=False):
    """kafkaconnect: ApacheKafkaClusterDescription."""

    bootstrapServers: str


class ConnectorSummary(TypedDict, total=False):
    """kafkaconnect: ConnectorSummary."""

    connectorArn: str
    connectorName: str
    kafkaCluster: KafkaClusterDescription


class DescribeConnectorResponse(TypedDict, total=False):
    """kafkaconnect: DescribeConnectorResponse."""

    connectorArn: str
    connectorConfiguration: dict[str, str]
    connectorName: str
    kafkaCluster: KafkaClusterDescription


class KafkaClusterDescription(TypedDict, total=False):
    """kafkaconnect: KafkaClusterDescription."""

    apacheKafkaCluster: ApacheKafkaClusterDescription
