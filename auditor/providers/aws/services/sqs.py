"""Amazon SQS queues: how long they keep messages, where undelivered ones go, and who else may receive them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, key_arn, said, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import shared
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import SILENT, lift
from auditor.providers.shapes import flows, seconds

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


def _queue(reader: Reader, labels: object, url: str) -> Resource:
    name = url.rsplit("/", 1)[-1]
    id = arn(reader, "sqs", name)
    found = reader.get(ATTRIBUTES, QueueUrl=url, AttributeNames=["All"])
    facts = {
        "retention.max": lift(lambda attributes: lift(_kept, said(attributes, "MessageRetentionPeriod", ATTRIBUTES)), found),
        "encryption.at_rest": lift(_encrypted, found),
        "encryption.key": lift(lambda attributes: key_arn(reader, attributes.get("KmsMasterKeyId")), found),
        "flows.copy": lift(_undelivered, found),
        **shared(reader, lift(lambda attributes: attributes.get("Policy") or None, found), TAKING),
    }
    return reader.resource(QUEUE, id, name, facts, tags_of(labels, id))


def _kept(period: str) -> str:
    return seconds(int(period))


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
