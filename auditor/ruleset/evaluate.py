"""Rules held against resources: outcomes, findings, totals. Pure: no file, no clock, no network."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from typing import Any

from auditor.i18n import LANGUAGES
from auditor.model import NO_ROLE, SEVERITIES, Because, Citation, Confidence, Finding, Outcome, Place, Resource, ResourceRef, Severity
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES
from auditor.ruleset.clause import reads
from auditor.ruleset.compile import compile_rule
from auditor.ruleset.explain import Calls, Explainer
from auditor.ruleset.force import capped, force_of, in_force, strongest, weaker
from auditor.ruleset.inputs import Inputs, Values
from auditor.ruleset.rule import Rule
from auditor.ruleset.say import say
from auditor.ruleset.waivers import Waiver, Waivers

REMEMBERED = 8192
"""Different inputs remembered per group of rules before starting over: what bounds the memory."""
DECIDED = (Outcome.FAIL, Outcome.UNKNOWN)
DOUBT = (Confidence.OBSERVED, Confidence.TO_CONFIRM, Confidence.PRESUMED)
"""Surest first: a guess from a name is less sure than a register entry nobody could check again."""
_INDEX = re.compile(r"\[\d+\]")
_WHO_TELLS = re.compile(r"answers\.|kept\.elsewhere")
"""Facts that say who knows, or what they answered: they bind nobody by themselves."""
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
        self._inputs = Inputs(reads(*(clause for rule in rules for clause in (rule.when, rule.must))))
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
        self._known: dict[Any, Outcomes] = {}

    def outcomes(self, values: Values) -> Outcomes:
        key = self._key(values)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = tuple([judge(values) for judge in self._judges])
        return found


def judge(
    resources: Iterable[Resource], ruleset: Ruleset, *, as_of: date, waivers: Iterable[Waiver] = (), calls: Calls | None = None
) -> Iterator[Finding]:
    """Every outcome but `not_applicable`, resource by resource, rules in the order of their ids. Streams."""
    valid = Waivers(waivers, as_of)
    writers = {rule.id: _Writer(rule, ruleset.reference, calls or {}, valid) for rule in ruleset.rules}
    for resource in resources:
        told = ruleset.outcomes(resource)
        # What is only announced counts against, and never for: where it neither fails nor casts doubt, what is proved decides.
        proved = resource.proved or resource
        outcomes = told if proved is resource else ruleset.outcomes(proved)
        shared: _Shared | None = None
        for rule, said, outcome in zip(ruleset.rules_of(resource.kind), told, outcomes, strict=True):
            against = said is Outcome.FAIL or (said is Outcome.UNKNOWN and outcome not in DECIDED)
            met, by = (said, resource) if against else (outcome, proved)
            if met is not Outcome.NOT_APPLICABLE:
                shared = shared or _Shared.of(resource)
                yield writers[rule.id].finding(by, met, shared)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all findings of one resource say alike."""

    ref: ResourceRef
    categories: list[str]
    activities: list[str]
    places: list[Place]

    @classmethod
    def of(cls, resource: Resource) -> _Shared:
        data = resource.facts.get("data")
        data = data if isinstance(data, dict) else {}
        places = resource.facts.get("places")
        return cls(
            ResourceRef(
                resource.id,
                resource.kind,
                resource.native_type,
                resource.provider,
                resource.account,
                resource.region,
                resource.name,
                resource.run_by or None,
            ),
            _texts(data.get("categories")),
            _texts(data.get("activities")),
            [_place(item) for item in places if isinstance(item, dict)] if isinstance(places, list) else [],
        )


