"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class EventDataStore(TypedDict, total=False):
    """cloudtrail: EventDataStore."""

    EventDataStoreArn: str
    Name: str
    RetentionPeriod: int


class GetEventDataStoreResponse(TypedDict, total=False):
    """cloudtrail: GetEventDataStoreResponse."""

    EventDataStoreArn: str
    FederationStatus: str
    KmsKeyId: str
    Name: str
    RetentionPeriod: int


class Trail(TypedDict, total=False):
    """cloudtrail: Trail."""

    CloudWatchLogsLogGroupArn: str
    IsMultiRegionTrail: bool
    IsOrganizationTrail: bool
    KmsKeyId: str
    Name: str
    S3BucketName: str
    TrailARN: str
