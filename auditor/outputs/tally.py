"""One reading of the findings: what is counted, and the few that are shown in full. What is not shown is not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.inventory.snapshot import SETTINGS
from auditor.model import Finding, Outcome, Place, Resource, ResourceRef
from auditor.outputs.causes import NOT_READ, Cause, cause, unread
from auditor.outputs.guards import Guards
from auditor.outputs.moving import Moving
from auditor.outputs.wording import WAIVED, status
from auditor.outputs.worst import Concerned, Worst
from auditor.reference.facts import OWN_KEY
from auditor.run import routes

SHOWN = {Outcome.FAIL.value: 50, WAIVED: 20, Outcome.UNKNOWN.value: 20}
"""How many findings of each status a rule shows; the rest is counted, and is in the csv and the json."""

PATHS = 4
"""How many examples a flow keeps."""

UNATTACHED = ""
"""The activity of what is attached to none."""

Flow = tuple[str | None, str | None, str]
Key = Callable[[Finding], Any]


def holds(resource: ResourceRef) -> bool:
    """Whether it can hold data: not an account or an activity that is asked about, nor a setting."""
    return resource.native_type != resource.kind and resource.kind not in SETTINGS


class Sample:
    """The first `size` findings by `key` among those added."""

    def __init__(self, size: int, key: Key) -> None:
        self._size, self._key = size, key
        self._kept: list[Finding] = []

    def add(self, finding: Finding) -> None:
        """Take one finding in; drop the last ones once twice too many are kept."""
        self._kept.append(finding)
        if len(self._kept) > 2 * self._size:
            self._kept = self.first()

    def first(self) -> list[Finding]:
        """The findings to show, in order."""
        return sorted(self._kept, key=self._key)[: self._size]


@dataclass(slots=True)
class Group:
    """What is counted of any group of findings: a rule, an activity, a severity, a rule within an activity."""

    counts: Counter[str] = field(default_factory=Counter)
    resources: set[int] = field(default_factory=set)
    failing: set[int] = field(default_factory=set)

    def add(self, shown: str, resource: int) -> None:
        """Count one finding of this status."""
        self.counts[shown] += 1
        self.resources.add(resource)
        if shown == Outcome.FAIL:
            self.failing.add(resource)


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
    causes: dict[Cause, Unread] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    activities: set[str] = field(default_factory=set)
    providers: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    concerned: Concerned = field(default_factory=Concerned)


@dataclass(slots=True)
class ActivityTally(Group):
    """A processing activity's findings, by rule, and which of its resources were seen in each country."""

    rules: dict[str, Group] = field(default_factory=dict)
    countries: dict[str | None, set[int]] = field(default_factory=dict)
    categories: set[str] = field(default_factory=set)
    accounts: set[tuple[str, str]] = field(default_factory=set)
    flows: dict[tuple[str | None, str], set[str]] = field(default_factory=dict)


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


def _yes(value: Any) -> str:
    return "?" if value == "?" else "yes" if value else "no"


@dataclass(slots=True)
class AccountTally(Group):
    """An account's findings, by rule."""

    rules: dict[str, Group] = field(default_factory=dict)
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


