"""Web hosting: the data centre of each, and its content delivery network; zones of names, which everybody may ask anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import call, each, said
from auditor.providers.thin import named

SITE, ZONE = "OVH::WebHosting", "OVH::DnsZone"
SITES = call("hosting", "ListSites", "/hosting/web", of=(SITE,), lists=True)
DETAIL = call("hosting", "GetSite", "/hosting/web/*", "region", "flows.processing", of=(SITE,))
ZONES = call("domain", "ListZones", "/domain/zone", of=(ZONE,), lists=True)
EVERYWHERE = {"country": None, "holder": "ovh"}
"""Somewhere among the network's points of presence, in no country that could be told."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every site; the network before it keeps what it shows near those who look at it."""
    for name, told in each(reader, SITES, DETAIL, "/hosting/web"):
        facts = {"flows.processing": lift(lambda found: [EVERYWHERE] if found else None, said(told, "hasCdn", DETAIL))}
        yield reader.resource(SITE, named(reader, SITE, name), name, facts, {}, said(told, "datacenter", DETAIL))
    for one in reader.pages(ZONES, at="/domain/zone"):
        yield reader.resource(ZONE, named(reader, ZONE, one["id"]), one["id"], {}, {}, region=None)


COLLECTOR = Collector("hosting", {SITE: "application", ZONE: "dns_zone"}, (SITES, DETAIL, ZONES), collect, where="account")
