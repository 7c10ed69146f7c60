"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class ConnectorProfile(TypedDict, total=False):
    """appflow: ConnectorProfile."""

    connectorProfileName: str
    connectorProfileProperties: ConnectorProfileProperties
    connectorType: str


class ConnectorProfileProperties(TypedDict, total=False):
    """appflow: ConnectorProfileProperties."""

    Honeycode: dict[str, Any]
    Redshift: RedshiftConnectorProfileProperties


class DescribeFlowResponse(TypedDict, total=False):
    """appflow: DescribeFlowResponse."""

    destinationFlowConfigList: list[DestinationFlowConfig]
    flowArn: str
    flowName: str
    tags: dict[str, str]


class DestinationConnectorProperties(TypedDict, total=False):
    """appflow: DestinationConnectorProperties."""

    CustomerProfiles: dict[str, Any]
    EventBridge: EventBridgeDestinationProperties
    Honeycode: HoneycodeDestinationProperties
    LookoutMetrics: dict[str, Any]
    Redshift: RedshiftDestinationProperties
    S3: S3DestinationProperties


class DestinationFlowConfig(TypedDict, total=False):
    """appflow: DestinationFlowConfig."""

    connectorProfileName: str
    connectorType: str
    destinationConnectorProperties: DestinationConnectorProperties


class ErrorHandlingConfig(TypedDict, total=False):
    """appflow: ErrorHandlingConfig."""

    bucketName: str


class EventBridgeDestinationProperties(TypedDict, total=False):
    """appflow: EventBridgeDestinationProperties."""

    errorHandlingConfig: ErrorHandlingConfig
    object: str


class FlowDefinition(TypedDict, total=False):
    """appflow: FlowDefinition."""

    flowArn: str
    flowName: str
    tags: dict[str, str]


class HoneycodeDestinationProperties(TypedDict, total=False):
    """appflow: HoneycodeDestinationProperties."""

    errorHandlingConfig: ErrorHandlingConfig
    object: str


class RedshiftConnectorProfileProperties(TypedDict, total=False):
    """appflow: RedshiftConnectorProfileProperties."""

    bucketName: str
    databaseUrl: str


class RedshiftDestinationProperties(TypedDict, total=False):
    """appflow: RedshiftDestinationProperties."""

    errorHandlingConfig: ErrorHandlingConfig
    intermediateBucketName: str
    object: str


class S3DestinationProperties(TypedDict, total=False):
    """appflow: S3DestinationProperties."""

    bucketName: str
