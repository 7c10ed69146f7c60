"""The machines that everything runs on, by cluster."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.vsphere import labels
from auditor.providers.vsphere.calls import VIEW, Retrieve
from auditor.providers.vsphere.ground import API, Ground, id_of, tree_of
from auditor.providers.vsphere.tree import called, inventory

HOST = "VMware::Host"
INVENTORY = inventory()
HOSTS = Retrieve(
    "vim", "ListHosts", feeds=("tags",), permission=VIEW, lists=True, seeks=(("HostSystem", ("name", "parent", "customValue")),)
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every host that we may see."""
    found = Ground(reader, tree_of(reader, INVENTORY), None, labels.labels(reader))
    for host in reader.pages(HOSTS):
        where = found.run(str(host["id"]))
        id = id_of(reader, HOST, str(host["id"]))
        yield reader.resource(HOST, id, called(host), {}, found.written(host), where.region, zone=where.sites)


COLLECTOR = Collector(
    service="hosts",
    native_types={HOST: "machine"},
    calls=(HOSTS, INVENTORY, *labels.CALLS),
    collect=collect,
    where="account",
    never=(Absence(("site.country",), f"{API}/vim.HostSystem.html: a host stands in the datacentre that it lies in", (HOST,)),),
)
