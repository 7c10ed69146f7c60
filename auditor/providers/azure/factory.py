"""Data Factory: what its linked services and datasets reach outside Azure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Resource
from auditor.providers.azure.common import at, children, described, flows, found, listed
from auditor.providers.base import Collector, Reader, lift

FACTORY = "Microsoft.DataFactory/factories"
FACTORIES = listed(FACTORY, "tags")
SERVICES = children(f"{FACTORY}/linkedservices", "flows.copy", of=FACTORY)
DATASETS = children(f"{FACTORY}/datasets", "flows.copy", of=FACTORY)
OURS = ("azure", "key", "cosmos", "sqlserver", "filesystem", "filesserver", "powerbi", "office365", "sharepoint", "dynamics", "common")
"""How the types of linked services begin that stay with Microsoft, or on the authority's own machines."""
ADDRESSES = ("serviceUrl", "url", "host", "server", "environmentUrl", "baseUrl", "endpoint", "sftpServer")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every factory of the subscription."""
    yield from found(reader, FACTORIES, partial(_factory, reader))


def _factory(reader: Reader, row: dict[str, Any]) -> Resource:
    services = reader.all(SERVICES, at=f"{row['id']}/linkedservices")
    datasets = reader.all(DATASETS, at=f"{row['id']}/datasets")
    copies = lift(lambda linked, sets: flows([*_buckets(sets or ()), *_outside(linked or (), sets or ())]), services, datasets)
    return described(reader, FACTORY, row, {"flows.copy": copies, "flows.share": None})


def _bucket(dataset: Mapping[str, Any]) -> str | None:
    """The S3 bucket a dataset names, whichever way its type writes it."""
    said = at(dataset, "properties", "typeProperties") or {}
    name = said.get("bucketName") or at(said, "location", "bucketName")
    amazon = str(at(dataset, "properties", "type")).startswith("AmazonS3") or at(said, "location", "type") == "AmazonS3Location"
    return name if amazon and isinstance(name, str) else None


def _buckets(datasets: Any) -> Iterator[dict[str, Any]]:
    yield from ({"to": f"arn:aws:s3:::{name}"} for one in datasets if (name := _bucket(one)))


def _outside(services: Any, datasets: Any) -> Iterator[dict[str, Any]]:
    """A linked service of another provider: where that is, nobody can say from here; a bucket that is named says it better."""
    named = {at(one, "properties", "linkedServiceName", "referenceName") for one in datasets if _bucket(one)}
    for service in services:
        name, kind = service.get("name"), str(at(service, "properties", "type"))
        if name in named or kind.lower().startswith(OURS):
            continue
        said = at(service, "properties", "typeProperties") or {}
        address = next((said[one] for one in ADDRESSES if isinstance(said.get(one), str)), "")
        yield {"to": f"{kind.lower()}://{urlsplit(address).hostname or address or name}"}


COLLECTOR = Collector(
    service="factory", native_types={FACTORY: "transfer"}, calls=(FACTORIES, SERVICES, DATASETS), collect=collect, where="account"
)
