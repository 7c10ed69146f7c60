"""Counts of what was found, and the rules with them as a run tells them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.findings import Judged
from auditor.i18n import LANGUAGES
from auditor.model import SEVERITIES, Outcome, Severity
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.force import capped, force_of, in_force
from auditor.ruleset.rule import Rule
from auditor.ruleset.say import say
from auditor.ruleset.writer import DECIDED

_PASS = Outcome.PASS.value


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

    def watch(self, judged: Iterable[Judged]) -> Iterator[Judged]:
        """The same, counted as it passes."""
        for one in judged:
            self.totals[_PASS] += len(one.passed)
            for standing in one.passed:
                self.by_rule[standing.rule][_PASS] += 1
            for finding in one.asking:
                self.add(finding.rule, finding.severity, finding.outcome, waived=finding.waived)
                if finding.outcome in DECIDED:
                    self._weigh(finding.rule, (finding.severity, finding.force))
            yield one

    def merge(self, other: Tally) -> None:
        """Add what another counted."""
        self.totals += other.totals
        self.waived += other.waived
        for mine, theirs in ((self.by_rule, other.by_rule), (self.by_severity, other.by_severity)):
            for name, counts in theirs.items():
                mine[name] += counts
        for rule, gravity in other.gravest.items():
            self._weigh(rule, gravity)

    def _weigh(self, rule: str, gravity: tuple[Severity, str]) -> None:
        """Keep the gravest of a rule."""
        known = self.gravest.get(rule)
        if known is None or _weight(*gravity) < _weight(*known):
            self.gravest[rule] = gravity

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


def _weight(severity: Severity, force: str) -> tuple[int, int]:
    """The graver, the less. A run of before forces were told says none, which binds least."""
    return SEVERITIES.index(severity), FORCES.index(force) if force in FORCES else len(FORCES)


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
