"""AWS Global Accelerator: the regions whose endpoints answer behind each accelerator, and where flow logs go."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.globalaccelerator import Accelerator, AcceleratorAttributes, EndpointGroup

ACCELERATOR = "AWS::GlobalAccelerator::Accelerator"
HOME = "us-west-2"
"""The only region that answers, for accelerators of all of them; no partition but `aws` has the service."""

ACCELERATORS = Call("globalaccelerator", "ListAccelerators", path="Accelerators", lists=True)
ATTRIBUTES = Call("globalaccelerator", "DescribeAcceleratorAttributes", feeds=("flows.logs",), path="AcceleratorAttributes")
LISTENERS = Call("globalaccelerator", "ListListeners", feeds=("flows.processing",), path="Listeners")
GROUPS = Call("globalaccelerator", "ListEndpointGroups", feeds=("flows.processing",), path="EndpointGroups")
TAGS = Call("globalaccelerator", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every accelerator of the account; they have no region."""
    if reader.partition == "aws":
        there = reader.at(HOME)
        yield from there.map(partial(_accelerator, there), there.pages(ACCELERATORS))


def _accelerator(reader: Reader, listed: Accelerator) -> Resource:
    id = listed["AcceleratorArn"]
    facts = {
        "flows.processing": _endpoints(reader, id),
        "flows.logs": lift(partial(_logs, reader), reader.get(ATTRIBUTES, AcceleratorArn=id)),
    }
    return reader.resource(ACCELERATOR, id, listed["Name"], facts, tags(reader.get(TAGS, ResourceArn=id)), region=None)


def _endpoints(reader: Reader, accelerator: str) -> Any:
    """The endpoints of every group of every listener; a group without any still names its region."""
    listeners = reader.all(LISTENERS, AcceleratorArn=accelerator)
    if isinstance(listeners, Unknown):
        return listeners
    found = [reader.all(GROUPS, ListenerArn=one["ListenerArn"]) for one in listeners]
    refused = next((one for one in found if isinstance(one, Unknown)), None)
    return refused or flows(_to(reader, group, end) for groups in found for group in groups for end in _ends(group))


def _ends(group: EndpointGroup) -> list[str]:
    return [end["EndpointId"] for end in group.get("EndpointDescriptions", ())] or [""]


def _to(reader: Reader, group: EndpointGroup, end: str) -> dict[str, Any]:
    return {"account": reader.account, **(to_arn(end) if end.startswith("arn:") else {}), "region": group["EndpointGroupRegion"]}


def _logs(reader: Reader, attributes: AcceleratorAttributes) -> Any:
    bucket = attributes.get("FlowLogsS3Bucket")
    return flows([to_bucket(reader, bucket)] if attributes.get("FlowLogsEnabled") and bucket else [])


COLLECTOR = Collector(
    service="globalaccelerator",
    native_types={ACCELERATOR: "accelerator"},
    calls=(ACCELERATORS, ATTRIBUTES, LISTENERS, GROUPS, TAGS),
    collect=collect,
    where="account",
)
