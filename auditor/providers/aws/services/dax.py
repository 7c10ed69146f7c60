"""DynamoDB Accelerator (DAX): caches in front of tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import tags
from auditor.providers.contract import Absence, Call, Collector, Reader

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.dax import Cluster

CLUSTER = "AWS::DAX::Cluster"
ENCRYPTED = frozenset({"ENABLED", "ENABLING"})

CLUSTERS = Call("dax", "DescribeClusters", feeds=("encryption.at_rest",), path="Clusters", lists=True)
TAGS = Call("dax", "ListTags", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every cluster of the region."""
    yield from reader.map(partial(_cluster, reader), reader.pages(CLUSTERS))


def _cluster(reader: Reader, cluster: Cluster) -> Resource:
    id = cluster["ClusterArn"]
    facts = {
        # The key is DAX's own; a cluster from before it could encrypt says nothing.
        "encryption.at_rest": (cluster.get("SSEDescription") or {}).get("Status") in ENCRYPTED,
    }
    return reader.resource(CLUSTER, id, cluster["ClusterName"], facts, tags(reader.all(TAGS, ResourceName=id)))


COLLECTOR = Collector(
    service="dax",
    native_types={CLUSTER: "cache"},
    calls=(CLUSTERS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("encryption.key",),
            f"{DOCS}/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html: a key of the service, no other to choose",
        ),
        Absence(
            ("backup.retention", "flows.replication"),
            f"{DOCS}/amazondynamodb/latest/APIReference/API_dax_CreateCluster.html: neither backups nor a second region",
        ),
    ),
)
