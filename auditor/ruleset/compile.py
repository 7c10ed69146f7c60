"""Clauses as closures over the values that Inputs reads. Kleene's logic: True, False, or None where what was not read decides.

The verdict of a rule is `when` implies `must`, so that a rule that holds either way passes even where its scope is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from auditor.model import Outcome
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not
from auditor.ruleset.inputs import UNKNOWN, Among, Floor, Inputs, Values
from auditor.ruleset.operators import Lists, beyond, of_any, of_null, predicate
from auditor.ruleset.rule import Rule

Verdict = bool | None
Closure = Callable[[Values], Verdict]
Index = Mapping[str, int]


def compile_rule(rule: Rule, inputs: Inputs, lists: Lists) -> Callable[[Values], Outcome]:
    """What the rule says of a resource of one of its kinds, from the values read of it."""
    must = compile_clause(rule.must, inputs.index, inputs.items, lists)
    if rule.when is None:
        return lambda values: outcome(True, must(values))
    when = compile_clause(rule.when, inputs.index, inputs.items, lists)

    def judge(values: Values) -> Outcome:
        scope = when(values)
        return Outcome.NOT_APPLICABLE if scope is False else outcome(scope, must(values))

    return judge


def outcome(scope: Verdict, holds: Verdict) -> Outcome:
    """The outcome of a rule whose `when` is `scope` and whose `must` is `holds`."""
    if scope is False:
        return Outcome.NOT_APPLICABLE
    if holds is True:
        return Outcome.PASS
    return Outcome.FAIL if scope is True and holds is False else Outcome.UNKNOWN


def compile_clause(clause: Clause, index: Index, items: Mapping[str, Index], lists: Lists) -> Closure:
    """The clause as a function of the values whose places `index` gives, and of the items whose fields `items` places."""
    match clause:
        case Leaf():
            return _leaf(index[clause.path], clause, predicate(clause, lists))
        case Not(clause=inner):
            return _contrary(compile_clause(inner, index, items, lists))
        case Group(word=word, clauses=clauses):
            return _fold([compile_clause(each, index, items, lists) for each in clauses], decisive=word == "any")
        case Each(word=word, path=path):
            closures = [compile_clause(clause.must, items[path], {}, lists)]
            if clause.where is not None:
                where = compile_clause(clause.where, items[path], {}, lists)
                closures.insert(0, _contrary(where) if word == "every" else where)
            # every: not where, or must; some: where and must
            return _each(index[path], _fold(closures, decisive=word == "every"), decisive=word == "some")


def _leaf(position: int, clause: Leaf, holds: Callable[[object], bool]) -> Closure:
    null = of_null(clause)

    def leaf(values: Values) -> Verdict:
        value = values[position]
        if value is None:
            return null
        if value.__class__ is Floor:
            return beyond(clause, holds, value.least)
        if value.__class__ is Among:
            return of_any(holds, value.values)
        return None if value is UNKNOWN else holds(value)

    return leaf


def _contrary(closure: Closure) -> Closure:
    def contrary(values: Values) -> Verdict:
        verdict = closure(values)
        return None if verdict is None else not verdict

    return contrary


def _fold(closures: Sequence[Closure], *, decisive: bool) -> Closure:
    """The verdict that one `decisive` settles; unknown when none does and one is unknown."""

    def fold(values: Values) -> Verdict:
        verdict: Verdict = not decisive
        for closure in closures:
            found = closure(values)
            if found is decisive:
                return decisive
            if found is None:
                verdict = None
        return verdict

    return fold


def _each(position: int, closure: Closure, *, decisive: bool) -> Closure:
    def each(values: Values) -> Verdict:
        items = values[position]
        if items is UNKNOWN:
            return None
        verdict: Verdict = not decisive
        for item in items:
            found = closure(item)
            if found is decisive:
                return decisive
            if found is None:
                verdict = None
        return verdict

    return each
