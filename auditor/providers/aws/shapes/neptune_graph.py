"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ExportTaskSummary(TypedDict, total=False):
    """neptune-graph: ExportTaskSummary."""

    destination: str
    graphId: str
    kmsKeyIdentifier: str
    status: str
    taskId: str


class GraphSnapshotSummary(TypedDict, total=False):
    """neptune-graph: GraphSnapshotSummary."""

    arn: str
    id: str
    kmsKeyIdentifier: str
    name: str
    sourceGraphId: str
    status: str


class GraphSummary(TypedDict, total=False):
    """neptune-graph: GraphSummary."""

    arn: str
    id: str
    kmsKeyIdentifier: str
    name: str
    publicConnectivity: bool
    status: str
