"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypedDict


class AnalyticsConfiguration(TypedDict, total=False):
    """s3: AnalyticsConfiguration."""

    Filter: AnalyticsFilter
    StorageClassAnalysis: StorageClassAnalysis


class AnalyticsExportDestination(TypedDict, total=False):
    """s3: AnalyticsExportDestination."""

    S3BucketDestination: AnalyticsS3BucketDestination


class AnalyticsFilter(TypedDict, total=False):
    """s3: AnalyticsFilter."""

    Prefix: str


class AnalyticsS3BucketDestination(TypedDict, total=False):
    """s3: AnalyticsS3BucketDestination."""

    Bucket: str
    BucketAccountId: str
    Prefix: str


class Bucket(TypedDict, total=False):
    """s3: Bucket."""

    BucketRegion: str
    CreationDate: datetime
    Name: str


class DefaultRetention(TypedDict, total=False):
    """s3: DefaultRetention."""

    Days: int
    Years: int


class Destination(TypedDict, total=False):
    """s3: Destination."""

    Account: str
    Bucket: str


class GetBucketAclOutput(TypedDict, total=False):
    """s3: GetBucketAclOutput."""

    Grants: list[Grant]
    Owner: Owner


class GetBucketLocationOutput(TypedDict, total=False):
    """s3: GetBucketLocationOutput."""

    LocationConstraint: str


class GetBucketLoggingOutput(TypedDict, total=False):
    """s3: GetBucketLoggingOutput."""

    LoggingEnabled: LoggingEnabled


class Grant(TypedDict, total=False):
    """s3: Grant."""

    Grantee: Grantee
    Permission: str


class Grantee(TypedDict, total=False):
    """s3: Grantee."""

    ID: str
    URI: str


class InventoryConfiguration(TypedDict, total=False):
    """s3: InventoryConfiguration."""

    Destination: InventoryDestination
    Filter: InventoryFilter
    IsEnabled: bool


class InventoryDestination(TypedDict, total=False):
    """s3: InventoryDestination."""

    S3BucketDestination: InventoryS3BucketDestination


class InventoryFilter(TypedDict, total=False):
    """s3: InventoryFilter."""

    Prefix: str


class InventoryS3BucketDestination(TypedDict, total=False):
    """s3: InventoryS3BucketDestination."""

    AccountId: str
    Bucket: str
    Prefix: str


class LambdaFunctionConfiguration(TypedDict, total=False):
    """s3: LambdaFunctionConfiguration."""

    Filter: dict[str, Any]
    LambdaFunctionArn: str


class LifecycleExpiration(TypedDict, total=False):
    """s3: LifecycleExpiration."""

    Date: datetime
    Days: int


class LifecycleRule(TypedDict, total=False):
    """s3: LifecycleRule."""

    Expiration: LifecycleExpiration
    Filter: LifecycleRuleFilter
    ID: str
    NoncurrentVersionExpiration: NoncurrentVersionExpiration
    Prefix: str
    Status: str


class LifecycleRuleFilter(TypedDict, total=False):
    """s3: LifecycleRuleFilter."""

    Prefix: str


class LoggingEnabled(TypedDict, total=False):
    """s3: LoggingEnabled."""

    TargetBucket: str


class NoncurrentVersionExpiration(TypedDict, total=False):
    """s3: NoncurrentVersionExpiration."""

    NewerNoncurrentVersions: int
    NoncurrentDays: int


class NotificationConfiguration(TypedDict, total=False):
    """s3: NotificationConfiguration."""

    EventBridgeConfiguration: dict[str, Any]
    LambdaFunctionConfigurations: list[LambdaFunctionConfiguration]
    QueueConfigurations: list[QueueConfiguration]
    TopicConfigurations: list[TopicConfiguration]


class ObjectLockConfiguration(TypedDict, total=False):
    """s3: ObjectLockConfiguration."""

    ObjectLockEnabled: str
    Rule: ObjectLockRule


class ObjectLockRule(TypedDict, total=False):
    """s3: ObjectLockRule."""

    DefaultRetention: DefaultRetention


class Owner(TypedDict, total=False):
    """s3: Owner."""

    ID: str


class QueueConfiguration(TypedDict, total=False):
    """s3: QueueConfiguration."""

    Filter: dict[str, Any]
    QueueArn: str


class ServerSideEncryptionByDefault(TypedDict, total=False):
    """s3: ServerSideEncryptionByDefault."""

    KMSMasterKeyID: str
    SSEAlgorithm: str


class ServerSideEncryptionRule(TypedDict, total=False):
    """s3: ServerSideEncryptionRule."""

    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault


class StorageClassAnalysis(TypedDict, total=False):
    """s3: StorageClassAnalysis."""

    DataExport: StorageClassAnalysisDataExport


class StorageClassAnalysisDataExport(TypedDict, total=False):
    """s3: StorageClassAnalysisDataExport."""

    Destination: AnalyticsExportDestination


class TopicConfiguration(TypedDict, total=False):
    """s3: TopicConfiguration."""

    Filter: dict[str, Any]
    TopicArn: str
