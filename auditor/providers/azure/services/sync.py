"""File Sync, Data Share and Stream Analytics: what hands data to servers, to other organisations and to outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, children, described, found, listed
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, joined

SYNC, SHARE, STREAM = "Microsoft.StorageSync/storageSyncServices", "Microsoft.DataShare/accounts", "Microsoft.StreamAnalytics/streamingjobs"
SYNCS = listed(SYNC, "tags")
GROUPS = children(f"{SYNC}/syncGroups", "flows.copy", of=SYNC)
CLOUDS = children(f"{SYNC}/syncGroups/cloudEndpoints", "flows.copy", of=SYNC)
SERVERS = children(f"{SYNC}/syncGroups/serverEndpoints", "flows.copy", of=SYNC)
ACCOUNTS = listed(SHARE, "tags")
SHARES = children(f"{SHARE}/shares", "flows.share", "flows.copy", of=SHARE)
RECEIVERS = children(f"{SHARE}/shares/providerShareSubscriptions", "flows.share", "flows.copy", of=SHARE)
SOURCES = children(f"{SHARE}/shares/dataSets", "flows.copy", of=SHARE)
STREAMS = listed(STREAM, "tags")
OUTPUTS = children(f"{STREAM}/outputs", "flows.copy", of=STREAM)


def collect(reader: Reader) -> Iterator[Resource]:
    """Sync services, share accounts, streaming jobs."""
    yield from found(reader, SYNCS, partial(_sync, reader))
    yield from found(reader, ACCOUNTS, partial(_shared, reader))
    yield from found(reader, STREAMS, partial(_stream, reader))


def _each(reader: Reader, parents: object, tell: Callable[..., Any], *below: tuple[Call, str]) -> Any:
    """The flows that `tell` finds in the lists below each parent."""

    def told(parent: Mapping[str, object]) -> Any:
        lists = (reader.all(call, at=f"{parent['id']}/{name}") for call, name in below)
        return lift(lambda *seen: flows(tell(*(one or () for one in seen))), *lists)

    return lift(lambda seen: joined(*map(told, seen or ())), parents)


def _sync(reader: Reader, row: Row) -> Resource:
    """What is in the cloud end of a group is on each of its servers, which stand wherever they do."""
    groups = reader.all(GROUPS, at=f"{row['id']}/syncGroups")
    copies = _each(reader, groups, _pairs, (CLOUDS, "cloudEndpoints"), (SERVERS, "serverEndpoints"))
    return described(reader, SYNC, row, {"flows.copy": copies})


def _pairs(ends: Iterable[Any], machines: Iterable[Any]) -> Iterator[dict[str, Any]]:
    stores = [str(id).lower() for one in ends if (id := at(one, "properties", "storageAccountResourceId"))]
    for machine in machines:
        server = at(machine, "properties", "friendlyName") or at(machine, "properties", "serverResourceId") or machine["name"]
        target = {"to": f"server:{str(server).lower()}"}
        yield from ({**target, "source": store} for store in stores) if stores else (target,)


def _shared(reader: Reader, row: Row) -> Resource:
    """What an account shares, and the organisations that took it."""
    shares = reader.all(SHARES, at=f"{row['id']}/shares")
    taken = (RECEIVERS, "providerShareSubscriptions")
    told = {
        "flows.share": _each(reader, shares, partial(map, _receiver), taken),
        "flows.copy": _each(reader, shares, _given, taken, (SOURCES, "dataSets")),
    }
    return described(reader, SHARE, row, told)


def _receiver(subscription: Mapping[str, Any]) -> dict[str, Any]:
    said = subscription.get("properties") or {}
    return {"holder": str(said.get("consumerTenantName") or said.get("consumerEmail") or "another organisation")}


def _given(takers: Iterable[Any], given: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """From each store that is shared, a copy at whoever took it."""
    sources = [{"source": str(id).lower()} for one in given if (id := _source(one.get("properties") or {}))] or [{}]
    yield from ({**_receiver(taker), **source} for taker in takers for source in sources)


def _source(said: Mapping[str, Any]) -> str | None:
    if said.get("storageAccountName"):
        return f"https://{said['storageAccountName']}.blob.core.windows.net"
    return next(
        (
            said[name]
            for name in ("sqlServerResourceId", "kustoClusterResourceId", "synapseWorkspaceSqlPoolTableResourceId")
            if said.get(name)
        ),
        None,
    )


def _stream(reader: Reader, row: Row) -> Resource:
    outputs = reader.all(OUTPUTS, at=f"{row['id']}/outputs")
    copies = lift(
        lambda seen: flows(target for one in seen or () for target in _output(at(one, "properties", "datasource") or {})), outputs
    )
    return described(reader, STREAM, row, {"flows.copy": copies})


def _output(source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An output by the host it names; one that names none is somewhere."""
    said = source.get("properties") or {}
    hosts = [f"https://{one['accountName']}.blob.core.windows.net" for one in said.get("storageAccounts") or () if one.get("accountName")]
    if bus := said.get("serviceBusNamespace"):
        hosts.append(f"https://{bus}.servicebus.windows.net")
    if server := said.get("server"):
        hosts.append(f"https://{server}" if "." in server else f"https://{server}.database.windows.net")
    if account := said.get("accountId"):
        hosts.append(f"https://{account}.documents.azure.com")
    yield from ({"to": one.lower()} for one in hosts or [f"output:{str(source.get('type')).lower()}"])


COLLECTOR = Collector(
    service="sync",
    native_types=dict.fromkeys((SYNC, SHARE, STREAM), "transfer"),
    calls=(SYNCS, GROUPS, CLOUDS, SERVERS, ACCOUNTS, SHARES, RECEIVERS, SOURCES, STREAMS, OUTPUTS),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(SYNC, STREAM)),
)
