"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class Archive(TypedDict, total=False):
    """mailmanager: Archive."""

    ArchiveId: str
    ArchiveName: str


class ArchivingOptions(TypedDict, total=False):
    """sesv2: ArchivingOptions."""

    ArchiveArn: str


class ConnectAction(TypedDict, total=False):
    """ses: ConnectAction."""

    InstanceARN: str


class EventBridgeDestination(TypedDict, total=False):
    """sesv2: EventBridgeDestination."""

    EventBusArn: str


class EventDestination(TypedDict, total=False):
    """sesv2: EventDestination."""

    Enabled: bool
    EventBridgeDestination: EventBridgeDestination
    KinesisFirehoseDestination: KinesisFirehoseDestination
    Name: str
    PinpointDestination: PinpointDestination
    SnsDestination: SnsDestination


class GetConfigurationSetResponse(TypedDict, total=False):
    """sesv2: GetConfigurationSetResponse."""

    ArchivingOptions: ArchivingOptions
    ConfigurationSetName: str
    Tags: list[dict[str, Any]]


class GetEmailIdentityResponse(TypedDict, total=False):
    """sesv2: GetEmailIdentityResponse."""

    ConfigurationSetName: str
    Tags: list[dict[str, Any]]


class IdentityInfo(TypedDict, total=False):
    """sesv2: IdentityInfo."""

    IdentityName: str


class IdentityNotificationAttributes(TypedDict, total=False):
    """ses: IdentityNotificationAttributes."""

    BounceTopic: str
    ComplaintTopic: str
    DeliveryTopic: str


class KinesisFirehoseDestination(TypedDict, total=False):
    """sesv2: KinesisFirehoseDestination."""

    DeliveryStreamArn: str


class LambdaAction(TypedDict, total=False):
    """ses: LambdaAction."""

    FunctionArn: str
    TopicArn: str


class MultiRegionEndpoint(TypedDict, total=False):
    """sesv2: MultiRegionEndpoint."""

    EndpointId: str
    EndpointName: str
    Regions: list[str]
    Status: str


class PinpointDestination(TypedDict, total=False):
    """sesv2: PinpointDestination."""

    ApplicationArn: str


class ReceiptAction(TypedDict, total=False):
    """ses: ReceiptAction."""

    ConnectAction: ConnectAction
    LambdaAction: LambdaAction
    S3Action: S3Action
    SNSAction: SNSAction
    WorkmailAction: WorkmailAction


class ReceiptRule(TypedDict, total=False):
    """ses: ReceiptRule."""

    Actions: list[ReceiptAction]
    Enabled: bool
    Name: str


class S3Action(TypedDict, total=False):
    """ses: S3Action."""

    BucketName: str
    KmsKeyArn: str
    TopicArn: str


class SNSAction(TypedDict, total=False):
    """ses: SNSAction."""

    TopicArn: str


class SnsDestination(TypedDict, total=False):
    """sesv2: SnsDestination."""

    TopicArn: str


class WorkmailAction(TypedDict, total=False):
    """ses: WorkmailAction."""

    OrganizationArn: str
    TopicArn: str
