"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class DescribeSecretResponse(TypedDict, total=False):
    """secretsmanager: DescribeSecretResponse."""

    ARN: str
    KmsKeyId: str
    Name: str
    PrimaryRegion: str
    ReplicationStatus: list[ReplicationStatusType]
    Tags: list[dict[str, Any]]


class ReplicationStatusType(TypedDict, total=False):
    """secretsmanager: ReplicationStatusType."""

    KmsKeyId: str
    Region: str


class SecretListEntry(TypedDict, total=False):
    """secretsmanager: SecretListEntry."""

    ARN: str
    KmsKeyId: str
    Name: str
    PrimaryRegion: str
    Tags: list[dict[str, Any]]
