"""Container registries and the regions they replicate to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, children, described, found, is_on, key_uri, listed, place, within
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

REGISTRY = "Microsoft.ContainerRegistry/registries"
REGISTRIES = listed(REGISTRY, "encryption.at_rest", "encryption.key", "public.access", "tags")
REPLICATIONS = children(f"{REGISTRY}/replications", "flows.replication", of=REGISTRY)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every registry of the subscription."""
    yield from found(reader, REGISTRIES, partial(_registry, reader))


def _registry(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    replications = reader.all(REPLICATIONS, at=f"{row['id']}/replications")
    closed = str(properties.get("publicNetworkAccess")).lower() == "disabled"
    told = {
        "encryption.at_rest": True,
        "encryption.key": key_uri(at(properties, "encryption", "keyVaultProperties", "keyIdentifier")),
        "public.access": is_on(properties.get("anonymousPullEnabled")) and not closed,
        "flows.replication": lift(
            lambda seen: flows(
                within(reader, region) for one in seen or () if (region := place(one.get("location"))) and region != row["location"]
            ),
            replications,
        ),
    }
    return described(reader, REGISTRY, row, told)


COLLECTOR = Collector(
    service="registry",
    native_types={REGISTRY: "registry"},
    calls=(REGISTRIES, REPLICATIONS),
    collect=collect,
    where="account",
    never=unset("origin", "flows.share", of=(REGISTRY,)),
)
