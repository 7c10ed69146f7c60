"""What every shipped rule says of what was read, so that no fault can improve it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from msgspec.structs import replace

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Coverage, Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.providers.contract import Collector, UnitResult
from auditor.ruleset.evaluate import Ruleset

DAY = date(2026, 11, 22)
WORSE = frozenset({Outcome.FAIL, Outcome.UNKNOWN})
TOWN = Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}})
CATEGORIES = ["health", "civil_status", "video", "hr", "logs", "public_archives", "secrets"]
"""Of each law that asks for something of its own."""
EVERYTHING = Configuration.from_context(
    {
        "organisation": {"name": "Ville", "profile": "commune"},
        "processing_activities": [{"id": "tout", "title": "Soins", "categories": CATEGORIES, "countries": ["FR"], "select": [{"id": "*"}]}],
    }
)
"""Whatever is read holds data of all these categories."""
Verdicts = dict[tuple[str, str], Outcome]


@cache
def rules() -> Ruleset:
    """The shipped ones, on one day."""
    return ruleset(DAY, (), TOWN, ())[0]


class Said:
    """What a set of rules says of resources: of one in which nothing differs, what was said before. A fault leaves most as they were."""

    def __init__(self, held: Ruleset) -> None:
        self._held = held
        self._before: dict[str, tuple[Resource, tuple[tuple[str, Outcome], ...]]] = {}

    def of(self, resource: Resource) -> tuple[tuple[str, Outcome], ...]:
        """The outcome of every rule, by its id."""
        before, said = self._before.get(resource.id, (None, ()))
        # Those that are alike are numbered anew in each derivation, which no rule reads.
        seen = replace(resource, alike=0)
        if before != seen:
            rules = (rule.id for rule in self._held.rules_of(resource.kind))
            said = tuple(zip(rules, self._held.outcomes(seen), strict=True))
            self._before[resource.id] = seen, said
        return said


@cache
def said() -> Said:
    """What the shipped rules say, on one day."""
    return Said(rules())


def verdicts(
    resources: Iterable[Resource],
    coverage: Iterable[Coverage],
    account: str,
    calls: Mapping[str, Mapping[str, str]],
    configuration: Configuration = EVERYTHING,
) -> Verdicts:
    """What every rule says of every resource that was read."""
    whole = [*resources]
    manifest = Manifest("", "", "", accounts={account: []}, resources=len(whole), calls={name: {**told} for name, told in calls.items()})
    return {
        (resource.id, rule): outcome
        for resource in derived(lambda: whole, manifest, coverage, rules().reference, configuration)
        for rule, outcome in said().of(resource)
    }


def judged(collector: Collector, found: UnitResult) -> Verdicts:
    """The verdicts on what one collector found, all of it of one account."""
    account = next((one.account for one in found.resources), "")
    return verdicts(found.resources, found.coverage, account, collector.evidence())


def improved(before: Verdicts, after: Verdicts) -> Verdicts:
    """What was a failure or unknown and is neither any more, though it is still there."""
    return {key: after[key] for key, outcome in before.items() if outcome in WORSE and after.get(key, outcome) not in WORSE}
