"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ReplicationDestination(TypedDict, total=False):
    """s3tables: ReplicationDestination."""

    destinationTableBucketARN: str


class TableBucketReplicationRule(TypedDict, total=False):
    """s3tables: TableBucketReplicationRule."""

    destinations: list[ReplicationDestination]


class TableBucketSummary(TypedDict, total=False):
    """s3tables: TableBucketSummary."""

    arn: str
    name: str
