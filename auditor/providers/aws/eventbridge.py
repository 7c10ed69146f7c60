"""Amazon EventBridge: buses, where their rules send events, what archives keep, and who else may listen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, days, flows, key_arn, tags, to_arn
from auditor.providers.aws.targets import shared, to_bucket
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

BUS = "AWS::Events::EventBus"
ARCHIVE = "AWS::Events::Archive"
TAKING = ("events:PutRule",)

BUSES = Call("events", "ListEventBuses", feeds=("public.access", "flows.share"), of=(BUS,), path="EventBuses", lists=True)
DESCRIPTION = Call("events", "DescribeEventBus", feeds=("encryption.at_rest", "encryption.key"), of=(BUS,))
RULES = Call("events", "ListRules", feeds=("flows.copy",), of=(BUS,), path="Rules")
TARGETS = Call("events", "ListTargetsByRule", feeds=("flows.copy",), of=(BUS,), path="Targets")
ENDPOINTS = Call("events", "ListEndpoints", feeds=("flows.replication",), of=(BUS,), path="Endpoints")
ARCHIVES = Call("events", "ListArchives", feeds=("retention.max",), of=(ARCHIVE,), path="Archives", lists=True)
ARCHIVE_DETAIL = Call("events", "DescribeArchive", feeds=("encryption.at_rest", "encryption.key"), of=(ARCHIVE,))
TAGS = Call("events", "ListTagsForResource", feeds=("tags",), of=(BUS,), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bus of the region, AWS's `default` included, and every archive."""
    buses = list(reader.pages(BUSES))
    endpoints = reader.all(ENDPOINTS) if buses else []
    yield from reader.map(partial(_bus, reader, endpoints), buses)
    yield from reader.map(partial(_archive, reader), reader.pages(ARCHIVES))


def _bus(reader: Reader, endpoints: Any, listed: dict[str, Any]) -> Resource:
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


def _replicas(id: str, endpoints: list[dict[str, Any]]) -> Any:
    """A global endpoint sends every event to the buses of both its regions, unless told not to."""
    found = [
        [bus["EventBusArn"] for bus in one.get("EventBuses", ())]
        for one in endpoints
        if one.get("ReplicationConfig", {}).get("State", "ENABLED") == "ENABLED"
    ]
    return flows(to_arn(other) for buses in found if id in buses for other in buses if other != id)


def _sent(reader: Reader, bus: str) -> Any:
    """Where the rules of a bus send events, and leave those that could not be delivered."""
    rules = reader.all(RULES, EventBusName=bus)
    if isinstance(rules, Unknown):
        return rules
    targets = [reader.all(TARGETS, Rule=rule["Name"], EventBusName=bus) for rule in rules]
    refused = next((one for one in targets if isinstance(one, Unknown)), None)
    ends = [arn for found in targets if isinstance(found, list) for one in found for arn in (one["Arn"], _failed(one)) if arn]
    return refused or flows(to_bucket(reader, arn) if ":s3:::" in arn else to_arn(_plain(arn)) for arn in ends)


def _failed(target: dict[str, Any]) -> Any:
    return target.get("DeadLetterConfig", {}).get("Arn")


def _plain(arn: str) -> str:
    """A log group as its own list names it."""
    return arn.removesuffix(":*")


def _archive(reader: Reader, listed: dict[str, Any]) -> Resource:
    name = listed["ArchiveName"]
    detail = reader.get(ARCHIVE_DETAIL, ArchiveName=name)
    facts = {
        "retention.max": days(listed.get("RetentionDays")),
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("KmsKeyIdentifier")), detail),
        "flows.copy": None,
        "flows.share": None,
    }
    return reader.resource(ARCHIVE, arn(reader, "events", f"archive/{name}"), name, facts, {})


COLLECTOR = Collector(
    service="eventbridge",
    native_types={BUS: "event_bus", ARCHIVE: "log_store"},
    calls=(BUSES, DESCRIPTION, RULES, TARGETS, ENDPOINTS, ARCHIVES, ARCHIVE_DETAIL, TAGS),
    collect=collect,
)
