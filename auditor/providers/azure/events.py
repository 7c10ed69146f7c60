"""What changed in subscriptions, as Resource Graph and the activity log tell: which of our services each event concerns.

Both tell of Resource Manager's own calls only. What is made behind an address of a service (a key of a vault, a container), and what a
management group assigns, shows once it is read again, at the latest when its reading is as old as may be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.clock import stamp
from auditor.inventory.units import Head
from auditor.pool import pool
from auditor.providers.azure import activity, tables
from auditor.providers.azure.common import Row
from auditor.providers.azure.envelope import named_type
from auditor.providers.azure.others import understood
from auditor.providers.contract import Call, Change, Collector, Noticed, Unit
from auditor.providers.coverage import now
from auditor.providers.memory import subject
from auditor.providers.observing import Unknown, lift
from auditor.providers.reader import asked

if TYPE_CHECKING:
    from auditor.providers.azure.source import AzureSource

LOG = Call(activity.SERVICE, activity.OPERATION, permission=activity.PERMISSION)
AT_ONCE = 16
PAGES = 20
"""Pages of the log of one subscription: where more happened, reading it again costs less than looking through it."""
DEEDS = "administrative"
"""The category of the activity log that tells of what somebody did."""
NOTICED = frozenset({"servicehealth", "resourcehealth", "alert", "autoscale", "recommendation", "security", "policy"})
"""Categories that tell of what the cloud noticed: nothing is set by it that has no event of its own."""
ASKING = re.compile(
    r"/(list|get|check|validate|query|preview|search|regenerate|generate|audit)[^/]*/action$|/(audit|deploy)ifnotexists/action$"
)
"""Actions that answer, try, or change secrets: no fact depends on these."""
QUIET = re.compile(
    r"microsoft\.(advisor|alertsmanagement|billing|capacity|changeanalysis|consumption|costmanagement|features|guestconfiguration|maintenance|"
    r"marketplaceordering|policyinsights|portal|quota|resourcehealth|resources/deployments|security|support|authorization/locks|"
    r"insights/(alertrules|metricalerts|scheduledqueryrules|activitylogalerts|autoscalesettings))(/|$)"
)
"""Types, in lower case, that hold nothing that a collector reads, unless one says that it does."""
RIGHTS = re.compile(r"microsoft\.(authorization/(role|denyassignments|elevateaccess)|managedservices)")
EVERYTHING = frozenset({"inventory", "trails"})
"""The collectors of what no other reads, and of the settings that any resource may have."""
OUTLIVED = frozenset({"deleted", "subscriptions"})
"""Those whose lists depend on what there is at all, and where."""
WHOLE = ("microsoft.resources/subscriptions/resourcegroups/delete", "/moveresources/action", "/move/action")
"""Operations after which anything may have gone."""


class Event(NamedTuple):
    """One event, in lower case: when, in which subscription, of what, what was done; whether something came or went, or may have."""

    at: str
    account: str
    target: str
    operation: str
    coming: bool


class Meanings:
    """What an event means, by what the collectors declare."""

    def __init__(self, collectors: Iterable[Collector]) -> None:
        self._types: dict[str, frozenset[str]] = {}
        for one in collectors:
            types = {call.needs.rpartition("/")[0].lower() for call in one.calls if call.needs != tables.ALL.needs}
            self._types[one.service] = frozenset(types - {"microsoft.resources/subscriptions/locations"})

    def change(self, event: Event) -> Change | None:
        """What it may have changed; None for nothing."""
        strange = Change(event.account, None, None, event.at, f"{event.operation or event.target} ({event.account}) is not understood")
        if not event.target:
            return strange
        if ASKING.search(event.operation):
            return None
        if RIGHTS.match(event.operation) or RIGHTS.match(named_type(event.target)):
            return Change(event.account, None, None, event.at, f"{event.operation} ({event.account}) may change what we may read")
        if any(event.operation.endswith(one) for one in WHOLE):
            return Change(event.account, None, None, event.at, f"{event.operation} ({event.target})")
        # Tags are set through a resource of their own below the one that bears them.
        target = event.target.removesuffix("/providers/microsoft.resources/tags/default")
        types = _types(target)
        concerned = {service for service, read in self._types.items() if any(_near(one, other) for one in types for other in read)}
        if not concerned and all(map(QUIET.match, types)):
            return None
        if not concerned and not any(map(understood, types)):
            return strange
        services = frozenset(concerned | EVERYTHING | (OUTLIVED if event.coming else set()))
        return Change(event.account, None, services, event.at, subject=subject(event.at, [target], sure=True))


def noticed(
    known: Collection[tuple[Unit, Head]], since: str, source_of: Callable[[Unit], AzureSource], collectors: Iterable[Collector]
) -> Noticed:
    """What changed in these units since a moment: one query for all subscriptions of an entry, and the log of each."""
    entries: dict[str, dict[str, AzureSource]] = {}
    for unit, _head in known:
        entries.setdefault(str(unit.options.get("id")), {}).setdefault(unit.account, source_of(unit))
    meanings = Meanings(collectors)
    changes: dict[Change, None] = {}
    for sources in entries.values():
        for account, events in _told(sources, since):
            if isinstance(events, Unknown):
                changes[Change(account, None, None, now(), f"{account}: {events.reason}")] = None
            else:
                changes |= {change: None for change in map(meanings.change, events) if change is not None}
    return Noticed([*changes], sum(source.requests for sources in entries.values() for source in sources.values()))


def _told(sources: Mapping[str, AzureSource], since: str) -> Iterator[tuple[str, list[Event] | Unknown]]:
    """The events of each subscription of an entry, of both kinds."""
    first = next(iter(sources.values()))
    graphed = asked(first, tables.GRAPH, lambda: tables.changed(first, sources, since))
    seen = lift(lambda rows: [*map(_graphed, rows)], graphed)
    with pool(AT_ONCE, "events") as threads:
        logs = [*threads.map(lambda account: _logs(sources[account], account, since), sources)]
    for account, log in zip(sources, logs, strict=True):
        yield account, seen if isinstance(seen, Unknown) else [one for one in seen if one.account == account]
        yield account, lift(lambda lines: [event for event in map(_logged, lines) if event], log)


def _logs(source: AzureSource, account: str, since: str) -> Any:
    """The lines of its activity log; Unknown when not all of them can be told."""
    pages = asked(source, LOG, lambda: [*islice(source.listed(activity.log_of(account, since), activity.VERSION, LOG), PAGES + 1)])
    if isinstance(pages, Unknown):
        return pages
    lost = next((page for page in pages if isinstance(page, Unknown)), None)
    return lost or (
        Unknown.of("", f"more than {PAGES} pages of events") if len(pages) > PAGES else [line for page in pages for line in page]
    )


def _graphed(row: Row) -> Event:
    """A row of `resourcechanges`."""
    said = row["properties"]
    target = str(said["targetResourceId"]).lower()
    kind = str(said["changeType"]).lower()
    return Event(_moment(said["changeAttributes"]["timestamp"]), _account(target), target, "", kind != "update")


def _logged(line: Mapping[str, Any]) -> Event | None:
    """A line of the activity log; None for what is no deed. What is of a sort that nobody knows is of nothing that anybody knows."""
    category, account = str(line["category"]["value"]).lower(), str(line["subscriptionId"]).lower()
    if category in NOTICED:
        return None
    operation = str(line["operationName"]["value"]).lower()
    if category != DEEDS:
        return Event(_moment(line["eventTimestamp"]), account, "", f"{category}: {operation}", False)
    return Event(_moment(line["eventTimestamp"]), account, str(line["resourceId"]).lower(), operation, operation.endswith("/delete"))


def _moment(told: str) -> str:
    return stamp(datetime.fromisoformat(told))


def _account(target: str) -> str:
    parts = target.strip("/").split("/")
    return parts[1] if len(parts) > 1 and parts[0] == "subscriptions" else ""


def _types(target: str) -> list[str]:
    """The types of what an id names, and of what that is set on: an extension has both."""
    parts = target.split("/providers/")
    if len(parts) == 1:
        return [tables.GROUPS if "/resourcegroups/" in target else "microsoft.resources/subscriptions"]
    return [named_type(f"/providers/{one}") for one in parts[1:]]


def _near(one: str, other: str) -> bool:
    """Whether a type is another, or lies below or above it."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
