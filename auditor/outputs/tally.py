"""One reading of the findings: what is counted, and the few that are shown in full. What is not shown is not kept."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from auditor.inventory.snapshot import SETTINGS
from auditor.model import WAIVED, Finding, Outcome, Place, Resource, ResourceRef, Severity, status
from auditor.outputs.causes import NOT_READ, Cause, cause, unread
from auditor.outputs.guards import Guards
from auditor.outputs.moving import Moving
from auditor.outputs.worst import Concerned, Worst, offences
from auditor.reference.facts import OWN_KEY
from auditor.reference.places import region
from auditor.run import routes

SHOWN = {Outcome.FAIL.value: 50, WAIVED: 20, Outcome.UNKNOWN.value: 20}
"""How many findings of each status a rule shows; the rest is counted, and is in the csv and the json."""

PATHS = 4
"""How many examples a flow keeps."""

UNATTACHED = ""
"""The activity of what is attached to none."""

Flow = tuple[str | None, str | None, str]
Counted = defaultdict[tuple[str, Severity, str], int]
"""How many findings of a rule, of a severity, are shown so."""
Key = Callable[[Finding], Any]


def holds(resource: ResourceRef) -> bool:
    """Whether it can hold data: not an account or an activity that is asked about, nor a setting."""
    return resource.native_type != resource.kind and resource.kind not in SETTINGS


class Sample:
    """The first `size` findings by `key` among those added."""

    def __init__(self, size: int, key: Key) -> None:
        self._size, self._key = size, key
        self._places: list[Any] = []
        self._kept: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Take one finding in, unless as many come before it."""
        place = self._key(finding)
        full = len(self._places) == self._size
        if full and place >= self._places[-1]:
            return
        at = bisect(self._places, place)
        self._places.insert(at, place)
        self._kept.insert(at, finding)
        if full:
            del self._places[-1], self._kept[-1]

    def first(self) -> list[Finding]:
        """The findings to show, in order."""
        return [*self._kept]


@dataclass(slots=True)
class Group:
    """What is counted of any group of findings, by status: a rule, an activity, a severity, a rule within an activity."""

    counts: Counter[str] = field(default_factory=Counter)


def _total(groups: Iterable[Group]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for group in groups:
        counts.update(group.counts)
    return counts


@dataclass(slots=True)
class Unread:
    """What one reason kept from being known."""

    accounts: set[str] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)
    resources: set[int] = field(default_factory=set)


@dataclass(slots=True)
class RuleTally(Group):
    """A rule: counts, samples by status, causes of doubt, calls read, who fails; `asked`: kinds of what it asks about, "" for resources."""

    samples: dict[str, Sample] = field(default_factory=dict)
    causes: defaultdict[Cause, Unread] = field(default_factory=lambda: defaultdict(Unread))
    calls: dict[str, str] = field(default_factory=dict)
    failing: set[int] = field(default_factory=set)
    activities: set[str] = field(default_factory=set)
    providers: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    concerned: Concerned = field(default_factory=Concerned)


