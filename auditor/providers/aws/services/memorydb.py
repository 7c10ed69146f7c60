"""Amazon MemoryDB: clusters with the other regions of a multi-region one, and their snapshots."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unlocked, unshared
from auditor.providers.aws.common import arn, encryption, tags, to_arn
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import days, flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.memorydb import Cluster, MultiRegionCluster, Snapshot

CLUSTER = "AWS::MemoryDB::Cluster"
SNAPSHOT = "AWS::MemoryDB::Snapshot"
ENCRYPTION = ("encryption.at_rest", "encryption.key")

CLUSTERS = Call("memorydb", "DescribeClusters", feeds=(*ENCRYPTION, "backup.retention"), of=(CLUSTER,), path="Clusters", lists=True)
MULTI_REGION = Call("memorydb", "DescribeMultiRegionClusters", feeds=("flows.replication",), of=(CLUSTER,), path="MultiRegionClusters")
SNAPSHOTS = Call("memorydb", "DescribeSnapshots", feeds=(*ENCRYPTION, "origin"), of=(SNAPSHOT,), path="Snapshots", lists=True)
TAGS = Call("memorydb", "ListTags", feeds=("tags",), path="TagList")


def collect(reader: Reader) -> Iterator[Resource]:
    """Clusters of the region, then snapshots. MemoryDB encrypts both, with a key of its own unless told otherwise."""
    clusters = list(reader.pages(CLUSTERS))
    several = any(one.get("MultiRegionClusterName") for one in clusters)
    everywhere = reader.all(MULTI_REGION, ShowClusterDetails=True) if several else []
    yield from reader.map(partial(_cluster, reader, everywhere), clusters)
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS))


def _cluster(reader: Reader, everywhere: object, cluster: Cluster) -> Resource:
    facts = {
        **encryption(reader, True, cluster.get("KmsKeyId")),
        "backup.retention": days(cluster.get("SnapshotRetentionLimit")),
        "flows.replication": lift(partial(_replicas, cluster), everywhere) if cluster.get("MultiRegionClusterName") else None,
    }
    return reader.resource(CLUSTER, cluster["ARN"], cluster["Name"], facts, tags(reader.get(TAGS, ResourceArn=cluster["ARN"])))


def _replicas(cluster: Cluster, everywhere: list[MultiRegionCluster]) -> Any:
    """Every member takes writes and sends them to all others."""
    return flows(
        to_arn(member["ARN"])
        for one in everywhere
        if one["MultiRegionClusterName"] == cluster["MultiRegionClusterName"]
        for member in one.get("Clusters", ())
        if member["ARN"] != cluster["ARN"]
    )


def _snapshot(reader: Reader, snapshot: Snapshot) -> Resource:
    cluster = snapshot.get("ClusterConfiguration", {}).get("Name")
    facts = {
        **encryption(reader, True, snapshot.get("KmsKeyId")),
        "origin": arn(reader, "memorydb", f"cluster/{cluster}") if cluster else None,
        # It leaves the account only by an export to a bucket.
        "public.access": False,
    }
    return reader.resource(SNAPSHOT, snapshot["ARN"], snapshot["Name"], facts, tags(reader.get(TAGS, ResourceArn=snapshot["ARN"])))


COLLECTOR = Collector(
    service="memorydb",
    native_types={CLUSTER: "cache", SNAPSHOT: "snapshot"},
    calls=(CLUSTERS, MULTI_REGION, SNAPSHOTS, TAGS),
    collect=collect,
    never=(
        unshared(SNAPSHOT),
        unlocked(SNAPSHOT),
    ),
)
