"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class MagneticStoreRejectedDataLocation(TypedDict, total=False):
    """timestream-write: MagneticStoreRejectedDataLocation."""

    S3Configuration: S3Configuration


class MagneticStoreWriteProperties(TypedDict, total=False):
    """timestream-write: MagneticStoreWriteProperties."""

    MagneticStoreRejectedDataLocation: MagneticStoreRejectedDataLocation


class S3Configuration(TypedDict, total=False):
    """timestream-write: S3Configuration."""

    BucketName: str
    KmsKeyId: str


class Table(TypedDict, total=False):
    """timestream-write: Table."""

    Arn: str
    DatabaseName: str
    MagneticStoreWriteProperties: MagneticStoreWriteProperties
    RetentionProperties: dict[str, Any]
    TableName: str
