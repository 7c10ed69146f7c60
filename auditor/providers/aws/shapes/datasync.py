"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class DescribeTaskResponse(TypedDict, total=False):
    """datasync: DescribeTaskResponse."""

    CloudWatchLogGroupArn: str
    DestinationLocationArn: str
    Name: str
    Options: Options
    SourceLocationArn: str
    TaskArn: str
    TaskReportConfig: TaskReportConfig


class Options(TypedDict, total=False):
    """datasync: Options."""

    LogLevel: str


class ReportDestination(TypedDict, total=False):
    """datasync: ReportDestination."""

    S3: ReportDestinationS3


class ReportDestinationS3(TypedDict, total=False):
    """datasync: ReportDestinationS3."""

    S3BucketArn: str


class TaskListEntry(TypedDict, total=False):
    """datasync: TaskListEntry."""

    Name: str
    TaskArn: str


class TaskReportConfig(TypedDict, total=False):
    """datasync: TaskReportConfig."""

    Destination: ReportDestination
