"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class AccessPoint(TypedDict, total=False):
    """s3control: AccessPoint."""

    AccessPointArn: str
    Bucket: str
    BucketAccountId: str
    Name: str


class ListStorageLensConfigurationEntry(TypedDict, total=False):
    """s3control: ListStorageLensConfigurationEntry."""

    Id: str
    IsEnabled: bool
    StorageLensArn: str


class S3BucketDestination(TypedDict, total=False):
    """s3control: S3BucketDestination."""

    AccountId: str
    Arn: str


class StorageLensConfiguration(TypedDict, total=False):
    """s3control: StorageLensConfiguration."""

    DataExport: StorageLensDataExport
    Id: str
    IsEnabled: bool
    StorageLensArn: str


class StorageLensDataExport(TypedDict, total=False):
    """s3control: StorageLensDataExport."""

    S3BucketDestination: S3BucketDestination
