"""Assumptions: closed statements that re-judge the same snapshot under another law. They change lists of countries, nothing else.

not adequate(US)                    no adequacy decision for the country, full or partial
adequate(BR)                        a full one, whatever the register says
adequate(BR) until 2026-01-01       a full one up to and including that day, none after it
eea - NO      eea + XK              a country leaves the EEA, or joins it
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.errors import InputError, Problem
from auditor.reference.source import suggest

OPTION = "--assume"
FORMS = "not adequate(XX), adequate(XX), adequate(XX) until YYYY-MM-DD, eea + XX, eea - XX"

_ADEQUATE = re.compile(r"(?P<no>not\s+)?adequate\s*\(\s*(?P<country>\w+)\s*\)(?:\s+until\s+(?P<until>\S+))?")
_EEA = re.compile(r"eea\s*(?P<sign>[-+])\s*(?P<country>\w+)")


@dataclass(frozen=True, slots=True)
class Assumption:
    """One statement: the country is in the zone ("adequate" or "eea") or not; `until` is the last day on which it is."""

    zone: str
    country: str
    member: bool
    until: date | None = None


def parse(statements: Sequence[str], countries: Collection[str]) -> list[Assumption]:
    """Every statement as an Assumption. Raises InputError with all the mistakes; the line of a mistake is the statement's rank."""
    assumptions: list[Assumption] = []
    problems: list[Problem] = []
    for rank, statement in enumerate(statements, 1):
        found = _statement(statement, rank, countries)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            assumptions.append(found)
    if problems:
        raise InputError(problems, remedy=f"Write one of: {FORMS}.")
    return assumptions


def _statement(statement: str, rank: int, countries: Collection[str]) -> Assumption | Problem:
    text = statement.strip()
    match = _ADEQUATE.fullmatch(text) or _EEA.fullmatch(text)
    if match is None:
        return Problem(OPTION, rank, 1, f"'{text[:80]}' is not a statement I know ({FORMS})")
    said = match.groupdict()
    if (country := said["country"].upper()) not in countries:
        return Problem(OPTION, rank, match.start("country") + 1, f"unknown country '{said['country']}'", suggest_code(country, countries))
    if "sign" in said:
        return Assumption("eea", country, said["sign"] == "+")
    if said["until"] is None:
        return Assumption("adequate", country, not said["no"])
    column = match.start("until") + 1
    if said["no"]:
        return Problem(OPTION, rank, column, "'not adequate' takes no end date: say 'adequate(XX) until YYYY-MM-DD'")
    try:
        return Assumption("adequate", country, True, date.fromisoformat(said["until"]))
    except ValueError:
        return Problem(OPTION, rank, column, f"'{said['until']}' is not a date (YYYY-MM-DD)")


def suggest_code(code: str, countries: Collection[str]) -> str:
    """The ISO code meant by a common other one (UK, EL), or one that looks alike."""
    return {"UK": "GB", "EL": "GR"}.get(code) or suggest(code.lower(), [known.lower() for known in countries]).upper()


def assume(lists: dict[str, set[str]], assumptions: Sequence[Assumption], as_of: date) -> None:
    """Change the legal lists in place, statement after statement."""
    for assumption in assumptions:
        holds = assumption.member and (assumption.until is None or as_of <= assumption.until)
        zones = ("$EEA",) if assumption.zone == "eea" else ("$ADEQUATE", "$PARTIALLY_ADEQUATE")
        for name in zones:
            lists[name].discard(assumption.country)
        if holds:
            lists[zones[0]].add(assumption.country)
