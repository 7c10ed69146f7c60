"""Instances, and the images made of them, in each zone."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.scaleway.common import ZONES, listed, made
from auditor.providers.shapes import sized, within
from auditor.providers.thin import on_its_premises, said

SERVER, IMAGE = "Scaleway::Instance", "Scaleway::Image"
SERVERS = Call("instance", "ListServers", (), (SERVER,), "servers", "InstancesReadOnly", lists=True)
IMAGES = Call("instance", "ListImages", ("public.access", "size.allocated"), (IMAGE,), "images", "InstancesReadOnly", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every zone of the region."""
    for one in listed(reader, SERVERS, "/instance/v1/zones/{zone}/servers"):
        yield made(reader, SERVER, one, {}, SERVERS)
    for one in listed(reader, IMAGES, "/instance/v1/zones/{zone}/images"):
        if one.get("organization") == reader.account:
            size = sized(allocated=within(one, "root_volume.size"))
            yield made(reader, IMAGE, one, {"public.access": said(one, "public", IMAGES), **size}, IMAGES)


COLLECTOR = Collector(
    "compute",
    {SERVER: "machine", IMAGE: "image"},
    (SERVERS, IMAGES),
    collect,
    times=len(ZONES),
    never=(on_its_premises("https://www.scaleway.com/en/docs/account/reference-content/products-availability/", SERVER),),
)
