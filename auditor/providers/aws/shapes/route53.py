"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class HostedZone(TypedDict, total=False):
    """route53: HostedZone."""

    Id: str
    Name: str


class QueryLoggingConfig(TypedDict, total=False):
    """route53: QueryLoggingConfig."""

    CloudWatchLogsLogGroupArn: str
    HostedZoneId: str
    Id: str
