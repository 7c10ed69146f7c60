"""Amazon CloudWatch Logs: log groups, how long they keep, who gets what they hold, and destinations for others' logs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, arn, key_arn, to_arn
from auditor.providers.aws.policies import shares
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.logs import (
        Destination,
        ExportTask,
        ListLinksItem,
        ListTagsForResourceResponse,
        LogGroup,
        ResourcePolicy,
        SubscriptionFilter,
    )

GROUP = "AWS::Logs::LogGroup"
DESTINATION = "AWS::Logs::Destination"
LISTED = ("retention.max", "encryption.at_rest", "encryption.key", "size.used")
TAKING = ("logs:GetLogEvents", "logs:FilterLogEvents", "logs:StartQuery", "logs:StartLiveTail", "logs:PutSubscriptionFilter")
ONE_DAY = 1
"""What the class of log groups that only pass logs on keeps, whatever they say."""
SELECTS = re.compile(r"\s*LogGroupName\s+NOT\s+IN\s*(\[.*\])\s*", re.DOTALL)

GROUPS = Call("logs", "DescribeLogGroups", feeds=LISTED, of=(GROUP,), path="logGroups", lists=True)
SUBSCRIPTIONS = Call("logs", "DescribeSubscriptionFilters", feeds=("flows.copy",), of=(GROUP,), path="subscriptionFilters")
WHOLE_ACCOUNT = Call(
    "logs",
    "DescribeAccountPolicies",
    feeds=("flows.copy",),
    of=(GROUP,),
    path="accountPolicies",
    absent=UNOFFERED,
)
EXPORTS = Call("logs", "DescribeExportTasks", feeds=("flows.copy",), of=(GROUP,), path="exportTasks")
POLICIES = Call("logs", "DescribeResourcePolicies", feeds=("flows.share",), of=(GROUP,), path="resourcePolicies", absent=UNOFFERED)
LINKS = Call("oam", "ListLinks", feeds=("flows.share",), of=(GROUP,), path="Items", absent=UNOFFERED)
LINK = Call("oam", "GetLink", feeds=("flows.share",), of=(GROUP,))
GROUP_TAGS = tagging(GROUP)
DESTINATIONS = Call("logs", "DescribeDestinations", feeds=("flows.copy",), of=(DESTINATION,), path="destinations", lists=True)
TAGS = Call("logs", "ListTagsForResource", feeds=("tags",), of=(DESTINATION,), must=("tags",))
FILTERED = Unknown(LINK.reason("not_collected", "which log groups the filter of an observability link leaves out"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every log group of the region, and every destination."""
    groups = list(reader.pages(GROUPS))
    if groups:
        sent = (reader.all(WHOLE_ACCOUNT, policyType="SUBSCRIPTION_FILTER_POLICY"), reader.all(EXPORTS))
        seen = (reader.all(POLICIES), _watched(reader))
        yield from reader.map(partial(_group, reader, sent, seen, tagged(reader, GROUP_TAGS, "logs")), groups)
    yield from reader.map(partial(_destination, reader), reader.pages(DESTINATIONS))


def _group(reader: Reader, sent: tuple[object, object], seen: tuple[object, object], labels: object, group: LogGroup) -> Resource:
    name = group["logGroupName"]
    id = arn(reader, "logs", f"log-group:{name}")
    (account, exports), (policies, watched) = sent, seen
    passing = group.get("logGroupClass") == "DELIVERY"
    facts = {
        "retention.max": days(ONE_DAY if passing else group.get("retentionInDays")),
        # CloudWatch Logs encrypts every group, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, group.get("kmsKeyId")),
        "flows.copy": joined(
            lift(_subscribed, reader.all(SUBSCRIPTIONS, logGroupName=name)),
            lift(partial(_subscribed_at_once, name), account),
            lift(partial(_exported, reader, name), exports),
        ),
        "flows.share": joined(lift(partial(_shared, reader, id), policies), watched),
        **sized(used=group.get("storedBytes")),
    }
    return reader.resource(GROUP, id, name, facts, tags_of(labels, id))


def _subscribed(subscriptions: list[SubscriptionFilter]) -> Any:
    """Where subscriptions send what comes in."""
    return flows(to_arn(one["destinationArn"]) for one in subscriptions)


def _subscribed_at_once(group: str, policies: list[dict[str, Any]] | None) -> Any:
    """Where the account's own subscription sends what comes into any of its groups, but those it leaves out by name."""
    documents = [json.loads(one["policyDocument"]) for one in policies or () if group not in _left_out(one.get("selectionCriteria"))]
    return flows(to_arn(one["DestinationArn"]) for one in documents)


def _left_out(criteria: str | None) -> list[str]:
    named = SELECTS.fullmatch(criteria or "")
    return list(json.loads(named[1])) if named else []


def _exported(reader: Reader, group: str, exports: list[ExportTask]) -> Any:
    """The buckets that past exports filled; one that failed left nothing."""
    done = [one for one in exports if one.get("logGroupName") == group and one.get("status", {}).get("code") != "FAILED"]
    return flows(to_bucket(reader, one["destination"]) for one in done if one.get("destination"))


def _shared(reader: Reader, id: str, policies: list[ResourcePolicy] | None) -> Any:
    """Who may read the group by the account's policies for logs, which speak of several groups each."""
    named = (id, f"{id}:*", f"{id}:log-stream:*")
    meant = partial(_any_of, named)
    return joined(*(shares(reader, one["policyDocument"], TAKING, on=meant) for one in policies or ()))


def _any_of(arns: tuple[str, ...], pattern: str) -> bool:
    return any(fnmatchcase(arn, pattern) for arn in arns)


def _watched(reader: Reader) -> Any:
    """The accounts that see every log group of this one, through the links of cross-account observability."""
    return lift(
        lambda links: joined(*(_through(reader, one) for one in links or () if GROUP in one.get("ResourceTypes", ()))),
        reader.all(LINKS),
    )


def _through(reader: Reader, link: ListLinksItem) -> Any:
    _, _, _, region, account, _ = link["SinkArn"].split(":", 5)
    settings = lift(
        lambda found: found.get("LinkConfiguration", {}).get("LogGroupConfiguration", {}), reader.get(LINK, Identifier=link["Arn"])
    )
    return lift(lambda found: FILTERED if found.get("Filter") else [{"account": account, "region": region}], settings)


def _destination(reader: Reader, listed: Destination) -> Resource:
    """Other accounts send logs in; what takes them out again is its target."""
    id, facts = listed["arn"], {"flows.copy": flows([to_arn(listed["targetArn"])])}
    return reader.resource(DESTINATION, id, listed["destinationName"], facts, lift(_tags, reader.get(TAGS, resourceArn=id)))


def _tags(answer: ListTagsForResourceResponse) -> dict[str, str]:
    """A plain map here, and an empty one is an answer."""
    return dict(answer.get("tags", {}))


COLLECTOR = Collector(
    service="logs",
    native_types={GROUP: "log_store", DESTINATION: "transfer"},
    calls=(GROUPS, SUBSCRIPTIONS, WHOLE_ACCOUNT, EXPORTS, POLICIES, LINKS, LINK, GROUP_TAGS, DESTINATIONS, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutDestinationPolicy.html: lets others send in, never take",
            (DESTINATION,),
        ),
    ),
)
