"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class EncryptionConfiguration(TypedDict, total=False):
    """athena: EncryptionConfiguration."""

    KmsKey: str


class ManagedQueryResultsConfiguration(TypedDict, total=False):
    """athena: ManagedQueryResultsConfiguration."""

    Enabled: bool
    EncryptionConfiguration: ManagedQueryResultsEncryptionConfiguration


class ManagedQueryResultsEncryptionConfiguration(TypedDict, total=False):
    """athena: ManagedQueryResultsEncryptionConfiguration."""

    KmsKey: str


class ResultConfiguration(TypedDict, total=False):
    """athena: ResultConfiguration."""

    EncryptionConfiguration: EncryptionConfiguration
    ExpectedBucketOwner: str
    OutputLocation: str


class WorkGroupConfiguration(TypedDict, total=False):
    """athena: WorkGroupConfiguration."""

    ManagedQueryResultsConfiguration: ManagedQueryResultsConfiguration
    ResultConfiguration: ResultConfiguration


class WorkGroupSummary(TypedDict, total=False):
    """athena: WorkGroupSummary."""

    Name: str
