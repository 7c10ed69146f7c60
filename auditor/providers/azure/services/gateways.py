"""What requests and messages pass through: API gateways, bots, maps, live connections, devices, workflows and their connectors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, kept_in_pair, listed, to
from auditor.providers.azure.hosts import first_host, host_in
from auditor.providers.azure.mounted import API, CALLS, PUBSUB, kept_below
from auditor.providers.azure.services.applications import FLOWS, addressed, application
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

BOT, MAPS = "Microsoft.BotService/botServices", "Microsoft.Maps/accounts"
SIGNALR, RELAY = "Microsoft.SignalRService/signalR", "Microsoft.Relay/namespaces"
DEVICES, UPDATES = "Microsoft.Devices/provisioningServices", "Microsoft.DeviceUpdate/accounts"
WORKFLOW, CONNECTION = "Microsoft.Logic/workflows", "Microsoft.Web/connections"
LOGGERS = children(f"{API}/loggers", "flows.logs", of=API)
CHANNELS = children(f"{BOT}/channels", "flows.copy", of=BOT)
REPLICAS = {one: children(f"{one}/replicas", "flows.processing", of=one) for one in (SIGNALR, PUBSUB)}
OURS = frozenset({"directlinechannel", "webchatchannel"})
"""Channels of a bot that are the authority's own pages."""
MICROSOFT = (
    "azure", "arm", "bing", "cognitive", "commondataservice", "computervision", "documentdb", "dynamics", "eventhubs", "excelonline",
    "faceapi", "filesystem", "keyvault", "kusto", "luis", "microsoft", "office365", "onedrive", "onenote", "outlook", "planner", "powerbi",
    "servicebus", "sharepoint", "sql", "teams", "textanalytics", "todo", "translator", "visualstudio", "wdatp", "yammer",
)  # fmt: skip
"""How the names of connectors begin of Microsoft's services, or of the authority's own machines: that says whose, and not where."""
ACCOUNTS = ("accountName", "storageaccount", "databaseAccount", "vaultName", "server", "sqlServerName")
"""Parameters of a connection that name an account or a server."""
DOMAINS = {
    "azureblob": "blob.core.windows.net",
    "azurefile": "file.core.windows.net",
    "azurequeues": "queue.core.windows.net",
    "azuretables": "table.core.windows.net",
    "documentdb": "documents.azure.com",
    "keyvault": "vault.azure.net",
    "sql": "database.windows.net",
}
"""How the names of connectors begin → the domain that their accounts answer in."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every gateway, then the connectors of workflows."""
    readings = {API: _api, BOT: _bot, MAPS: _maps, SIGNALR: _live, PUBSUB: _live, DEVICES: _devices, UPDATES: _updates, WORKFLOW: _workflow}
    for native_type, call in LISTS.items():
        yield from found(reader, call, partial(application, reader, native_type, readings.get(native_type, lambda *_: {})))
    yield from found(reader, CONNECTIONS, lambda row: described(reader, CONNECTION, row, {"flows.copy": _connected(row)}))


def _api(reader: Reader, row: Row) -> dict[str, Any]:
    """A gateway may stand in several regions; its loggers send what passes to hubs and Application Insights, its caches keep answers."""
    loggers = reader.all(LOGGERS, at=f"{row['id']}/loggers")
    return {
        "flows.processing": addressed(reader, (one.get("location") for one in row["properties"].get("additionalLocations") or ()), row),
        "flows.logs": lift(lambda seen: flows(to(id) for one in seen or () if (id := at(one, "properties", "resourceId"))), loggers),
        "flows.copy": kept_below(reader, API, row),
    }


def _bot(reader: Reader, row: Row) -> dict[str, Any]:
    """What is said to a bot passes through the service of each channel it speaks on, and goes to where its program runs."""
    channels = reader.all(CHANNELS, at=f"{row['id']}/channels")
    names = lift(lambda seen: [str(at(one, "properties", "channelName") or one["name"]).lower() for one in seen or ()], channels)
    program = host_in(row["properties"].get("endpoint"))
    passing = lift(lambda seen: flows({"to": f"channel:{one}"} for one in seen if one not in OURS), names)
    store = row["properties"].get("storageResourceId")
    own = flows([*([{"to": f"https://{program}"}] if program else []), *([to(str(store))] if store else [])])
    return {"flows.copy": joined(own, passing)}


