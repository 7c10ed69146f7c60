"""Amazon SQS queues: how long they keep messages, where undelivered ones go, and who else may receive them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, flows, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import seconds, shared
from auditor.providers.base import SILENT, Call, Collector, Reader, lift

QUEUE = "AWS::SQS::Queue"
TAKING = ("sqs:ReceiveMessage",)

# SQS says nothing at all where there is no queue.
QUEUES = Call("sqs", "ListQueues", path="QueueUrls", absent=SILENT, lists=True)
ATTRIBUTES = Call(
    "sqs",
    "GetQueueAttributes",
    feeds=("retention.max", "encryption.at_rest", "encryption.key", "public.access", "flows.share", "flows.copy"),
    path="Attributes",
)
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every queue of the region."""
    queues = list(reader.pages(QUEUES))
    labels = tagged(reader, TAGS, "sqs") if queues else {}
    yield from reader.map(partial(_queue, reader, labels), queues)


def _queue(reader: Reader, labels: Any, url: str) -> Resource:
    name = url.rsplit("/", 1)[-1]
    id = arn(reader, "sqs", name)
    said = reader.get(ATTRIBUTES, QueueUrl=url, AttributeNames=["All"])
    facts = {
        "retention.max": lift(lambda attributes: seconds(int(attributes["MessageRetentionPeriod"])), said),
        "encryption.at_rest": lift(_encrypted, said),
        "encryption.key": lift(lambda attributes: key_arn(reader, attributes.get("KmsMasterKeyId")), said),
        "flows.copy": lift(_undelivered, said),
        **shared(reader, lift(lambda attributes: attributes.get("Policy") or None, said), TAKING),
    }
    return reader.resource(QUEUE, id, name, facts, tags_of(labels, id))


def _encrypted(attributes: dict[str, str]) -> bool:
    return attributes.get("SqsManagedSseEnabled") == "true" or bool(attributes.get("KmsMasterKeyId"))


def _undelivered(attributes: dict[str, str]) -> Any:
    """The queue that takes what could not be delivered."""
    target = json.loads(attributes.get("RedrivePolicy") or "{}").get("deadLetterTargetArn")
    return flows([to_arn(target)] if target else [])


COLLECTOR = Collector(
    service="sqs",
    native_types={QUEUE: "queue"},
    calls=(QUEUES, ATTRIBUTES, TAGS),
    collect=collect,
)