class Tally:
    """Everything the report counts."""

    def __init__(self, activities: Mapping[str, int]) -> None:
        """`activities` gives the register's order; the others come after, what is attached to none last."""
        self._order = activities
        self._numbers: dict[str, int] = {}
        self.all = Group()
        self.severities: dict[str, Group] = {}
        self.rules: dict[str, RuleTally] = {}
        self.activities: dict[str, ActivityTally] = {}
        self.countries: dict[str | None, CountryTally] = {}
        self.causes: dict[Cause, Unread] = {}
        self.accounts: dict[str, AccountTally] = {}
        self.flows: dict[Flow, FlowTally] = {}
        self.worst = Worst()
        self.held = 0
        self.loose = Sample(SHOWN[Outcome.FAIL.value], self.key)
        self.owners: dict[str, tuple[str, ...]] = {}
        self.measures: dict[str, Measures] = {}
        self.guards = Guards()
        self.moving = Moving()
        self.regions: set[tuple[str, str]] = set()

    def read(self, findings: Iterable[Finding]) -> Tally:
        """Count every finding."""
        for finding in findings:
            self._add(finding)
        return self

    def look(self, resources: Iterable[Resource]) -> Tally:
        """Count what was asked of resources and not answered, whether a rule needed it or not, and what their settings say."""
        for resource in resources:
            self.guards.add(resource)
            self.moving.weigh(resource)
            if resource.region:
                self.regions.add((resource.provider, resource.region))
            for activity in self.owners.get(resource.id, ()):
                self.measures.setdefault(activity, Measures()).add(resource)
            for reason in dict.fromkeys(resource.unknown.values()):
                why = cause(reason)
                if why.code in NOT_READ:
                    hole = self.causes.setdefault(why, Unread())
                    hole.accounts.add(resource.account)
                    hole.resources.add(self._numbers.setdefault(resource.id, len(self._numbers)))
        return self

    def _add(self, finding: Finding) -> None:
        shown = status(finding)
        known = len(self._numbers)
        resource = self._numbers.setdefault(finding.resource.id, known)
        if resource == known:
            self._resource(finding)
        self.all.add(shown, resource)
        self.severities.setdefault(finding.severity.value, Group()).add(shown, resource)
        self._rule(finding, shown, resource)
        self._account(finding, shown, resource)
        for activity in finding.activities or [UNATTACHED]:
            self._activity(activity, finding, shown, resource)
        for place in finding.places:
            country = self.countries.setdefault(place.country, CountryTally())
            (country.originals if place.role == "primary" else country.copies).add(resource)
            if shown == Outcome.FAIL:
                country.failing.add(resource)

    def _resource(self, finding: Finding) -> None:
        """What all findings of one resource say alike: where its data goes, and which activities it serves."""
        self.owners[finding.resource.id] = tuple(finding.activities)
        if not holds(finding.resource):
            return
        self.held += 1
        if not finding.activities:
            self.loose.add(finding)
        for way, place in routes(finding.places):
            self.flows.setdefault(way, FlowTally()).add(finding, place)

    def _account(self, finding: Finding, shown: str, resource: int) -> None:
        account = self.accounts.setdefault(finding.resource.account, AccountTally(provider=finding.resource.provider))
        account.add(shown, resource)
        account.rules.setdefault(finding.rule, Group()).add(shown, resource)
        account.countries.update(place.country for place in finding.places)

    def _rule(self, finding: Finding, shown: str, resource: int) -> None:
        rule = self.rules.setdefault(finding.rule, RuleTally())
        rule.add(shown, resource)
        rule.asked.add("" if holds(finding.resource) else finding.resource.kind)
        if shown == Outcome.FAIL:
            rule.concerned.add(finding)
            self.worst.add(finding, resource)
            self.moving.note(finding)
            rule.activities.update(finding.activities)
            rule.providers.add(finding.resource.provider)
        if shown in SHOWN:
            if shown not in rule.samples:
                rule.samples[shown] = Sample(SHOWN[shown], self.key)
            rule.samples[shown].add(finding)
        for reason in finding.reasons:
            if reason.call:
                rule.calls[reason.call] = max(reason.at, rule.calls.get(reason.call, ""))
            why = unread(finding, reason)
            if why is not None:
                for causes in (rule.causes, self.causes):
                    hole = causes.setdefault(why, Unread())
                    hole.accounts.add(finding.resource.account)
                    hole.rules.add(finding.rule)
                    hole.resources.add(resource)

    def _activity(self, name: str, finding: Finding, shown: str, resource: int) -> None:
        activity = self.activities.setdefault(name, ActivityTally())
        activity.add(shown, resource)
        if not holds(finding.resource):
            activity.resources.discard(resource)
        else:
            activity.accounts.add((finding.resource.run_by, finding.resource.account))
        activity.rules.setdefault(finding.rule, Group()).add(shown, resource)
        for place in finding.places:
            activity.countries.setdefault(place.country, set()).add(resource)
        activity.categories.update(finding.categories)
        for place in finding.places[1:]:
            activity.flows.setdefault((place.country, place.role), set()).add(place.safeguard or "")

    def order(self, activity: str) -> tuple[int, str]:
        """The register's order; what it does not name after, what is attached to none last."""
        last = len(self._order)
        return (last + (activity == UNATTACHED), activity) if activity not in self._order else (self._order[activity], "")

    def key(self, finding: Finding) -> tuple[Any, ...]:
        """How findings are ordered within a rule."""
        resource = finding.resource
        activity = finding.activities[0] if finding.activities else UNATTACHED
        return self.order(activity), resource.account, resource.region or "", resource.name, resource.id, finding.fingerprint
