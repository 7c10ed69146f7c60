"""Content libraries: templates and images, published to whoever subscribes, or brought from another vCenter."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows
from auditor.providers.vsphere.calls import Rest
from auditor.providers.vsphere.ground import Ground, id_of, tree_of
from auditor.providers.vsphere.keys import CLUSTER, SEALED, Stores
from auditor.providers.vsphere.tree import Where, inventory

LIBRARY = "VMware::ContentLibrary"
RIGHT = "ContentLibrary.GetConfiguration"
INVENTORY = inventory(*SEALED)
LIBRARIES = Rest("content", "ListLibraries", permission=RIGHT, lists=True, route="content/library")
DETAIL = Rest(
    "content",
    "GetLibrary",
    feeds=("name", "region", "public.access", "origin", "flows.share", *SEALED),
    permission=RIGHT,
    route="content/library/{library}",
)
OPEN = Unknown.of("not_collected", "published without a password: whoever reaches the vCenter may take it, and nobody says who does")
PAGE = "https://developer.broadcom.com/xapis/vsphere-automation-api/latest/content/library/"
BELOW = Unknown.of("not_collected", "vSphere does not say whether what is below the library encrypts")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every library of the vCenter."""
    found = Ground(reader, tree_of(reader, INVENTORY), None, None)
    stores = Stores(reader, found.tree)
    for id in reader.pages(LIBRARIES):
        yield _library(found, stores, str(id), reader.get(DETAIL, library=str(id)))


def _library(found: Ground, stores: Stores, id: str, told: object) -> Resource:
    reader = found.reader
    store = lift(lambda one: str(one["storage_backings"][0]["datastore_id"]), told)
    where = Where(store) if isinstance(store, Unknown) else found.kept(store)
    published = lift(lambda one: (one.get("publish_info") or {}).get("published") is True, told)
    free = lift(lambda one: (one.get("publish_info") or {}).get("authentication_method") != "BASIC", told)
    facts = {
        **stores.of(store, dict.fromkeys(SEALED, BELOW)),
        "public.access": lift(lambda shown, anybody: OPEN if shown and anybody else False, published, free),
        "origin": lift(lambda one: (one.get("subscription_info") or {}).get("subscription_url"), told),
        # Nobody can say who subscribed to what is published.
        "flows.share": lift(lambda shown: flows([{"to": f"subscribers:{id}"}]) if shown else None, published),
    }
    name = lift(lambda one: str(one["name"]), told)
    return reader.resource(LIBRARY, id_of(reader, LIBRARY, id), name, facts, {}, where.region, zone=where.sites)


COLLECTOR = Collector(
    service="libraries",
    native_types={LIBRARY: "image"},
    calls=(LIBRARIES, DETAIL, INVENTORY, CLUSTER),
    collect=collect,
    where="account",
    never=(Absence(("flows.replication",), f"{PAGE}: a library is pulled by its subscribers, and sends nothing by itself", (LIBRARY,)),),
)