@dataclass(slots=True)
class ActivityTally(Group):
    """A processing activity's findings, by rule, its resources, and which of them were seen in each country.

    `spans` maps the countries of a region that has several to the safeguards of what lies there; `lost` when a place is in none known.
    """

    rules: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    resources: set[int] = field(default_factory=set)
    countries: defaultdict[str | None, set[int]] = field(default_factory=lambda: defaultdict(set))
    categories: set[str] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)
    flows: defaultdict[tuple[str | None, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    spans: defaultdict[tuple[str, ...], set[str]] = field(default_factory=lambda: defaultdict(set))
    lost: bool = False


@dataclass(slots=True)
class Measures:
    """What the settings of an activity's resources say: longest keeping, encryption, who has the keys, openness; "?" is not known."""

    durations: Counter[str | None] = field(default_factory=Counter)
    encrypted: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    public: Counter[str] = field(default_factory=Counter)

    def add(self, resource: Resource) -> None:
        """Count one resource. A fact that its kind does not have counts nowhere."""
        for path, counter in (("retention.max", self.durations), ("encryption.at_rest", self.encrypted), ("public.access", self.public)):
            value = _fact(resource, path)
            if value is not ABSENT:
                counter[value if counter is self.durations else _yes(value)] += 1
        key = _fact(resource, "encryption.key")
        if key is not ABSENT and _fact(resource, "encryption.at_rest") is True:
            others = _fact(resource, "encryption.keys")
            every = [key, *(others if isinstance(others, list) else ())]
            told = [resource.named.get(str(one)) for one in every]
            own = None in every or OWN_KEY in every or any(one is not None and one.manager == OWN_KEY for one in told)
            self.keys[OWN_KEY if own else "?" if "?" in (key, others) else "customer"] += 1


ABSENT = object()


def _fact(resource: Resource, path: str) -> Any:
    """A fact's value; "?" when it is not known, ABSENT when the kind does not have it."""
    if path in resource.unknown:
        return "?"
    group, name = path.split(".")
    return (resource.facts.get(group) or {}).get(name, ABSENT)


def _yes(value: object) -> str:
    return "?" if value == "?" else "yes" if value else "no"


def _spanned(finding: Finding) -> tuple[str, ...]:
    """The countries among which the original is, where its region has several; none otherwise."""
    original = finding.places[0] if finding.places else None
    if original is None or original.country is not None or not original.region:
        return ()
    known = region(finding.resource.run_by, original.region)
    return known.countries if known else ()


@dataclass(slots=True)
class AccountTally(Group):
    """An account's findings, by rule."""

    rules: defaultdict[str, Group] = field(default_factory=lambda: defaultdict(Group))
    provider: str = ""
    countries: set[str | None] = field(default_factory=set)


@dataclass(slots=True)
class FlowTally:
    """The resources whose data goes one way, in one role: how many, for which activities, and some of the paths."""

    resources: int = 0
    activities: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)
    paths: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, finding: Finding, place: Place) -> None:
        """Count one resource."""
        self.resources += 1
        self.activities.update(finding.activities)
        if place.holder:
            self.holders.add(place.holder)
        if len(self.paths) < PATHS:
            self.paths[finding.resource.name or finding.resource.id, place.via or ""] = None


@dataclass(slots=True)
class CountryTally:
    """The resources whose original, or a copy, lies in a country."""

    originals: set[int] = field(default_factory=set)
    copies: set[int] = field(default_factory=set)
    failing: set[int] = field(default_factory=set)

    @property
    def resources(self) -> set[int]:
        """Either."""
        return self.originals | self.copies


@dataclass(slots=True)
class _About:
    """What findings of one resource have in common, as the objects that hold it, and where they are counted."""

    told: ResourceRef
    places: list[Place]
    named: list[str]
    categories: list[str]
    resource: int
    held: bool
    counts: Counted
    countries: list[CountryTally]
    fails: bool = False

    def of(self, finding: Finding) -> bool:
        """Whether a finding has the very same: what is not the same object is looked at anew."""
        return (
            finding.resource is self.told
            and finding.places is self.places
            and finding.activities is self.named
            and finding.categories is self.categories
        )


