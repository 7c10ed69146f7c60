"""Glance: the project's own images, hidden ones included, and with which projects they are shared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import Rest, labels, reference, said, sealed, title
from auditor.providers.shapes import flows, sized

IMAGE = "OpenStack::Glance::Image"
FEEDS = ("public.access", "encryption.at_rest", "encryption.key", "origin", "flows.replication", "flows.share", "size.used", "tags")
IMAGES = Rest("glance", "ListImages", feeds=FEEDS, path="images", permission="get_images", lists=True, must=("id",), route="/images")
MEMBERS = Rest(
    "glance",
    "ListMembers",
    feeds=("flows.share",),
    path="members",
    permission="get_members",
    must=("member_id",),
    route="/images/{image}/members",
)
OPEN = {"public": True, "community": True, "shared": False, "private": False}
"""Visibility → whether every project of the cloud may use it."""
KEYS = ("cinder_encryption_key_id", "os_encrypt_key_id")
STORE = Unknown.of("not_collected", "Glance does not say whether its store encrypts")
OURS = frozenset(
    "id name status visibility protected checksum os_hash_algo os_hash_value os_hidden owner size virtual_size created_at updated_at "
    "disk_format container_format min_disk min_ram file schema self stores locations direct_url tags block_device_mapping".split()
)
"""Attributes that are not properties which somebody chose."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Glance leaves out community images unless asked for all, and hidden ones unless asked for them."""
    shown = (reader.pages(IMAGES, owner=reader.account, visibility="all", os_hidden=hidden) for hidden in ("false", "true"))
    # A Glance that knows nothing of hidden images tells of all of them twice.
    own = {image["id"]: image for image in chain.from_iterable(shown) if image.get("owner") == reader.account}
    yield from reader.map(partial(_image, reader), own.values())


def _image(reader: Reader, image: dict[str, Any]) -> Resource:
    visibility = said(image, "visibility", IMAGES)
    key = next((found for name in KEYS if (found := sealed(reader, image.get(name)))), None)
    facts = {
        "public.access": lift(lambda word: OPEN[word], visibility),
        "flows.share": lift(lambda word: _members(reader, image["id"]) if word == "shared" else None, visibility),
        "encryption.at_rest": True if key else STORE,
        "encryption.key": key or STORE,
        "origin": lift(partial(_made_from, reader), image),
        "flows.replication": _stores(image),
        **sized(used=image.get("size")),
    }
    chosen = {name: value for name, value in image.items() if name not in OURS and isinstance(value, str)}
    tags = {**labels({"chosen": chosen}, "chosen"), **labels(image, "tags")}
    return reader.resource(IMAGE, str(reference(reader, IMAGE, image["id"])), title(image), facts, tags)


def _members(reader: Reader, image: str) -> Any:
    """Every project that it was offered to, and that did not turn it down."""
    members = reader.all(MEMBERS, image=image)
    named = {"region": reader.region}
    return lift(lambda found: flows({"account": one["member_id"], **named} for one in found if one.get("status") != "rejected"), members)


def _made_from(reader: Reader, image: Mapping[str, object]) -> str | None:
    """The snapshot under an image of a machine that starts from a volume, else the machine it is an image of."""
    disks = image.get("block_device_mapping")
    for disk in json.loads(disks) if isinstance(disks, str) and disks else ():
        if disk.get("snapshot_id"):
            return reference(reader, "OpenStack::Cinder::Snapshot", disk["snapshot_id"])
    return reference(reader, "OpenStack::Nova::Server", image.get("instance_uuid"))


def _stores(image: Mapping[str, object]) -> Any:
    """Where there are several stores, their names are all that Glance says of them."""
    stores = [one for one in str(image.get("stores") or "").split(",") if one]
    return Unknown.of("not_collected", f"Glance does not say where its stores are: {', '.join(stores)}") if len(stores) > 1 else None


COLLECTOR = Collector(service="glance", native_types={IMAGE: "image"}, calls=(IMAGES, MEMBERS), collect=collect)
