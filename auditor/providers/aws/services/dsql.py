"""Amazon Aurora DSQL: clusters with their peers and witness in other regions, who may connect, and the streams of their changes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.dsql import ClusterSummary, GetClusterOutput, GetStreamOutput, StreamSummary

CLUSTER = "AWS::DSQL::Cluster"
STREAM = "AWS::DSQL::Stream"
CONNECT = ("dsql:DbConnect", "dsql:DbConnectAdmin")
NONE = frozenset({"ResourceNotFoundException"})

CLUSTERS = Call("dsql", "ListClusters", path="clusters", lists=True)
DETAIL = Call("dsql", "GetCluster", feeds=("encryption.key", "flows.replication", "tags"), of=(CLUSTER,))
POLICY = Call("dsql", "GetClusterPolicy", feeds=("public.access",), of=(CLUSTER,), path="policy", absent=NONE)
STREAMS = Call("dsql", "ListStreams", of=(STREAM,), path="streams", lists=True)
STREAM_DETAIL = Call("dsql", "GetStream", feeds=("flows.copy", "tags"), of=(STREAM,))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every cluster of the region, each followed by its streams."""
    for cluster in reader.map(partial(_cluster, reader), reader.pages(CLUSTERS)):
        yield cluster
        streams = reader.pages(STREAMS, clusterIdentifier=cluster.name)
        yield from reader.map(partial(_stream, reader, cluster.id), streams)


def _cluster(reader: Reader, listed: ClusterSummary) -> Resource:
    id, name = listed["arn"], listed["identifier"]
    detail = reader.get(DETAIL, identifier=name)
    facts = {
        # Always encrypted, with the service's key when no other is named.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, (one.get("encryptionDetails") or {}).get("kmsKeyArn")), detail),
        # Only AWS Backup makes copies, which are recovery points of its own.
        "public.access": policies.public(reader, reader.get(POLICY, identifier=name), CONNECT),
        "flows.replication": lift(partial(_peers, reader, id), detail),
    }
    return reader.resource(CLUSTER, id, name, facts, lift(lambda one: dict(one.get("tags") or {}), detail))


def _peers(reader: Reader, id: str, cluster: GetClusterOutput) -> Any:
    """Every peer takes writes and sends them on; the witness holds the log of all writes."""
    elsewhere = cluster.get("multiRegionProperties") or {}
    witness = elsewhere.get("witnessRegion")
    peers = [to_arn(peer) for peer in elsewhere.get("clusters") or () if peer != id]
    return flows([*peers, *([{"region": witness, "account": reader.account}] if witness else [])])


def _stream(reader: Reader, cluster: str, listed: StreamSummary) -> Resource:
    asked = {"clusterIdentifier": listed["clusterIdentifier"], "streamIdentifier": listed["streamIdentifier"]}
    detail = reader.get(STREAM_DETAIL, **asked)
    facts = {"flows.copy": lift(partial(_sent, cluster), detail)}
    return reader.resource(STREAM, listed["arn"], listed["streamIdentifier"], facts, lift(lambda one: dict(one.get("tags") or {}), detail))


def _sent(cluster: str, stream: GetStreamOutput) -> Any:
    return flows([{**to_arn(stream["targetDefinition"]["kinesis"]["streamArn"]), "source": cluster}])


COLLECTOR = Collector(
    service="dsql",
    native_types={CLUSTER: "database", STREAM: "transfer"},
    calls=(CLUSTERS, DETAIL, POLICY, STREAMS, STREAM_DETAIL),
    collect=collect,
    never=(
        Absence(
            ("backup.retention", "flows.backup"),
            f"{DOCS}/aurora-dsql/latest/userguide/backup-aurora-dsql.html: by AWS Backup only, as recovery points",
            (CLUSTER,),
        ),
        Absence(("flows.share",), f"{DOCS}/aurora-dsql/latest/APIReference/API_PutClusterPolicy.html: a policy is of a cluster", (STREAM,)),
    ),
)
