"""Amazon S3 Multi-Region Access Points: one name for buckets of several regions, which take what is written to any."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.services.s3 import TAKE
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.multi_region_access_points import (
        GetMultiRegionAccessPointPolicyResult,
        MultiRegionAccessPointReport,
        RegionReport,
    )

POINT = "AWS::S3::MultiRegionAccessPoint"
HOME = "us-west-2"
"""The one region that answers for them, in the one partition that has them."""

POINTS = Call(
    "s3control",
    "ListMultiRegionAccessPoints",
    feeds=("flows.copy",),
    path="AccessPoints",
    permission="s3:ListMultiRegionAccessPoints",
    lists=True,
)
POLICY = Call(
    "s3control",
    "GetMultiRegionAccessPointPolicy",
    feeds=("flows.share",),
    permission="s3:GetMultiRegionAccessPointPolicy",
    absent=frozenset({"NoSuchMultiRegionAccessPointPolicy"}),
    must=("Policy",),
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every multi-region access point of the account."""
    if reader.partition == "aws":
        home = reader.at(HOME)
        yield from reader.map(partial(_point, home), home.pages(POINTS, AccountId=reader.account))


def _point(reader: Reader, point: MultiRegionAccessPointReport) -> Resource:
    policy = lift(_established, reader.get(POLICY, AccountId=reader.account, Name=point["Name"]))
    id = f"arn:{reader.partition}:s3::{reader.account}:accesspoint/{point['Alias']}"
    facts = {
        "flows.copy": flows(_bucket(reader, one) for one in point.get("Regions", ())),
        "flows.share": policies.shares(reader, policy, TAKE, region=HOME),
    }
    return reader.resource(POINT, id, point["Name"], facts, {}, region=None)


def _bucket(reader: Reader, region: RegionReport) -> dict[str, Any]:
    bucket = {"to": f"arn:{reader.partition}:s3:::{region['Bucket']}", "region": region["Region"]}
    return bucket | {"account": region.get("BucketAccountId") or reader.account}


def _established(answer: GetMultiRegionAccessPointPolicyResult | None) -> str | None:
    """The policy in force, not the one proposed."""
    return (((answer or {}).get("Policy") or {}).get("Established") or {}).get("Policy") or None


COLLECTOR = Collector(
    service="multi-region-access-points",
    native_types={POINT: "transfer"},
    calls=(POINTS, POLICY),
    collect=collect,
    where="account",
)
