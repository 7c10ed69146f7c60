"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class KeyspaceSummary(TypedDict, total=False):
    """keyspaces: KeyspaceSummary."""

    keyspaceName: str
    replicationRegions: list[str]
    resourceArn: str


class TableSummary(TypedDict, total=False):
    """keyspaces: TableSummary."""

    keyspaceName: str
    resourceArn: str
    tableName: str
