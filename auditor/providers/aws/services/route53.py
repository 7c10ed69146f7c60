"""Amazon Route 53: hosted zones, and where the queries they answer are logged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import tags, to_arn
from auditor.providers.aws.tagging import tags_of
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.route53 import HostedZone, QueryLoggingConfig

ZONE = "AWS::Route53::HostedZone"

ZONES = Call("route53", "ListHostedZones", path="HostedZones", lists=True)
LOGGING = Call("route53", "ListQueryLoggingConfigs", feeds=("flows.logs",), path="QueryLoggingConfigs")
TAGS = Call("route53", "ListTagsForResources", feeds=("tags",), path="ResourceTagSets")
AT_ONCE = 10
"""Zones whose tags one call may ask for."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every hosted zone of the account; they have no region."""
    zones = list(reader.pages(ZONES))
    if zones:
        logged, labels = reader.all(LOGGING), _labels(reader, [_known(one) for one in zones])
        yield from (_zone(reader, logged, labels, one) for one in zones)


def _known(listed: HostedZone) -> str:
    return str(listed["Id"].rsplit("/", 1)[-1])


def _labels(reader: Reader, zones: list[str]) -> dict[str, Any]:
    """The tags of each zone, asked for by the handful."""
    handfuls = [zones[start : start + AT_ONCE] for start in range(0, len(zones), AT_ONCE)]
    answers = reader.map(lambda some: reader.all(TAGS, ResourceType="hostedzone", ResourceIds=some), handfuls)
    found: dict[str, Any] = {}
    for some, answer in zip(handfuls, answers, strict=True):
        told = lift(lambda sets: {one["ResourceId"]: tags(one["Tags"]) for one in sets}, answer)
        found |= {zone: tags_of(told, zone) for zone in some}
    return found


def _zone(reader: Reader, logged: object, labels: Mapping[str, object], listed: HostedZone) -> Resource:
    known = _known(listed)
    facts = {"flows.logs": lift(partial(_logs, known), logged)}
    name = listed["Name"].rstrip(".")
    return reader.resource(ZONE, f"arn:{reader.partition}:route53:::hostedzone/{known}", name, facts, labels[known], region=None)


def _logs(known: str, configs: list[QueryLoggingConfig]) -> Any:
    found = [one["CloudWatchLogsLogGroupArn"] for one in configs if one["HostedZoneId"] == known]
    return flows(to_arn(one.removesuffix(":*")) for one in found)


COLLECTOR = Collector(
    service="route53",
    native_types={ZONE: "dns_zone"},
    calls=(ZONES, LOGGING, TAGS),
    collect=collect,
    where="account",
)
