"""AI Search services and Machine Learning workspaces."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import at, described, found, is_on, key_uri, listed
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown

SEARCH, WORKSPACE = "Microsoft.Search/searchServices", "Microsoft.MachineLearningServices/workspaces"
SERVICES = listed(SEARCH, "encryption.at_rest", "encryption.key", "public.access", "tags")
WORKSPACES = listed(WORKSPACE, "encryption.at_rest", "encryption.key", "tags")
BY_INDEX = Unknown("key_not_read: each index names its own")
STORES = Unknown("not_collected: knowledge stores, which only the service itself shows")


def collect(reader: Reader) -> Iterator[Resource]:
    """Search services, then workspaces, whose data lies in a storage account of their own."""
    yield from found(reader, SERVICES, partial(_service, reader))
    yield from found(reader, WORKSPACES, partial(_workspace, reader))


def _service(reader: Reader, row: dict[str, Any]) -> Resource:
    own = is_on(at(row["properties"], "encryptionWithCmk", "enforcement"))
    told = {
        "encryption.at_rest": True,
        "encryption.key": BY_INDEX if own else None,
        # A query needs a key or an identity, wherever it comes from.
        "public.access": False,
        "flows.copy": STORES,
    }
    return described(reader, SEARCH, row, told)


def _workspace(reader: Reader, row: dict[str, Any]) -> Resource:
    key = at(row["properties"], "encryption", "keyVaultProperties", "keyIdentifier")
    return described(reader, WORKSPACE, row, {"encryption.at_rest": True, "encryption.key": key_uri(key)})


COLLECTOR = Collector(
    service="ai",
    native_types={SEARCH: "search_index", WORKSPACE: "notebook"},
    calls=(SERVICES, WORKSPACES),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(SEARCH,)),
)
