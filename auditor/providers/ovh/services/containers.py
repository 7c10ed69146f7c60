"""Kubernetes clusters and private registries of a project."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.ovh.common import call, each, said, title
from auditor.providers.thin import named

CLUSTER, REGISTRY = "OVH::KubernetesCluster", "OVH::ContainerRegistry"
CLUSTERS = call("kube", "ListClusters", "/cloud/project/*/kube", of=(CLUSTER,), lists=True)
DETAIL = call("kube", "GetCluster", "/cloud/project/*/kube/*", "region", "name", of=(CLUSTER,))
REGISTRIES = call("registry", "ListRegistries", "/cloud/project/*/containerRegistry", "region", of=(REGISTRY,), lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Where each lies; what runs in a cluster is its own business."""
    root = f"/cloud/project/{reader.account}"
    for id, told in each(reader, CLUSTERS, DETAIL, f"{root}/kube"):
        yield reader.resource(CLUSTER, named(reader, CLUSTER, id), title(told, "name", id), {}, {}, said(told, "region", DETAIL))
    for one in reader.pages(REGISTRIES, at=f"{root}/containerRegistry"):
        yield reader.resource(REGISTRY, named(reader, REGISTRY, one["id"]), one.get("name"), {}, {}, said(one, "region", REGISTRIES))


COLLECTOR = Collector(
    "containers", {CLUSTER: "application", REGISTRY: "registry"}, (CLUSTERS, DETAIL, REGISTRIES), collect, where="project"
)
