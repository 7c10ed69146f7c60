"""What applications are told, in settings below them, to keep things in or to hand them to: shares, stores, caches, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.providers.azure.common import Row, at, children, in_account, to
from auditor.providers.azure.hosts import first_host, host_in
from auditor.providers.contract import Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, joined

ENVIRONMENT, SPRING, BATCH = "Microsoft.App/managedEnvironments", "Microsoft.AppPlatform/Spring", "Microsoft.Batch/batchAccounts"
PUBSUB, API = "Microsoft.SignalRService/webPubSub", "Microsoft.ApiManagement/service"
Flow = dict[str, Any]
READ_ONLY = ("secretstores.", "configuration.", "nameresolution.", "middleware.")
"""How the sorts of Dapr components begin that an application only reads from."""


def _share(account: object) -> Iterator[Flow]:
    """A file share, by the account that has it."""
    if account:
        yield in_account(str(account), "file")


def _storage(name: str, said: Mapping[str, object]) -> Iterator[Flow]:  # noqa: ARG001  # the form of all of them
    """A share of an account or of another server."""
    yield from _share(at(said, "azureFile", "accountName") or said.get("accountName"))
    if server := at(said, "nfsAzureFile", "server"):
        yield {"to": f"https://{str(server).lower()}"}


def _component(name: str, said: Mapping[str, Any]) -> Iterator[Flow]:
    """What a Dapr component writes to: the host among its settings, else somewhere that only its name stands for."""
    sort = str(said.get("componentType")).lower()
    if sort.startswith(READ_ONLY):
        return
    values = {str(one.get("name")): one.get("value") for one in said.get("metadata") or ()}
    account = values.get("accountName") if sort.endswith("azure.blobstorage") else None
    host = f"{account}.blob.core.windows.net".lower() if account else first_host(values, values)
    yield {"to": f"https://{host}" if host else f"dapr:{sort}/{name}"}


def _pool(name: str, said: Mapping[str, Any]) -> Iterator[Flow]:  # noqa: ARG001  # idem
    """The shares and containers that the machines of a pool mount."""
    for one in said.get("mountConfiguration") or ():
        yield from _share(at(one, "azureFileShareConfiguration", "accountName"))
        if account := at(one, "azureBlobFileSystemConfiguration", "accountName"):
            yield in_account(str(account))
        for other in ("nfsMountConfiguration", "cifsMountConfiguration"):
            if source := at(one, other, "source"):
                yield {"to": f"https://{host_in(str(source)) or str(source).lower()}"}


def _hub(name: str, said: Mapping[str, Any]) -> Iterator[Flow]:  # noqa: ARG001  # idem
    """Whom the events of a hub are handed to."""
    for one in said.get("eventHandlers") or ():
        if address := one.get("urlTemplate"):
            yield {"to": str(address).lower().partition("?")[0]}
    for one in said.get("eventListeners") or ():
        if host := at(one, "endpoint", "fullyQualifiedNamespace"):
            yield {"to": f"https://{str(host).lower()}"}


def _cache(name: str, said: Mapping[str, object]) -> Iterator[Flow]:
    """A Redis that answers of a gateway are kept in: the resource where it is one of Azure's, whose address may be written in full."""
    _, found, id = str(said.get("resourceId") or "").partition("/subscriptions/")
    host = host_in(str(said.get("connectionString") or "").partition(",")[0])
    yield to(f"/subscriptions/{id}") if found else {"to": f"https://{host}" if host else f"cache:{name.lower()}"}


BELOW: Mapping[str, Mapping[str, Callable[[str, Mapping[str, Any]], Iterator[Flow]]]] = {
    ENVIRONMENT: {"storages": _storage, "daprComponents": _component},
    SPRING: {"storages": _storage},
    BATCH: {"pools": _pool},
    PUBSUB: {"hubs": _hub},
    API: {"caches": _cache},
}
"""Type → list below it → where an element of that leads, by its name and properties."""
CALLS = {owner: {name: children(f"{owner}/{name}", "flows.copy", of=owner) for name in lists} for owner, lists in BELOW.items()}


def kept_below(reader: Reader, owner: str, row: Row) -> Any:
    """Where everything in the lists below a resource leads; nothing for a type that has none of them."""
    return joined(*(_led(reader, owner, name, row) for name in BELOW.get(owner, ())))


def _led(reader: Reader, owner: str, name: str, row: Row) -> Any:
    found = reader.all(CALLS[owner][name], at=f"{row['id']}/{name}")
    return lift(partial(_all, BELOW[owner][name]), found)


def _all(leads: Callable[[str, Mapping[str, Any]], Iterator[Flow]], found: Iterable[Mapping[str, Any]] | None) -> Any:
    return flows(flow for one in found or () for flow in leads(str(one.get("name")), one.get("properties") or {}))
