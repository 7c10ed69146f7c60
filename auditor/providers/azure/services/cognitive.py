"""Azure AI services and OpenAI: where each deployment may send what it is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.clock import today
from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, children, described, found, listed, place, to, within
from auditor.providers.azure.hosts import host_in
from auditor.providers.azure.keys import within_vault
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined
from auditor.reference.places import region as register, regions, zone

ACCOUNT = "Microsoft.CognitiveServices/accounts"
ACCOUNTS = listed(ACCOUNT, "encryption.at_rest", "encryption.key", "flows.copy", "tags")
DEPLOYMENTS = children(f"{ACCOUNT}/deployments", "flows.processing", of=ACCOUNT)
CONNECTIONS = children(f"{ACCOUNT}/connections", "flows.copy", of=ACCOUNT)
CONNECTED = frozenset({"AIServices"})
"""Kinds of accounts whose agents are connected to other services."""
ANYWHERE = ("global", "developer")
ZONED = "datazone"
REGIONAL = ("standard", "provisionedmanaged", "regional", "s0", "batch", "provisioned")


def collect(reader: Reader) -> Iterator[Resource]:
    """Each account; its deployments hold nothing of their own."""
    yield from found(reader, ACCOUNTS, partial(_account, reader))


def _account(reader: Reader, row: Row) -> Resource:
    """An account processes wherever any of its deployments does."""
    properties = row["properties"]
    deployments = reader.all(DEPLOYMENTS, at=f"{row['id']}/deployments")
    scopes = lift(lambda seen: joined(*(_processing(reader, row["location"], one) for one in seen or ())), deployments)
    stores = [one["resourceId"] for one in properties.get("userOwnedStorage") or () if one.get("resourceId")]
    stores += [watch] if (watch := at(properties, "raiMonitorConfig", "adxStorageResourceId")) else []
    told = {
        **_stored(properties),
        "flows.copy": joined(flows(map(to, stores)), _connected(reader, row)),
        "flows.processing": joined(_elsewhere(reader, row), scopes),
    }
    return described(reader, ACCOUNT, row, told)


def _connected(reader: Reader, row: Row) -> Any:
    """What agents are given to search in, to remember in, or to ask: the resource, else the address, else somewhere by its sort."""
    if row.get("kind") not in CONNECTED:
        return None
    found = reader.all(CONNECTIONS, at=f"{row['id']}/connections")
    return lift(lambda seen: flows(_end(one.get("properties") or {}) for one in seen or ()), found)


def _end(said: Mapping[str, Any]) -> dict[str, Any]:
    id = next((str(value) for name, value in (said.get("metadata") or {}).items() if name.lower() == "resourceid" and value), "")
    host = host_in(said.get("target"))
    if id.startswith("/subscriptions/"):
        return to(id)
    return {"to": f"https://{host}" if host else f"connection:{str(said.get('category')).lower()}"}


def _elsewhere(reader: Reader, row: Row) -> list[dict[str, Any]]:
    """The other regions that an account routes requests to, where it was given some."""
    named = (place(one.get("name")) for one in at(row["properties"], "locations", "regions") or ())
    return [within(reader, region) for region in named if region and region != row["location"]]


def _stored(properties: Mapping[str, object]) -> dict[str, Any]:
    key = within_vault(at(properties, "encryption", "keyVaultProperties"), at(properties, "encryption", "keySource"))
    return {"encryption.at_rest": True, "encryption.key": key}


def _processing(reader: Reader, location: str | None, deployment: Mapping[str, object]) -> Any:
    """None within the region; everywhere for a global sku; every country of the data zone for a zoned one."""
    sku = str(at(deployment, "sku", "name") or at(deployment, "properties", "scaleSettings", "scaleType") or "").lower()
    if sku.startswith(ANYWHERE):
        return [{"country": None, "region": "global", "account": reader.account}]
    if sku.startswith(ZONED):
        return _zone(reader, location)
    return None if sku in REGIONAL else Unknown(DEPLOYMENTS.reason("no_answer", f"sku {sku or 'missing'}"))


def _zone(reader: Reader, location: str | None) -> Any:
    """The European zone is every region in the European Union, the American one those of the United States."""
    here = register("azure", location or "")
    union = zone("eu", today())
    if here is None or here.country not in {*union, "US"}:
        return Unknown(DEPLOYMENTS.reason("no_answer", f"no data zone is known for {location}"))
    countries = (
        {"US"}
        if here.country == "US"
        else {one.country for one in regions("azure") if one.kind == "region" and one.country in union and one.status == "open"}
    )
    return [{"country": country, "account": reader.account} for country in sorted(filter(None, countries))]


COLLECTOR = Collector(
    service="cognitive",
    native_types={ACCOUNT: "model"},
    calls=(ACCOUNTS, DEPLOYMENTS, CONNECTIONS),
    collect=collect,
    where="account",
    never=unset("origin", of=(ACCOUNT,)),
)
