"""Amazon MSK: Kafka clusters, and the replicators that copy them to other regions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, to_arn
from auditor.providers.aws.targets import shared, to_host
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import GIB, flows, sized, times, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.msk import Cluster, KafkaClusterSummary, Provisioned, ReplicatorSummary

CLUSTER = "AWS::MSK::Cluster"
REPLICATOR = "AWS::MSK::Replicator"
TAKING = ("kafka-cluster:ReadData", "kafka:CreateVpcConnection")
CLOSED = "DISABLED"
PER_TOPIC = Unknown.of("not_collected", "each topic of a Kafka cluster has its own retention, which no AWS call tells")

CLUSTERS = Call(
    "kafka",
    "ListClustersV2",
    feeds=("encryption.at_rest", "encryption.key", "public.access", "size.allocated", "tags"),
    of=(CLUSTER,),
    path="ClusterInfoList",
    lists=True,
)
POLICY = Call(
    "kafka",
    "GetClusterPolicy",
    feeds=("public.access", "flows.share"),
    of=(CLUSTER,),
    absent=frozenset({"NotFoundException"}),
    must=("Policy",),
)
REPLICATORS = Call("kafka", "ListReplicators", feeds=("flows.copy",), of=(REPLICATOR,), path="Replicators", lists=True)
TAGS = Call("kafka", "ListTagsForResource", feeds=("tags",), of=(REPLICATOR,), must=("Tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every cluster of the region, and every replicator that writes to one of them."""
    yield from reader.map(partial(_cluster, reader), reader.pages(CLUSTERS))
    yield from reader.map(partial(_replicator, reader), reader.pages(REPLICATORS))


def _cluster(reader: Reader, listed: Cluster) -> Resource:
    id = listed["ClusterArn"]
    at_rest = listed.get("Provisioned", {}).get("EncryptionInfo", {}).get("EncryptionAtRest", {})
    policy = lift(lambda answer: (answer or {}).get("Policy") or None, reader.get(POLICY, ClusterArn=id))
    taken = shared(reader, policy, TAKING)
    network = listed.get("Provisioned", {}).get("BrokerNodeGroupInfo", {}).get("ConnectivityInfo", {}).get("PublicAccess", {})
    facts = {
        "retention.max": PER_TOPIC,
        # MSK encrypts every cluster; a serverless one with AWS's own key.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, at_rest.get("DataVolumeKMSKeyId")),
        **taken,
        # Brokers with addresses of their own on the Internet answer anybody who knows a password.
        "public.access": either(network.get("Type", CLOSED) != CLOSED, taken["public.access"]),
        **_sized(listed.get("Provisioned", {})),
    }
    return reader.resource(CLUSTER, id, listed["ClusterName"], facts, dict(listed.get("Tags", {})))


def _sized(cluster: Provisioned) -> dict[str, Any]:
    """The disks of all brokers."""
    disk = within(cluster, "BrokerNodeGroupInfo.StorageInfo.EbsStorageInfo.VolumeSize")
    return sized(allocated=times(disk, cluster.get("NumberOfBrokerNodes")), unit=GIB)


def _replicator(reader: Reader, listed: ReplicatorSummary) -> Resource:
    id = listed["ReplicatorArn"]
    labels = lift(lambda answer: dict(answer.get("Tags", {})), reader.get(TAGS, ResourceArn=id))
    return reader.resource(REPLICATOR, id, listed["ReplicatorName"], {"flows.copy": _copies(listed)}, labels)


def _copies(listed: ReplicatorSummary) -> Any:
    """From each cluster to the one that takes its records."""
    clusters = {one.get("KafkaClusterAlias"): one for one in listed.get("KafkaClustersSummary", ())}
    none: KafkaClusterSummary = {}
    pairs = [
        (clusters.get(one.get("SourceKafkaClusterAlias"), none), clusters.get(one.get("TargetKafkaClusterAlias"), none))
        for one in listed.get("ReplicationInfoSummaryList", ())
    ]
    return flows({**_to(target), **({"source": _to(source)["to"]} if source else {})} for source, target in pairs if target)


def _to(cluster: KafkaClusterSummary) -> dict[str, Any]:
    """A cluster of MSK by its ARN, one elsewhere by the host of its first broker."""
    if "AmazonMskCluster" in cluster:
        return to_arn(cluster["AmazonMskCluster"]["MskClusterArn"])
    return to_host(cluster["ApacheKafkaCluster"]["BootstrapBrokerString"].split(",")[0])


COLLECTOR = Collector(
    service="msk",
    native_types={CLUSTER: "stream", REPLICATOR: "transfer"},
    calls=(CLUSTERS, POLICY, REPLICATORS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",), f"{DOCS}/msk/1.0/apireference/v1-clusters-clusterarn-policy.html: a policy is of a cluster", (REPLICATOR,)
        ),
    ),
)
