"""Snapshots of RDS instances and of Aurora, DocumentDB and Neptune clusters, and the accounts they are shared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, encryption, lock_of, said, tags
from auditor.providers.aws.services.rds import of_engine, of_every_engine, set_aside
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.rds_snapshots import DBClusterSnapshot, DBClusterSnapshotAttribute, DBSnapshot, DBSnapshotAttribute

INSTANCE = "AWS::RDS::DBSnapshot"
CLUSTER = "AWS::RDS::DBClusterSnapshot"
LISTED = ("encryption.at_rest", "encryption.key", "origin", "size.allocated", "tags")
SHARED = ("public.access", "flows.share")

SNAPSHOTS = Call("rds", "DescribeDBSnapshots", feeds=LISTED, of=(INSTANCE,), path="DBSnapshots", lists=True)
SHARES = Call(
    "rds",
    "DescribeDBSnapshotAttributes",
    feeds=SHARED,
    of=(INSTANCE,),
    path="DBSnapshotAttributesResult.DBSnapshotAttributes",
)
CLUSTER_SNAPSHOTS = Call(
    "rds", "DescribeDBClusterSnapshots", feeds=LISTED, of=of_every_engine(CLUSTER), path="DBClusterSnapshots", lists=True
)
CLUSTER_SHARES = Call(
    "rds",
    "DescribeDBClusterSnapshotAttributes",
    feeds=SHARED,
    of=of_every_engine(CLUSTER),
    path="DBClusterSnapshotAttributesResult.DBClusterSnapshotAttributes",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Manual and automated snapshots of the region, of instances and of clusters."""
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS))
    yield from reader.map(partial(_cluster_snapshot, reader), reader.pages(CLUSTER_SNAPSHOTS))


def _snapshot(reader: Reader, snapshot: DBSnapshot) -> Resource:
    name = snapshot["DBSnapshotIdentifier"]
    shares = reader.get(SHARES, DBSnapshotIdentifier=name) if _shareable(snapshot) else []
    facts = {
        **encryption(reader, said(snapshot, "Encrypted", SNAPSHOTS), snapshot.get("KmsKeyId")),
        "origin": _original(reader, snapshot, f"db:{snapshot['DBInstanceIdentifier']}"),
        **_shared(reader, shares),
        "lock.min": lock_of(name),
        **set_aside(snapshot),
    }
    return reader.resource(
        INSTANCE, snapshot.get("DBSnapshotArn") or arn(reader, "rds", f"snapshot:{name}"), name, facts, tags(snapshot.get("TagList"))
    )


def _cluster_snapshot(reader: Reader, snapshot: DBClusterSnapshot) -> Resource:
    name = snapshot["DBClusterSnapshotIdentifier"]
    shares = reader.get(CLUSTER_SHARES, DBClusterSnapshotIdentifier=name) if _shareable(snapshot) else []
    facts = {
        **encryption(reader, said(snapshot, "StorageEncrypted", CLUSTER_SNAPSHOTS), snapshot.get("KmsKeyId")),
        "origin": _original(reader, snapshot, f"cluster:{snapshot['DBClusterIdentifier']}"),
        **_shared(reader, shares),
        "lock.min": lock_of(name),
        **set_aside(snapshot),
    }
    return reader.resource(
        of_engine(CLUSTER, snapshot.get("Engine")),
        snapshot.get("DBClusterSnapshotArn") or arn(reader, "rds", f"cluster-snapshot:{name}"),
        name,
        facts,
        tags(snapshot.get("TagList")),
    )


def _original(reader: Reader, snapshot: Mapping[str, Any], database: str) -> str:
    """The database it was taken of; of a copy from another region or account, the database there."""
    copied = snapshot.get("SourceDBSnapshotIdentifier") or snapshot.get("SourceDBClusterSnapshotArn") or ""
    fields = copied.split(":", 5)
    if len(fields) == 6:
        return f"arn:{fields[1]}:rds:{fields[3]}:{fields[4]}:{database}"
    return arn(reader.at(snapshot.get("SourceRegion") or reader.region), "rds", database)


def _shareable(snapshot: DBSnapshot | DBClusterSnapshot) -> bool:
    """RDS lets only manual snapshots be shared: the others need no question."""
    return bool(snapshot.get("SnapshotType", "manual") == "manual")


def _shared(reader: Reader, attributes: object) -> dict[str, Any]:
    holders = lift(_holders, attributes)
    return {
        "public.access": lift(lambda found: "all" in found, holders),
        "flows.share": lift(lambda found: flows({"account": one, "region": reader.region} for one in found if one != "all"), holders),
    }


def _holders(attributes: list[DBSnapshotAttribute | DBClusterSnapshotAttribute]) -> list[str]:
    return [value for one in attributes if one["AttributeName"] == "restore" for value in one.get("AttributeValues", ())]


COLLECTOR = Collector(
    service="rds-snapshots",
    native_types=dict.fromkeys((INSTANCE, *of_every_engine(CLUSTER)), "snapshot"),
    calls=(SNAPSHOTS, SHARES, CLUSTER_SNAPSHOTS, CLUSTER_SHARES),
    collect=collect,
)
