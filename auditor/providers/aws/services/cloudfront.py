"""Amazon CloudFront: distributions, whose content lies in caches all over the world, their origins, logs and code at the edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import UNOFFERED, tags, to_arn
from auditor.providers.aws.services.log_deliveries import delivered
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import SILENT, Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.cloudfront import (
        CacheBehavior,
        DefaultCacheBehavior,
        DistributionConfig,
        DistributionSummary,
        RealtimeLogConfigs,
    )
    from auditor.providers.aws.shapes.log_deliveries import Delivery

DISTRIBUTION = "AWS::CloudFront::Distribution"
HOLDER, HOME = "cloudfront.net", "us-east-1"
AT_THE_EDGE = Unknown.of("not_collected", "what Lambda@Edge logs, in whichever region it runs")

# CloudFront leaves empty lists out.
DISTRIBUTIONS = Call(
    "cloudfront",
    "ListDistributions",
    feeds=("cdn.origins", "flows.cache", "flows.processing", "flows.logs"),
    path="DistributionList.Items",
    absent=SILENT,
    lists=True,
)
DETAIL = Call("cloudfront", "GetDistributionConfig", feeds=("flows.logs",), path="DistributionConfig")
REALTIME = Call("cloudfront", "ListRealtimeLogConfigs", feeds=("flows.logs",), path="RealtimeLogConfigs", absent=UNOFFERED)
DELIVERIES = Call("logs", "DescribeDeliveries", feeds=("flows.logs",), path="deliveries", absent=UNOFFERED)
SOURCES = Call("logs", "DescribeDeliverySources", feeds=("flows.logs",), path="deliverySources")
TARGETS = Call("logs", "DescribeDeliveryDestinations", feeds=("flows.logs",), path="deliveryDestinations")
TAGS = Call("cloudfront", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every distribution of the account; they have no region."""
    distributions = list(reader.pages(DISTRIBUTIONS))
    if distributions:
        realtime, standard = lift(_streams, reader.get(REALTIME)), _deliveries(reader)
        yield from reader.map(partial(_distribution, reader, realtime, standard), distributions)


def _distribution(reader: Reader, realtime: object, standard: object, listed: DistributionSummary) -> Resource:
    id, aliases = listed["ARN"], listed.get("Aliases", {}).get("Items", ())
    origins = [one["DomainName"] for one in listed.get("Origins", {}).get("Items", ())]
    facts = {
        "cdn.origins": origins or None,
        "flows.cache": flows(_caches(reader, origins)),
        "flows.processing": flows(_code(listed)),
        "flows.logs": joined(
            lift(partial(_logs, reader), reader.get(DETAIL, Id=listed["Id"])),
            lift(partial(_streamed, _behaviours(listed)), realtime),
            lift(partial(_delivered, id), standard),
            AT_THE_EDGE if any(one.get("LambdaFunctionAssociations", {}).get("Items") for one in _behaviours(listed)) else None,
        ),
    }
    labels = lift(lambda found: tags(found.get("Items")), reader.get(TAGS, Resource=id))
    return reader.resource(DISTRIBUTION, id, aliases[0] if aliases else listed.get("DomainName", listed["Id"]), facts, labels, region=None)


def _caches(reader: Reader, origins: list[str]) -> Iterator[dict[str, Any]]:
    """Somewhere among the price class's areas, in no country that could be told; of each bucket that is an origin, else of the whole."""
    everywhere = {"country": None, "holder": HOLDER}
    buckets = [origin for origin in origins if ".s3." in origin or ".s3-" in origin]
    yield from ({**everywhere, "source": to_bucket(reader, one)["to"]} for one in buckets)
    if len(buckets) < len(origins) or not origins:
        yield everywhere


def _behaviours(listed: DistributionSummary) -> list[DefaultCacheBehavior | CacheBehavior]:
    return [listed.get("DefaultCacheBehavior", {}), *listed.get("CacheBehaviors", {}).get("Items", ())]


def _code(listed: DistributionSummary) -> Iterator[dict[str, Any]]:
    """Functions that see every request, run wherever it arrives."""
    for behaviour in _behaviours(listed):
        for one in behaviour.get("LambdaFunctionAssociations", {}).get("Items", ()):
            yield {"to": one["LambdaFunctionARN"].rsplit(":", 1)[0], "country": None, "holder": HOLDER}
        for each in behaviour.get("FunctionAssociations", {}).get("Items", ()):
            yield {"to": each["FunctionARN"], "country": None, "holder": HOLDER}


def _streams(configs: RealtimeLogConfigs | None) -> Any:
    """The streams of each configuration of real-time logs; a hundred of them fit in an answer."""
    configs = configs or {}
    if configs.get("IsTruncated"):
        return Unknown(REALTIME.reason("partial_list"))
    return {
        one["ARN"]: [end["KinesisStreamConfig"]["StreamARN"] for end in one["EndPoints"] if "KinesisStreamConfig" in end]
        for one in configs.get("Items", ())
    }


def _logs(reader: Reader, detail: DistributionConfig) -> Any:
    bucket = detail.get("Logging", {})
    return flows([to_bucket(reader, bucket["Bucket"])] if bucket.get("Enabled") and bucket.get("Bucket") else [])


def _deliveries(reader: Reader) -> Any:
    """The second version of standard logs is a delivery of CloudWatch Logs, in the region where CloudFront is at home."""
    if reader.partition != "aws":
        return []
    there = reader.at(HOME)
    listed = there.all(DELIVERIES)
    if not listed or isinstance(listed, Unknown):
        return listed or []
    ends = partial(_sourced, there, listed)
    return lift(ends, there.all(SOURCES), there.all(TARGETS))


def _sourced(reader: Reader, listed: list[Delivery], sources: Any, targets: Any) -> list[Mapping[str, Any]]:
    return [flow for one in listed for flow in delivered(reader, one, sources, targets) or ()]


def _delivered(id: str, found: Sequence[Mapping[str, object]]) -> Any:
    return flows({name: value for name, value in flow.items() if name != "source"} for flow in found if flow.get("source") == id)


def _streamed(behaviours: list[DefaultCacheBehavior | CacheBehavior], realtime: Mapping[str, list[str]]) -> Any:
    used = [behaviour.get("RealtimeLogConfigArn") for behaviour in behaviours]
    return flows(to_arn(stream) for config in used if config for stream in realtime.get(config, ()))


COLLECTOR = Collector(
    service="cloudfront",
    native_types={DISTRIBUTION: "cdn"},
    calls=(DISTRIBUTIONS, DETAIL, REALTIME, DELIVERIES, SOURCES, TARGETS, TAGS),
    collect=collect,
    where="account",
)
