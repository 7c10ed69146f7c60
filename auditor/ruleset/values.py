"""What may be written as the value of a fact, in a clause or in an example."""

from __future__ import annotations

import re
from datetime import date

from auditor.i18n import N_, _, filled
from auditor.reference.durations import span
from auditor.reference.facts import Fact
from auditor.reference.registers import Reference
from auditor.reference.sheet import quoted, shown
from auditor.reference.source import suggest

_COUNTRY = re.compile(r"[A-Z]{2}\Z")
LONGEST_TEXT = 2000
Mistake = tuple[str, str]
"""A message and a suggestion ("" when there is none)."""


def scalar(fact: Fact) -> str:
    """The type of one value of the fact: that of its items for a list."""
    return (fact.of or "object") if fact.type == "list" else fact.type


def mistake(fact: Fact, value: object, reference: Reference) -> Mistake | None:
    """Why `value` cannot be one value of the fact (of one item, for a list); None when it can."""
    kind = scalar(fact)
    if kind == "boolean":
        return (
            None
            if isinstance(value, bool)
            else (filled("expected %(what)s, found %(found)s", what=_("true or false"), found=shown(value)), "")
        )
    if kind == "integer":
        return (
            None if type(value) is int else (filled("expected %(what)s, found %(found)s", what=_("a whole number"), found=shown(value)), "")
        )
    if not isinstance(value, str):
        return filled("expected %(what)s, found %(found)s", what=_(_EXPECTED.get(kind, "a text")), found=shown(value)), ""
    if len(value) > LONGEST_TEXT:
        return filled("longer than %(most)s characters", most=LONGEST_TEXT), ""
    check = _CHECKS.get(kind)
    return check(fact, value, reference) if check is not None else None


def _enum(fact: Fact, value: str, _reference: Reference) -> Mistake | None:
    if value in fact.values:
        return None
    return filled(
        "%(found)s is not a value of '%(fact)s' (%(names)s)", found=quoted(value), fact=fact.name, names=", ".join(fact.values)
    ), suggest(value, fact.values)


def _country(_fact: Fact, value: str, reference: Reference) -> Mistake | None:
    if not _COUNTRY.match(value):
        upper = value.upper()
        return filled("%(found)s is not a country code of two capital letters", found=quoted(value)), upper if _COUNTRY.match(upper) else ""
    return None if reference.country(value) is not None else (filled("unknown country %(found)s", found=quoted(value)), "")


def _category(_fact: Fact, value: str, reference: Reference) -> Mistake | None:
    if value in reference.categories:
        return None
    return filled("unknown data category %(found)s", found=quoted(value)), reference.category(value) or suggest(value, reference.categories)


def _duration(_fact: Fact, value: str, _reference: Reference) -> Mistake | None:
    try:
        span(value)
    except ValueError:
        return filled("%(found)s is not a duration such as P30D, P6M or P1Y", found=quoted(value)), ""
    return None


def _date(_fact: Fact, value: str, _reference: Reference) -> Mistake | None:
    try:
        date.fromisoformat(value)
    except ValueError:
        return filled("%(found)s is not a date such as 2026-11-22", found=quoted(value)), ""
    return None


_CHECKS = {"enum": _enum, "country": _country, "category": _category, "duration": _duration, "date": _date}
_EXPECTED = {
    "country": N_("a country code"),
    "category": N_("a data category"),
    "duration": N_("a duration such as P30D"),
    "date": N_("a date such as 2026-11-22"),
}
