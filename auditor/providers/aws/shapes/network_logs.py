"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class FlowLog(TypedDict, total=False):
    """ec2: FlowLog."""

    FlowLogId: str
    LogDestination: str
    LogGroupName: str
    Tags: list[dict[str, Any]]


class ResolverQueryLogConfig(TypedDict, total=False):
    """route53resolver: ResolverQueryLogConfig."""

    Arn: str
    DestinationArn: str
    Id: str
    Name: str
