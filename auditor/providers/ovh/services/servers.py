"""Dedicated servers: the region and the data centre that each stands in."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.ovh.common import ROOMS, call, each, said
from auditor.providers.thin import named, on_its_premises

SERVER = "OVH::DedicatedServer"
SERVERS = call("dedicated", "ListServers", "/dedicated/server", lists=True)
DETAIL = call("dedicated", "GetServer", "/dedicated/server/*", "region")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every server of the customer."""
    for name, told in each(reader, SERVERS, DETAIL, "/dedicated/server"):
        region = said(told, "datacenter", DETAIL)
        yield reader.resource(SERVER, named(reader, SERVER, name), name, {}, {}, region)


COLLECTOR = Collector("servers", {SERVER: "machine"}, (SERVERS, DETAIL), collect, where="account", never=(on_its_premises(ROOMS, SERVER),))
