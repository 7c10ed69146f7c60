"""Amazon Route 53: hosted zones, and where the queries they answer are logged."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import flows, tags, to_arn
from auditor.providers.base import Call, Collector, Reader, lift

ZONE = "AWS::Route53::HostedZone"

ZONES = Call("route53", "ListHostedZones", path="HostedZones", lists=True)
LOGGING = Call("route53", "ListQueryLoggingConfigs", feeds=("flows.logs",), path="QueryLoggingConfigs")
TAGS = Call("route53", "ListTagsForResource", feeds=("tags",), path="ResourceTagSet.Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every hosted zone of the account; they have no region."""
    zones = list(reader.pages(ZONES))
    logged = reader.all(LOGGING) if zones else []
    yield from reader.map(partial(_zone, reader, logged), zones)


def _zone(reader: Reader, logged: Any, listed: dict[str, Any]) -> Resource:
    known = listed["Id"].rsplit("/", 1)[-1]
    facts = {"flows.logs": lift(partial(_logs, known), logged)}
    labels = tags(reader.get(TAGS, ResourceType="hostedzone", ResourceId=known))
    name = listed["Name"].rstrip(".")
    return reader.resource(ZONE, f"arn:{reader.partition}:route53:::hostedzone/{known}", name, facts, labels, region=None)


def _logs(known: str, configs: list[dict[str, Any]]) -> Any:
    found = [one["CloudWatchLogsLogGroupArn"] for one in configs if one["HostedZoneId"] == known]
    return flows(to_arn(one.removesuffix(":*")) for one in found)


COLLECTOR = Collector(
    service="route53",
    native_types={ZONE: "dns_zone"},
    calls=(ZONES, LOGGING, TAGS),
    collect=collect,
    where="account",
)
