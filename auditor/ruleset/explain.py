"""Why a rule failed or could not conclude: the same values and the same logic as the verdict, keeping what decides."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.masking import masked
from auditor.model import Because, Outcome, Resource
from auditor.reference.facts import facts
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not, reads
from auditor.ruleset.compile import Index, Verdict, outcome
from auditor.ruleset.inputs import UNKNOWN, Among, Floor, Inputs, Values, why
from auditor.ruleset.operators import Lists, beyond, of_any, of_null, phrase, predicate
from auditor.ruleset.rule import Rule

Calls = Mapping[str, Mapping[str, str]]
"""Native type → fact path → the API call that feeds it, as the snapshot's manifest has it."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One leaf (or one list, when it is empty or unknown) that decides a verdict, and the value it met."""

    clause: Leaf | Each
    path: str
    value: Any
    negated: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """`causes` are those of a failure or of an unknown, in the order of the rule; a rule that passes or does not apply has none."""

    outcome: Outcome
    causes: tuple[Cause, ...]


Found = tuple[Verdict, tuple[Cause, ...]]


class Explainer:
    """Explains one rule. Reads only the facts of that rule."""

    def __init__(self, rule: Rule, lists: Lists, calls: Calls | None = None) -> None:
        self.rule = rule
        self._lists = lists
        self._calls = calls or {}
        self._inputs = Inputs(reads(rule.when, rule.must))
        self._phrases: dict[tuple[int, bool], str] = {}
        self._tests: dict[int, Callable[[Any], bool]] = {}

    def explain(self, resource: Resource) -> Explanation:
        """The outcome, and what decides it."""
        values = self._inputs.read(resource)
        scope, unsure = self._clause(self.rule.when, values) if self.rule.when is not None else (True, ())
        holds, causes = self._clause(self.rule.must, values)
        found = outcome(scope, holds)
        if found is Outcome.FAIL:
            return Explanation(found, causes)
        if found is Outcome.UNKNOWN:
            return Explanation(found, (unsure if scope is None else ()) + (causes if holds is None else ()))
        return Explanation(found, ())

    def reasons(self, resource: Resource) -> list[Because]:
        """What decides, with its evidence; each fact of each clause once."""
        return [self._reason(cause, resource) for cause in self.explain(resource).causes]

    def _reason(self, cause: Cause, resource: Resource) -> Because:
        clause = cause.clause
        return Because(
            fact=cause.path,
            actual=why(resource, cause.path) if cause.value is UNKNOWN or isinstance(cause.value, Among) else _plain(cause.value),
            expected=self._expected(clause, negated=cause.negated),
            rule_line=masked(f"{self.rule.path}:{cause.clause.line}"),
            call=self._call(cause.path, resource),
            at=resource.read_at,
        )

    def _expected(self, clause: Leaf | Each, *, negated: bool) -> str:
        """What a clause asks; a rule may be a stranger's."""
        known = self._phrases.get((id(clause), negated))
        if known is None:
            said = phrase(clause, negated) if isinstance(clause, Leaf) else f"{'not ' * negated}{clause.word} item"
            known = self._phrases[id(clause), negated] = masked(said)
        return known

    def _call(self, path: str, resource: Resource) -> str:
        """The API call behind a fact: a place says its own, else the flow that makes places of its role."""
        calls = self._calls.get(resource.native_type, {})
        name, _, rest = path.partition("[")
        if not rest:
            return next((calls[prefix] for prefix in _prefixes(name) if prefix in calls), "")
        items = resource.facts.get(name)
        number = int(rest.partition("]")[0])
        item = items[number] if isinstance(items, list) and number < len(items) else None
        if not isinstance(item, dict):
            return ""
        if item.get("evidence"):
            return str(item["evidence"])
        aspects = _aspects().get(str(item.get("role")), ())
        return next((calls[aspect] for aspect in aspects if aspect in calls), "")

    def _clause(self, clause: Clause, values: Values, items: Index | None = None, prefix: str = "", negated: bool = False) -> Found:
        """The verdict of a clause and the leaves that make it so. `items` places the fields when inside a list."""
        match clause:
            case Leaf(path=path):
                value = values[(self._inputs.index if items is None else items)[path]]
                verdict = self._leaf(clause, value)
                # What is known in part and decides nothing is told as what it lacks.
                return verdict, (Cause(clause, prefix + path, UNKNOWN if verdict is None and value else value, negated),)
            case Not(clause=inner):
                verdict, causes = self._clause(inner, values, items, prefix, not negated)
                return (None if verdict is None else not verdict), causes
            case Group(word=word, clauses=clauses):
                return _fold((self._clause(each, values, items, prefix, negated) for each in clauses), decisive=word == "any")
            case Each(word=word, path=path):
                found = values[self._inputs.index[path]]
                if found is UNKNOWN or not found:
                    verdict = None if found is UNKNOWN else word == "every"
                    return verdict, (Cause(clause, path, found, negated),)
                each = (self._item(clause, item, f"{path}[{number}].", negated) for number, item in enumerate(found))
                return _fold(each, decisive=word == "some")

    def _item(self, clause: Each, item: Values, prefix: str, negated: bool) -> Found:
        """One item: `where` implies `must` under every, `where` and `must` under some."""
        fields = self._inputs.items[clause.path]
        must = self._clause(clause.must, item, fields, prefix, negated)
        if clause.where is None:
            return must
        if clause.word == "some":
            return _fold([self._clause(clause.where, item, fields, prefix, negated), must], decisive=False)
        counts, unsure = self._clause(clause.where, item, fields, prefix, not negated)
        verdict, causes = _fold([(None if counts is None else not counts, unsure), must], decisive=True)
        # An item that fails does so by `must`: that `where` picked it is no reason of the failure.
        return verdict, must[1] if verdict is False else causes

    def _leaf(self, leaf: Leaf, value: object) -> Verdict:
        if value is None or value is UNKNOWN:
            return None if value is UNKNOWN else of_null(leaf)
        test = self._tests.get(id(leaf))
        if test is None:
            test = self._tests[id(leaf)] = predicate(leaf, self._lists)
        if isinstance(value, Among):
            return of_any(test, value.values)
        return beyond(leaf, test, value.least) if isinstance(value, Floor) else test(value)


def _fold(found: Iterable[Found], *, decisive: bool) -> Found:
    """What Kleene's logic makes of the parts, with the causes of the parts that make it so."""
    parts = list(found)
    verdicts = [verdict for verdict, _ in parts]
    verdict = decisive if decisive in verdicts else None if None in verdicts else not decisive
    return verdict, tuple(cause for part, causes in parts if part is verdict for cause in causes)


@functools.cache
def _aspects() -> dict[str, list[str]]:
    """The flows that make places of each role."""
    found: dict[str, list[str]] = {}
    for name, fact in facts().facts.items():
        if fact.role is not None:
            found.setdefault(fact.role, []).append(name)
    return found


def _prefixes(path: str) -> list[str]:
    parts = path.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _plain(value: object) -> Any:
    value = value.least if isinstance(value, Floor) else value
    return list(value) if isinstance(value, tuple) else value
