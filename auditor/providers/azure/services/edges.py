"""Front Door, CDN, static sites: caches that are everywhere, in front of origins that are somewhere; names, which everybody may ask."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import Row, at, children, described, found, listed, to
from auditor.providers.azure.diagnostics import SETTINGS, log_flows
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

PROFILE, CLASSIC = "Microsoft.Cdn/profiles", "Microsoft.Network/frontDoors"
PAGES = "Microsoft.Web/staticSites"
NAMES = ("Microsoft.Network/dnsZones", "Microsoft.Network/privateDnsZones", "Microsoft.Network/trafficManagerProfiles")
FACTS = ("flows.cache", "flows.processing", "tags")
PROFILES, CLASSICS = listed(PROFILE, *FACTS), listed(CLASSIC, *FACTS, "cdn.origins")
SITES = listed(PAGES, "flows.cache", "flows.processing", "cdn.origins", "tags")
LINKED = {
    "linkedBackends": ("backendResourceId", "region"),
    "userProvidedFunctionApps": ("functionAppResourceId", "functionAppRegion"),
    "databaseConnections": ("resourceId", "region"),
}
"""What answers behind static pages: how its list is called, in the row and below it, and where an element says what it is and where."""
BEHIND = {one: children(f"{PAGES}/{one}", "flows.processing", of=PAGES) for one in LINKED}
ZONES = {one: listed(one, "tags") for one in NAMES}
ENDPOINTS = children(f"{PROFILE}/endpoints", "cdn.origins", of=PROFILE)
GROUPS = children(f"{PROFILE}/originGroups", "cdn.origins", of=PROFILE)
ORIGINS = children(f"{PROFILE}/originGroups/origins", "cdn.origins", of=PROFILE)


def collect(reader: Reader) -> Iterator[Resource]:
    """Profiles of both services, static sites, names."""
    yield from found(reader, PROFILES, partial(_profile, reader))
    yield from found(reader, CLASSICS, partial(_classic, reader))
    yield from found(reader, SITES, partial(_pages, reader))
    for native_type, call in ZONES.items():
        yield from found(reader, call, partial(_names, reader, native_type))


def _profile(reader: Reader, row: Row) -> Resource:
    door = "frontdoor" in str(at(row, "sku", "name")).lower()
    origins = _door_origins(reader, row) if door else _endpoint_origins(reader, row)
    return described(reader, PROFILE, row, _everywhere(reader, row, origins))


def _endpoint_origins(reader: Reader, row: Row) -> Any:
    endpoints = reader.all(ENDPOINTS, at=f"{row['id']}/endpoints")
    return lift(lambda seen: [origin for one in seen or () for origin in at(one, "properties", "origins") or ()], endpoints)


def _door_origins(reader: Reader, row: Row) -> Any:
    groups = reader.all(GROUPS, at=f"{row['id']}/originGroups")
    if isinstance(groups, Unknown):
        return groups
    answers = [reader.all(ORIGINS, at=f"{group['id']}/origins") for group in groups or ()]
    return lift(lambda *seen: [origin for one in seen for origin in one or ()], *answers)


def _classic(reader: Reader, row: Row) -> Resource:
    pools = row["properties"].get("backendPools") or ()
    backends = [backend for pool in pools for backend in at(pool, "properties", "backends") or ()]
    return described(reader, CLASSIC, row, _everywhere(reader, row, [{"properties": {"hostName": one.get("address")}} for one in backends]))


def _everywhere(reader: Reader, row: Row, origins: object) -> dict[str, Any]:
    """What passes is decrypted and kept for a while at the edge nearest to the visitor, in any country."""
    anywhere = [{"country": None, "region": "global", "account": reader.account}]
    return {
        "flows.logs": log_flows(reader, str(row["id"])),
        "flows.cache": anywhere,
        "flows.processing": anywhere,
        "cdn.origins": lift(
            lambda seen: sorted({str(host) for one in seen if (host := at(one, "properties", "hostName"))}) or None, origins
        ),
    }


def _pages(reader: Reader, row: Row) -> Resource:
    """Pages are everywhere; their own functions run in the region of the site, what was linked to them wherever it lies."""
    source = row["properties"].get("repositoryUrl")
    told = {
        "flows.logs": log_flows(reader, row["id"]),
        "flows.cache": [{"country": None, "region": "global", "account": reader.account}],
        "flows.processing": joined(*(_behind(reader, row, name) for name in LINKED)),
        "cdn.origins": [source] if source else None,
    }
    return described(reader, PAGES, row, told)


def _behind(reader: Reader, row: Row, name: str) -> Any:
    """What one of the lists tells, which the row holds already where it says anything of it."""
    said = at(row["properties"], name)
    found = said if isinstance(said, list) else reader.all(BEHIND[name], at=f"{row['id']}/{name}")
    id, region = LINKED[name]
    each = lift(lambda seen: [at(one, "properties") or one for one in seen or ()], found)
    return lift(lambda seen: flows(to(str(at(one, id)), at(one, region)) for one in seen if at(one, id)), each)


def _names(reader: Reader, native_type: str, row: Row) -> Resource:
    """A name is answered everywhere, and nobody keeps who asked."""
    return described(reader, native_type, row, {})


COLLECTOR = Collector(
    service="edges",
    native_types={PROFILE: "cdn", CLASSIC: "cdn", PAGES: "cdn", **dict.fromkeys(NAMES, "dns_zone")},
    calls=(PROFILES, ENDPOINTS, GROUPS, ORIGINS, CLASSICS, SITES, *BEHIND.values(), *ZONES.values(), SETTINGS),
    collect=collect,
    where="account",
    never=(Absence(("flows.logs",), f"{DOCS}/azure-monitor/reference/logs-index: of names Azure logs no question", NAMES),),
)
