"""Amazon CloudWatch Logs: log groups, how long they keep, and where subscriptions send them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, days, flows, key_arn, to_arn
from auditor.providers.base import Call, Collector, Reader, lift

GROUP = "AWS::Logs::LogGroup"

GROUPS = Call("logs", "DescribeLogGroups", feeds=("retention.max", "encryption.at_rest", "encryption.key"), path="logGroups", lists=True)
SUBSCRIPTIONS = Call("logs", "DescribeSubscriptionFilters", feeds=("flows.copy",), path="subscriptionFilters")
TAGS = Call("logs", "ListTagsForResource", feeds=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every log group of the region."""
    yield from reader.map(partial(_group, reader), reader.pages(GROUPS))


def _group(reader: Reader, group: dict[str, Any]) -> Resource:
    name = group["logGroupName"]
    id = arn(reader, "logs", f"log-group:{name}")
    subscriptions = reader.all(SUBSCRIPTIONS, logGroupName=name)
    facts = {
        "retention.max": days(group.get("retentionInDays")),
        # CloudWatch Logs encrypts every group, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, group.get("kmsKeyId")),
        "flows.copy": lift(lambda found: flows(to_arn(one["destinationArn"]) for one in found), subscriptions),
    }
    return reader.resource(GROUP, id, name, facts, lift(_tags, reader.get(TAGS, resourceArn=id)))


def _tags(answer: dict[str, Any]) -> dict[str, str]:
    """A plain map here, and an empty one is an answer."""
    return dict(answer.get("tags", {}))


COLLECTOR = Collector(
    service="logs",
    native_types={GROUP: "log_store"},
    calls=(GROUPS, SUBSCRIPTIONS, TAGS),
    collect=collect,
)
