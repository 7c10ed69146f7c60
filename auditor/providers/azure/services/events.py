"""Event Grid and Notification Hubs: where events are kept twice, and whom they are handed to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, kept_in_pair, key_uri, listed, place, to, within
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined, sealed

TOPIC, SYSTEM, DOMAIN = (f"Microsoft.EventGrid/{name}" for name in ("topics", "systemTopics", "domains"))
PUSH = "Microsoft.NotificationHubs/namespaces"
FACTS = ("encryption.at_rest", "public.access", "tags")
LISTS = {
    **{one: listed(one, *FACTS, "flows.replication", "encryption.key") for one in (TOPIC, DOMAIN)},
    SYSTEM: listed(SYSTEM, *FACTS, "flows.replication"),
}
SUBSCRIPTIONS = {one: children(f"{one}/eventSubscriptions", "flows.copy", of=one) for one in LISTS}
PUSHES = listed(PUSH, *FACTS, "flows.copy")
NAMED = {"westus2", "northeurope", "australiaeast", "brazilsouth", "southeastasia", "southafricanorth"}
"""The regions that a notification namespace may be told to be copied to."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Topics of every sort, then notification namespaces."""
    for native_type, call in LISTS.items():
        yield from found(reader, call, partial(_topic, reader, native_type))
    yield from found(
        reader, PUSHES, lambda row: described(reader, PUSH, row, {**CLOSED, "flows.copy": joined(_copied(reader, row), HANDED)})
    )


CLOSED = {"encryption.at_rest": True, "public.access": False}
"""Always encrypted, and always asks who one is."""
HANDED = Unknown.of("not_collected", "which platforms' push services (Apple's, Google's …) its hubs hand notifications to")


def _topic(reader: Reader, native_type: str, row: Row) -> Resource:
    """Events and subscriptions are copied to the paired region unless the topic was told to keep to its own."""
    stays = str(row["properties"].get("dataResidencyBoundary")).lower() == "withinregion" or row["location"] == "global"
    subscriptions = reader.all(SUBSCRIPTIONS[native_type], at=f"{row['id']}/eventSubscriptions")
    told = {
        **CLOSED,
        **_keys(native_type, row["properties"]),
        "flows.replication": None if stays else kept_in_pair(reader, row["location"]),
        "flows.copy": lift(
            lambda seen: flows(target for one in seen or () for target in targets(one.get("properties") or {})), subscriptions
        ),
    }
    return described(reader, native_type, row, told)


def _keys(native_type: str, properties: Mapping[str, object]) -> dict[str, Any]:
    """Those of a topic or a domain; what Azure makes of its own accord has none."""
    named: Any = at(properties, "encryption", "customerManagedKeyEncryption") or ({},)
    return {} if native_type == SYSTEM else sealed(*(key_uri(one.get("keyEncryptionKeyUrl")) for one in named))


def targets(subscription: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Where the properties of an event subscription send events, and where those are kept that could not be."""
    identity = at(subscription, "deliveryWithResourceIdentity", "destination")
    for target in (subscription.get("destination"), identity, subscription.get("deadLetterDestination")):
        said = at(target, "properties") or {}
        if id := said.get("resourceId"):
            yield to(str(id).lower().partition("/eventhubs/")[0])
        elif target:
            host = urlsplit(str(said.get("endpointBaseUrl") or said.get("endpointUrl") or "")).hostname
            yield {"to": f"https://{host}" if host else f"subscriber:{str(at(target, 'endpointType')).lower()}"}


def _copied(reader: Reader, row: Row) -> Any:
    """To the pair by default, to the region that is named, or nowhere."""
    region = place(row["properties"].get("replicationRegion"))
    if region in NAMED:
        return [within(reader, region)]
    return None if region == "none" else kept_in_pair(reader, row["location"])


COLLECTOR = Collector(
    service="events",
    native_types={**dict.fromkeys(LISTS, "event_bus"), PUSH: "topic"},
    calls=(*LISTS.values(), *SUBSCRIPTIONS.values(), PUSHES, LOCATIONS),
    collect=collect,
    where="account",
    never=(*unset("encryption.key", of=(SYSTEM, PUSH)), *unset("flows.share", of=(TOPIC, SYSTEM, DOMAIN, PUSH))),
)
