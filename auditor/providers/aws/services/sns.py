"""Amazon SNS topics: whom they deliver to, in which region, account or outside AWS, and who else may subscribe."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import key_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import shared, to_anywhere
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.sns import Subscription, Topic

TOPIC = "AWS::SNS::Topic"
TAKING = ("sns:Subscribe",)
UNCONFIRMED = ("PendingConfirmation", "Deleted")

TOPICS = Call("sns", "ListTopics", path="Topics", lists=True)
ATTRIBUTES = Call(
    "sns",
    "GetTopicAttributes",
    feeds=("encryption.at_rest", "encryption.key", "public.access", "flows.share"),
    path="Attributes",
)
# Not ListSubscriptions: it leaves out what other accounts subscribed themselves.
SUBSCRIPTIONS = Call("sns", "ListSubscriptionsByTopic", feeds=("flows.copy",), path="Subscriptions")
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every topic of the region."""
    topics = list(reader.pages(TOPICS))
    labels = tagged(reader, TAGS, "sns") if topics else {}
    yield from reader.map(partial(_topic, reader, labels), topics)


def _topic(reader: Reader, labels: object, listed: Topic) -> Resource:
    id = listed["TopicArn"]
    said = reader.get(ATTRIBUTES, TopicArn=id)
    facts = {
        "encryption.at_rest": lift(lambda attributes: bool(attributes.get("KmsMasterKeyId")), said),
        "encryption.key": lift(lambda attributes: key_arn(reader, attributes.get("KmsMasterKeyId")), said),
        "flows.copy": lift(_deliveries, reader.all(SUBSCRIPTIONS, TopicArn=id)),
        **shared(reader, lift(lambda attributes: attributes.get("Policy"), said), TAKING),
    }
    return reader.resource(TOPIC, id, id.rsplit(":", 1)[1], facts, tags_of(labels, id))


def _deliveries(subscriptions: list[Subscription]) -> Any:
    """What is not confirmed gets nothing."""
    return flows(to_anywhere(one["Endpoint"]) for one in subscriptions if one["SubscriptionArn"] not in UNCONFIRMED)


COLLECTOR = Collector(
    service="sns",
    native_types={TOPIC: "topic"},
    calls=(TOPICS, ATTRIBUTES, SUBSCRIPTIONS, TAGS),
    collect=collect,
)
