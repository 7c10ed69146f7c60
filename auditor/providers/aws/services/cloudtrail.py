"""AWS CloudTrail: trails and where they deliver, event data stores and how long they keep."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import UNOFFERED, key_arn, tags, to_arn
from auditor.providers.aws.policies import shares
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import NOTHING_SAID, Unknown, lift
from auditor.providers.shapes import days, flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.cloudtrail import EventDataStore, GetEventDataStoreResponse, Trail

TRAIL = "AWS::CloudTrail::Trail"
STORE = "AWS::CloudTrail::EventDataStore"
NOT_OURS = Unknown.of("not_collected", "the tags of an organisation's trail, which its own account keeps")
TAKING = ("cloudtrail:StartQuery", "cloudtrail:GetQueryResults")

TRAILS = Call(
    "cloudtrail",
    "DescribeTrails",
    feeds=("flows.copy", "trail.multi_region", "trail.organization"),
    of=(TRAIL,),
    path="trailList",
    lists=True,
)
STORES = Call("cloudtrail", "ListEventDataStores", of=(STORE,), path="EventDataStores", lists=True)
STORE_DETAIL = Call(
    "cloudtrail",
    "GetEventDataStore",
    feeds=("retention.max", "encryption.at_rest", "encryption.key", "flows.copy"),
    of=(STORE,),
)
STORE_POLICY = Call(
    "cloudtrail",
    "GetResourcePolicy",
    feeds=("flows.share",),
    of=(STORE,),
    path="ResourcePolicy",
    absent=UNOFFERED | {NOTHING_SAID, "ResourcePolicyNotFoundException"},
)
TAGS = Call("cloudtrail", "ListTags", feeds=("tags",), path="ResourceTagList")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every trail whose home is the region (not its shadows elsewhere), and every event data store."""
    yield from reader.map(partial(_trail, reader), reader.pages(TRAILS, includeShadowTrails=False))
    yield from reader.map(partial(_store, reader), reader.pages(STORES))


def _trail(reader: Reader, trail: Trail) -> Resource:
    """A trail of the account, or one that the organisation's account keeps and that takes this account's events too."""
    id = trail["TrailARN"]
    facts = {
        "flows.copy": flows(_deliveries(reader, trail)),
        "trail.multi_region": bool(trail.get("IsMultiRegionTrail")),
        "trail.organization": bool(trail.get("IsOrganizationTrail")),
    }
    return reader.resource(TRAIL, id, trail["Name"], facts, _tags(reader, id) if id.split(":")[4] == reader.account else NOT_OURS)


def _deliveries(reader: Reader, trail: Trail) -> Iterator[dict[str, Any]]:
    if bucket := trail.get("S3BucketName"):
        yield to_bucket(reader, bucket)
    if group := trail.get("CloudWatchLogsLogGroupArn"):
        yield to_arn(group.removesuffix(":*"))


def _store(reader: Reader, listed: EventDataStore) -> Resource:
    id = listed["EventDataStoreArn"]
    detail = reader.get(STORE_DETAIL, EventDataStore=id)
    facts = {
        "retention.max": lift(lambda store: days(store.get("RetentionPeriod")), detail),
        # CloudTrail Lake encrypts every store, with a key of its own unless told otherwise.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda store: key_arn(reader, store.get("KmsKeyId")), detail),
        "flows.copy": lift(partial(_federated, reader), detail),
        "flows.share": shares(reader, reader.get(STORE_POLICY, ResourceArn=id), TAKING),
    }
    return reader.resource(STORE, id, listed["Name"], facts, _tags(reader, id))


def _federated(reader: Reader, store: GetEventDataStoreResponse) -> Any:
    """A federated store shows itself in the Glue catalogue of its region, for Athena to query."""
    here = f"arn:{reader.partition}:glue:{reader.region}:{reader.account}:database/aws:cloudtrail"
    return flows([to_arn(here)] if store.get("FederationStatus") in ("ENABLED", "ENABLING") else [])


def _tags(reader: Reader, id: str) -> Any:
    found = reader.all(TAGS, ResourceIdList=[id])
    return lift(lambda lists: tags([tag for one in lists for tag in one.get("TagsList", ())]), found)


COLLECTOR = Collector(
    service="cloudtrail",
    native_types={TRAIL: "trail", STORE: "log_store"},
    calls=(TRAILS, STORES, STORE_DETAIL, STORE_POLICY, TAGS),
    collect=collect,
)
