"""How much buckets hold, which S3 itself does not tell and CloudWatch counts once a day: asked only when the configuration says so.

AWS charges for each metric that is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Any

from auditor.clock import today
from auditor.model import Resource
from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import holding
from auditor.reason import reason_of

SIZES = Call("cloudwatch", "GetMetricData", feeds=("size.used",), path="MetricDataResults", option="sizes")
MOST, FEWER = 500, 100
"""How many metrics one request may ask for, and how many where so many searches are not allowed at once."""
TOO_MANY = frozenset({"ValidationError", "LimitExceeded", "InvalidParameterValue", "InvalidParameterCombination"})
DAYS = 3
"""The count of a day may come two days later."""
UNSAID = Unknown(SIZES.reason("empty_answer"))
_SUM = "SUM(SEARCH('{AWS/S3,BucketName,StorageType} MetricName=\"BucketSizeBytes\" BucketName=\"%s\"', 'Average', 86400))"
"""Of all the classes that objects may be stored in."""


def measured(reader: Reader, buckets: Iterable[Resource]) -> Iterator[Resource]:
    """The buckets with what they hold. One of which CloudWatch counts nothing, or that lies nobody knows where, stays without a size."""
    ordered = sorted(buckets, key=_region)
    for region, group in groupby(ordered, _region):
        found = list(group)
        for start in range(0, len(found), MOST):
            some = found[start : start + MOST]
            yield from _with_sizes(reader.at(region), some) if region else map(_nowhere, some)


def _region(bucket: Resource) -> str:
    return "" if "region" in bucket.unknown else bucket.region or ""


def _nowhere(bucket: Resource) -> Resource:
    """CloudWatch counts where a bucket lies: of one whose place was not read it cannot be asked."""
    return holding(bucket, Unknown(reason_of(bucket.unknown["region"]))) if "region" in bucket.unknown else bucket


def _with_sizes(there: Reader, buckets: Sequence[Resource]) -> Iterator[Resource]:
    answer = _asked(there, buckets)
    if isinstance(answer, Unknown) and len(buckets) > FEWER and answer.reason.provider_code in TOO_MANY:
        for start in range(0, len(buckets), FEWER):
            yield from _with_sizes(there, buckets[start : start + FEWER])
        return
    told = lift(lambda results: {one["Id"]: next(iter(one.get("Values") or ()), None) for one in results}, answer)
    for number, bucket in enumerate(buckets):
        yield holding(bucket, lift(lambda known, id=f"b{number}": known.get(id, UNSAID), told))


def _asked(there: Reader, buckets: Sequence[Resource]) -> Any:
    end = datetime.combine(today(), time())
    queries = [{"Id": f"b{number}", "Expression": _SUM % bucket.name} for number, bucket in enumerate(buckets)]
    return there.all(SIZES, MetricDataQueries=queries, StartTime=end - timedelta(days=DAYS), EndTime=end)
