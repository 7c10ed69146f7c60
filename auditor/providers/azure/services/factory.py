"""Data Factory: what its linked services and datasets reach, outside Azure and in it, and where its pipelines take that from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, children, described, found, listed, place, within
from auditor.providers.azure.hosts import first_host
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

FACTORY = "Microsoft.DataFactory/factories"
FACTORIES = listed(FACTORY, "tags")
SERVICES = children(f"{FACTORY}/linkedservices", "flows.copy", of=FACTORY)
DATASETS = children(f"{FACTORY}/datasets", "flows.copy", of=FACTORY)
PIPELINES = children(f"{FACTORY}/pipelines", "flows.copy", of=FACTORY)
RUNTIMES = children(f"{FACTORY}/integrationruntimes", "flows.copy", of=FACTORY)
OURS = ("azure", "key", "cosmos", "sqlserver", "filesystem", "filesserver", "powerbi", "office365", "sharepoint", "dynamics", "common")
"""How the types of linked services begin of Microsoft's stores, or of the authority's own machines: that says whose, and not where."""
AMAZON = re.compile(r"\.amazonaws\.com(\.cn)?$|\.amazonaws\.eu$")
STORES = (
    *("serviceEndpoint", "url", "accountEndpoint", "domain", "server", "siteUrl", "serviceUri", "host", "endpoint"),
    *("sasUri", "connectionString", "dataLakeStoreUri", "environmentUrl", "hostName"),
)
"""Settings of a linked service that lead to its store, the plainest first."""
BESIDE = ("stagingSettings", "staging", "logSettings", "logStorageSettings", "redirectIncompatibleRowSettings")
"""Settings of an activity that name a linked service beside its datasets."""
ADDRESSES = ("serviceUrl", "url", "host", "server", "environmentUrl", "baseUrl", "endpoint", "sftpServer")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every factory of the subscription."""
    yield from found(reader, FACTORIES, partial(_factory, reader))


def _factory(reader: Reader, row: Row) -> Resource:
    services, datasets, pipelines = (
        reader.all(call, at=f"{row['id']}/{name}")
        for call, name in ((SERVICES, "linkedservices"), (DATASETS, "datasets"), (PIPELINES, "pipelines"))
    )
    copies = lift(lambda *seen: joined(*_told(_targets(*(one or [] for one in seen)))), services, datasets, pipelines)
    machines = lift(partial(_through, reader, row), reader.all(RUNTIMES, at=f"{row['id']}/integrationruntimes"))
    return described(reader, FACTORY, row, {"flows.copy": joined(copies, machines)})


def _through(reader: Reader, row: Row, runtimes: Any) -> Any:
    """The regions whose machines a factory moves data through, and holds it on meanwhile; one that is found by itself is near the store."""
    named = (place(at(one, "properties", "typeProperties", "computeProperties", "location")) for one in runtimes or ())
    return flows(within(reader, region) for region in dict.fromkeys(named) if region and region not in (row["location"], "autoresolve"))


def _told(targets: Iterable[dict[str, Any] | Unknown]) -> Iterator[Any]:
    """Each target as a part of what is joined."""
    yield from (target if isinstance(target, Unknown) else [target] for target in targets)


def _targets(services: list[Any], datasets: list[Any], pipelines: list[Any]) -> Iterator[dict[str, Any] | Unknown]:
    """Every place something is written to, or may be: only what nothing but copies read from is none."""
    activities = [*_activities([one for pipeline in pipelines for one in at(pipeline, "properties", "activities") or ()])]
    hosts = {one.get("name"): _host(one) for one in services}
    foreign = _compatible(services)
    held = {one.get("name"): _bucket(one, foreign) or hosts.get(_service(one)) for one in datasets}
    written = _written(activities, held)
    # What a data flow reads and writes its activity does not say.
    told = not any(one.get("type") == "ExecuteDataFlow" for one in activities)
    if not told:
        yield Unknown.of("not_collected", "what the data flows of a factory write")
    beside = (hosts.get(name) for activity in activities for name in _beside(activity.get("typeProperties") or {}))
    yield from (target if isinstance(target, Unknown) else {"to": target} for target in beside if target)
    read = {one.get("referenceName") for activity in activities for one in activity.get("inputs") or ()} - written.keys() if told else set()
    for one in datasets:
        name = one.get("name")
        target = _bucket(one, foreign) or (held[name] if name in written else None)
        if isinstance(target, Unknown):
            yield target
        elif target and name not in read:
            yield from ({"to": target, **source} for source in [{"source": source} for source in written.get(name, ())] or [{}])
    yield from _outside(services, datasets, foreign, read)


