"""Amazon Redshift clusters: where their snapshots are copied, with whom their data and their snapshots are shared."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, encryption, lock_of, said, tags, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import MIB, days, flows, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.redshift import Cluster, DataShare, DataShareAssociation, Snapshot

CLUSTER = "AWS::Redshift::Cluster"
SNAPSHOT = "AWS::Redshift::Snapshot"
INTEGRATION = "AWS::Redshift::Integration"
LISTED = ("encryption.at_rest", "encryption.key", "tags")
LIVE = frozenset({"AUTHORIZED", "AVAILABLE", "ACTIVE"})

CLUSTERS = Call(
    "redshift",
    "DescribeClusters",
    feeds=(*LISTED, "backup.retention", "public.access", "flows.backup", "size.allocated"),
    of=(CLUSTER,),
    path="Clusters",
    lists=True,
)
DATA_SHARES = Call("redshift", "DescribeDataShares", feeds=("flows.share",), of=(CLUSTER,), path="DataShares")
SNAPSHOTS = Call(
    "redshift",
    "DescribeClusterSnapshots",
    feeds=(*LISTED, "origin", "flows.share", "size.used"),
    of=(SNAPSHOT,),
    path="Snapshots",
    lists=True,
)
INTEGRATIONS = Call("redshift", "DescribeIntegrations", feeds=("flows.copy", "tags"), of=(INTEGRATION,), path="Integrations", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Clusters of the region, the account's own snapshots, then what is copied in from tables and buckets as it changes."""
    clusters = list(reader.pages(CLUSTERS))
    data_shares = reader.all(DATA_SHARES) if clusters else []
    for cluster in clusters:
        yield _cluster(reader, data_shares, cluster)
    for snapshot in reader.pages(SNAPSHOTS):
        yield _snapshot(reader, snapshot)
    for one in reader.pages(INTEGRATIONS):
        facts = {"flows.copy": flows([{**to_arn(one["TargetArn"]), "source": one["SourceArn"]}])}
        yield reader.resource(INTEGRATION, one["IntegrationArn"], one["IntegrationName"], facts, tags(one.get("Tags")))


def _cluster(reader: Reader, data_shares: object, cluster: Cluster) -> Resource:
    name = cluster["ClusterIdentifier"]
    away = (cluster.get("ClusterSnapshotCopyStatus") or {}).get("DestinationRegion")
    facts = {
        **encryption(reader, said(cluster, "Encrypted", CLUSTERS), cluster.get("KmsKeyId")),
        "backup.retention": lift(days, said(cluster, "AutomatedSnapshotRetentionPeriod", CLUSTERS)),
        "public.access": said(cluster, "PubliclyAccessible", CLUSTERS),
        "flows.backup": flows([{"region": away, "account": reader.account}] if away else []),
        "flows.share": lift(partial(shared_data, reader, cluster.get("ClusterNamespaceArn")), data_shares),
        **sized(allocated=cluster.get("TotalStorageCapacityInMegaBytes"), unit=MIB),
    }
    return reader.resource(CLUSTER, arn(reader, "redshift", f"cluster:{name}"), name, facts, tags(cluster.get("Tags")))


def shared_data(reader: Reader, producer: str | None, data_shares: list[DataShare]) -> Any:
    """Who may query the data live, out of this account or region; `producer` is the ARN of a namespace."""
    consumers = [
        consumer
        for one in data_shares
        if producer and one.get("ProducerArn") == producer
        for consumer in one.get("DataShareAssociations", ())
        if consumer.get("Status") in LIVE
    ]
    found = [_consumer(reader, one) for one in consumers]
    return flows(one for one in found if one != {"account": reader.account, "region": reader.region})


def _consumer(reader: Reader, consumer: DataShareAssociation) -> dict[str, Any]:
    """A consumer is an account, a namespace of one, a data catalogue of one, or whoever buys on AWS Data Exchange."""
    fields = consumer["ConsumerIdentifier"].split(":")
    account = next((field for field in fields if field.isdigit()), None)
    region = consumer.get("ConsumerRegion") or reader.region
    return {"account": account, "region": region} if account else {"holder": consumer["ConsumerIdentifier"], "region": region}


def _snapshot(reader: Reader, snapshot: Snapshot) -> Resource:
    name, cluster = snapshot["SnapshotIdentifier"], snapshot["ClusterIdentifier"]
    id = snapshot.get("SnapshotArn") or arn(reader, "redshift", f"snapshot:{cluster}/{name}")
    allowed = [one["AccountId"] for one in snapshot.get("AccountsWithRestoreAccess") or ()]
    facts = {
        **encryption(reader, said(snapshot, "Encrypted", SNAPSHOTS), snapshot.get("KmsKeyId")),
        "origin": arn(reader.at(snapshot.get("SourceRegion") or reader.region), "redshift", f"cluster:{cluster}"),
        "public.access": False,
        "flows.share": flows({"account": one, "region": reader.region} for one in allowed),
        "lock.min": lock_of(name),
        **sized(used=snapshot.get("TotalBackupSizeInMegaBytes"), unit=MIB),
    }
    return reader.resource(SNAPSHOT, id, name, facts, tags(snapshot.get("Tags")))


COLLECTOR = Collector(
    service="redshift",
    native_types={CLUSTER: "warehouse", SNAPSHOT: "snapshot", INTEGRATION: "transfer"},
    calls=(CLUSTERS, DATA_SHARES, SNAPSHOTS, INTEGRATIONS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication",),
            f"{DOCS}/redshift/latest/mgmt/managing-cluster-multi-az.html: a second cluster lies in the same region",
            (CLUSTER,),
        ),
        Absence(
            ("flows.share",), f"{DOCS}/redshift/latest/APIReference/API_PutResourcePolicy.html: a policy is of a namespace", (INTEGRATION,)
        ),
    ),
)
