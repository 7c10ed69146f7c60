"""Amazon Athena workgroups: where they leave the results of queries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, key_arn, tags
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.athena import WorkGroupConfiguration, WorkGroupSummary

WORKGROUP = "AWS::Athena::WorkGroup"

WORKGROUPS = Call("athena", "ListWorkGroups", path="WorkGroups", lists=True)
DETAIL = Call("athena", "GetWorkGroup", feeds=("encryption.at_rest", "encryption.key", "flows.copy"), path="WorkGroup.Configuration")
TAGS = Call("athena", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every workgroup of the region, AWS's own `primary` included."""
    yield from reader.map(partial(_workgroup, reader), reader.pages(WORKGROUPS))


def _workgroup(reader: Reader, listed: WorkGroupSummary) -> Resource:
    name = listed["Name"]
    id = arn(reader, "athena", f"workgroup/{name}")
    detail = reader.get(DETAIL, WorkGroup=name)
    facts = {
        "encryption.at_rest": lift(lambda found: _managed(found) is not None or bool(_encryption(found)), detail),
        "encryption.key": lift(lambda found: key_arn(reader, (_managed(found) or _encryption(found)).get("KmsKey")), detail),
        "flows.copy": lift(partial(_results, reader), detail),
    }
    return reader.resource(WORKGROUP, id, name, facts, tags(reader.all(TAGS, ResourceARN=id)))


def _managed(configuration: WorkGroupConfiguration) -> Mapping[str, Any] | None:
    """The encryption of results that Athena keeps itself, which it always encrypts; None when it keeps none."""
    managed = configuration.get("ManagedQueryResultsConfiguration", {})
    return managed.get("EncryptionConfiguration", {}) if managed.get("Enabled") else None


def _encryption(configuration: WorkGroupConfiguration) -> Mapping[str, Any]:
    found: Mapping[str, Any] = configuration.get("ResultConfiguration", {}).get("EncryptionConfiguration", {})
    return found


def _results(reader: Reader, configuration: WorkGroupConfiguration) -> Any:
    """The bucket of the results, and its owner when the workgroup insists on one."""
    result = configuration.get("ResultConfiguration", {})
    if not result.get("OutputLocation"):
        return None
    owner = result.get("ExpectedBucketOwner")
    return flows([to_bucket(reader, result["OutputLocation"]) | ({"account": owner} if owner else {})])


COLLECTOR = Collector(
    service="athena",
    native_types={WORKGROUP: "workgroup"},
    calls=(WORKGROUPS, DETAIL, TAGS),
    collect=collect,
)
