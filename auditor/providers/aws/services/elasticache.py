"""Amazon ElastiCache: replication groups with their global datastores, clusters of their own, serverless caches, snapshots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unlocked, unshared
from auditor.providers.aws.common import arn, encryption, said, tags, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.elasticache import CacheCluster, ReplicationGroup, ServerlessCache, ServerlessCacheSnapshot, Snapshot

GROUP = "AWS::ElastiCache::ReplicationGroup"
CLUSTER = "AWS::ElastiCache::CacheCluster"
SERVERLESS = "AWS::ElastiCache::ServerlessCache"
SNAPSHOT = "AWS::ElastiCache::Snapshot"
SERVERLESS_SNAPSHOT = "AWS::ElastiCache::ServerlessCacheSnapshot"
ENCRYPTION = ("encryption.at_rest", "encryption.key")
CACHE = (*ENCRYPTION, "backup.retention")

GROUPS = Call("elasticache", "DescribeReplicationGroups", feeds=CACHE, of=(GROUP,), path="ReplicationGroups", lists=True)
GLOBAL = Call("elasticache", "DescribeGlobalReplicationGroups", feeds=("flows.replication",), of=(GROUP,), path="GlobalReplicationGroups")
CLUSTERS = Call("elasticache", "DescribeCacheClusters", feeds=CACHE, of=(CLUSTER,), path="CacheClusters", lists=True)
CACHES = Call("elasticache", "DescribeServerlessCaches", feeds=CACHE, of=(SERVERLESS,), path="ServerlessCaches", lists=True)
SNAPSHOTS = Call("elasticache", "DescribeSnapshots", feeds=(*ENCRYPTION, "origin"), of=(SNAPSHOT,), path="Snapshots", lists=True)
SERVERLESS_SNAPSHOTS = Call(
    "elasticache",
    "DescribeServerlessCacheSnapshots",
    feeds=(*ENCRYPTION, "origin"),
    of=(SERVERLESS_SNAPSHOT,),
    path="ServerlessCacheSnapshots",
    lists=True,
)
TAGS = Call("elasticache", "ListTagsForResource", feeds=("tags",), path="TagList")


def collect(reader: Reader) -> Iterator[Resource]:
    """Caches, then their snapshots, which do not say whether they are encrypted: they are as their cache is."""
    groups = list(reader.pages(GROUPS))
    global_ = reader.all(GLOBAL, ShowMemberInfo=True) if any(_is_global(one) for one in groups) else []
    yield from reader.map(partial(_group, reader, global_), groups)
    clusters = list(reader.pages(CLUSTERS, ShowCacheClustersNotInReplicationGroups=True))
    yield from reader.map(partial(_cluster, reader), clusters)
    yield from reader.map(partial(_serverless, reader), reader.pages(CACHES))
    sources = {one["CacheClusterId"]: (f"cluster:{one['CacheClusterId']}", one.get("AtRestEncryptionEnabled", False)) for one in clusters}
    for group in groups:
        # A snapshot names the group, or the member it was taken of.
        source = f"replicationgroup:{group['ReplicationGroupId']}", said(group, "AtRestEncryptionEnabled", GROUPS)
        sources |= dict.fromkeys([group["ReplicationGroupId"], *group.get("MemberClusters", ())], source)
    yield from reader.map(partial(_snapshot, reader, sources), reader.pages(SNAPSHOTS))
    yield from reader.map(partial(_serverless_snapshot, reader), reader.pages(SERVERLESS_SNAPSHOTS))


def _group(reader: Reader, global_: object, group: ReplicationGroup) -> Resource:
    facts = {
        **encryption(reader, said(group, "AtRestEncryptionEnabled", GROUPS), group.get("KmsKeyId")),
        "backup.retention": days(group.get("SnapshotRetentionLimit")),
        "flows.replication": lift(partial(_replicas, reader, group), global_) if _is_global(group) else None,
    }
    return _resource(reader, GROUP, group, group["ReplicationGroupId"], facts)


def _is_global(group: ReplicationGroup) -> bool:
    return bool((group.get("GlobalReplicationGroupInfo") or {}).get("GlobalReplicationGroupId"))


def _replicas(reader: Reader, group: ReplicationGroup, global_: list[dict[str, Any]]) -> Any:
    """From the primary of a global datastore, every secondary."""
    info = group["GlobalReplicationGroupInfo"]
    if info.get("GlobalReplicationGroupMemberRole") != "PRIMARY":
        return None
    members = [
        member
        for one in global_
        if one["GlobalReplicationGroupId"] == info["GlobalReplicationGroupId"]
        for member in one.get("Members", ())
        if member["ReplicationGroupRegion"] != reader.region
    ]
    return flows(
        to_arn(arn(reader.at(one["ReplicationGroupRegion"]), "elasticache", f"replicationgroup:{one['ReplicationGroupId']}"))
        for one in members
    )


def _cluster(reader: Reader, cluster: CacheCluster) -> Resource:
    facts = {
        # One of its own cannot be encrypted, and some endpoints then say nothing of it.
        **encryption(reader, cluster.get("AtRestEncryptionEnabled", False), None),
        "backup.retention": days(cluster.get("SnapshotRetentionLimit")),
    }
    return _resource(reader, CLUSTER, cluster, cluster["CacheClusterId"], facts)


def _serverless(reader: Reader, cache: ServerlessCache) -> Resource:
    facts = {
        **encryption(reader, True, cache.get("KmsKeyId")),
        "backup.retention": days(cache.get("SnapshotRetentionLimit")),
    }
    return _resource(reader, SERVERLESS, cache, cache["ServerlessCacheName"], facts)


def _snapshot(reader: Reader, sources: dict[str, tuple[str, Any]], snapshot: Snapshot) -> Resource:
    group, cluster, key = snapshot.get("ReplicationGroupId"), snapshot.get("CacheClusterId"), snapshot.get("KmsKeyId")
    named = f"replicationgroup:{group}" if group else f"cluster:{cluster}"
    gone = reader.lost(GROUPS) or reader.lost(CLUSTERS) or Unknown.of("target_not_read", arn(reader, "elasticache", named))
    source, encrypted = sources.get(group or cluster or "", (named, gone))
    facts = {
        "encryption.at_rest": True if key else encrypted,
        "encryption.key": encryption(reader, True, key)["encryption.key"],
        "origin": arn(reader, "elasticache", source),
        # A snapshot of a cache leaves the account only by an export to a bucket.
        "public.access": False,
    }
    return _resource(reader, SNAPSHOT, snapshot, snapshot["SnapshotName"], facts)


def _serverless_snapshot(reader: Reader, snapshot: ServerlessCacheSnapshot) -> Resource:
    source = snapshot.get("ServerlessCacheConfiguration", {}).get("ServerlessCacheName")
    facts = {
        **encryption(reader, True, snapshot.get("KmsKeyId")),
        "origin": arn(reader, "elasticache", f"serverlesscache:{source}") if source else None,
        # A snapshot of a cache leaves the account only by an export to a bucket.
        "public.access": False,
    }
    return _resource(reader, SERVERLESS_SNAPSHOT, snapshot, snapshot["ServerlessCacheSnapshotName"], facts)


SORTS = {
    GROUP: "replicationgroup",
    CLUSTER: "cluster",
    SERVERLESS: "serverlesscache",
    SNAPSHOT: "snapshot",
    SERVERLESS_SNAPSHOT: "serverlesscachesnapshot",
}
"""How an ARN calls each, for the answers from before ElastiCache gave it."""


def _resource(
    reader: Reader,
    native_type: str,
    described: ReplicationGroup | CacheCluster | ServerlessCache | Snapshot | ServerlessCacheSnapshot,
    name: str,
    facts: Mapping[str, object],
) -> Resource:
    id = described.get("ARN") or arn(reader, "elasticache", f"{SORTS[native_type]}:{name}")
    return reader.resource(native_type, id, name, facts, tags(reader.get(TAGS, ResourceName=id)))


COLLECTOR = Collector(
    service="elasticache",
    native_types={GROUP: "cache", CLUSTER: "cache", SERVERLESS: "cache", SNAPSHOT: "snapshot", SERVERLESS_SNAPSHOT: "snapshot"},
    calls=(GROUPS, GLOBAL, CLUSTERS, CACHES, SNAPSHOTS, SERVERLESS_SNAPSHOTS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication",),
            f"{DOCS}/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html: only of replication groups",
            (CLUSTER, SERVERLESS),
        ),
        unshared(SNAPSHOT, SERVERLESS_SNAPSHOT),
        unlocked(SNAPSHOT, SERVERLESS_SNAPSHOT),
    ),
)
