"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Endpoint(TypedDict, total=False):
    """dms: Endpoint."""

    EndpointArn: str
    EngineName: str
    KinesisSettings: KinesisSettings
    KmsKeyId: str
    S3Settings: S3Settings
    ServerName: str


class KinesisSettings(TypedDict, total=False):
    """dms: KinesisSettings."""

    StreamArn: str


class ReplicationConfig(TypedDict, total=False):
    """dms: ReplicationConfig."""

    SourceEndpointArn: str
    TargetEndpointArn: str


class ReplicationInstance(TypedDict, total=False):
    """dms: ReplicationInstance."""

    KmsKeyId: str
    ReplicationInstanceArn: str
    ReplicationInstanceIdentifier: str


class ReplicationTask(TypedDict, total=False):
    """dms: ReplicationTask."""

    ReplicationInstanceArn: str
    SourceEndpointArn: str
    TargetEndpointArn: str


class S3Settings(TypedDict, total=False):
    """dms: S3Settings."""

    BucketName: str
