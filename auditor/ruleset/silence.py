"""Whether a rule could take silence for an answer: a difference from what nobody said, or the contrary of what nobody proved."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.errors import Problem
from auditor.i18n import filled, language
from auditor.ruleset.clause import Clause, Each, Group, Leaf, Not
from auditor.ruleset.rule import Rule

DIFFERENCES = frozenset({"not_equals", "not_in"})
LIKENESSES = frozenset({"equals", "in", "matches", "at_most", "at_least", "contains_any", "contains_all"})
"""Under a `not`, these hold of what is not set."""


def silent_clauses(rule: Rule) -> Iterator[Problem]:
    """The clauses that a null could satisfy, where the rule does not say what null means (`is_set`, `equals: null`)."""
    leaves = [*_leaves(rule.must, "", negated=False)]
    told = {path for path, leaf, _ in leaves if leaf.operator == "is_set" or leaf.value is None}
    for path, leaf, negated in leaves:
        loose = LIKENESSES if negated else DIFFERENCES
        if leaf.operator in loose and leaf.fact.nullable and path not in told:
            message = filled(
                "'%(operator)s' on '%(path)s', which may be null (%(null)s): say what null means with 'is_set'",
                operator="not " * negated + leaf.operator,
                path=path,
                null=leaf.fact.null[language()],
            )
            yield Problem(rule.source, leaf.line, 1, message)


def _leaves(clause: Clause, prefix: str, *, negated: bool) -> Iterator[tuple[str, Leaf, bool]]:
    """Every leaf with its whole path, and whether it stands under a `not`."""
    match clause:
        case Leaf(path=path):
            yield prefix + path, clause, negated
        case Not(clause=inner):
            yield from _leaves(inner, prefix, negated=not negated)
        case Group(clauses=clauses):
            for inner in clauses:
                yield from _leaves(inner, prefix, negated=negated)
        case Each(path=path, where=where, must=must):
            yield from _leaves(must, f"{path}.", negated=negated)
            if where is not None:
                yield from _leaves(where, f"{path}.", negated=not negated)
