"""Machines of one's own: Elastic Metal and Dedibox, each in the zone that its data centre is of."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.scaleway.common import listed, made
from auditor.providers.thin import on_its_premises

METAL, DEDIBOX = "Scaleway::ElasticMetal", "Scaleway::Dedibox"
METALS = Call("baremetal", "ListServers", (), (METAL,), "servers", "ElasticMetalReadOnly", lists=True)
DEDIBOXES = Call("dedibox", "ListServers", (), (DEDIBOX,), "servers", "DediboxReadOnly", lists=True)
METAL_ZONES = {"fr-par": "12", "nl-ams": "12", "pl-waw": "23"}
DEDIBOX_ZONES = {"fr-par": "12", "nl-ams": "1"}
"""The zones of each region that its SDK lists for either."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every zone of the region that has such machines."""
    region = str(reader.region)
    for one in listed(reader, METALS, "/baremetal/v1/zones/{zone}/servers", METAL_ZONES.get(region, "")):
        yield made(reader, METAL, one, {}, METALS)
    for one in listed(reader, DEDIBOXES, "/dedibox/v1/zones/{zone}/servers", DEDIBOX_ZONES.get(region, "")):
        yield made(reader, DEDIBOX, {**one, "name": one.get("hostname")}, {}, DEDIBOXES)


COLLECTOR = Collector(
    "machines",
    {METAL: "machine", DEDIBOX: "machine"},
    (METALS, DEDIBOXES),
    collect,
    times=2,
    never=(on_its_premises("https://www.scaleway.com/en/docs/account/reference-content/products-availability/", METAL, DEDIBOX),),
)
