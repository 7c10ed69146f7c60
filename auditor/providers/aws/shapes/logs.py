"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Destination(TypedDict, total=False):
    """logs: Destination."""

    arn: str
    destinationName: str
    targetArn: str


class ExportTask(TypedDict, total=False):
    """logs: ExportTask."""

    destination: str
    logGroupName: str
    status: ExportTaskStatus


class ExportTaskStatus(TypedDict, total=False):
    """logs: ExportTaskStatus."""

    code: str


class ListLinksItem(TypedDict, total=False):
    """oam: ListLinksItem."""

    Arn: str
    ResourceTypes: list[str]
    SinkArn: str


class ListTagsForResourceResponse(TypedDict, total=False):
    """logs: ListTagsForResourceResponse."""

    tags: dict[str, str]


class LogGroup(TypedDict, total=False):
    """logs: LogGroup."""

    arn: str
    kmsKeyId: str
    logGroupClass: str
    logGroupName: str
    retentionInDays: int
    storedBytes: int


class ResourcePolicy(TypedDict, total=False):
    """logs: ResourcePolicy."""

    policyDocument: str


class SubscriptionFilter(TypedDict, total=False):
    """logs: SubscriptionFilter."""

    destinationArn: str
    logGroupName: str
