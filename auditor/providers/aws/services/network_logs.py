"""Who talked to whom over a network, and which names it asked for: where either is written, in this region or another."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.common import arn, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.network_logs import FlowLog, ResolverQueryLogConfig

TRAFFIC, QUERIES = "AWS::EC2::FlowLog", "AWS::Route53Resolver::ResolverQueryLoggingConfig"

FLOW_LOGS = Call("ec2", "DescribeFlowLogs", feeds=("flows.copy", "tags"), of=(TRAFFIC,), path="FlowLogs", lists=True)
CONFIGS = Call(
    "route53resolver", "ListResolverQueryLogConfigs", feeds=("flows.copy",), of=(QUERIES,), path="ResolverQueryLogConfigs", lists=True
)
TAGS = Call("route53resolver", "ListTagsForResource", feeds=("tags",), of=(QUERIES,), path="Tags")
OF_ONE_NETWORK = {"trail.multi_region": False, "trail.organization": False}


def collect(reader: Reader) -> Iterator[Resource]:
    """Every flow log of the region, and what is logged of the names that its networks ask for."""
    yield from (_traffic(reader, one) for one in reader.pages(FLOW_LOGS))
    yield from reader.map(partial(_queries, reader), reader.pages(CONFIGS))


def _traffic(reader: Reader, listed: FlowLog) -> Resource:
    known, group = listed["FlowLogId"], listed.get("LogGroupName")
    end = listed.get("LogDestination") or (arn(reader, "logs", f"log-group:{group}") if group else "")
    facts = {"flows.copy": _written(reader, end), **OF_ONE_NETWORK}
    labels = tags(listed.get("Tags"))
    return reader.resource(TRAFFIC, arn(reader, "ec2", f"vpc-flow-log/{known}"), labels.get("Name") or known, facts, labels)


def _queries(reader: Reader, listed: ResolverQueryLogConfig) -> Resource:
    facts = {"flows.copy": _written(reader, listed["DestinationArn"]), **OF_ONE_NETWORK}
    labels = tags(reader.all(TAGS, ResourceArn=listed["Arn"]))
    return reader.resource(QUERIES, listed["Arn"], listed.get("Name") or listed["Id"], facts, labels)


def _written(reader: Reader, end: str) -> object:
    """To a bucket, whatever folder of it, a log group or a stream."""
    return flows([to_bucket(reader, end) if ":s3:::" in end else to_arn(end.removesuffix(":*"))] if end else [])


COLLECTOR = Collector(
    service="network-logs",
    native_types={TRAFFIC: "trail", QUERIES: "trail"},
    calls=(FLOW_LOGS, CONFIGS, TAGS),
    collect=collect,
)
