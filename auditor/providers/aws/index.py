"""Resource Explorer's index, where an account keeps one: which regions hold nothing, and what no collector reads.

Trusted only when it is the whole account's: an aggregator that has settled, its regions replicated, a default view of the account without
any filter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from auditor.clock import utc
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown

INDEXES = Call("resource-explorer-2", "ListIndexes", path="Indexes")
INDEX = Call("resource-explorer-2", "GetIndex", must=("State",))
DEFAULT_VIEW = Call("resource-explorer-2", "GetDefaultView", path="ViewArn")
VIEW = Call("resource-explorer-2", "GetView", path="View")
# AWS documents this list as granted by the permission to search.
RESOURCES = Call("resource-explorer-2", "ListResources", path="Resources", permission="resource-explorer-2:Search")
PROBE = Call("resourcegroupstaggingapi", "GetResources", path="ResourceTagMappingList", permission="tag:GetResources")
CALLS = (INDEXES, INDEX, DEFAULT_VIEW, VIEW, RESOURCES, PROBE)
SETTLED = timedelta(days=2)
"""How long AWS may take to fill an index that was just made, or made the aggregator."""
EVERYWHERE = frozenset(
    "ec2:vpc ec2:subnet ec2:securitygroup ec2:securitygrouprule ec2:routetable ec2:internetgateway ec2:networkacl ec2:dhcpoptions "
    "athena:datacatalog athena:workgroup elasticache:user elasticache:parametergroup memorydb:parametergroup memorydb:acl memorydb:user "
    "events:eventbus resourceexplorer2:index resourceexplorer2:view s3:storagelens rds:pg rds:og rds:clusterpg rds:dbsecuritygroup "
    "config:configurationrecorder config:resourcecompliance codedeploy:deploymentconfig".split()
)
"""What AWS puts into every region of every account by itself, whichever way it is spelt."""

Ask = Callable[..., Any]
"""`ask(call, region, **parameters)`: one answer, or Unknown."""
AskAll = Callable[..., Any]
"""The same for a list, all pages."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an index has of each region: `service:type` → how many; and the regions of which it has everything."""

    regions: dict[str, Counter[str]] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()

    def holds(self, region: str) -> bool:
        """Whether it shows anything in a region but what AWS put there."""
        return bool({_squashed(name) for name in self.regions.get(region, ())} - EVERYWHERE)


def read(ask: Ask, ask_all: AskAll, regions: Collection[str], account: str) -> Seen:
    """What the account's index shows; of no region everything where there is none, or none that may be trusted so far."""
    indexes = ask_all(INDEXES, None)
    home = None if isinstance(indexes, Unknown) else next((one["Region"] for one in indexes if one.get("Type") == "AGGREGATOR"), None)
    if home is None:
        return Seen()
    index, name = ask(INDEX, home), ask(DEFAULT_VIEW, home)
    view = name if isinstance(name, Unknown) else ask(VIEW, home, ViewArn=name)
    listed = name if isinstance(name, Unknown) else ask_all(RESOURCES, home, ViewArn=name, MaxResults=1000)
    if isinstance(listed, Unknown):
        return Seen()
    gathered = None if isinstance(index, Unknown) else index.get("ReplicatingFrom")
    covered = {one["Region"] for one in indexes if gathered is None or one["Region"] in (home, *gathered)}
    own = (one for one in listed if one.get("OwningAccountId") in (None, account))
    found = ((one.get("Region", ""), one.get("ResourceType", "unknown:"), 1) for one in own)
    return counted(found, regions, covered if _settled(index) and _hides_nothing(view, account) else ())


def counted(found: Iterable[tuple[str, str, int]], regions: Collection[str], whole: Collection[str]) -> Seen:
    """What was found in these regions, as `(region, type, how many)`; of the `whole` ones nothing else is there."""
    seen: dict[str, Counter[str]] = {}
    for region, kind, count in found:
        if region in regions:
            seen.setdefault(region, Counter())[kind] += count
    return Seen(seen, frozenset(whole) & {*regions})


def nothing_tagged(ask: Ask, region: str) -> bool:
    """The one call an empty region costs: the index lags behind, and a region with anything tagged is read whole."""
    return ask(PROBE, region, ResourcesPerPage=1) in ([], None)


def _settled(index: Any) -> bool:
    """Whether an aggregator is in use, and has been for long enough to be full."""
    if isinstance(index, Unknown):
        # What speaks AWS's API at an address of its own may not know the question; anybody else's silence is no index.
        return index.reason.code == "not_collected"
    changed = index.get("LastUpdatedAt") or index.get("CreatedAt")
    fresh = isinstance(changed, datetime) and utc() - changed < SETTLED
    return not fresh and index.get("State", "ACTIVE") == "ACTIVE" and index.get("Type", "AGGREGATOR") == "AGGREGATOR"


def _hides_nothing(view: Any, account: str) -> bool:
    """Whether a view shows all that the account has; one of a unit of the organisation may leave the account out."""
    if isinstance(view, Unknown) or view.get("Filters", {}).get("FilterString"):
        return False
    scope = str(view.get("Scope") or f":{account}:root")
    return scope.endswith(f":{account}:root") or re.search(r":organization/[^/]+$", scope) is not None


def _squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9:]", "", name.lower())
