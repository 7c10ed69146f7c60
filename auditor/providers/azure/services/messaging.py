"""Event Hubs, Service Bus and IoT Hub: geo-replication, disaster recovery partners, captures and routes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS, unset
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, kept_in_pair, listed, place, to, within
from auditor.providers.azure.keys import within_vault
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, joined, sealed

HUBS, BUS, IOT = "Microsoft.EventHub/namespaces", "Microsoft.ServiceBus/namespaces", "Microsoft.Devices/IotHubs"
FACTS = ("encryption.at_rest", "encryption.key", "public.access", "flows.replication", "tags")
LISTS = {HUBS: listed(HUBS, *FACTS), BUS: listed(BUS, *FACTS), IOT: listed(IOT, *FACTS, "flows.copy")}
PARTNERS = {
    native_type: children(f"{native_type}/disasterRecoveryConfigs", "flows.replication", of=native_type) for native_type in (HUBS, BUS)
}
CAPTURES = children(f"{HUBS}/eventhubs", "flows.copy", of=HUBS)
ADDRESS, ACCOUNT_NAME = (
    re.compile(r"(?:^|;)(?:Account)?Endpoint=([^;]+)", re.IGNORECASE),
    re.compile(r"(?:^|;)AccountName=([^;]+)", re.IGNORECASE),
)
CLOSED = {"encryption.at_rest": True, "public.access": False}
"""Always encrypted, and always asks who one is."""
STAYS = frozenset({"brazilsouth", "southeastasia"})
"""Regions whose IoT hubs may keep to themselves, and only when told so."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Namespaces of both services, then IoT hubs."""
    for native_type in (HUBS, BUS):
        yield from found(reader, LISTS[native_type], partial(_namespace, reader, native_type))
    yield from found(reader, LISTS[IOT], partial(_iot, reader))


def _namespace(reader: Reader, native_type: str, row: Row) -> Resource:
    partners = reader.all(PARTNERS[native_type], at=f"{row['id']}/disasterRecoveryConfigs")
    copies = {}
    if native_type == HUBS:
        hubs = reader.all(CAPTURES, at=f"{row['id']}/eventhubs")
        copies = {"flows.copy": lift(lambda seen: flows(target for one in seen or () for target in _captured(one)), hubs)}
    told = {
        **CLOSED,
        **_keys(row["properties"]),
        "flows.replication": joined(flows(_replicas(reader, row)), lift(lambda seen: flows(_partners(seen or ())), partners)),
        **copies,
    }
    return described(reader, native_type, row, told)


def _keys(properties: Mapping[str, object]) -> dict[str, Any]:
    """Every key of a namespace or a hub: each of them opens it."""
    source, several = (at(properties, "encryption", name) for name in ("keySource", "keyVaultProperties"))
    return sealed(*(within_vault(one, source) for one in several or (None,)))


def _replicas(reader: Reader, row: Row) -> Iterator[dict[str, Any]]:
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


def _captured(hub: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """A storage account, or a data lake of the first generation."""
    capture = at(hub, "properties", "captureDescription") or {}
    said = at(capture, "destination", "properties") or {}
    if not capture.get("enabled"):
        return
    if target := said.get("storageAccountResourceId"):
        yield to(target)
    elif lake := said.get("dataLakeAccountName"):
        yield {"to": f"adl://{lake.lower()}.azuredatalakestore.net", "account": said.get("dataLakeSubscriptionId")}


def _iot(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    # A manual failover exchanges the two regions of a hub.
    roles = {str(one.get("role")).lower(): place(one.get("location")) for one in properties.get("locations") or ()}
    here = roles.get("primary") or row["location"]
    told = {
        **CLOSED,
        **_keys(properties),
        "flows.replication": _iot_pair(reader, here, roles, properties),
        "flows.copy": flows(_routes(properties)),
    }
    return described(reader, IOT, row, told, region=here)


def _iot_pair(reader: Reader, here: str | None, roles: Mapping[str, Any], properties: Mapping[str, object]) -> Any:
    """A hub is kept ready in the region it names, else in the paired one, unless told to stay where that can be told."""
    if roles.get("secondary"):
        return [within(reader, roles["secondary"])]
    if roles or (here in STAYS and properties.get("enableDataResidency")):
        return None
    return kept_in_pair(reader, here)


def _routes(properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Endpoints that messages are routed to, and the account that devices put files in: they name a host, not a resource."""
    for endpoints in (at(properties, "routing", "endpoints") or {}).values():
        for one in endpoints or ():
            owner = {"account": one["subscriptionId"].lower()} if one.get("subscriptionId") else {}
            yield {"to": _address(one) or f"endpoint:{str(one.get('name')).lower()}", **owner}
    for one in (properties.get("storageEndpoints") or {}).values():
        if one.get("containerName") and (address := _address(one)):
            yield {"to": address}


def _address(endpoint: Mapping[str, object]) -> str | None:
    """Its address, said as such or within the text that signs in there; nothing else of that text is kept."""
    signing = str(endpoint.get("connectionString") or "")
    address = endpoint.get("endpointUri") or next((found[1] for found in ADDRESS.finditer(signing)), None)
    account = ACCOUNT_NAME.search(signing)
    return str(address).lower() if address else f"https://{account[1].lower()}.blob.core.windows.net" if account else None


COLLECTOR = Collector(
    service="messaging",
    native_types=dict.fromkeys(LISTS, "event_bus"),
    calls=(*LISTS.values(), *PARTNERS.values(), CAPTURES, LOCATIONS),
    collect=collect,
    where="account",
    never=(
        *unset("flows.share", of=(HUBS, BUS, IOT)),
        Absence(("flows.copy",), f"{DOCS}/service-bus-messaging/service-bus-auto-forwarding: within its own namespace only", (BUS,)),
    ),
)
