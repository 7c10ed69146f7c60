"""Sentences made of findings: the grammar of the headline and of decisions, in the language spoken now."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from auditor.i18n import _, glued, language, ngettext, number
from auditor.outputs.explained import category, country
from auditor.outputs.wording import local, words
from auditor.outputs.worst import ABROAD, KEPT, KINDS, OPEN, SHARED, Fact, Weight, Worst
from auditor.outputs.zones import zone
from auditor.reference.registers import Reference

NAMED = 3
"""How many categories, or countries, a sentence names."""
CLAUSES = 2
"""How many facts a headline tells, and of how many categories of data: the most sensitive."""


_OWN = re.compile(r"\b(?:et|and)\b")


def joined(items: Sequence[str]) -> str:
    """`a, b et c`; `a et b, et c` where one of them has an « et » of its own."""
    if len(items) < 2:
        return "".join(items)
    if any(_OWN.search(item) for item in items):
        return _("%(items)s, and %(last)s") % {"items": ", ".join(items[:-1]), "last": items[-1]}
    return _("%(items)s and %(last)s") % {"items": ", ".join(items[:-1]), "last": items[-1]}


def among(items: Sequence[str], rest: str = "") -> str:
    """The same, with no more than a few of them by name; `rest` is said of the others."""
    return joined(items if len(items) <= NAMED else [*items[:NAMED], rest or _("others")])


def at(code: str, reference: Reference) -> str:
    """Where something is that is in a country: `aux États-Unis`, `in the United States`."""
    name, place = country(code, reference), words()["places"][language()]
    before = next((word for word, codes in place.items() if code in codes), "en" if language() == "fr" else "")
    before = before if language() == "fr" else " ".join(filter(None, ("in", before)))
    return f"{before}{name}" if before.endswith("’") else f"{before} {name}"


def ranked(categories: Collection[str], reference: Reference) -> list[str]:
    """Categories of data, the most sensitive first."""
    return sorted(categories, key=lambda name: (-level(name, reference), name))


def level(name: str, reference: Reference) -> int:
    """How sensitive a category is, 0 (public) to 4 (health)."""
    known = reference.categories.get(name)
    return int(known.level[1:]) if known else 2


def data(categories: Collection[str], reference: Reference, most: int | None = None) -> str:
    """`données de santé et d’état civil`, `health and civil status data`: the most sensitive first, and no more than `most` of them."""
    told = [_of(name, reference) for name in ranked(categories, reference)][:most]
    return _("%(kinds)s data") % {"kinds": among(told)} if told else _("data that nobody has described")


def _of(name: str, reference: Reference) -> str:
    return local(words()["data"].get(name)) or _("“%(label)s”") % {"label": category(name, reference)}


class Headline:
    """The gravest facts of a run in one sentence; empty when no failure says any."""

    def __init__(self, worst: Worst, reference: Reference) -> None:
        """Orders what was counted."""
        self._reference = reference
        self._facts = sorted(worst.facts.items(), key=self._rank)

    def _rank(self, pair: tuple[Fact, Weight]) -> tuple[Any, ...]:
        fact, weight = pair
        near = fact.kind == ABROAD and not zone(fact.country, self._reference).beyond
        worst = max((level(name, self._reference) for name in fact.categories), default=0)
        return weight.gravity, near, KINDS.index(fact.kind), -worst, -len(weight.resources), str(fact)

    @property
    def told(self) -> list[tuple[Fact, Weight]]:
        """One fact a clause, gravest first, of different kinds where there are."""
        chosen = self._facts[:1]
        others = [
            pair for pair in self._facts if chosen and pair[0].kind != chosen[0][0].kind and pair[1].gravity <= max(chosen[0][1].gravity, 1)
        ]
        same = [
            pair
            for pair in self._facts
            if chosen and pair[0].kind == chosen[0][0].kind == ABROAD and pair[0].country != chosen[0][0].country
        ]
        return chosen + (others or [pair for pair in same if pair[1].gravity <= chosen[0][1].gravity])[: CLAUSES - 1]

    def __str__(self) -> str:
        clauses = [self._clause(fact, weight) for fact, weight in self.told]
        said = _("%(first)s; %(second)s") % {"first": clauses[0], "second": clauses[1]} if len(clauses) > 1 else "".join(clauses)
        return f"{said[:1].upper()}{said[1:]}." if said else ""

    def _clause(self, fact: Fact, weight: Weight) -> str:
        """All that is equally grave, of the same kind and in the same country, told at once."""
        alike = [*self._alike(fact, weight)]
        count = len(set().union(*(each.resources for _fact, each in alike)))
        told = {
            "data": data({name for each, _weight in alike for name in each.categories}, self._reference, CLAUSES),
            "where": at(fact.country, self._reference) if fact.country else "",
            "n": number(count),
        }
        said = glued((_would_be if fact.planned else _is)(count)[fact.kind]) % told
        return _("%(clause)s, judging by names") % {"clause": said} if fact.presumed else said

    def _alike(self, fact: Fact, weight: Weight) -> Iterator[tuple[Fact, Weight]]:
        key = fact._replace(categories=())
        return (pair for pair in self._facts if pair[0]._replace(categories=()) == key and pair[1].gravity == weight.gravity)


def _is(count: int) -> dict[str, str]:
    """What is said of so many resources, by the kind of fact."""
    return {
        ABROAD: _("%(data)s is %(where)s"),
        OPEN: ngettext(
            "%(data)s is open to the whole Internet (%(n)s resource)", "%(data)s is open to the whole Internet (%(n)s resources)", count
        ),
        SHARED: ngettext(
            "%(data)s is shared with an account that nobody declared (%(n)s resource)",
            "%(data)s is shared with accounts that nobody declared (%(n)s resources)",
            count,
        ),
        KEPT: ngettext("%(data)s is kept too long (%(n)s resource)", "%(data)s is kept too long (%(n)s resources)", count),
    }


def _would_be(count: int) -> dict[str, str]:
    """The same of what is only planned."""
    return {
        ABROAD: _("%(data)s would be %(where)s"),
        OPEN: ngettext(
            "%(data)s would be open to the whole Internet (%(n)s resource)",
            "%(data)s would be open to the whole Internet (%(n)s resources)",
            count,
        ),
        SHARED: ngettext(
            "%(data)s would be shared with an account that nobody declared (%(n)s resource)",
            "%(data)s would be shared with accounts that nobody declared (%(n)s resources)",
            count,
        ),
        KEPT: ngettext("%(data)s would be kept too long (%(n)s resource)", "%(data)s would be kept too long (%(n)s resources)", count),
    }
