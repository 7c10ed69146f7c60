"""Event Grid subscriptions that no topic of ours lists: of domain topics, of resources themselves, of groups and of the subscription."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import NOT_THERE, Row, at, children, described
from auditor.providers.azure.places import NOT_OFFERED, regions
from auditor.providers.azure.services.events import DOMAIN, LISTS, targets
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

TOPIC = f"{DOMAIN}/topics"
GLOBAL, REGIONAL = "Microsoft.EventGrid/eventSubscriptions", "Microsoft.EventGrid/locations/eventSubscriptions"
OWN = frozenset(one.lower() for one in LISTS)
"""Types whose subscriptions are read with them."""
EVERYTHING = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
TOPICS = Call("Microsoft.EventGrid", "ListDomainsTopics", of=(TOPIC,), permission=f"{TOPIC}/read", lists=True)
OF_TOPIC = children(f"{TOPIC}/eventSubscriptions", "flows.copy", of=TOPIC)
BULK = {
    one: Call(
        "Microsoft.EventGrid", operation, ("flows.copy",), (one,), permission=f"{one}/read", absent=NOT_OFFERED | NOT_THERE, lists=True
    )
    for one, operation in ((GLOBAL, "ListEventSubscriptions"), (REGIONAL, "ListLocationsEventSubscriptions"))
}


def collect(reader: Reader) -> Iterator[Resource]:
    """Domain topics with their subscribers, then one list of the whole subscription, and one a region where anything lies."""
    domains = list(reader.pages(EVERYTHING, only=frozenset({DOMAIN.lower()})))
    for domain in domains:
        yield from reader.map(partial(_topic, reader, domain), list(reader.pages(TOPICS, at=f"{domain['id']}/topics")))
    scope = f"/subscriptions/{reader.account}/providers/Microsoft.EventGrid"
    for row in sorted(reader.pages(BULK[GLOBAL], at=f"{scope}/eventSubscriptions"), key=lambda one: str(one["id"])):
        yield from _subscription(reader, GLOBAL, None, row)
    for region in regions(reader, EVERYTHING):
        found = reader.pages(BULK[REGIONAL], at=f"{scope}/locations/{region}/eventSubscriptions")
        for row in sorted(found, key=lambda one: str(one["id"])):
            yield from _subscription(reader, REGIONAL, region, row)


def _topic(reader: Reader, domain: dict[str, Any], row: Row) -> Resource:
    """What is published under one name of a domain goes to those who subscribed to that name."""
    answer = reader.all(OF_TOPIC, at=f"{row['id']}/eventSubscriptions")
    source = {"source": domain["id"]}
    sent = lift(lambda seen: flows({**flow, **source} for one in seen or () for flow in targets(one["properties"])), answer)
    return described(reader, TOPIC, {**row, "location": domain["location"], "tags": domain.get("tags")}, {"flows.copy": sent})


def _subscription(reader: Reader, native_type: str, region: str | None, row: Row) -> Iterator[Resource]:
    """One whose topic is a resource of another service, or a topic of a domain."""
    said = row.get("properties") or {}
    topic = str(at(said, "topic") or row["id"].partition("/providers/microsoft.eventgrid/eventsubscriptions/")[0]).lower()
    source = topic.partition("/topics/")[0] if "/domains/" in topic else topic
    if any(f"/providers/{one}/" in topic and topic.count("/") == NESTED for one in OWN):
        return
    # Where Azure keeps those of the whole subscription or of a group it does not say.
    sent = lift(lambda told: flows({**flow, "source": source} for flow in targets(told)), row.get("properties"))
    whole: Row = {**row, "location": region, "tags": row.get("tags")}
    yield described(reader, native_type, whole, {"flows.copy": sent})


NESTED = 8
"""The slashes in the id of a topic or a domain itself."""
PAGE = "https://learn.microsoft.com/en-us/azure/event-grid/event-handlers"
COLLECTOR = Collector(
    service="subscriptions",
    native_types=dict.fromkeys((TOPIC, *BULK), "transfer"),
    calls=(EVERYTHING, TOPICS, OF_TOPIC, *BULK.values()),
    collect=collect,
    where="account",
    never=(Absence(("flows.share",), f"{PAGE}: a subscription sends events to one endpoint, and lets nobody else read them"),),
)
