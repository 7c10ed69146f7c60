"""AWS Config: what it records of the account, how long, where it delivers it, and who may gather it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import arn, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.config import (
        AggregationAuthorization,
        ConfigurationAggregator,
        ConfigurationRecorder,
        DeliveryChannel,
    )

RECORDER = "AWS::Config::ConfigurationRecorder"
AGGREGATOR = "AWS::Config::ConfigurationAggregator"
SEVEN_YEARS = 2557
PER_SOURCE = Unknown.of("not_collected", "an aggregator keeps what each account it gathers from keeps")

RECORDERS = Call("config", "DescribeConfigurationRecorders", of=(RECORDER,), path="ConfigurationRecorders", lists=True)
CHANNELS = Call("config", "DescribeDeliveryChannels", feeds=("flows.copy",), of=(RECORDER,), path="DeliveryChannels")
GATHERERS = Call("config", "DescribeAggregationAuthorizations", feeds=("flows.copy",), of=(RECORDER,), path="AggregationAuthorizations")
RETENTION = Call("config", "DescribeRetentionConfigurations", feeds=("retention.max",), of=(RECORDER,), path="RetentionConfigurations")
# Opening asks for them too, to know what they gather.
AGGREGATORS = Call("config", "DescribeConfigurationAggregators", of=(AGGREGATOR,), path="ConfigurationAggregators", lists=True, once=True)
TAGS = Call("config", "ListTagsForResource", feeds=("tags",), of=(AGGREGATOR,), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """The recorders of the region, and what gathers the records of other accounts and regions there."""
    yield from (_recorder(reader, one) for one in reader.pages(RECORDERS))
    yield from reader.map(partial(_aggregator, reader), reader.pages(AGGREGATORS))


def _recorder(reader: Reader, listed: ConfigurationRecorder) -> Resource:
    name = listed["name"]
    facts = {
        "retention.max": lift(_kept, reader.all(RETENTION)),
        # Config encrypts what it keeps with a key of its own.
        "encryption.at_rest": True,
        "flows.copy": joined(lift(partial(_deliveries, reader), reader.all(CHANNELS)), lift(_gathered, reader.all(GATHERERS))),
    }
    return reader.resource(RECORDER, arn(reader, "config", f"configuration-recorder/{name}"), name, facts, {})


def _kept(found: Sequence[Mapping[str, object]]) -> str | None:
    """Seven years unless told otherwise."""
    return days(found[0]["RetentionPeriodInDays"] if found else SEVEN_YEARS)


def _deliveries(reader: Reader, channels: list[DeliveryChannel]) -> Any:
    """The bucket and the topic of the channel."""
    buckets = [to_bucket(reader, one["s3BucketName"]) for one in channels if one.get("s3BucketName")]
    topics = [to_arn(one["snsTopicARN"]) for one in channels if one.get("snsTopicARN")]
    return flows([*buckets, *topics])


def _gathered(gatherers: list[AggregationAuthorization]) -> Any:
    """The accounts that may gather the records, in their regions."""
    return flows({"account": one["AuthorizedAccountId"], "region": one["AuthorizedAwsRegion"]} for one in gatherers)


def _aggregator(reader: Reader, listed: ConfigurationAggregator) -> Resource:
    id = listed["ConfigurationAggregatorArn"]
    facts = {"retention.max": PER_SOURCE, "encryption.at_rest": True}
    return reader.resource(AGGREGATOR, id, listed["ConfigurationAggregatorName"], facts, tags(reader.all(TAGS, ResourceArn=id)))


COLLECTOR = Collector(
    service="config",
    native_types={RECORDER: "log_store", AGGREGATOR: "log_store"},
    calls=(RECORDERS, CHANNELS, GATHERERS, RETENTION, AGGREGATORS, TAGS),
    collect=collect,
    never=(
        unshared(),
        Absence(
            ("encryption.key",),
            f"{DOCS}/config/latest/developerguide/data-protection.html: what it keeps is encrypted, with no key to choose",
        ),
        Absence(
            ("flows.copy",),
            f"{DOCS}/config/latest/APIReference/API_PutConfigurationAggregator.html: names sources and no destination",
            (AGGREGATOR,),
        ),
    ),
)
