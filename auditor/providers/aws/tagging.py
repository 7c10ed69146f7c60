"""Tags of everything of a service in one paged list, in place of a call a resource; `told_by` for services that only tell one by one.

The Resource Groups Tagging API shows what is or was tagged: what it leaves out has no tags. Used for types it is documented to
cover, and not for buckets, which stores that are not AWS's hold too.
"""

from __future__ import annotations

from typing import Any

from auditor.providers.aws.common import tags
from auditor.providers.contract import Call, Reader
from auditor.providers.memory import ByName
from auditor.providers.observing import lift

PER_PAGE = 100


def tagging(*of: str) -> Call:
    """The call that feeds the tags of these native types (all those of the collector when empty)."""
    name, path = "GetResources", "ResourceTagMappingList"
    return Call("resourcegroupstaggingapi", name, feeds=("tags",), of=of, path=path, permission="tag:GetResources")


def tagged(reader: Reader, call: Call, service: str) -> Any:
    """By ARN, the tags of what is tagged in the reader's region; `service` as ARNs call it."""
    listed = reader.all(call, ResourceTypeFilters=[service], ResourcesPerPage=PER_PAGE)
    return lift(lambda found: ByName({one["ResourceARN"].removesuffix(":*"): tags(one.get("Tags")) for one in found}), listed)


def tags_of(labels: object, id: str) -> Any:
    """The tags of one resource among those `tagged` brought."""
    return lift(lambda known: known.get(id, {}), labels)


def told_by(reader: Reader, call: Call, **parameters: Any) -> Any:
    """The tags that an answer holds as keys and values, under the first of what it must have."""
    return lift(lambda answer: dict(answer.get(call.must[0]) or {}), reader.get(call, **parameters))
