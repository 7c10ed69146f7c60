"""Amazon DocumentDB elastic clusters, which have an API of their own, and their snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unlocked, unshared
from auditor.providers.aws.common import own_key, said
from auditor.providers.aws.tagging import told_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import days

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.documentdb_elastic import Cluster, ClusterInList, ClusterSnapshot, ClusterSnapshotInList

CLUSTER = "AWS::DocDBElastic::Cluster"
SNAPSHOT = "AWS::DocDBElastic::ClusterSnapshot"

CLUSTERS = Call("docdb-elastic", "ListClusters", of=(CLUSTER,), path="clusters", lists=True)
DETAIL = Call("docdb-elastic", "GetCluster", feeds=("encryption.key", "backup.retention"), of=(CLUSTER,), path="cluster")
SNAPSHOTS = Call("docdb-elastic", "ListClusterSnapshots", feeds=("origin",), of=(SNAPSHOT,), path="snapshots", lists=True)
SNAPSHOT_DETAIL = Call("docdb-elastic", "GetClusterSnapshot", feeds=("encryption.key",), of=(SNAPSHOT,), path="snapshot")
TAGS = Call("docdb-elastic", "ListTagsForResource", feeds=("tags",), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every cluster of the region, then every snapshot. Both are always encrypted, and reached from inside a network only."""
    yield from reader.map(partial(_cluster, reader), reader.pages(CLUSTERS))
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS))


def _cluster(reader: Reader, listed: ClusterInList) -> Resource:
    id = listed["clusterArn"]
    detail = reader.get(DETAIL, clusterArn=id)
    facts = {
        "encryption.at_rest": True,
        "encryption.key": lift(partial(_key, reader), detail),
        "backup.retention": lift(lambda one: lift(days, said(one, "backupRetentionPeriod", DETAIL)), detail),
        "public.access": False,
    }
    return reader.resource(CLUSTER, id, listed["clusterName"], facts, told_by(reader, TAGS, resourceArn=id))


def _snapshot(reader: Reader, listed: ClusterSnapshotInList) -> Resource:
    id = listed["snapshotArn"]
    facts = {
        "encryption.at_rest": True,
        "encryption.key": lift(partial(_key, reader), reader.get(SNAPSHOT_DETAIL, snapshotArn=id)),
        "origin": listed["clusterArn"],
        "public.access": False,
    }
    return reader.resource(SNAPSHOT, id, listed["snapshotName"], facts, told_by(reader, TAGS, resourceArn=id))


def _key(reader: Reader, described: Cluster | ClusterSnapshot) -> str | None:
    return own_key(reader, described.get("kmsKeyId"))


COLLECTOR = Collector(
    service="documentdb-elastic",
    native_types={CLUSTER: "database", SNAPSHOT: "snapshot"},
    calls=(CLUSTERS, DETAIL, SNAPSHOTS, SNAPSHOT_DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication", "flows.backup"),
            f"{DOCS}/documentdb/latest/developerguide/API_elastic_CreateCluster.html: names no second region",
            (CLUSTER,),
        ),
        unshared(SNAPSHOT),
        unlocked(SNAPSHOT),
    ),
)
