"""Amazon S3 access points, to buckets of this account or of another, and the exports of Storage Lens."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, tags
from auditor.providers.aws.services.s3 import TAKE
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, lift
from auditor.providers.shapes import flows, paused

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.access_points import AccessPoint, ListStorageLensConfigurationEntry, StorageLensConfiguration

ACCESS_POINT = "AWS::S3::AccessPoint"
LENS = "AWS::S3::StorageLens"

ACCESS_POINTS = Call(
    "s3control",
    "ListAccessPoints",
    feeds=("flows.copy",),
    of=(ACCESS_POINT,),
    path="AccessPointList",
    permission="s3:ListAccessPoints",
    lists=True,
)
POLICY = Call(
    "s3control",
    "GetAccessPointPolicy",
    feeds=("flows.share",),
    of=(ACCESS_POINT,),
    path="Policy",
    permission="s3:GetAccessPointPolicy",
    absent=frozenset({"NoSuchAccessPointPolicy"}),
)
LENSES = Call(
    "s3control",
    "ListStorageLensConfigurations",
    of=(LENS,),
    path="StorageLensConfigurationList",
    permission="s3:ListStorageLensConfigurations",
    absent=SILENT,
    lists=True,
)
DETAIL = Call(
    "s3control",
    "GetStorageLensConfiguration",
    feeds=("flows.copy",),
    of=(LENS,),
    path="StorageLensConfiguration",
    permission="s3:GetStorageLensConfiguration",
)
TAGS = Call(
    "s3control",
    "GetStorageLensConfigurationTagging",
    feeds=("tags",),
    of=(LENS,),
    permission="s3:GetStorageLensConfigurationTagging",
    absent=SILENT,
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Access points of the region, then the Storage Lens configurations whose home it is."""
    yield from reader.map(partial(_access_point, reader), reader.pages(ACCESS_POINTS, AccountId=reader.account))
    yield from reader.map(partial(_lens, reader), reader.pages(LENSES, AccountId=reader.account))


def _access_point(reader: Reader, point: AccessPoint) -> Resource:
    name = point["Name"]
    owner = point.get("BucketAccountId") or reader.account
    bucket = {"to": f"arn:{reader.partition}:s3:::{point['Bucket']}", "account": owner}
    policy = reader.get(POLICY, AccountId=reader.account, Name=name)
    shares = policies.shares(reader, policy, TAKE)
    facts = {
        # A way into a bucket of one's own is no other place.
        "flows.copy": flows([bucket] if owner != reader.account else []),
        "flows.share": lift(lambda found: flows({**one, "source": bucket["to"]} for one in found or ()), shares),
    }
    return reader.resource(ACCESS_POINT, point.get("AccessPointArn") or arn(reader, "s3", f"accesspoint/{name}"), name, facts, {})


def _lens(reader: Reader, lens: ListStorageLensConfigurationEntry) -> Resource:
    asked = {"AccountId": reader.account, "ConfigId": lens["Id"]}
    labels = lift(lambda answer: tags(answer.get("Tags")), reader.get(TAGS, **asked))
    facts = {"flows.copy": lift(_exports, reader.get(DETAIL, **asked))}
    return reader.resource(LENS, lens["StorageLensArn"], lens["Id"], facts, labels)


def _exports(configuration: StorageLensConfiguration) -> Any:
    target = (configuration.get("DataExport") or {}).get("S3BucketDestination")
    found = [{"to": target["Arn"], "account": target["AccountId"]}] if target else []
    return flows(found) if configuration.get("IsEnabled") else paused([], [one["to"] for one in found])


COLLECTOR = Collector(
    service="access-points",
    native_types={ACCESS_POINT: "transfer", LENS: "transfer"},
    calls=(ACCESS_POINTS, POLICY, LENSES, DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/AmazonS3/latest/API/API_control_StorageLensConfiguration.html: names only the bucket of its export",
            (LENS,),
        ),
    ),
)
