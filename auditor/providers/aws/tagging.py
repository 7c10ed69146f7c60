"""Tags of all that is in a region in one paged list, where AWS says that it covers them; `told_by` for what only tells one by one.

What the documentation allows (https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html): without a
filter "the response includes all resources that are currently tagged or ever had a tag", "whether the tagging used the Resource Groups
Tagging API or not". What it leaves out has no tags, then, if it is of a type that the API supports
(https://docs.aws.amazon.com/ARG/latest/userguide/supported-resources.html, column "Tag-based groups": COVERED); of any other type
silence would say nothing, and its own service is asked. Not used for buckets, which stores that are not AWS's hold too.
"""

from __future__ import annotations

from typing import Any

from auditor.providers.aws.common import tags
from auditor.providers.contract import Call, Reader
from auditor.providers.memory import ByName
from auditor.providers.observing import lift

PER_PAGE = 100
COVERED = frozenset("cassandra dynamodb firehose kms lambda logs sagemaker sns sqs ssm".split())
"""Services, as ARNs call them, whose types that a collector looks up here are on that page."""


def tagging(*of: str) -> Call:
    """The call that feeds the tags of these native types (all those of the collector when empty)."""
    name, path = "GetResources", "ResourceTagMappingList"
    return Call("resourcegroupstaggingapi", name, feeds=("tags",), of=of, path=path, permission="tag:GetResources", once=True)


def tagged(reader: Reader, call: Call, service: str) -> Any:
    """By ARN, the tags of what of a covered service is tagged in the reader's region. Raises LookupError for another service."""
    if service not in COVERED:
        raise LookupError(f"{service}: a silence of {call.name} says nothing of it")
    ours = f":{service}:"
    listed = reader.all(call, ResourcesPerPage=PER_PAGE)
    return lift(lambda found: ByName(_labels(one for one in found if ours in one["ResourceARN"])), listed)


def _labels(listed: Any) -> dict[str, dict[str, str]]:
    return {one["ResourceARN"].removesuffix(":*"): tags(one.get("Tags")) for one in listed}


def tags_of(labels: object, id: str) -> Any:
    """The tags of one resource among those `tagged` brought."""
    return lift(lambda known: known.get(id, {}), labels)


def told_by(reader: Reader, call: Call, **parameters: object) -> Any:
    """The tags that an answer holds as keys and values, under the first of what it must have."""
    return lift(lambda answer: dict(answer.get(call.must[0]) or {}), reader.get(call, **parameters))
