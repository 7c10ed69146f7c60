"""AWS Config's aggregator, where the entry's own account keeps one: which regions of which accounts hold nothing, for want of an index.

Trusted only where it gathers the account, all its regions and all types, and where the region's own recorder says that it records
everything and does so now: a recorder that is off has nothing to show.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from threading import Lock
from typing import Any

from auditor.providers.aws.index import Ask, AskAll, Seen, counted
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown, observe
from auditor.reason import Reason

AGGREGATORS = Call("config", "DescribeConfigurationAggregators", path="ConfigurationAggregators", once=True)
SOURCES = Call("config", "DescribeConfigurationAggregatorSourcesStatus", path="AggregatedSourceStatusList")
QUERY = Call("config", "SelectAggregateResourceConfig", path="Results")
RECORDERS = Call("config", "DescribeConfigurationRecorders", path="ConfigurationRecorders")
STATUS = Call("config", "DescribeConfigurationRecorderStatus", path="ConfigurationRecordersStatus")
CALLS = (AGGREGATORS, SOURCES, QUERY, RECORDERS, STATUS)
NO_ROW = (ValueError, TypeError, AttributeError)
"""What reading a row that is none raises."""
NAME = "ConfigurationAggregatorName"
EVERYTHING = "SELECT awsRegion, resourceType, COUNT(*) WHERE accountId = '{account}' GROUP BY awsRegion, resourceType"


@dataclass(frozen=True, slots=True)
class Aggregator:
    """One aggregator: where it is, its name, the accounts and regions it gathers (None for all of them), and where it fails to.

    `late` is None where nobody knows, or where some types only are gathered: it then has everything of no region.
    """

    region: str
    name: str
    accounts: frozenset[str] | None
    regions: frozenset[str] | None
    late: frozenset[tuple[str, str]] | None

    def gathers(self, account: str) -> bool:
        """Whether it has anything of that account."""
        return self.accounts is None or account in self.accounts

    def whole(self, account: str, regions: Collection[str]) -> set[str]:
        """Those of the account's regions that it gathers without fail."""
        late = {region for whose, region in self.late or () if whose == account or self.accounts is None}
        if self.late is None or "" in late or not self.gathers(account):
            return set()
        return {one for one in regions if (self.regions is None or one in self.regions) and one not in late}


class Aggregated:
    """The aggregator of an entry's own account, looked for when it is first needed, and then asked for every account."""

    def __init__(self, ask_all: AskAll, regions: Collection[str], as_own: Callable[[], AbstractContextManager[None]]) -> None:
        self._ask_all = ask_all
        self._regions = regions
        self._as_own = as_own
        # The aggregator found: it is looked for once.
        self._looking = Lock()
        self._found: list[Aggregator] | None = None

    def read(self, account: str, regions: Collection[str]) -> Seen:
        """What the aggregator that has most of the account shows of it."""
        with self._looking, self._as_own():
            if self._found is None:
                self._found = next(filter(None, (_aggregators(self._ask_all, one) for one in self._regions)), [])
            found = [one for one in self._found if one.gathers(account)]
            if not found:
                return Seen()
            best = max(found, key=lambda one: len(one.whole(account, regions)))
            query = EVERYTHING.format(account=account)
            rows = self._ask_all(QUERY, best.region, **{NAME: best.name}, Expression=query, Limit=100)
        read = rows if isinstance(rows, Unknown) else observe(lambda: [*_rows(rows, account)], errors=NO_ROW, reason=_no_row)
        return Seen() if isinstance(read, Unknown) else counted(read, regions, best.whole(account, regions))


def all_recorded(ask: Ask, region: str) -> bool:
    """Whether the region's recorder records every type, and does so now: what an empty region costs, in two calls."""
    recorders, statuses = ask(RECORDERS, region), ask(STATUS, region)
    if isinstance(recorders, Unknown) or isinstance(statuses, Unknown):
        return False
    running = {one.get("name") for one in statuses if one.get("recording") and str(one.get("lastStatus", "")).lower() == "success"}
    return any(one.get("name") in running and _whole(one.get("recordingGroup") or {}) for one in recorders)


def _whole(group: Mapping[str, Any]) -> bool:
    strategy = (group.get("recordingStrategy") or {}).get("useOnly", "ALL_SUPPORTED_RESOURCE_TYPES")
    return bool(group.get("allSupported")) and strategy == "ALL_SUPPORTED_RESOURCE_TYPES"


def _aggregators(ask_all: AskAll, region: str) -> list[Aggregator]:
    """The region's aggregators."""
    listed = ask_all(AGGREGATORS, region)
    found: list[Aggregator] = []
    for one in () if isinstance(listed, Unknown) else listed:
        late = None if one.get("AggregatorFilters") else _late(ask_all(SOURCES, region, **{NAME: one[NAME]}))
        found += [Aggregator(region, one[NAME], *gathered, late) for gathered in _sources(one)]
    return found


def _late(status: Any) -> frozenset[tuple[str, str]] | None:
    """Whose regions are not gathered as they should be; None where that is not known."""
    if isinstance(status, Unknown):
        # What speaks AWS's API at an address of its own may not know the question; anybody else's silence is no promise.
        return frozenset() if status.reason.code == "not_collected" else None
    lagging = (one for one in status if one.get("LastUpdateStatus") != "SUCCEEDED")
    return frozenset((str(one.get("SourceId")), str(one.get("AwsRegion") or "")) for one in lagging)


def _sources(described: Mapping[str, Any]) -> Iterator[tuple[frozenset[str] | None, frozenset[str] | None]]:
    """Which accounts and which regions it gathers; None for all of them."""
    organisation = described.get("OrganizationAggregationSource")
    for accounts, source in (
        *(((None, organisation),) if organisation else ()),
        *((frozenset(one["AccountIds"]), one) for one in described.get("AccountAggregationSources", ())),
    ):
        yield accounts, None if source.get("AllAwsRegions") else frozenset(source.get("AwsRegions", ()))


def _rows(rows: Iterable[str], account: str) -> Iterator[tuple[str, str, int]]:
    """`(region, service:type, how many)` of each row of the account, which comes as JSON in a text."""
    for row in map(json.loads, rows):
        if row.get("accountId", account) == account:
            yield str(row.get("awsRegion")), ":".join(str(row.get("resourceType")).split("::")[1:]).lower(), int(row.get("COUNT(*)", 1))


def _no_row(error: Exception) -> tuple[str, Reason]:
    return "", Reason.of("no_answer", str(error))