def _written(activities: list[Any], held: Mapping[Any, str | Unknown | None]) -> dict[Any, list[str]]:
    """Dataset → what the copies that write it take from."""
    written: dict[Any, list[str]] = {}
    for activity in activities:
        inputs = (held.get(one.get("referenceName")) for one in activity.get("inputs") or ())
        read = [source for source in inputs if isinstance(source, str)]
        for one in activity.get("outputs") or ():
            written.setdefault(one.get("referenceName"), []).extend(read)
    return written


def _activities(node: object) -> Iterator[Mapping[str, Any]]:
    """Every activity, those within a loop or a condition included."""
    for one in node if isinstance(node, list) else ():
        yield one
        inside = one.get("typeProperties") or {}
        for name in ("activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities"):
            yield from _activities(inside.get(name))
        for case in inside.get("cases") or ():
            yield from _activities(case.get("activities"))


def _beside(settings: Mapping[str, Any]) -> Iterator[Any]:
    """The linked services where an activity leaves things on the way: what it stages, what did not fit, and the names of what it copied."""
    for name, said in settings.items():
        if name in BESIDE and not (name == "stagingSettings" and settings.get("enableStaging") in (None, False)):
            yield from (at(one, "linkedServiceName", "referenceName") for one in (said, at(said, "logLocationSettings")))


def _service(dataset: Mapping[str, object]) -> Any:
    return at(dataset, "properties", "linkedServiceName", "referenceName")


def _host(service: Mapping[str, object]) -> str | Unknown | None:
    """The address of a store of Microsoft's; unknown where it is named otherwise, None for another's."""
    if not str(at(service, "properties", "type")).lower().startswith(OURS):
        return None
    host = first_host(at(service, "properties", "typeProperties") or {}, STORES)
    return f"https://{host}" if host else Unknown.of("not_collected", f"where the linked service {service.get('name')} leads")


def _bucket(dataset: Mapping[str, object], foreign: Collection[object]) -> str | None:
    """The bucket of AWS that a dataset names, whichever way its type writes it."""
    said = at(dataset, "properties", "typeProperties") or {}
    name = said.get("bucketName") or at(said, "location", "bucketName")
    amazon = str(at(dataset, "properties", "type")).startswith("AmazonS3") or at(said, "location", "type") == "AmazonS3Location"
    return f"arn:aws:s3:::{name}" if amazon and isinstance(name, str) and _service(dataset) not in foreign else None


def _compatible(services: Any) -> set[Any]:
    """The linked services that speak S3 with somebody else than AWS."""
    said = {one.get("name"): at(one, "properties", "typeProperties", "serviceUrl") for one in services}
    return {name for name, url in said.items() if isinstance(url, str) and not AMAZON.search(urlsplit(url).hostname or url)}


def _outside(services: list[Any], datasets: list[Any], foreign: Collection[object], read: Collection[object]) -> Iterator[dict[str, Any]]:
    """A linked service of another provider: where that is, nobody can say from here; a bucket that is named says it better."""
    named = {_service(one) for one in datasets if _bucket(one, foreign)}
    for service in services:
        name, kind = service.get("name"), str(at(service, "properties", "type"))
        said = at(service, "properties", "typeProperties") or {}
        address = next((said[one] for one in ADDRESSES if isinstance(said.get(one), str)), "")
        host = urlsplit(address).hostname or address
        own = {one.get("name") for one in datasets if _service(one) == name}
        if name in named or (kind.lower().startswith(OURS) and not AMAZON.search(host)) or (own and own <= {*read}):
            continue
        yield {"to": f"{kind.lower()}://{host or name}"}


COLLECTOR = Collector(
    service="factory",
    native_types={FACTORY: "transfer"},
    calls=(FACTORIES, SERVICES, DATASETS, PIPELINES, RUNTIMES),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(FACTORY,)),
)
