"""report.ods: the findings for public agents: totals, all findings, one sheet a rule, and what the csv calls each column."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditor.findings import Findings
from auditor.i18n import _, speaking
from auditor.model import STATUSES, Run
from auditor.outputs.csv import COLUMNS, line, titles
from auditor.outputs.gathered import Gathered
from auditor.outputs.html import registers_of
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import kind, local, word

LONGEST = 1_000_000
"""Findings that a sheet takes, heading apart: spreadsheets stop at 1,048,576 rows. A rule that has more goes on in another sheet."""

OF_RULE = (
    "result",
    "resource_name",
    "resource_id",
    "account",
    "region",
    "activities",
    "categories",
    "places",
    "shared_with",
    "reasons",
    "confidence",
    "fingerprint",
)
"""What the sheet of a rule has in its columns: all its findings have the others alike, or they are for programs."""
PRINTED = ("severity", "result", "rule", "title", *OF_RULE[1:-1], "remedy")
"""What comes on paper of the sheet of all findings."""
IN_WORDS: dict[str, Callable[[str], str]] = {
    "severity": word,
    "resource_kind": kind,
    "force": word,
    "outcome": word,
    "waived": lambda said: _("yes") if said == "true" else _("no"),
}
"""What the csv says by a code, and how the reader says it."""


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write every finding; only where each begins is kept, so that memory grows little with the run. Raises OutputError, SnapshotError."""
    with speaking(lang):
        write_sheets(target, _sheets(run, run_dir), lang)


def _sheets(run: Run, run_dir: Path) -> Iterator[Sheet]:
    findings = Findings(run_dir)
    gathered = Gathered(findings)
    yield Sheet(_("Totals"), [_("Rule"), _("Title"), *map(word, STATUSES)], _totals(run, gathered.counts))
    others = [name for name in COLUMNS if name not in PRINTED]
    yield from _cut(run, findings, _("All findings"), gathered.of(), (*PRINTED, *others))
    for rule in sorted(gathered.counts):
        yield from _cut(run, findings, rule, gathered.of(rule), OF_RULE)
    yield Sheet(_("Columns"), [_("Heading"), _("Name in report.csv")], [*zip(titles(), COLUMNS, strict=True)])


def _cut(run: Run, findings: Findings, name: str, places: array[int], columns: Sequence[str]) -> Iterator[Sheet]:
    """These findings, in as many sheets as they need."""
    called = dict(zip(COLUMNS, titles(), strict=True))
    for start in range(0, len(places), LONGEST):
        here = places[start : start + LONGEST]
        paper = sum(column in PRINTED for column in columns), len(here) + 1
        yield Sheet(name, [called[column] for column in columns], _rows(run, findings, here, columns), paper)


def _totals(run: Run, counts: dict[str, Counter[str]]) -> Iterator[Sequence[object]]:
    for rule in sorted({*run.rules, *counts}):
        found = counts.get(rule, Counter())
        yield [rule, local(run.rules.get(rule, {}).get("title")), *(found[name] for name in STATUSES)]
    yield [_("All"), "", *(sum(found[name] for found in counts.values()) for name in STATUSES)]


def _rows(run: Run, findings: Findings, places: Sequence[int], columns: Sequence[str]) -> Iterator[Sequence[object]]:
    registers = registers_of(run)
    for finding in findings.at(places):
        said = dict(zip(COLUMNS, line(run, finding, registers), strict=True))
        yield [IN_WORDS[name](str(said[name])) if name in IN_WORDS else said[name] for name in columns]
