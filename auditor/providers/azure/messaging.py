"""Event Hubs, Service Bus and IoT Hub: geo-replication, disaster recovery partners, captures and routes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import LOCATIONS, at, children, described, flows, found, key_uri, listed, paired, place, to, within
from auditor.providers.base import Collector, Reader, Unknown, lift

HUBS, BUS, IOT = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces", "Microsoft.Devices/IotHubs"
FACTS = ("encryption.at_rest", "encryption.key", "public.access", "flows.share", "flows.replication", "tags")
LISTS = {HUBS: listed(HUBS, *FACTS), BUS: listed(BUS, *FACTS, "flows.copy"), IOT: listed(IOT, *FACTS, "flows.copy")}
PARTNERS = {
    native_type: children(f"{native_type}/disasterRecoveryConfigs", "flows.replication", of=native_type) for native_type in (HUBS, BUS)
}
CAPTURES = children(f"{HUBS}/eventhubs", "flows.copy", of=HUBS)
STAYS = frozenset({"brazilsouth", "southeastasia"})
"""Regions whose IoT hubs may keep to themselves, and only when told so."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Namespaces of both services, then IoT hubs."""
    for native_type in (HUBS, BUS):
        yield from found(reader, LISTS[native_type], partial(_namespace, reader, native_type))
    yield from found(reader, LISTS[IOT], partial(_iot, reader))


def _namespace(reader: Reader, native_type: str, row: dict[str, Any]) -> Resource:
    partners = reader.all(PARTNERS[native_type], at=f"{row['id']}/disasterRecoveryConfigs")
    copies = None
    if native_type == HUBS:
        hubs = reader.all(CAPTURES, at=f"{row['id']}/eventhubs")
        copies = lift(lambda seen: flows(target for one in seen or () for target in _captured(one)), hubs)
    told = {
        **_closed(row["properties"]),
        "flows.replication": lift(lambda seen: flows([*_replicas(reader, row), *_partners(seen or ())]), partners),
        "flows.copy": copies,
    }
    return described(reader, native_type, row, told)


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Always encrypted, and always asks who one is."""
    keys = at(properties, "encryption", "keyVaultProperties") or ()
    uris = [f"{str(one['keyVaultUri']).rstrip('/')}/keys/{one['keyName']}" for one in keys if one.get("keyVaultUri") and one.get("keyName")]
    return {
        "encryption.at_rest": True,
        "encryption.key": key_uri(uris[0]) if uris else None,
        "public.access": False,
        "flows.share": None,
    }


def _replicas(reader: Reader, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for one in at(row["properties"], "geoDataReplication", "locations") or ():
        region = place(one.get("locationName"))
        if region and region != row["location"]:
            yield within(reader, region)


def _partners(configs: Any) -> Iterator[dict[str, Any]]:
    """The namespace that takes over: from then on messages go there."""
    for one in configs:
        partner = at(one, "properties", "partnerNamespace")
        if partner and str(at(one, "properties", "role")).lower() != "secondary":
            yield to(partner) if "/" in partner else {"to": f"https://{partner.lower()}.servicebus.windows.net"}


def _captured(hub: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    capture = at(hub, "properties", "captureDescription") or {}
    target = at(capture, "destination", "properties", "storageAccountResourceId")
    if capture.get("enabled") and target:
        yield to(target)


def _iot(reader: Reader, row: dict[str, Any]) -> Resource:
    properties = row["properties"]
    told = {**_closed({}), "flows.replication": _iot_pair(reader, row), "flows.copy": flows(_routes(properties))}
    return described(reader, IOT, row, told)


def _iot_pair(reader: Reader, row: Mapping[str, Any]) -> Any:
    """A hub is kept ready in the paired region, unless told to stay where that can be told."""
    if row["location"] in STAYS and row["properties"].get("enableDataResidency"):
        return None
    pair = paired(reader, row["location"])
    return pair if isinstance(pair, Unknown) else [within(reader, pair)] if pair else None


def _routes(properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Endpoints that messages are routed to; they name a host, not a resource."""
    for endpoints in (at(properties, "routing", "endpoints") or {}).values():
        for one in endpoints or ():
            host = one.get("endpointUri") or one.get("name")
            yield {
                "to": str(one.get("id") or host).lower(),
                **({"account": one["subscriptionId"].lower()} if one.get("subscriptionId") else {}),
            }


COLLECTOR = Collector(
    service="messaging",
    native_types=dict.fromkeys(LISTS, "event_bus"),
    calls=(*LISTS.values(), *PARTNERS.values(), CAPTURES, LOCATIONS),
    collect=collect,
    where="account",
)
