"""One reading of the findings: what is counted, and the few that are shown in full. What is not shown is not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.model import Finding, Outcome, Resource
from auditor.outputs.wording import NOT_READ, WAIVED, Cause, cause, status, unread

SHOWN = {Outcome.FAIL.value: 50, WAIVED: 20, Outcome.UNKNOWN.value: 20}
"""How many findings of each status a rule shows; the rest is counted, and is in the csv and the json."""

UNATTACHED = ""
"""The activity of what is attached to none."""

Key = Callable[[Finding], Any]


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
    """A rule's findings: counts, samples by status, why some could not be judged, the calls that were read, the activities that fail it."""

    samples: dict[str, Sample] = field(default_factory=dict)
    causes: dict[Cause, Unread] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    activities: set[str] = field(default_factory=set)


@dataclass(slots=True)
class ActivityTally(Group):
    """A processing activity's findings, by rule, and where its data was seen."""

    rules: dict[str, Group] = field(default_factory=dict)
    countries: set[str | None] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)


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

    def read(self, findings: Iterable[Finding]) -> Tally:
        """Count every finding."""
        for finding in findings:
            self._add(finding)
        return self

    def look(self, resources: Iterable[Resource]) -> Tally:
        """Count what was asked of resources and not answered, whether a rule needed it or not."""
        for resource in resources:
            for reason in dict.fromkeys(resource.unknown.values()):
                why = cause(reason)
                if why.code in NOT_READ:
                    hole = self.causes.setdefault(why, Unread())
                    hole.accounts.add(resource.account)
                    hole.resources.add(self._numbers.setdefault(resource.id, len(self._numbers)))
        return self

    def _add(self, finding: Finding) -> None:
        shown = status(finding)
        resource = self._numbers.setdefault(finding.resource.id, len(self._numbers))
        self.all.add(shown, resource)
        self.severities.setdefault(finding.severity.value, Group()).add(shown, resource)
        self._rule(finding, shown, resource)
        for activity in finding.activities or [UNATTACHED]:
            self._activity(activity, finding, shown, resource)
        for place in finding.places:
            country = self.countries.setdefault(place.country, CountryTally())
            (country.originals if place.role == "primary" else country.copies).add(resource)
            if shown == Outcome.FAIL:
                country.failing.add(resource)

    def _rule(self, finding: Finding, shown: str, resource: int) -> None:
        rule = self.rules.setdefault(finding.rule, RuleTally())
        rule.add(shown, resource)
        if shown == Outcome.FAIL:
            rule.activities.update(finding.activities)
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
        activity.rules.setdefault(finding.rule, Group()).add(shown, resource)
        activity.countries.update(place.country for place in finding.places)
        activity.categories.update(finding.categories)

    def order(self, activity: str) -> tuple[int, str]:
        """The register's order; what it does not name after, what is attached to none last."""
        last = len(self._order)
        return (last + (activity == UNATTACHED), activity) if activity not in self._order else (self._order[activity], "")

    def key(self, finding: Finding) -> tuple[Any, ...]:
        """How findings are ordered within a rule."""
        resource = finding.resource
        activity = finding.activities[0] if finding.activities else UNATTACHED
        return self.order(activity), resource.account, resource.region or "", resource.name, resource.id, finding.fingerprint
