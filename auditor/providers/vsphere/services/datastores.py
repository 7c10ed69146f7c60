"""Datastores: file servers, vSAN clusters, local disks and arrays, which hold images and what was left beside the disks of machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.vsphere.calls import READ, Retrieve
from auditor.providers.vsphere.ground import API, CALLS, ground, id_of
from auditor.providers.vsphere.keys import CLUSTER, SEALED, Stores
from auditor.providers.vsphere.shares import SHARES
from auditor.providers.vsphere.tree import called, inventory, within

STORE = "VMware::Datastore"
STORES = Retrieve(
    "vim",
    "ListDatastores",
    feeds=("tags", "flows.replication"),
    permission=READ,
    lists=True,
    seeks=(("Datastore", ("name", "parent", "customValue", "summary.type", "info")),),
)
INVENTORY = inventory(*SEALED, *SHARES)
BELOW = Unknown.of("not_collected", "vSphere does not say whether the array or the file server encrypts")
COPIED = Unknown.of("not_collected", "vSphere does not say whether the array or the file server copies it elsewhere")
FAULT_DOMAINS = Unknown.of("not_collected", "whether the vSAN cluster is stretched over two sites")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every datastore that we may see."""
    found = ground(reader, INVENTORY)
    stores = Stores(reader, found.tree)
    for store in reader.pages(STORES):
        id = str(store["id"])
        where = found.kept(id)
        facts = {
            **stores.of(id, dict.fromkeys(SEALED, BELOW)),
            "public.access": False,
            "flows.replication": _copied(store),
            "flows.share": found.shared(id, where),
        }
        yield reader.resource(STORE, id_of(reader, STORE, id), called(store), facts, found.written(store), where.region, zone=where.sites)


def _copied(store: Mapping[str, object]) -> Any:
    """Disks of one host go nowhere by themselves; of anything else, nobody tells."""
    if isinstance(store.get("info"), Unknown):
        return store["info"]
    if store.get("summary.type") == "vsan":
        return FAULT_DOMAINS
    return None if within(store) else COPIED


COLLECTOR = Collector(
    service="datastores",
    native_types={STORE: "file_system"},
    calls=(STORES, INVENTORY, CLUSTER, *CALLS),
    collect=collect,
    where="account",
    never=(
        Absence(("backup.retention",), f"{API}/vim.Datastore.html: vSphere backs no datastore up", (STORE,)),
        Absence(("flows.copy",), f"{API}/vim.Datastore.html: nothing copies a datastore but what the array does", (STORE,)),
    ),
)
