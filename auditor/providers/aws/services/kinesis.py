"""Amazon Kinesis data streams: how long they keep records, with which key, and who else may read them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, encryption, said, tags
from auditor.providers.aws.targets import shared
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import hours, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.kinesis import GetResourcePolicyOutput

STREAM = "AWS::Kinesis::Stream"
TAKING = ("kinesis:GetRecords", "kinesis:SubscribeToShard")

OPENED = ("public.access", "flows.share")

STREAMS = Call("kinesis", "ListStreams", path="StreamNames", lists=True)
SUMMARY = Call(
    "kinesis",
    "DescribeStreamSummary",
    feeds=("retention.max", "encryption.at_rest", "encryption.key", *OPENED),
    path="StreamDescriptionSummary",
)
POLICY = Call(
    "kinesis",
    "GetResourcePolicy",
    feeds=OPENED,
    absent=frozenset({"ResourceNotFoundException"}),
    must=("Policy",),
)
# Asked of those streams that say how many they have.
CONSUMERS = Call("kinesis", "ListStreamConsumers", feeds=OPENED, path="Consumers")
TAGS = Call("kinesis", "ListTagsForStream", feeds=("tags",), path="Tags")
ALL_TAGS = 50
"""As many as a stream may have."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Every stream of the region."""
    yield from reader.map(partial(_stream, reader), reader.pages(STREAMS))


def _stream(reader: Reader, name: str) -> Resource:
    id = arn(reader, "kinesis", f"stream/{name}")
    summary = reader.get(SUMMARY, StreamName=name)
    key = lift(lambda described: described.get("KeyId"), summary)
    encrypted = lift(lambda described: lift(lambda sort: sort == "KMS", said(described, "EncryptionType", SUMMARY)), summary)
    consumers = lift(lambda described: reader.all(CONSUMERS, StreamARN=id) if described.get("ConsumerCount") else [], summary)
    own = _opened(reader, id)
    theirs = lift(lambda found: [_opened(reader, one["ConsumerARN"]) for one in found], consumers)
    opened = [own, *([dict.fromkeys(OPENED, theirs)] if isinstance(theirs, Unknown) else theirs)]
    facts = {
        "retention.max": lift(lambda described: lift(hours, said(described, "RetentionPeriodHours", SUMMARY)), summary),
        **encryption(reader, encrypted, key),
        "public.access": either(*(one["public.access"] for one in opened)),
        "flows.share": joined(*(one["flows.share"] for one in opened)),
    }
    return reader.resource(STREAM, id, name, facts, tags(reader.get(TAGS, StreamName=name, Limit=ALL_TAGS)))


def _opened(reader: Reader, id: str) -> dict[str, Any]:
    """To whom the policy of a stream opens it, or that of a consumer what that one takes out of it."""
    return shared(reader, lift(_policy, reader.get(POLICY, ResourceARN=id)), TAKING)


def _policy(answer: GetResourcePolicyOutput | None) -> str | None:
    """A stream without a policy has an empty one."""
    found = (answer or {}).get("Policy") or "{}"
    return None if found == "{}" else found


COLLECTOR = Collector(
    service="kinesis",
    native_types={STREAM: "stream"},
    calls=(STREAMS, SUMMARY, POLICY, CONSUMERS, TAGS),
    collect=collect,
)
