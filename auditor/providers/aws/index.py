"""Resource Explorer's index, where an account keeps one: which regions hold nothing, and what no collector reads.

Trusted only when it is the whole account's: an aggregator, its regions indexed, a default view without any filter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from auditor.providers.base import Call, Unknown

INDEXES = Call("resource-explorer-2", "ListIndexes", path="Indexes")
DEFAULT_VIEW = Call("resource-explorer-2", "GetDefaultView", path="ViewArn")
VIEW = Call("resource-explorer-2", "GetView", path="View")
RESOURCES = Call("resource-explorer-2", "ListResources", path="Resources")
PROBE = Call("resourcegroupstaggingapi", "GetResources", path="ResourceTagMappingList", permission="tag:GetResources")
CALLS = (INDEXES, DEFAULT_VIEW, VIEW, RESOURCES, PROBE)
EVERYWHERE = frozenset(
    "ec2:vpc ec2:subnet ec2:security-group ec2:security-group-rule ec2:route-table ec2:internet-gateway ec2:network-acl ec2:dhcp-options "
    "athena:datacatalog athena:workgroup elasticache:user elasticache:parametergroup memorydb:parametergroup memorydb:acl memorydb:user "
    "events:event-bus resource-explorer-2:index resource-explorer-2:view s3:storage-lens rds:pg rds:og rds:cluster-pg".split()
)
"""What AWS puts into every region of every account by itself."""

Ask = Callable[..., Any]
"""`ask(call, region, **parameters)`: one answer, or Unknown."""
AskAll = Callable[..., Any]
"""The same for a list, all pages."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the index has of each region it covers: `service:type` → how many."""

    regions: dict[str, Counter[str]] = field(default_factory=dict)

    def empty(self, region: str) -> bool:
        """Whether a covered region has nothing but what AWS put there."""
        return region in self.regions and not self.regions[region].keys() - EVERYWHERE


def read(ask: Ask, ask_all: AskAll, regions: Collection[str]) -> Seen:
    """The index of the account; nothing covered where there is none, or none that may be trusted whole."""
    indexes = ask_all(INDEXES, None)
    if isinstance(indexes, Unknown):
        return Seen()
    home = next((one["Region"] for one in indexes if one.get("Type") == "AGGREGATOR"), None)
    if home is None:
        return Seen()
    name = ask(DEFAULT_VIEW, home)
    view = name if isinstance(name, Unknown) else ask(VIEW, home, ViewArn=name)
    if isinstance(view, Unknown) or view.get("Filters", {}).get("FilterString"):
        return Seen()
    listed = ask_all(RESOURCES, home, ViewArn=name, MaxResults=1000)
    if isinstance(listed, Unknown):
        return Seen()
    found: dict[str, Counter[str]] = {one["Region"]: Counter() for one in indexes if one["Region"] in regions}
    for one in listed:
        if one.get("Region") in found:
            found[one["Region"]][one.get("ResourceType", "unknown:")] += 1
    return Seen(found)


def nothing_tagged(ask: Ask, region: str) -> bool:
    """The one call an empty region costs: the index lags behind, and a region with anything tagged is read whole."""
    return ask(PROBE, region, ResourcesPerPage=1) in ([], None)
