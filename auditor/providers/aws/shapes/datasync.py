"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class DescribeTaskResponse(TypedDict, total=False):
    """datasync: DescribeTaskResponse."""

    DestinationLocationArn: str
    Name: str
    SourceLocationArn: str
    TaskArn: str


class TaskListEntry(TypedDict, total=False):
    """datasync: TaskListEntry."""

    Name: str
    TaskArn: str
