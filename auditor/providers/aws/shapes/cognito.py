"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class CloudWatchLogsConfigurationType(TypedDict, total=False):
    """cognito-idp: CloudWatchLogsConfigurationType."""

    LogGroupArn: str


class EmailConfigurationType(TypedDict, total=False):
    """cognito-idp: EmailConfigurationType."""

    SourceArn: str


class FirehoseConfigurationType(TypedDict, total=False):
    """cognito-idp: FirehoseConfigurationType."""

    StreamArn: str


class IdentityPoolShortDescription(TypedDict, total=False):
    """cognito-identity: IdentityPoolShortDescription."""

    IdentityPoolId: str
    IdentityPoolName: str


class KeyConfigurationType(TypedDict, total=False):
    """cognito-idp: KeyConfigurationType."""

    KmsKeyArn: str


class LogConfigurationType(TypedDict, total=False):
    """cognito-idp: LogConfigurationType."""

    CloudWatchLogsConfiguration: CloudWatchLogsConfigurationType
    FirehoseConfiguration: FirehoseConfigurationType
    S3Configuration: S3ConfigurationType


class LogDeliveryConfigurationType(TypedDict, total=False):
    """cognito-idp: LogDeliveryConfigurationType."""

    LogConfigurations: list[LogConfigurationType]


class S3ConfigurationType(TypedDict, total=False):
    """cognito-idp: S3ConfigurationType."""

    BucketArn: str


class SmsConfigurationType(TypedDict, total=False):
    """cognito-idp: SmsConfigurationType."""

    SnsRegion: str


class UserPoolDescriptionType(TypedDict, total=False):
    """cognito-idp: UserPoolDescriptionType."""

    Id: str
    LambdaConfig: dict[str, Any]
    Name: str


class UserPoolType(TypedDict, total=False):
    """cognito-idp: UserPoolType."""

    EmailConfiguration: EmailConfigurationType
    Id: str
    KeyConfiguration: KeyConfigurationType
    LambdaConfig: dict[str, Any]
    Name: str
    SmsConfiguration: SmsConfigurationType
    UserPoolTags: dict[str, str]
