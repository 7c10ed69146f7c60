"""What changed in an account, as CloudTrail tells: which of our services each event concerns, where, and what nobody can tell.

CloudTrail may tell late (`reuse.LATE`), and tells nothing of what happens by itself: what a service does without being called shows once
it is read again, at the latest when its reading is as old as may be.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from auditor.clock import stamp
from auditor.pool import pool
from auditor.providers.aws import blind_spots, queued
from auditor.providers.aws.common import HOMES
from auditor.providers.aws.happened import Event
from auditor.providers.contract import Call, Change, Collector, Noticed, Unit
from auditor.providers.coverage import now
from auditor.providers.memory import Subject, subject
from auditor.providers.observing import Unknown, lift
from auditor.providers.reader import asked

if TYPE_CHECKING:
    from auditor.inventory.units import Head
    from auditor.providers.aws.reader import AwsSource
    from auditor.providers.aws.session import Session

LOOK_UP = Call("cloudtrail", "LookupEvents", path="Events")
WRITES = {"LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]}
PAGES = 20
"""Pages of fifty events of one region: where more happened, reading it again costs less than looking through it."""
AT_ONCE = 16
QUIET = blind_spots.NO_DATA - {"iam"} | frozenset(
    "signin sts health support ce cur budgets cloudshell monitoring autoscaling elasticloadbalancing servicequotas ssmmessages "
    "ec2messages access-analyzer notifications".split()
)
"""Sources that hold nothing that a collector reads, and act on it through its own service only, which then has an event of its own."""
TAGGING = "tagging"
"""What tags things of every service; whose they are, their names in full tell."""
ARN = re.compile(r"arn:[^:]+:[^:]+:")
RIGHTS, ORGANISATION = frozenset({"iam", "sso", "identitystore", "sso-directory"}), "organizations"
OF_SOMEBODY = re.compile("Role|User|Profile|AccessKey|MFA|Certificate|Credential|PublicKey")
"""What an event of IAM is called that concerns whom it names, and nobody else."""
WIDE = re.compile("Account|Default|Organization|Settings?$")
"""What an event is called that changes more than the things it names."""
NAMES = re.compile(
    "(id|ids|name|names|arn|arns|url|urls|uri|identifier|identifiers|key|bucket|group|resource|resources|arnlist)$", re.IGNORECASE
)
"""What a parameter is called that holds the name of a thing."""
LISTED = ("items", "member")
"""What CloudTrail puts between a list and its elements."""
UNMISTAKABLE = re.compile(r"[a-z]{1,12}-[0-9a-f]{8,17}|[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
"""An id that nothing else in the world has."""
ANYBODY = "blind-spots"
"""The collector of what no other reads: whatever happens may show there."""


class Place(NamedTuple):
    """Where events are asked for: with which session, as which member, in which region."""

    session: Session
    member: str | None
    partition: str
    account: str
    region: str


class Meanings:
    """What an event means, by what the collectors declare."""

    def __init__(self, collectors: Iterable[Collector]) -> None:
        words: dict[str, set[str]] = defaultdict(set)
        for one in collectors:
            for call in one.calls:
                # CloudTrail names a service as permissions do, or as the SDK does.
                for word in (call.service, call.needs.partition(":")[0]):
                    words[word].add(one.service)
        self._words = {word: frozenset(services) for word, services in words.items()}

    def changes(self, event: Event, account: str, region: str, accounts: Collection[str], regions: Collection[str]) -> Iterator[Change]:
        """What it may have changed: in its region, in every other of the scan's regions and accounts that it names."""
        if event.source in RIGHTS and OF_SOMEBODY.search(event.name):
            yield Change(account, None, None, event.at, refusals=True)
            return
        if event.source in RIGHTS:
            yield Change(account, None, None, event.at, why=f"{event.name} ({account}) may change what we may read")
            return
        if event.source == ORGANISATION:
            for each in accounts:
                yield Change(each, None, None, event.at, why=f"{event.name} may change what any account answers")
            return
        if event.source == TAGGING and (owners := {name.split(":")[2] for name in _named_by(event) if ARN.match(name)}):
            for owner in sorted(owners):
                yield from self.changes(event._replace(source=owner), account, region, accounts, regions)
            return
        quiet = event.source in QUIET
        services = frozenset() if quiet else self._words.get(event.source)
        why = "" if services is not None else f"{event.source}:{event.name} ({account}, {region}) is not understood"
        concerned = None if services is None else services | {ANYBODY}
        about = None if quiet or services is None else about_what(event, {*accounts, *regions})
        yield Change(account, region, concerned, event.at, why, subject=about)
        if not quiet:
            for other in [one for one in regions if one != region and one in event.text]:
                yield Change(account, other, concerned, event.at, why, subject=about)
            for other in [one for one in accounts if one != account and one in event.text]:
                yield Change(other, None, concerned, event.at, why, subject=about)


