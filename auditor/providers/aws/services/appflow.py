"""Amazon AppFlow: flows between AWS and services outside it, and where each delivers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.common import arn, to_arn
from auditor.providers.aws.targets import to_bucket, to_host
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.appflow import ConnectorProfile, DescribeFlowResponse, DestinationFlowConfig, FlowDefinition

FLOW = "AWS::AppFlow::Flow"
INSIDE = frozenset({"S3", "Redshift", "EventBridge", "LookoutMetrics", "Honeycode", "CustomerProfiles"})
"""Connectors whose data stays in the flow's account and region, but for the bucket they name and the address of their connection."""

FLOWS = Call("appflow", "ListFlows", path="flows", lists=True)
DETAIL = Call("appflow", "DescribeFlow", feeds=("flows.copy",))
PROFILES = Call("appflow", "DescribeConnectorProfiles", feeds=("flows.copy",), path="connectorProfileDetails")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every flow of the region."""
    listed = list(reader.pages(FLOWS))
    profiles = lift(_hosts, reader.all(PROFILES)) if listed else {}
    yield from reader.map(partial(_flow, reader, profiles), listed)


def _flow(reader: Reader, profiles: object, listed: FlowDefinition) -> Resource:
    detail = reader.get(DETAIL, flowName=listed["flowName"])
    facts = {"flows.copy": lift(partial(_destinations, reader), profiles, detail)}
    return reader.resource(FLOW, listed["flowArn"], listed["flowName"], facts, dict(listed.get("tags", {})))


def _hosts(profiles: list[ConnectorProfile]) -> dict[str, str]:
    """The host each connection reaches, by the connection's name."""
    found = {}
    for one in profiles:
        settings = [given for given in one.get("connectorProfileProperties", {}).values() if isinstance(given, Mapping)]
        address = next(
            (given[name] for given in settings for name in ("instanceUrl", "applicationHostUrl", "databaseUrl") if given.get(name)), None
        )
        if address:
            found[one["connectorProfileName"]] = address
    return found


def _destinations(reader: Reader, hosts: Mapping[str, str], flow: DescribeFlowResponse) -> Any:
    return flows(end for one in flow.get("destinationFlowConfigList", ()) for end in _ends(reader, hosts, one))


def _ends(reader: Reader, hosts: Mapping[str, str], destination: DestinationFlowConfig) -> Iterator[dict[str, Any]]:
    """The buckets a destination names, that of what failed among them, and the service it delivers to when that lies elsewhere."""
    sort, profile = destination["connectorType"], destination.get("connectorProfileName", "")
    each: Mapping[str, Any] = destination.get("destinationConnectorProperties", {})
    settings = each.get(sort, {})
    buckets = (settings.get("bucketName"), settings.get("intermediateBucketName"), within(settings, "errorHandlingConfig.bucketName"))
    yield from (to_bucket(reader, bucket) for bucket in buckets if bucket)
    if sort == "EventBridge":
        yield to_arn(arn(reader, "events", f"event-bus/{settings['object']}"))
    elif profile in hosts:
        yield to_host(hosts[profile])
    elif sort not in INSIDE:
        yield {"holder": sort}


COLLECTOR = Collector(
    service="appflow",
    native_types={FLOW: "transfer"},
    calls=(FLOWS, DETAIL, PROFILES),
    collect=collect,
    never=(unshared(),),
)
