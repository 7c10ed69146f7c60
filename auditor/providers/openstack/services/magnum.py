"""Magnum: Kubernetes clusters. Their machines are Nova's, their disks Cinder's."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.openstack.calls import Rest, labels, reference, title

CLUSTER = "OpenStack::Magnum::Cluster"
CLUSTERS = Rest(
    "magnum",
    "ListClusters",
    feeds=("tags",),
    path="clusters",
    permission="cluster:get_all",
    lists=True,
    must=("uuid",),
    route="/clusters",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every cluster of the project."""
    for cluster in reader.pages(CLUSTERS):
        id = reference(reader, CLUSTER, cluster["uuid"])
        yield reader.resource(CLUSTER, str(id), title(cluster), {}, labels(cluster, "labels"))


COLLECTOR = Collector(
    service="magnum",
    native_types={CLUSTER: "machine"},
    calls=(CLUSTERS,),
    collect=collect,
    never=(
        Absence(
            ("site.country",),
            "https://docs.openstack.org/api-ref/container-infrastructure-management/: a cluster is made of servers of its region",
        ),
    ),
)
