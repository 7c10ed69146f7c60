"""Amazon Neptune Analytics: graphs, their snapshots, and what is exported from them to a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unlocked, unshared
from auditor.providers.aws.common import arn, bucket_in, own_key, said
from auditor.providers.aws.tagging import told_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.neptune_graph import ExportTaskSummary, GraphSnapshotSummary, GraphSummary

GRAPH, SNAPSHOT, EXPORT = (f"AWS::NeptuneGraph::{sort}" for sort in ("Graph", "GraphSnapshot", "ExportTask"))
LEFT_NOTHING = frozenset({"FAILED", "CANCELLED", "CANCELLING"})

GRAPHS = Call("neptune-graph", "ListGraphs", feeds=("encryption.key", "public.access"), of=(GRAPH,), path="graphs", lists=True)
DETAIL = Call("neptune-graph", "GetGraph", feeds=("origin",), of=(GRAPH,))
SNAPSHOTS = Call(
    "neptune-graph", "ListGraphSnapshots", feeds=("encryption.key", "origin"), of=(SNAPSHOT,), path="graphSnapshots", lists=True
)
EXPORTS = Call("neptune-graph", "ListExportTasks", feeds=("flows.copy",), of=(EXPORT,), path="tasks", lists=True)
TAGS = Call("neptune-graph", "ListTagsForResource", feeds=("tags",), of=(GRAPH, SNAPSHOT), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Graphs of the region, snapshots, then exports that left something."""
    yield from reader.map(partial(_graph, reader), reader.pages(GRAPHS))
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS))
    for task in reader.pages(EXPORTS):
        if task.get("status") not in LEFT_NOTHING:
            yield _export(reader, task)


def _graph(reader: Reader, graph: GraphSummary) -> Resource:
    made_from = lift(lambda one: one.get("sourceSnapshotId"), reader.get(DETAIL, graphIdentifier=graph["id"]))
    facts = {
        # Always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": own_key(reader, graph.get("kmsKeyIdentifier")),
        "public.access": said(graph, "publicConnectivity", GRAPHS),
        "origin": lift(lambda snapshot: arn(reader, "neptune-graph", f"graph-snapshot/{snapshot}") if snapshot else None, made_from),
    }
    return reader.resource(GRAPH, graph["arn"], graph["name"], facts, told_by(reader, TAGS, resourceArn=graph["arn"]))


def _snapshot(reader: Reader, snapshot: GraphSnapshotSummary) -> Resource:
    source = snapshot.get("sourceGraphId")
    facts = {
        "encryption.at_rest": True,
        "encryption.key": own_key(reader, snapshot.get("kmsKeyIdentifier")),
        "origin": arn(reader, "neptune-graph", f"graph/{source}") if source else None,
        "public.access": False,
    }
    return reader.resource(SNAPSHOT, snapshot["arn"], snapshot["name"], facts, told_by(reader, TAGS, resourceArn=snapshot["arn"]))


def _export(reader: Reader, task: ExportTaskSummary) -> Resource:
    """An export has neither an ARN nor tags: what it holds is what its graph holds."""
    copy = {"to": bucket_in(reader, task["destination"]), "source": arn(reader, "neptune-graph", f"graph/{task['graphId']}")}
    id = arn(reader, "neptune-graph", f"export-task/{task['taskId']}")
    return reader.resource(EXPORT, id, task["taskId"], {"flows.copy": flows([copy])}, {})


COLLECTOR = Collector(
    service="neptune-graph",
    native_types={GRAPH: "database", SNAPSHOT: "snapshot", EXPORT: "transfer"},
    calls=(GRAPHS, DETAIL, SNAPSHOTS, EXPORTS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("backup.retention", "flows.replication", "flows.backup"),
            f"{DOCS}/neptune-analytics/latest/apiref/API_CreateGraph.html: none of these",
            (GRAPH,),
        ),
        unshared(SNAPSHOT, EXPORT),
        unlocked(SNAPSHOT),
    ),
)
