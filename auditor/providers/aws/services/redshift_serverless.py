"""Amazon Redshift Serverless namespaces: snapshot copies, data shares, and the snapshots with whom they are shared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import encryption, lock_of, tags
from auditor.providers.aws.services.redshift import shared_data
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.redshift_serverless import Namespace, Snapshot

NAMESPACE = "AWS::RedshiftServerless::Namespace"
SNAPSHOT = "AWS::RedshiftServerless::Snapshot"
ENCRYPTION = ("encryption.at_rest", "encryption.key")
OWN_KEY = "AWS_OWNED_KMS_KEY"
RECOVERY = "P1D"
"""A recovery point is made every half hour or so, and kept for a day."""

NAMESPACES = Call("redshift-serverless", "ListNamespaces", feeds=ENCRYPTION, of=(NAMESPACE,), path="namespaces", lists=True)
WORKGROUPS = Call("redshift-serverless", "ListWorkgroups", feeds=("public.access",), of=(NAMESPACE,), path="workgroups")
COPIES = Call(
    "redshift-serverless", "ListSnapshotCopyConfigurations", feeds=("flows.backup",), of=(NAMESPACE,), path="snapshotCopyConfigurations"
)
DATA_SHARES = Call("redshift", "DescribeDataShares", feeds=("flows.share",), of=(NAMESPACE,), path="DataShares")
SNAPSHOTS = Call(
    "redshift-serverless", "ListSnapshots", feeds=(*ENCRYPTION, "origin", "flows.share"), of=(SNAPSHOT,), path="snapshots", lists=True
)
TAGS = Call("redshift-serverless", "ListTagsForResource", feeds=("tags",), path="tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Namespaces of the region, with what is asked once for all of them, then snapshots."""
    namespaces = list(reader.pages(NAMESPACES))
    if namespaces:
        asked = (reader.all(WORKGROUPS), reader.all(COPIES), reader.all(DATA_SHARES))
        yield from reader.map(partial(_namespace, reader, *asked), namespaces)
    yield from reader.map(partial(_snapshot, reader), reader.pages(SNAPSHOTS))


def _namespace(reader: Reader, workgroups: object, copies: object, data_shares: object, namespace: Namespace) -> Resource:
    name, id = namespace["namespaceName"], namespace["namespaceArn"]
    facts = {
        **_encryption(reader, namespace),
        "backup.retention": RECOVERY,
        "public.access": lift(
            lambda found: any(one.get("publiclyAccessible") for one in found if one.get("namespaceName") == name), workgroups
        ),
        "flows.backup": lift(
            lambda found: flows(
                {"region": one["destinationRegion"], "account": reader.account} for one in found if one.get("namespaceName") == name
            ),
            copies,
        ),
        "flows.share": lift(partial(shared_data, reader, id), data_shares),
    }
    return reader.resource(NAMESPACE, id, name, facts, tags(reader.get(TAGS, resourceArn=id)))


def _snapshot(reader: Reader, snapshot: Snapshot) -> Resource:
    id = snapshot["snapshotArn"]
    facts = {
        **_encryption(reader, snapshot),
        "origin": snapshot.get("namespaceArn"),
        "public.access": False,
        "flows.share": flows({"account": one, "region": reader.region} for one in snapshot.get("accountsWithRestoreAccess") or ()),
        "lock.min": lock_of(snapshot["snapshotName"]),
    }
    return reader.resource(SNAPSHOT, id, snapshot["snapshotName"], facts, tags(reader.get(TAGS, resourceArn=id)))


def _encryption(reader: Reader, described: Namespace | Snapshot) -> dict[str, Any]:
    """Serverless data is always encrypted."""
    key = described.get("kmsKeyId")
    return encryption(reader, True, None if key == OWN_KEY else key)


COLLECTOR = Collector(
    service="redshift-serverless",
    native_types={NAMESPACE: "warehouse", SNAPSHOT: "snapshot"},
    calls=(NAMESPACES, WORKGROUPS, COPIES, DATA_SHARES, SNAPSHOTS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication",),
            f"{DOCS}/redshift-serverless/latest/APIReference/API_CreateNamespace.html: lies in one region",
            (NAMESPACE,),
        ),
    ),
)
