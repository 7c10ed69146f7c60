"""Rules held against resources: outcomes, findings, totals. Pure: no file, no clock, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

import msgspec

from auditor.findings import Judged
from auditor.model import Finding, Outcome, Place, Resource
from auditor.reference.registers import Reference
from auditor.remembered import Remembered
from auditor.ruleset.clause import reads
from auditor.ruleset.compile import compile_rule
from auditor.ruleset.explain import Calls
from auditor.ruleset.force import in_force
from auditor.ruleset.inputs import Inputs, Values, of_its_own
from auditor.ruleset.rule import Rule
from auditor.ruleset.waivers import Waiver, Waivers
from auditor.ruleset.writer import DECIDED, Doubts, Writer, about, dated, places_of, reference_to

REMEMBERED, ALIKE = 8192, 2048
"""Different inputs remembered per group of rules, and sorts of resources."""
Outcomes = tuple[Outcome, ...]


class Ruleset:
    """Rules and the registers of one day.

    `profile` leaves out the rules of other profiles; None, not known, leaves out none. So does a day on which none of a rule's texts binds.
    """

    def __init__(self, rules: Sequence[Rule], reference: Reference, profile: str | None = None) -> None:
        self.loaded = len(rules)
        judged = (rule for rule in rules if profile is None or rule.profiles is None or profile in rule.profiles)
        self.rules = tuple(rule for rule in judged if in_force(rule.requirements, reference))
        self.reference = reference
        self._benches: dict[str, _Bench] = {}

    def rules_of(self, kind: str) -> tuple[Rule, ...]:
        """The rules that may apply to a kind, in the order of their ids."""
        return self._bench(kind).rules

    def outcomes(self, resource: Resource) -> Outcomes:
        """What each rule of `rules_of(resource.kind)` says of it."""
        return self._bench(resource.kind).outcomes(resource)

    def of_its_own(self, resource: Resource) -> Values:
        """What rules read of it that others may not share which are alike."""
        return self._bench(resource.kind).of_its_own(resource)

    def _bench(self, kind: str) -> _Bench:
        bench = self._benches.get(kind)
        if bench is None:
            rules = tuple(rule for rule in self.rules if kind in rule.kinds)
            bench = self._benches[kind] = _Bench(rules, self.reference)
        return bench


class _Bench:
    """The rules of one kind."""

    def __init__(self, rules: tuple[Rule, ...], reference: Reference) -> None:
        self.rules = rules
        found = reads(*(clause for rule in rules for clause in (rule.when, rule.must)))
        self._inputs = Inputs(found)
        self.of_its_own = Inputs(of_its_own(found)).read
        together: dict[tuple[int, ...], list[int]] = {}
        for number, rule in enumerate(rules):
            slots = tuple(sorted(self._inputs.index[path] for path in reads(rule.when, rule.must)))
            together.setdefault(slots, []).append(number)
        judges = [compile_rule(rule, self._inputs, reference.lists) for rule in rules]
        self._groups = [_Group(slots, [judges[number] for number in numbers]) for slots, numbers in together.items()]
        said = [number for numbers in together.values() for number in numbers]
        self._order = [said.index(number) for number in range(len(rules))]

    def outcomes(self, resource: Resource) -> Outcomes:
        values = self._inputs.read(resource)
        found = [outcome for group in self._groups for outcome in group.outcomes(values)]
        return tuple([found[position] for position in self._order])


class _Group:
    """Rules that read the same facts. Equal inputs are judged once: those facts are the key, and all that these rules can see."""

    def __init__(self, slots: tuple[int, ...], judges: list[Callable[[Values], Outcome]]) -> None:
        self._key = itemgetter(*slots)
        self._judges = judges
        self._known = Remembered[Any, Outcomes](REMEMBERED)

    def outcomes(self, values: Values) -> Outcomes:
        key = self._key(values)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = tuple([judge(values) for judge in self._judges])
        return found


class Judge:
    """A ruleset with the waivers and the calls of one judgement: what is found of each resource that a rule applies to. Streams."""

    def __init__(self, ruleset: Ruleset, *, as_of: date, waivers: Iterable[Waiver] = (), calls: Calls | None = None) -> None:
        valid = Waivers(waivers, as_of)
        self._ruleset = ruleset
        self._doubts = Doubts()
        self._writers = {rule.id: Writer(rule, ruleset.reference, calls or {}, valid) for rule in ruleset.rules}
        self._meant = Remembered[tuple[str, Outcomes, Outcomes | None], _Meant](REMEMBERED)
        self._alike = Remembered[tuple[int, Values], tuple[list[Place], Judged]](ALIKE)

    def of(self, resources: Iterable[Resource]) -> Iterator[Judged]:
        """What is found of each, in order.

        What is only announced counts against, and never for: where it neither fails nor casts doubt, what is proved decides.
        """
        for resource in resources:
            judged = self._as_before(resource) if resource.alike else self._judged(resource, places_of(resource))
            if judged.passed or judged.asking:
                yield judged

    def _as_before(self, resource: Resource) -> Judged:
        """What is found of a resource, which is what was found of one that is alike but for its names."""
        key = resource.alike, self._ruleset.of_its_own(resource)
        found = self._alike.get(key)
        if found is None:
            places = places_of(resource)
            self._alike[key] = places, (judged := self._judged(resource, places))
            return judged
        places, like = found
        named = Judged(reference_to(resource), like.categories, like.activities, dated(places, resource), like.passed, [])
        named.asking.extend(self._writers[finding.rule].again(finding, resource, named) for finding in like.asking)
        return named

    def _judged(self, resource: Resource, places: list[Place]) -> Judged:
        by = (resource,) if resource.proved is None else (resource, resource.proved)
        passing, asking = self._who_tells(resource.kind, *map(self._ruleset.outcomes, by))
        doubts, alike = [self._doubts.of(one) for one in by], about(resource, places)
        return msgspec.structs.replace(
            alike,
            passed=[writer.passed(doubts[side]) for writer, side in passing],
            asking=[writer.finding(by[side], outcome, alike, doubts[side]) for writer, side, outcome in asking],
        )

    def _who_tells(self, kind: str, told: Outcomes, proved: Outcomes | None = None) -> _Meant:
        """Whose rules pass and whose ask for something, and whether by what is told (0) or by what is proved (1)."""
        found = self._meant.get((kind, told, proved))
        if found is None:
            found = self._meant[kind, told, proved] = [], []
            for rule, said, sure in zip(self._ruleset.rules_of(kind), told, proved or told, strict=True):
                against = proved is None or said is Outcome.FAIL or (said is Outcome.UNKNOWN and sure not in DECIDED)
                outcome, side, writer = said if against else sure, int(not against), self._writers[rule.id]
                if outcome is Outcome.PASS:
                    found[0].append((writer, side))
                elif outcome in DECIDED:
                    found[1].append((writer, side, outcome))
        return found


_Meant = tuple[list[tuple[Writer, int]], list[tuple[Writer, int, Outcome]]]


def judge(
    resources: Iterable[Resource], ruleset: Ruleset, *, as_of: date, waivers: Iterable[Waiver] = (), calls: Calls | None = None
) -> Iterator[Finding]:
    """Every outcome but `not_applicable`, resource by resource, rules in the order of their ids. Streams."""
    judged = Judge(ruleset, as_of=as_of, waivers=waivers, calls=calls).of(resources)
    return (finding for one in judged for finding in one.findings())
