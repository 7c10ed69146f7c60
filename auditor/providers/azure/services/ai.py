"""AI Search services and Machine Learning workspaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, built, children, described, found, is_on, key_uri, listed, rows, to
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

SEARCH, WORKSPACE = "Microsoft.Search/searchServices", "Microsoft.MachineLearningServices/workspaces"
SERVICES = listed(SEARCH, "encryption.at_rest", "encryption.key", "public.access", "tags")
STORE = f"{WORKSPACE}/datastores"
KEEPERS = ("storageAccount", "containerRegistry", "applicationInsights", "hubResourceId")
SORTS = {"azureblob": "blob", "azuredatalakegen2": "dfs", "azurefile": "file"}
DATASTORES = children(STORE, "flows.copy", of=STORE)
WORKSPACES = replace(listed(WORKSPACE, "encryption.at_rest", "encryption.key", "tags"), of=(WORKSPACE, STORE))
PAGE = "https://learn.microsoft.com/en-us/azure/machine-learning/how-to-datastore"
BY_INDEX = Unknown.of("key_not_read", "each index names its own")
STORES = Unknown.of("not_collected", "knowledge stores, which only the service itself shows")


def collect(reader: Reader) -> Iterator[Resource]:
    """Search services, then workspaces, whose data lies in a storage account of their own."""
    yield from found(reader, SERVICES, partial(_service, reader))
    for row in rows(reader, WORKSPACES):
        yield built(reader, WORKSPACE, partial(_workspace, reader), row)
        # What moves its data has an id of its own, whether or not its properties were read.
        beside: Row = {**row, "id": f"{row['id']}/datastores", "name": f"{row['name']}/datastores"}
        yield built(reader, STORE, partial(_stores, reader, row["id"]), beside)


def _service(reader: Reader, row: Row) -> Resource:
    own = is_on(at(row["properties"], "encryptionWithCmk", "enforcement"))
    told = {
        "encryption.at_rest": True,
        "encryption.key": BY_INDEX if own else None,
        # A query needs a key or an identity, wherever it comes from.
        "public.access": False,
        "flows.copy": STORES,
    }
    return described(reader, SEARCH, row, told)


def _workspace(reader: Reader, row: Row) -> Resource:
    key = at(row["properties"], "encryption", "keyVaultProperties", "keyIdentifier")
    return described(reader, WORKSPACE, row, {"encryption.at_rest": True, "encryption.key": key_uri(key)})


def _stores(reader: Reader, of: str, row: Row) -> Resource:
    """Where a workspace keeps what it is given and what it makes: its own accounts, and every store that it was told of."""
    properties = row["properties"]
    own = flows({**to(str(properties[name])), "source": of} for name in KEEPERS if properties.get(name))
    told = reader.all(DATASTORES, at=row["id"])
    named = lift(lambda seen: flows({"to": _address(one), "source": of} for one in seen or ()), told)
    return described(reader, STORE, {**row, "properties": {"of": of}}, {"flows.copy": joined(own, named)})


def _address(store: Mapping[str, Any]) -> str:
    """Its address; of one that names none that we know, its name."""
    said = store.get("properties") or {}
    account, sort = said.get("accountName"), SORTS.get(str(said.get("datastoreType")).lower())
    if account and sort:
        return f"https://{account}.{sort}.{said.get('endpoint') or 'core.windows.net'}".lower()
    return f"datastore:{str(said.get('datastoreType')).lower()}/{str(store.get('name')).lower()}"


COLLECTOR = Collector(
    service="ai",
    native_types={SEARCH: "search_index", WORKSPACE: "notebook", STORE: "transfer"},
    calls=(SERVICES, WORKSPACES, DATASTORES),
    collect=collect,
    where="account",
    never=(
        *unset("flows.share", of=(SEARCH,)),
        Absence(("flows.share",), f"{PAGE}: a store is known to its own workspace only", (STORE,)),
    ),
)
