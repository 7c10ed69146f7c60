"""Amazon CloudWatch Logs: log groups, how long they keep, where subscriptions and exports send them; destinations for others' logs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, days, flows, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import to_bucket
from auditor.providers.base import Call, Collector, Reader, lift

GROUP = "AWS::Logs::LogGroup"
DESTINATION = "AWS::Logs::Destination"
LISTED = ("retention.max", "encryption.at_rest", "encryption.key")

GROUPS = Call("logs", "DescribeLogGroups", feeds=LISTED, of=(GROUP,), path="logGroups", lists=True)
SUBSCRIPTIONS = Call("logs", "DescribeSubscriptionFilters", feeds=("flows.copy",), of=(GROUP,), path="subscriptionFilters")
EXPORTS = Call("logs", "DescribeExportTasks", feeds=("flows.copy",), of=(GROUP,), path="exportTasks")
DESTINATIONS = Call("logs", "DescribeDestinations", feeds=("flows.copy",), of=(DESTINATION,), path="destinations", lists=True)
GROUP_TAGS = tagging(GROUP)
TAGS = Call("logs", "ListTagsForResource", feeds=("tags",), of=(DESTINATION,))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every log group of the region, and every destination."""
    groups = list(reader.pages(GROUPS))
    if groups:
        exports, labels = reader.all(EXPORTS), tagged(reader, GROUP_TAGS, "logs")
        yield from reader.map(partial(_group, reader, exports, labels), groups)
    yield from reader.map(partial(_destination, reader), reader.pages(DESTINATIONS))


def _group(reader: Reader, exports: Any, labels: Any, group: dict[str, Any]) -> Resource:
    name = group["logGroupName"]
    id = arn(reader, "logs", f"log-group:{name}")
    subscriptions = reader.all(SUBSCRIPTIONS, logGroupName=name)
    facts = {
        "retention.max": days(group.get("retentionInDays")),
        # CloudWatch Logs encrypts every group, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, group.get("kmsKeyId")),
        "flows.copy": lift(partial(_sent, reader, name), subscriptions, exports),
    }
    return reader.resource(GROUP, id, name, facts, tags_of(labels, id))


def _sent(reader: Reader, group: str, subscriptions: list[dict[str, Any]], exports: list[dict[str, Any]]) -> Any:
    """Where subscriptions send what comes in, and the buckets that past exports filled."""
    buckets = [to_bucket(reader, one["destination"]) for one in exports if one.get("logGroupName") == group and one.get("destination")]
    return flows([*(to_arn(one["destinationArn"]) for one in subscriptions), *buckets])


def _destination(reader: Reader, listed: dict[str, Any]) -> Resource:
    """Other accounts send logs in; what takes them out again is its target."""
    id, facts = listed["arn"], {"flows.copy": flows([to_arn(listed["targetArn"])]), "flows.share": None}
    return reader.resource(DESTINATION, id, listed["destinationName"], facts, lift(_tags, reader.get(TAGS, resourceArn=id)))


def _tags(answer: dict[str, Any]) -> dict[str, str]:
    """A plain map here, and an empty one is an answer."""
    return dict(answer.get("tags", {}))


COLLECTOR = Collector(
    service="logs",
    native_types={GROUP: "log_store", DESTINATION: "transfer"},
    calls=(GROUPS, SUBSCRIPTIONS, EXPORTS, GROUP_TAGS, DESTINATIONS, TAGS),
    collect=collect,
)
