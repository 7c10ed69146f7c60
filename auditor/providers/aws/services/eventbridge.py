"""Amazon EventBridge: buses, where their rules send events, what archives keep, and who else may listen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, arn, key_arn, tags, to_arn
from auditor.providers.aws.targets import shared, to_bucket, to_host
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined, paused

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.eventbridge import Archive, Endpoint, EventBus, Target

BUS = "AWS::Events::EventBus"
ARCHIVE = "AWS::Events::Archive"
TAKING = ("events:PutRule",)
API = ":api-destination/"

BUSES = Call("events", "ListEventBuses", feeds=("public.access", "flows.share"), of=(BUS,), path="EventBuses", lists=True)
DESCRIPTION = Call("events", "DescribeEventBus", feeds=("encryption.at_rest", "encryption.key"), of=(BUS,))
RULES = Call("events", "ListRules", feeds=("flows.copy",), of=(BUS,), path="Rules")
API_DESTINATIONS = Call("events", "ListApiDestinations", feeds=("flows.copy",), of=(BUS,), path="ApiDestinations")
TARGETS = Call("events", "ListTargetsByRule", feeds=("flows.copy",), of=(BUS,), path="Targets")
ENDPOINTS = Call("events", "ListEndpoints", feeds=("flows.replication",), of=(BUS,), path="Endpoints", absent=UNOFFERED)
ARCHIVES = Call("events", "ListArchives", feeds=("retention.max",), of=(ARCHIVE,), path="Archives", lists=True)
ARCHIVE_DETAIL = Call("events", "DescribeArchive", feeds=("encryption.at_rest", "encryption.key"), of=(ARCHIVE,))
TAGS = Call("events", "ListTagsForResource", feeds=("tags",), of=(BUS,), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bus of the region, AWS's `default` included, and every archive."""
    buses = list(reader.pages(BUSES))
    endpoints = reader.all(ENDPOINTS) if buses else []
    yield from reader.map(partial(_bus, reader, endpoints), buses)
    yield from reader.map(partial(_archive, reader), reader.pages(ARCHIVES))


def _bus(reader: Reader, endpoints: object, listed: EventBus) -> Resource:
    id, name = listed["Arn"], listed["Name"]
    detail = reader.get(DESCRIPTION, Name=name)
    facts = {
        # EventBridge encrypts every bus, with a key of its own unless told otherwise.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("KmsKeyIdentifier")), detail),
        "flows.replication": lift(partial(_replicas, id), endpoints),
        "flows.copy": _sent(reader, name),
        **shared(reader, listed.get("Policy"), TAKING),
    }
    return reader.resource(BUS, id, name, facts, tags(reader.get(TAGS, ResourceARN=id)))


def _replicas(id: str, endpoints: list[Endpoint] | None) -> Any:
    """A global endpoint sends every event to the buses of both its regions, unless told not to."""
    ways: dict[bool, list[str]] = {True: [], False: []}
    for one in endpoints or ():
        buses = [bus["EventBusArn"] for bus in one.get("EventBuses", ())]
        on = one.get("ReplicationConfig", {}).get("State", "ENABLED") == "ENABLED"
        ways[on] += [other for other in buses if id in buses and other != id]
    return paused(map(to_arn, ways[True]), ways[False])


def _sent(reader: Reader, bus: str) -> Any:
    """Where the rules of a bus send events, and leave those that could not be delivered; a rule that is off sends nothing."""
    rules = reader.all(RULES, EventBusName=bus)
    if isinstance(rules, Unknown):
        return rules
    on = [rule["Name"] for rule in rules if rule.get("State") != "DISABLED"]
    ends = [lift(_ends, reader.all(TARGETS, Rule=rule, EventBusName=bus)) for rule in on]
    known = [arn for found in ends if isinstance(found, list) for arn in found]
    return joined(*(lift(partial(to_ends, reader), one) for one in ends), called(reader, API_DESTINATIONS, known))


def _ends(targets: list[Target]) -> list[str]:
    return [arn for one in targets for arn in (one["Arn"], one.get("DeadLetterConfig", {}).get("Arn")) if arn]


def to_ends(reader: Reader, arns: Iterable[str]) -> Any:
    """The flows to what a rule or a pipe names as its targets, but API destinations; a log group as its own list names it."""
    return flows(to_bucket(reader, one) if ":s3:::" in one else to_arn(one.removesuffix(":*")) for one in arns if API not in one)


def called(reader: Reader, call: Call, ends: Iterable[str]) -> Any:
    """The hosts that API destinations among the targets call, in or outside AWS."""
    named = [one for one in ends if API in one]
    listed = reader.all(call) if named else []
    hosts = lift(lambda found: {one["ApiDestinationArn"]: one["InvocationEndpoint"] for one in found}, listed)
    return lift(lambda known: flows(to_host(known[one]) if one in known else to_arn(one) for one in named), hosts)


def _archive(reader: Reader, listed: Archive) -> Resource:
    name = listed["ArchiveName"]
    detail = reader.get(ARCHIVE_DETAIL, ArchiveName=name)
    facts = {
        "retention.max": days(listed.get("RetentionDays")),
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("KmsKeyIdentifier")), detail),
    }
    return reader.resource(ARCHIVE, arn(reader, "events", f"archive/{name}"), name, facts, {})


COLLECTOR = Collector(
    service="eventbridge",
    native_types={BUS: "event_bus", ARCHIVE: "log_store"},
    calls=(BUSES, DESCRIPTION, RULES, TARGETS, API_DESTINATIONS, ENDPOINTS, ARCHIVES, ARCHIVE_DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.copy", "flows.share"),
            f"{DOCS}/eventbridge/latest/APIReference/API_CreateArchive.html: replays to its own bus only",
            (ARCHIVE,),
        ),
    ),
)
