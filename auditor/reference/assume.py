"""Assumptions: closed statements that re-judge the same snapshot under another law.

They change lists of countries and labels, nothing else.

not adequate(US)                    no adequacy decision for the country, full or partial
adequate(BR)                        a full one, whatever the register says
adequate(BR) until 2026-01-01       a full one up to and including that day, none after it
eea - NO      eea + XK              a country leaves the EEA, or joins it
label(ovh, hds-2) until 2027-06-30  the provider holds the label for all it sells up to and including that day, not after it
not label(ovh, hds)                 it does not hold it, whatever the register and the proofs say
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from auditor.errors import InputError, Problem
from auditor.i18n import filled
from auditor.reference.labels import LABELS, version_of
from auditor.reference.operators import operators
from auditor.reference.source import suggest

OPTION = "--assume"
FORMS = (
    "not adequate(XX), adequate(XX), adequate(XX) until YYYY-MM-DD, eea + XX, eea - XX, "
    "label(PROVIDER, LABEL-VERSION) until YYYY-MM-DD, not label(PROVIDER, LABEL)"
)

_UNTIL = r"(?:\s+until\s+(?P<until>\S+))?"
_ADEQUATE = re.compile(rf"(?P<no>not\s+)?adequate\s*\(\s*(?P<country>\w+)\s*\){_UNTIL}")
_EEA = re.compile(r"eea\s*(?P<sign>[-+])\s*(?P<country>\w+)")
_LABEL = re.compile(
    rf"(?P<no>not\s+)?label\s*\(\s*(?P<provider>[\w-]+)\s*,\s*(?P<label>[a-zA-Z0-9]+)(?:-(?P<version>[\w.]+))?\s*\){_UNTIL}"
)


@dataclass(frozen=True, slots=True)
class Assumption:
    """One statement: the country is in the zone ("adequate" or "eea") or not; `until` is the last day on which it is."""

    zone: str
    country: str
    member: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class SupposedLabel:
    """One statement: the provider holds the label or not; `until` is the last day on which it does."""

    provider: str
    label: str
    version: str | None
    held: bool
    until: date | None = None

    def holds(self, as_of: date) -> bool:
        """Whether the label is supposed to be held on that day."""
        return self.held and (self.until is None or as_of <= self.until)


Statement = Assumption | SupposedLabel


def parse(statements: Sequence[str], countries: Collection[str]) -> list[Statement]:
    """Every statement, read. Raises InputError with all the mistakes; the line of a mistake is the statement's rank."""
    found = [_statement(statement.strip(), rank, countries) for rank, statement in enumerate(statements, 1)]
    problems = [each for each in found if isinstance(each, Problem)]
    if problems:
        raise InputError(problems, remedy=filled("Write one of: %(forms)s.", forms=FORMS))
    return [each for each in found if not isinstance(each, Problem)]


def _statement(text: str, rank: int, countries: Collection[str]) -> Statement | Problem:
    if match := _LABEL.fullmatch(text):
        return _label(match, rank)
    match = _ADEQUATE.fullmatch(text) or _EEA.fullmatch(text)
    if match is None:
        return Problem(OPTION, rank, 1, filled("'%(text)s' is not a statement I know (%(forms)s)", text=text[:80], forms=FORMS))
    said = match.groupdict()
    if (country := said["country"].upper()) not in countries:
        return Problem(
            OPTION,
            rank,
            match.start("country") + 1,
            filled("unknown country '%(country)s'", country=said["country"]),
            suggest_code(country, countries),
        )
    if "sign" in said:
        return Assumption("eea", country, said["sign"] == "+")
    until = _until(match, rank, "adequate(XX)")
    return until if isinstance(until, Problem) else Assumption("adequate", country, not said["no"], until)


def _label(match: re.Match[str], rank: int) -> Statement | Problem:
    provider, label = match["provider"], match["label"].lower()
    if provider not in operators():
        return Problem(
            OPTION,
            rank,
            match.start("provider") + 1,
            filled("unknown provider '%(provider)s'", provider=provider),
            suggest(provider, operators()),
        )
    if label not in LABELS:
        return Problem(
            OPTION, rank, match.start("label") + 1, filled("unknown label '%(label)s'", label=match["label"]), suggest(label, LABELS)
        )
    until = _until(match, rank, "label(PROVIDER, LABEL)")
    if isinstance(until, Problem):
        return until
    return SupposedLabel(provider, label, version_of(label, match["version"]), not match["no"], until)


def _until(match: re.Match[str], rank: int, form: str) -> date | Problem | None:
    """The end date of a statement; a denial takes none."""
    if match["until"] is None:
        return None
    column = match.start("until") + 1
    if match["no"]:
        return Problem(
            OPTION,
            rank,
            column,
            filled("'not %(word)s' takes no end date: say '%(form)s until YYYY-MM-DD'", word=form.split("(")[0], form=form),
        )
    try:
        return date.fromisoformat(match["until"])
    except ValueError:
        return Problem(OPTION, rank, column, filled("'%(until)s' is not a date (YYYY-MM-DD)", until=match["until"]))


def suggest_code(code: str, countries: Collection[str]) -> str:
    """The ISO code meant by a common other one (UK, EL), or one that looks alike."""
    return {"UK": "GB", "EL": "GR"}.get(code) or suggest(code.lower(), [known.lower() for known in countries]).upper()


def assume(lists: dict[str, set[str]], assumptions: Sequence[Statement], as_of: date) -> None:
    """Change the legal lists in place, statement after statement."""
    for assumption in assumptions:
        if isinstance(assumption, SupposedLabel):
            continue
        holds = assumption.member and (assumption.until is None or as_of <= assumption.until)
        zones = ("$EEA",) if assumption.zone == "eea" else ("$ADEQUATE", "$PARTIALLY_ADEQUATE")
        for name in zones:
            lists[name].discard(assumption.country)
        if holds:
            lists[zones[0]].add(assumption.country)
