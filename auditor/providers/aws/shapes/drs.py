"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class IdentificationHints(TypedDict, total=False):
    """drs: IdentificationHints."""

    awsInstanceID: str
    hostname: str


class PITPolicyRule(TypedDict, total=False):
    """drs: PITPolicyRule."""

    enabled: bool
    retentionDuration: int
    units: str


class SourceCloudProperties(TypedDict, total=False):
    """drs: SourceCloudProperties."""

    originAccountID: str
    originRegion: str


class SourceProperties(TypedDict, total=False):
    """drs: SourceProperties."""

    identificationHints: IdentificationHints


class SourceServer(TypedDict, total=False):
    """drs: SourceServer."""

    arn: str
    replicationDirection: str
    sourceCloudProperties: SourceCloudProperties
    sourceProperties: SourceProperties
    sourceServerID: str
    stagingArea: StagingArea
    tags: dict[str, str]


class StagingArea(TypedDict, total=False):
    """drs: StagingArea."""

    stagingAccountID: str