def _maps(reader: Reader, row: Row) -> dict[str, Any]:
    """Positions are looked up in the regions that the account names besides its own."""
    return {"flows.processing": addressed(reader, (one.get("locationName") for one in row["properties"].get("locations") or ()), row)}


def _live(reader: Reader, row: Row) -> dict[str, Any]:
    """Live connections: replicas elsewhere, and the addresses that messages are handed to."""
    native_type = next(one for one in REPLICAS if one.lower() == row["type"])
    replicas = reader.all(REPLICAS[native_type], at=f"{row['id']}/replicas")
    upstream = at(row["properties"], "upstream", "templates") or ()
    handed = flows({"to": str(one["urlTemplate"]).lower().partition("?")[0]} for one in upstream if one.get("urlTemplate"))
    return {
        "flows.processing": lift(lambda seen: addressed(reader, (one.get("location") for one in seen or ()), row), replicas),
        "flows.copy": joined(handed, kept_below(reader, native_type, row)),
    }


def _devices(reader: Reader, row: Row) -> dict[str, Any]:
    """What enrols devices is kept ready in the paired region unless told to stay, and hands them to hubs."""
    hubs = ({"to": f"https://{one['name'].lower()}"} for one in row["properties"].get("iotHubs") or () if one.get("name"))
    pair = None if row["properties"].get("enableDataResidency") is True else kept_in_pair(reader, row["location"])
    return {"flows.copy": joined(pair, flows(hubs))}


def _updates(reader: Reader, row: Row) -> dict[str, Any]:
    return {"flows.processing": addressed(reader, (one.get("name") for one in row["properties"].get("locations") or ()), row)}


def _workflow(_: Reader, row: Row) -> dict[str, Any]:
    """The connectors that a workflow uses, by the connection that holds each, and the hosts it calls by itself."""
    used = at(row["properties"], "parameters", "$connections", "value") or {}
    connections = (to(one["connectionId"]) for one in used.values() if one.get("connectionId"))
    return {"flows.copy": flows([*connections, *({"to": one} for one in _hosts(row["properties"].get("definition")))])}


def _hosts(node: object) -> Iterator[str]:
    """The hosts of the HTTP actions of a workflow, however deep; an address that is worked out says none."""
    if isinstance(node, list):
        for one in node:
            yield from _hosts(one)
    if isinstance(node, Mapping):
        address = at(node, "inputs", "uri") if node.get("type") in {"Http", "HttpWebhook"} else None
        if isinstance(address, str) and (host := urlsplit(address).hostname):
            yield f"https://{host}"
        for one in node.values():
            yield from _hosts(one)


def _connected(row: Row) -> Any:
    """The store that a connection names, else the service behind it; of Microsoft's own that name none, somewhere."""
    name = str(at(row["properties"], "api", "name") or str(at(row["properties"], "api", "id") or "").rpartition("/")[2]).lower()
    if host := _store(name, row["properties"]):
        return [{"to": f"https://{host}"}]
    if name.startswith(MICROSOFT):
        return Unknown.of("not_collected", f"where the connector {name} keeps what it is given")
    return [{"to": f"connector:{name or 'unnamed'}"}]


def _store(name: str, properties: Mapping[str, Any]) -> str | None:
    """The host among the parameters of a connection that are no secret; an account's name alone means the domain of its service."""
    values = {key: at(one, "value") for key, one in (at(properties, "parameterValueSet", "values") or {}).items()}
    given = {**values, **(properties.get("nonSecretParameterValues") or {}), **(properties.get("parameterValues") or {})}
    account = next((given[key] for key in ACCOUNTS if isinstance(given.get(key), str)), "")
    domain = next((domain for begin, domain in DOMAINS.items() if name.startswith(begin)), "")
    alone = f"{account}.{domain}" if account and domain and "." not in account else account
    return host_in(alone) or first_host(given, given)


READ = (API, BOT, MAPS, SIGNALR, PUBSUB, RELAY, DEVICES, UPDATES, WORKFLOW)
LISTS = {native_type: listed(native_type, *FLOWS, "tags") for native_type in READ}
CONNECTIONS = listed(CONNECTION, "flows.copy", "tags")
COLLECTOR = Collector(
    service="gateways",
    native_types={**dict.fromkeys(LISTS, "application"), CONNECTION: "transfer"},
    calls=(*LISTS.values(), CONNECTIONS, LOGGERS, CHANNELS, *REPLICAS.values(), *CALLS[API].values(), *CALLS[PUBSUB].values(), LOCATIONS),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(CONNECTION,)),
)
