"""The clauses a rule is made of, and what they read. Closed: anything cleverer is a derived fact of the inventory.

Leaf                      a fact held against an operator and a value
Group  all · any          every clause, or at least one
Not    not                the contrary
Each   every · some       over the items of a list of objects; inside, facts are the item's fields
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from auditor.reference.facts import Fact


@dataclass(frozen=True, slots=True)
class Leaf:
    """`{fact: country, in: $EEA}`. `value` is as written (lists as tuples, `$NAME`s unresolved); `line` is 1-based."""

    path: str
    fact: Fact
    operator: str
    value: Any
    line: int


@dataclass(frozen=True, slots=True)
class Group:
    """`{all: [...]}` or `{any: [...]}`."""

    word: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`{not: clause}`."""

    clause: Clause


@dataclass(frozen=True, slots=True)
class Each:
    """`{every: places, where: clause, must: clause}` or `some`. `where` says which items count; all of them when it is left out."""

    word: str
    path: str
    fact: Fact
    where: Clause | None
    must: Clause
    line: int


Clause = Leaf | Group | Not | Each
Reads = dict[str, tuple[Fact, dict[str, Fact]]]
"""Fact path → its entry and, for a list of objects, the fields read of each item."""


def reads(*clauses: Clause | None) -> Reads:
    """Every fact the clauses read, in the order they are met."""
    found: Reads = {}
    for clause in clauses:
        _read(clause, found)
    return found


def requirements(clause: Clause) -> Iterator[Leaf]:
    """The leaves that can make a rule fail; those of a `where` only say which items count."""
    match clause:
        case Leaf():
            yield clause
        case Not(clause=inner) | Each(must=inner):
            yield from requirements(inner)
        case Group(clauses=clauses):
            for inner in clauses:
                yield from requirements(inner)


def _read(clause: Clause | None, found: Reads) -> None:
    match clause:
        case Leaf(path=path, fact=fact):
            found.setdefault(path, (fact, {}))
        case Not(clause=inner):
            _read(inner, found)
        case Group(clauses=clauses):
            for inner in clauses:
                _read(inner, found)
        case Each(path=path, fact=fact, where=where, must=must):
            _, fields = found.setdefault(path, (fact, {}))
            for name, (field, _) in reads(where, must).items():
                fields[name] = field