class Tally:
    """Everything the report counts."""

    def __init__(self, activities: Mapping[str, int]) -> None:
        """`activities` gives the register's order; the others come after, what is attached to none last."""
        self._order = activities
        self._numbers: dict[str, int] = {}
        self.all = Group()
        self.severities: defaultdict[str, Group] = defaultdict(Group)
        self.rules: defaultdict[str, RuleTally] = defaultdict(RuleTally)
        self.activities: defaultdict[str, ActivityTally] = defaultdict(ActivityTally)
        self.countries: defaultdict[str | None, CountryTally] = defaultdict(CountryTally)
        self.causes: defaultdict[Cause, Unread] = defaultdict(Unread)
        self.accounts: dict[str, AccountTally] = {}
        self.flows: defaultdict[Flow, FlowTally] = defaultdict(FlowTally)
        self.worst = Worst()
        self.held = 0
        self.loose = Sample(SHOWN[Outcome.FAIL.value], self.key)
        self.owners: dict[str, tuple[str, ...]] = {}
        self.measures: defaultdict[str, Measures] = defaultdict(Measures)
        self.guards = Guards()
        self.moving = Moving()
        self.regions: set[tuple[str, str]] = set()
        self._counted: defaultdict[tuple[str, ...], Counted] = defaultdict(partial(defaultdict, int))

    def read(self, findings: Iterable[Finding]) -> Tally:
        """Count every finding."""
        about = None
        for finding in findings:
            if about is None or not about.of(finding):
                about = self._about(finding)
            self._add(finding, about)
        self._sum()
        return self

    def look(self, resources: Iterable[Resource]) -> Tally:
        """Count what was asked of resources and not answered, whether a rule needed it or not, and what their settings say."""
        for resource in resources:
            self.guards.add(resource)
            self.moving.weigh(resource)
            if resource.region:
                self.regions.add((resource.provider, resource.region))
            for activity in self.owners.get(resource.id, ()):
                self.measures[activity].add(resource)
            for reason in dict.fromkeys(resource.unknown.values()):
                why = cause(reason)
                if why.code in NOT_READ:
                    hole = self.causes[why]
                    hole.accounts.add(resource.account)
                    hole.resources.add(self._numbers.setdefault(resource.id, len(self._numbers)))
        return self

    def _about(self, finding: Finding) -> _About:
        """What all findings of one resource say alike, counted once: where its data is and goes, which activities it serves."""
        told = finding.resource
        resource = self._numbers.setdefault(told.id, len(self._numbers))
        held = holds(told)
        if told.id not in self.owners:
            self.owners[told.id] = tuple(finding.activities)
            self._held(finding, held)
        countries = [self.countries[place.country] for place in finding.places]
        for place, country in zip(finding.places, countries, strict=True):
            (country.originals if place.role == "primary" else country.copies).add(resource)
        account = self.accounts.setdefault(told.account, AccountTally(provider=told.provider))
        account.countries.update(place.country for place in finding.places)
        activities = [self.activities[name] for name in finding.activities or [UNATTACHED]]
        spanned = _spanned(finding)
        for activity in activities:
            activity.categories.update(finding.categories)
            if held:
                activity.resources.add(resource)
                activity.accounts.add((told.run_by, told.account))
            for place in finding.places:
                activity.countries[place.country].add(resource)
            if spanned:
                activity.spans[spanned].add(finding.places[0].safeguard or "")
            activity.lost |= any(place.country is None for place in finding.places[1 if spanned else 0 :])
            for place in finding.places[1:]:
                activity.flows[place.country, place.role].add(place.safeguard or "")
        counted = self._counted[(told.account, *(finding.activities or [UNATTACHED]))]
        return _About(told, finding.places, finding.activities, finding.categories, resource, held, counted, countries)

    def _held(self, finding: Finding, held: bool) -> None:
        if not held:
            return
        self.held += 1
        if not finding.activities:
            self.loose.add(finding)
        for way, place in routes(finding.places):
            self.flows[way].add(finding, place)

    def _add(self, finding: Finding, about: _About) -> None:
        shown = status(finding)
        about.counts[finding.rule, finding.severity, shown] += 1
        self._rule(finding, shown, about)
        if shown == Outcome.FAIL and not about.fails:
            about.fails = True
            for country in about.countries:
                country.failing.add(about.resource)

    def _sum(self) -> None:
        """What the smallest groups add up to."""
        for (name, *served), counted in self._counted.items():
            for (held, severity, shown), count in counted.items():
                groups = [self.severities[severity.value], self.accounts[name].rules[held]]
                for group in (*groups, *(self.activities[activity].rules[held] for activity in served)):
                    group.counts[shown] += count
        self._counted.clear()
        self.all.counts = _total(self.severities.values())
        for account in self.accounts.values():
            account.counts = _total(account.rules.values())
        for activity in self.activities.values():
            activity.counts = _total(activity.rules.values())
        for name, rule in self.rules.items():
            rule.counts = _total(each.rules[name] for each in self.accounts.values() if name in each.rules)

    def _rule(self, finding: Finding, shown: str, about: _About) -> None:
        rule, resource = self.rules[finding.rule], about.resource
        rule.asked.add("" if about.held else finding.resource.kind)
        if shown == Outcome.FAIL:
            said = [*offences(finding)]
            rule.failing.add(resource)
            rule.concerned.add(finding, said)
            self.worst.add(finding, resource, said)
            self.moving.note(finding, said)
            rule.activities.update(finding.activities)
            rule.providers.add(finding.resource.provider)
        if shown in SHOWN:
            if shown not in rule.samples:
                rule.samples[shown] = Sample(SHOWN[shown], self.key)
            rule.samples[shown].add(finding)
        for reason in finding.reasons:
            if reason.call and reason.at >= rule.calls.get(reason.call, ""):
                rule.calls[reason.call] = reason.at
            why = unread(finding, reason) if shown != Outcome.FAIL else None
            if why is not None:
                for causes in (rule.causes, self.causes):
                    hole = causes[why]
                    hole.accounts.add(finding.resource.account)
                    hole.rules.add(finding.rule)
                    hole.resources.add(resource)

    def order(self, activity: str) -> tuple[int, str]:
        """The register's order; what it does not name after, what is attached to none last."""
        last = len(self._order)
        return (last + (activity == UNATTACHED), activity) if activity not in self._order else (self._order[activity], "")

    def key(self, finding: Finding) -> tuple[Any, ...]:
        """How findings are ordered within a rule."""
        resource = finding.resource
        activity = finding.activities[0] if finding.activities else UNATTACHED
        return self.order(activity), resource.account, resource.region or "", resource.name, resource.id, finding.fingerprint