def about_what(event: Event, places: Collection[str]) -> Subject | None:
    """The things that an event names, which are no `places`; None when it names none, or may be about more than these."""
    if WIDE.search(event.name):
        return None
    named = [name for name in _named_by(event) if name not in places]
    sure = any(UNMISTAKABLE.fullmatch(name) or (name.startswith("arn:") and name.split(":")[2] == event.source) for name in named)
    return subject(event.at, named, sure=sure) if named else None


def _named_by(event: Event) -> list[str]:
    """The names in what it was asked, what it answered and what it says that it is about."""
    told = lift(json.loads, event.text)
    parts = [told.get(part) for part in ("requestParameters", "responseElements", "resources")] if isinstance(told, dict) else []
    return [name for part in parts for name in _named(part, "")]


def _named(value: object, key: str) -> Iterator[str]:
    """The texts under keys that are called as those of names are."""
    if isinstance(value, str) and value and NAMES.search(key):
        yield value
    elif isinstance(value, Mapping):
        for name, one in value.items():
            yield from _named(one, key if name in LISTED else str(name))
    elif isinstance(value, list):
        for one in value:
            yield from _named(one, key)


def noticed(
    known: Collection[tuple[Unit, Head]],
    since: str,
    session_of: Callable[[Mapping[str, Any]], Session],
    source_of: Callable[[Session], AwsSource],
    collectors: Iterable[Collector],
) -> Noticed:
    """What changed in these units since a moment, one question a region of each account, and more where much happened."""
    places = _places(known, session_of)
    regions: dict[str, set[str]] = defaultdict(set)
    for place in places:
        regions[place.account].add(place.region)
    meanings, sources = Meanings(collectors), {place: source_of(place.session) for place in places}
    queues = {place.session: sources[place] for place in places if place.session.options.get(queued.QUEUE)}
    told = {session: queued.events(source, session.options, since) for session, source in queues.items()}

    def written(place: Place) -> list[Event] | Unknown:
        if place.session not in told:
            return _events(sources[place], place, since)
        held = told[place.session]
        return held if isinstance(held, Unknown) else held.get((place.account, place.region), [])

    with pool(AT_ONCE, "events") as threads:
        found = [*threads.map(written, places)]
    changes: dict[Change, None] = {}
    for place, events in zip(places, found, strict=True):
        if isinstance(events, Unknown):
            changes[Change(place.account, place.region, None, now(), f"{place.account}, {place.region}: {events.reason}")] = None
            continue
        for event in events:
            changes |= dict.fromkeys(meanings.changes(event, place.account, place.region, regions, regions[place.account]))
    return Noticed([*changes], sum(source.requests for source in sources.values()))


def _places(known: Collection[tuple[Unit, Head]], session_of: Callable[[Mapping[str, Any]], Session]) -> list[Place]:
    """The regions of each account: those that are read, those where anything was found, and that of what has none."""
    places: dict[Place, None] = {}
    for unit, head in known:
        partition = str(unit.options["partition"])
        there = {unit.region, HOMES.get(partition), *(region for _kind, (_provider, _account, region) in head.held)} - {None}
        session, member = session_of(unit.options), unit.options.get("member")
        places |= {Place(session, member, partition, unit.account, str(region)): None for region in sorted(map(str, there))}
    return [*places]


def _events(source: AwsSource, place: Place, since: str) -> list[Event] | Unknown:
    """What was written there since a moment; Unknown when not all of it can be told."""
    found: list[Event] = []
    end = object()
    with place.session.acting_in(place.member, place.partition):
        pages = source.pages(LOOK_UP, place.region, {**WRITES, "StartTime": datetime.fromisoformat(since)})
        for _page in range(PAGES):
            page = asked(source, LOOK_UP, lambda: next(pages, end))
            if page is end:
                return found
            events = lift(lambda listed: [*map(_event, listed)], page)
            if isinstance(events, Unknown):
                return events
            found += events
    return Unknown.of("", f"more than {PAGES} pages of events")


def _event(told: Mapping[str, Any]) -> Event:
    """One event as LookupEvents lists it."""
    return Event(
        stamp(told["EventTime"]), str(told["EventSource"]).partition(".")[0], str(told["EventName"]), str(told.get("CloudTrailEvent", ""))
    )
