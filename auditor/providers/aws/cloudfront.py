"""Amazon CloudFront: distributions, whose content lies in caches all over the world, their origins, logs and code at the edge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import flows, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.base import SILENT, Call, Collector, Reader, Unknown, lift

DISTRIBUTION = "AWS::CloudFront::Distribution"
HOLDER = "cloudfront.net"

# CloudFront leaves empty lists out.
DISTRIBUTIONS = Call(
    "cloudfront",
    "ListDistributions",
    feeds=("cdn.origins", "flows.cache", "flows.processing"),
    path="DistributionList.Items",
    absent=SILENT,
    lists=True,
)
DETAIL = Call("cloudfront", "GetDistributionConfig", feeds=("flows.logs",), path="DistributionConfig")
REALTIME = Call("cloudfront", "ListRealtimeLogConfigs", feeds=("flows.logs",), path="RealtimeLogConfigs")
TAGS = Call("cloudfront", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every distribution of the account; they have no region."""
    distributions = list(reader.pages(DISTRIBUTIONS))
    realtime = lift(_streams, reader.get(REALTIME)) if distributions else {}
    yield from reader.map(partial(_distribution, reader, realtime), distributions)


def _distribution(reader: Reader, realtime: Any, listed: dict[str, Any]) -> Resource:
    id, aliases = listed["ARN"], listed.get("Aliases", {}).get("Items", ())
    origins = [one["DomainName"] for one in listed.get("Origins", {}).get("Items", ())]
    facts = {
        "cdn.origins": origins or None,
        "flows.cache": flows(_caches(reader, origins)),
        "flows.processing": flows(_code(listed)),
        "flows.logs": lift(partial(_logs, reader, _behaviours(listed)), realtime, reader.get(DETAIL, Id=listed["Id"])),
    }
    labels = lift(lambda found: tags(found.get("Items")), reader.get(TAGS, Resource=id))
    return reader.resource(DISTRIBUTION, id, aliases[0] if aliases else listed["DomainName"], facts, labels, region=None)


def _caches(reader: Reader, origins: list[str]) -> Iterator[dict[str, Any]]:
    """Somewhere among the price class's areas, in no country that could be told; of each bucket that is an origin, else of the whole."""
    everywhere = {"country": None, "holder": HOLDER}
    buckets = [origin for origin in origins if ".s3." in origin or ".s3-" in origin]
    yield from ({**everywhere, "source": to_bucket(reader, one)["to"]} for one in buckets)
    if len(buckets) < len(origins) or not origins:
        yield everywhere


def _behaviours(listed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [listed.get("DefaultCacheBehavior", {}), *listed.get("CacheBehaviors", {}).get("Items", ())]


def _code(listed: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Functions that see every request, run wherever it arrives."""
    for behaviour in _behaviours(listed):
        for one in behaviour.get("LambdaFunctionAssociations", {}).get("Items", ()):
            yield {"to": one["LambdaFunctionARN"].rsplit(":", 1)[0], "country": None, "holder": HOLDER}
        for one in behaviour.get("FunctionAssociations", {}).get("Items", ()):
            yield {"to": one["FunctionARN"], "country": None, "holder": HOLDER}


def _streams(configs: Mapping[str, Any]) -> Any:
    """The streams of each configuration of real-time logs; a hundred of them fit in an answer."""
    if configs.get("IsTruncated"):
        return Unknown(f"partial_list: {REALTIME.detail}")
    return {
        one["ARN"]: [end["KinesisStreamConfig"]["StreamARN"] for end in one["EndPoints"] if "KinesisStreamConfig" in end]
        for one in configs.get("Items", ())
    }


def _logs(reader: Reader, behaviours: list[Mapping[str, Any]], realtime: Mapping[str, list[str]], detail: Mapping[str, Any]) -> Any:
    bucket = detail.get("Logging", {})
    named = [to_bucket(reader, bucket["Bucket"])] if bucket.get("Enabled") and bucket.get("Bucket") else []
    used = [behaviour.get("RealtimeLogConfigArn") for behaviour in behaviours]
    return flows([*named, *(to_arn(stream) for config in used if config for stream in realtime.get(config, ()))])


COLLECTOR = Collector(
    service="cloudfront",
    native_types={DISTRIBUTION: "cdn"},
    calls=(DISTRIBUTIONS, DETAIL, REALTIME, TAGS),
    collect=collect,
    where="account",
)
