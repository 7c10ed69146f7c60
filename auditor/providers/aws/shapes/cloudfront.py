"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Aliases(TypedDict, total=False):
    """cloudfront: Aliases."""

    Items: list[str]


class CacheBehavior(TypedDict, total=False):
    """cloudfront: CacheBehavior."""

    FunctionAssociations: FunctionAssociations
    LambdaFunctionAssociations: LambdaFunctionAssociations
    RealtimeLogConfigArn: str


class CacheBehaviors(TypedDict, total=False):
    """cloudfront: CacheBehaviors."""

    Items: list[CacheBehavior]


class DefaultCacheBehavior(TypedDict, total=False):
    """cloudfront: DefaultCacheBehavior."""

    FunctionAssociations: FunctionAssociations
    LambdaFunctionAssociations: LambdaFunctionAssociations
    RealtimeLogConfigArn: str


class DistributionConfig(TypedDict, total=False):
    """cloudfront: DistributionConfig."""

    Aliases: Aliases
    CacheBehaviors: CacheBehaviors
    DefaultCacheBehavior: DefaultCacheBehavior
    Enabled: bool
    Logging: LoggingConfig
    Origins: Origins


class DistributionSummary(TypedDict, total=False):
    """cloudfront: DistributionSummary."""

    ARN: str
    Aliases: Aliases
    CacheBehaviors: CacheBehaviors
    DefaultCacheBehavior: DefaultCacheBehavior
    DomainName: str
    Enabled: bool
    Id: str
    Origins: Origins


class EndPoint(TypedDict, total=False):
    """cloudfront: EndPoint."""

    KinesisStreamConfig: KinesisStreamConfig


class FunctionAssociation(TypedDict, total=False):
    """cloudfront: FunctionAssociation."""

    FunctionARN: str


class FunctionAssociations(TypedDict, total=False):
    """cloudfront: FunctionAssociations."""

    Items: list[FunctionAssociation]


class KinesisStreamConfig(TypedDict, total=False):
    """cloudfront: KinesisStreamConfig."""

    StreamARN: str


class LambdaFunctionAssociation(TypedDict, total=False):
    """cloudfront: LambdaFunctionAssociation."""

    LambdaFunctionARN: str


class LambdaFunctionAssociations(TypedDict, total=False):
    """cloudfront: LambdaFunctionAssociations."""

    Items: list[LambdaFunctionAssociation]


class LoggingConfig(TypedDict, total=False):
    """cloudfront: LoggingConfig."""

    Bucket: str
    Enabled: bool


class Origin(TypedDict, total=False):
    """cloudfront: Origin."""

    DomainName: str
    Id: str


class Origins(TypedDict, total=False):
    """cloudfront: Origins."""

    Items: list[Origin]


class RealtimeLogConfig(TypedDict, total=False):
    """cloudfront: RealtimeLogConfig."""

    ARN: str
    EndPoints: list[EndPoint]


class RealtimeLogConfigs(TypedDict, total=False):
    """cloudfront: RealtimeLogConfigs."""

    IsTruncated: bool
    Items: list[RealtimeLogConfig]