class _Writer:
    """Writes the findings of one rule."""

    def __init__(self, rule: Rule, reference: Reference, calls: Calls, waivers: Waivers) -> None:
        self._rule = rule
        self._explainer = Explainer(rule, reference.lists, calls)
        self._waivers = waivers
        self._requirements = list(in_force(rule.requirements, reference))
        self._force = force_of(rule.force, rule.requirements, reference)
        found = reads(rule.when, rule.must)
        self._paths = [f"{path}.{name}" for path, (_, fields) in found.items() for name in fields]
        self._paths += [path for path, (_, fields) in found.items() if not fields]
        self._known: dict[str, bool] = {}
        self._texts = texts_in_doubt(rule, reference)

    def finding(self, resource: Resource, outcome: Outcome, shared: _Shared) -> Finding:
        rule = self._rule
        waiver = self._waivers.find(rule.id, resource.id) if outcome in DECIDED else None
        reasons = self._explainer.reasons(resource) if outcome in DECIDED else []
        force = self._bound(resource, reasons) if resource.force else self._force
        return Finding(
            fingerprint=fingerprint(rule.id, resource.id),
            rule=rule.id,
            revision=rule.revision,
            severity=capped(rule.severity, force),
            outcome=outcome,
            waived=waiver is not None,
            resource=shared.ref,
            categories=shared.categories,
            activities=shared.activities,
            places=shared.places,
            reasons=reasons,
            requirements=self._requirements,
            confidence=self._confidence(resource),
            waiver=waiver.text if waiver is not None else None,
            force=force,
            unconfirmed=self._unconfirmed(resource),
        )

    def _bound(self, resource: Resource, reasons: Iterable[Because]) -> str:
        """The force of the fact that binds most among those that decided, or that were read when the rule passes."""
        told = [resource.force.get(reason.fact, self._force) for reason in reasons if not _WHO_TELLS.match(reason.fact)]
        told = told or [force for name, force in resource.force.items() if _INDEX.sub("", name) in self._paths]
        return weaker(self._force, strongest(told)) if told else self._force

    def _confidence(self, resource: Resource) -> Confidence:
        """The least sure of the facts the rule reads, and of the texts it rests on."""
        doubts = [doubt for name, doubt in resource.confidence.items() if self._reads(name)]
        if self._texts:
            doubts.append(Confidence.TO_CONFIRM)
        return max(doubts, key=DOUBT.index, default=Confidence.OBSERVED)

    def _unconfirmed(self, resource: Resource) -> list[Citation]:
        """The register entries behind those facts that are not verified, and the texts."""
        found = (citation for name, citations in resource.unconfirmed.items() if self._reads(name) for citation in citations)
        return [*dict.fromkeys((*found, *self._texts))]

    def _reads(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            plain = f"{_INDEX.sub('', name)}."
            known = self._known[name] = any(plain.startswith(f"{path}.") or f"{path}.".startswith(plain) for path in self._paths)
        return known


def texts_in_doubt(rule: Rule, reference: Reference) -> tuple[Citation, ...]:
    """The texts a rule cites, when none of them was verified: one that was read is enough to oblige."""
    found = [text for name in rule.requirements if (text := reference.requirement(name)) is not None]
    cited = tuple(reference.cite("requirements", text.id, text) for text in found)
    return () if any(citation.sure for citation in cited) else cited


def _counters() -> defaultdict[str, Counter[str]]:
    return defaultdict(Counter)


@dataclass(slots=True)
class Tally:
    """Counts of findings. `by_severity` counts what still asks for work: failures and unknowns that nobody waived.

    `gravest` is, by rule, the gravest of its findings that failed or could not be decided, and what binds there.
    """

    totals: Counter[str] = field(default_factory=Counter)
    by_rule: defaultdict[str, Counter[str]] = field(default_factory=_counters)
    by_severity: defaultdict[str, Counter[str]] = field(default_factory=_counters)
    waived: int = 0
    gravest: dict[str, tuple[Severity, str]] = field(default_factory=dict)

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings, counted as they pass."""
        for finding in findings:
            self.add(finding.rule, finding.severity, finding.outcome, waived=finding.waived)
            if finding.outcome in DECIDED:
                known = self.gravest.get(finding.rule)
                if known is None or _graver((finding.severity, finding.force), known):
                    self.gravest[finding.rule] = (finding.severity, finding.force)
            yield finding

    def add(self, rule: str, severity: Severity, outcome: Outcome, times: int = 1, *, waived: bool = False) -> None:
        """Count one outcome of a rule, or several alike."""
        self.totals[outcome.value] += times
        self.by_rule[rule][outcome.value] += times
        if waived:
            self.waived += times
        elif outcome in DECIDED:
            self.by_severity[severity.value][outcome.value] += times

    def rules(self, ruleset: Ruleset) -> dict[str, dict[str, Any]]:
        """`Run.rules`: every rule with its words and its counts, those that met nothing included."""
        return {rule.id: described(rule, ruleset.reference) | self._met(rule.id) for rule in ruleset.rules}

    def _met(self, rule: str) -> dict[str, Any]:
        """The counts of a rule, and how grave its findings are where what decided binds less than the rule."""
        severity, force = self.gravest.get(rule, (None, ""))
        told = {"severity": severity.value, "force": force} if severity is not None else {}
        return {**told, "totals": dict(self.by_rule.get(rule, {}))}


def _graver(one: tuple[Severity, str], other: tuple[Severity, str]) -> bool:
    """Whether the first is graver, or as grave by what binds more."""
    return _weight(*one) < _weight(*other)


def _weight(severity: Severity, force: str) -> tuple[int, int]:
    """The graver, the less. A run of before forces were told says none, which binds least."""
    return SEVERITIES.index(severity), FORCES.index(force) if force in FORCES else len(FORCES)


def fingerprint(rule: str, resource: str) -> str:
    """The stable name of a finding: the same rule and resource have the same one for ever."""
    return hashlib.sha256(f"{rule}\0{resource}".encode()).hexdigest()[:16]


def described(rule: Rule, reference: Reference) -> dict[str, Any]:
    """A rule in plain data, with its texts resolved, so that a run can be read without the rules it was judged by."""
    requirements = [found for name in in_force(rule.requirements, reference) if (found := reference.requirement(name)) is not None]
    force = force_of(rule.force, rule.requirements, reference)
    texts = [{"id": each.id, "title": dict(each.title), "url": each.url, "evidence": each.evidence} for each in requirements]
    plain: dict[str, Any] = {
        "revision": rule.revision,
        "path": rule.path,
        "severity": capped(rule.severity, force).value,
        "force": force,
        "title": dict(rule.title),
        "failure": dict(rule.failure),
        "remedy": dict(rule.remedy),
        "say": {lang: say(rule, reference, lang) for lang in LANGUAGES},
        "requirements": [{key: value for key, value in text.items() if value is not None} for text in texts],
    }
    return plain | ({"why": dict(rule.why)} if rule.why is not None else {})


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _place(item: dict[str, Any]) -> Place:
    text = {name: value for name in Place.__struct_fields__ if isinstance(value := item.get(name), str)}
    return Place(**{"role": NO_ROLE, **text})
