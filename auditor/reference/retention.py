"""The retention schedule: how long what is kept at least and at most, from which event, and what becomes of it."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import msgspec

from auditor.reference.durations import span
from auditor.reference.facts import Words
from auditor.reference.shelf import filled, register

NATURES = ("legal", "cnil", "dua", "practice")
"""Set by a text; recommended by the authority; the archives' circulars; usual, to be decided."""
FORCES: Mapping[str, str] = {"legal": "law", "cnil": "recommendation", "dua": "doctrine", "practice": "recommendation"}
"""What a row of each nature binds to. What the organisation has itself decided and announced binds it as the law does."""
AT_ONCE = frozenset({"recording", "creation", "reading", "call", "passage", "journey", "access", "issue", "exchange", "deletion"})
"""Events that are the storing itself: from any other, the age of what is stored only presumes the time kept."""


class Row(msgspec.Struct, frozen=True):
    """One row. A bound that is None is not known; `event` starts the period; `local` marks a row of the organisation's own table.

    `min_from` and `min_until` are the days of a minimum that an order renews: outside them nobody knows whether there is one.
    """

    id: str
    category: str
    object: Words
    event: str = msgspec.field(name="from")
    nature: str = "practice"
    final: str = "sort"
    basis: str = ""
    evidence: str = "to_confirm"
    source: str = ""
    checked_on: str = ""
    min: str | None = None
    max: str | None = None
    exceptions: str = ""
    min_from: str | None = None
    min_until: str | None = None
    local: bool = False

    @property
    def force(self) -> str:
        """How much it binds."""
        return FORCES.get(self.nature, "law")

    def min_holds(self, day: date) -> bool:
        """Whether what imposes the minimum is in force on that day."""
        return (self.min_from or "") <= day.isoformat() <= (self.min_until or "9999")


@functools.cache
def rows() -> Mapping[str, Row]:
    """Every shipped row, by id."""
    data = register("retention")
    entries = filled(data, ({"id": name, **entry} for name, entry in data["rows"].items()))
    return MappingProxyType({entry["id"]: msgspec.convert(entry, Row) for entry in entries})


@functools.cache
def of_category(category: str) -> tuple[Row, ...]:
    """The shipped rows of a category of data."""
    return tuple(row for row in rows().values() if row.category == category)


def event(name: str) -> Words:
    """The event from which a row counts, in words."""
    words: Words = register("retention")["events"][name]
    return words


def schedule(category: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """The bounds that every row of a category leaves open: the least `min`, the greatest `max` (None: no bound), and the rows' ids."""
    found = of_category(category)
    low = (
        min((row.min for row in found if row.min), key=lambda text: span(text)[0], default=None) if all(row.min for row in found) else None
    )
    high = (
        max((row.max for row in found if row.max), key=lambda text: span(text)[1], default=None) if all(row.max for row in found) else None
    )
    return low, high, tuple(row.id for row in found)
