"""AWS Systems Manager parameters: which are encrypted, with which key, and who else may read them. Never a parameter's value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, encryption
from auditor.providers.aws.policies import shares
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ssm import ParameterMetadata

PARAMETER = "AWS::SSM::Parameter"
TAKING = ("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:GetParameterHistory")

PARAMETERS = Call("ssm", "DescribeParameters", feeds=("encryption.at_rest", "encryption.key"), path="Parameters", lists=True)
POLICIES = Call("ssm", "GetResourcePolicies", feeds=("flows.share",), path="Policies")
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every parameter of the region."""
    parameters = list(reader.pages(PARAMETERS))
    labels = tagged(reader, TAGS, "ssm") if parameters else {}
    yield from reader.map(partial(_parameter, reader, labels), parameters)


def _parameter(reader: Reader, labels: object, listed: ParameterMetadata) -> Resource:
    name = listed["Name"]
    id = listed.get("ARN") or arn(reader, "ssm", f"parameter/{name.lstrip('/')}")
    facts = {
        **encryption(reader, listed["Type"] == "SecureString", listed.get("KeyId")),
        "flows.share": _shares(reader, id) if listed.get("Tier") == "Advanced" else None,
    }
    return reader.resource(PARAMETER, id, name, facts, tags_of(labels, id))


def _shares(reader: Reader, id: str) -> Any:
    """Only advanced parameters can be shared; each share has a policy of its own."""
    policies = reader.all(POLICIES, ResourceArn=id)
    if isinstance(policies, Unknown):
        return policies
    found = [shares(reader, one["Policy"], TAKING) for one in policies]
    refused = next((one for one in found if isinstance(one, Unknown)), None)
    return refused or [flow for one in found for flow in one or ()] or None


COLLECTOR = Collector(
    service="ssm",
    native_types={PARAMETER: "parameter"},
    calls=(PARAMETERS, POLICIES, TAGS),
    collect=collect,
    never=(Absence(("flows.replication",), f"{DOCS}/systems-manager/latest/APIReference/API_PutParameter.html: lies in one region"),),
)
