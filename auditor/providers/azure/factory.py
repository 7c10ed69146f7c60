"""Data Factory: what its linked services and datasets reach outside Azure, and the storage accounts its pipelines take that from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Resource
from auditor.providers.azure.common import at, children, described, flows, found, listed
from auditor.providers.azure.tables import ALL
from auditor.providers.base import Call, Collector, Reader, lift

FACTORY = "Microsoft.DataFactory/factories"
FACTORIES = listed(FACTORY, "tags")
SERVICES = children(f"{FACTORY}/linkedservices", "flows.copy", of=FACTORY)
DATASETS = children(f"{FACTORY}/datasets", "flows.copy", of=FACTORY)
PIPELINES = children(f"{FACTORY}/pipelines", "flows.copy", of=FACTORY)
STORES = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
STORE = frozenset({"microsoft.storage/storageaccounts"})
OURS = ("azure", "key", "cosmos", "sqlserver", "filesystem", "filesserver", "powerbi", "office365", "sharepoint", "dynamics", "common")
"""How the types of linked services begin that stay with Microsoft, or on the authority's own machines."""
ADDRESSES = ("serviceUrl", "url", "host", "server", "environmentUrl", "baseUrl", "endpoint", "sftpServer")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every factory of the subscription."""
    stores = {row["name"].lower(): row["id"] for row in reader.pages(STORES, only=STORE)}
    yield from found(reader, FACTORIES, partial(_factory, reader, stores))


def _factory(reader: Reader, stores: Mapping[str, str], row: dict[str, Any]) -> Resource:
    services, datasets, pipelines = (
        reader.all(call, at=f"{row['id']}/{name}")
        for call, name in ((SERVICES, "linkedservices"), (DATASETS, "datasets"), (PIPELINES, "pipelines"))
    )

    def copied(services: Any, datasets: Any, pipelines: Any) -> Any:
        sources = _sources(services or (), datasets or (), pipelines or (), stores)
        return flows([*_buckets(datasets or (), sources), *_outside(services or (), datasets or ())])

    return described(reader, FACTORY, row, {"flows.copy": lift(copied, services, datasets, pipelines), "flows.share": None})


def _sources(services: Any, datasets: Any, pipelines: Any, stores: Mapping[str, str]) -> dict[str, list[str]]:
    """Dataset → the storage accounts whose data a copy activity writes there, as far as they are of this subscription."""
    accounts = {one.get("name"): stores.get(_host(one).partition(".")[0]) for one in services}
    held = {one.get("name"): accounts.get(at(one, "properties", "linkedServiceName", "referenceName")) for one in datasets}
    written: dict[str, list[str]] = {}
    for activity in (one for pipeline in pipelines for one in at(pipeline, "properties", "activities") or ()):
        read = [store for one in activity.get("inputs") or () if (store := held.get(one.get("referenceName")))]
        for one in activity.get("outputs") or ():
            written.setdefault(str(one.get("referenceName")), []).extend(read)
    return written


def _host(service: Mapping[str, Any]) -> str:
    """The host a linked service of Azure's own storage names; empty when it is named otherwise."""
    said = at(service, "properties", "typeProperties") or {}
    address = said.get("serviceEndpoint") or said.get("url")
    return (urlsplit(address).hostname or "") if isinstance(address, str) else ""


def _bucket(dataset: Mapping[str, Any]) -> str | None:
    """The S3 bucket a dataset names, whichever way its type writes it."""
    said = at(dataset, "properties", "typeProperties") or {}
    name = said.get("bucketName") or at(said, "location", "bucketName")
    amazon = str(at(dataset, "properties", "type")).startswith("AmazonS3") or at(said, "location", "type") == "AmazonS3Location"
    return name if amazon and isinstance(name, str) else None


def _buckets(datasets: Any, sources: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """A flow to each bucket, from each storage account that is known to be copied there."""
    for one in datasets:
        if name := _bucket(one):
            target = {"to": f"arn:aws:s3:::{name}"}
            known = sources.get(str(one.get("name")))
            yield from ({**target, "source": store} for store in known) if known else (target,)


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
    service="factory",
    native_types={FACTORY: "transfer"},
    calls=(FACTORIES, SERVICES, DATASETS, PIPELINES, STORES),
    collect=collect,
    where="account",
)
