"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


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


class InventoryS3BucketDestination(TypedDict, total=False):
    """s3: InventoryS3BucketDestination."""

    AccountId: str
    Bucket: str
    Prefix: str


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


class ObjectLockConfiguration(TypedDict, total=False):
    """s3: ObjectLockConfiguration."""

    Rule: ObjectLockRule


class ObjectLockRule(TypedDict, total=False):
    """s3: ObjectLockRule."""

    DefaultRetention: DefaultRetention


class Owner(TypedDict, total=False):
    """s3: Owner."""

    ID: str


class ServerSideEncryptionByDefault(TypedDict, total=False):
    """s3: ServerSideEncryptionByDefault."""

    KMSMasterKeyID: str
    SSEAlgorithm: str


class ServerSideEncryptionRule(TypedDict, total=False):
    """s3: ServerSideEncryptionRule."""

    ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault
