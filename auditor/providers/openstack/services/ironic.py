"""Ironic: the physical machines that the project owns or rents, where its role may see them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.openstack.calls import Rest, labels, reference, title

NODE = "OpenStack::Ironic::Node"
NODES = Rest(
    "ironic",
    "ListNodes",
    feeds=("tags",),
    path="nodes",
    permission="baremetal:node:list",
    lists=True,
    must=("uuid",),
    route="/nodes/detail",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every node that is shown to us. What Ironic knows of its power and its drivers holds passwords, and is not kept."""
    for node in reader.pages(NODES):
        id = reference(reader, NODE, node["uuid"])
        yield reader.resource(NODE, str(id), title(node), {}, labels(node, "extra"))


COLLECTOR = Collector(
    service="ironic",
    native_types={NODE: "machine"},
    calls=(NODES,),
    collect=collect,
    never=(
        Absence(("site.country",), "https://docs.openstack.org/api-ref/baremetal/: a node stands in the region whose service lists it"),
    ),
)
