"""report.ods: the findings for public agents: totals, all findings, one sheet a rule, and what the csv calls each column."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from auditor.findings import Findings
from auditor.i18n import _, speaking
from auditor.model import Run
from auditor.outputs.csv import COLUMNS, line, titles
from auditor.outputs.gathered import Gathered
from auditor.outputs.html import registers_of
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import STATUSES, local, word

LONGEST = 1_000_000
"""Findings that a sheet takes, heading apart: spreadsheets stop at 1,048,576 rows. A rule that has more goes on in another sheet."""


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write every finding; only where each begins is kept, so that memory grows little with the run. Raises OutputError, SnapshotError."""
    with speaking(lang):
        write_sheets(target, _sheets(run, run_dir), lang)


def _sheets(run: Run, run_dir: Path) -> Iterator[Sheet]:
    findings = Findings(run_dir)
    gathered = Gathered(findings)
    yield Sheet(_("Totals"), [_("Rule"), _("Title"), *map(word, STATUSES)], _totals(run, gathered.counts))
    yield from _cut(run, findings, _("All findings"), gathered.of())
    for rule in sorted(gathered.counts):
        yield from _cut(run, findings, rule, gathered.of(rule))
    yield Sheet(_("Columns"), [_("Heading"), _("Name in report.csv")], [*zip(titles(), COLUMNS, strict=True)])


def _cut(run: Run, findings: Findings, name: str, places: array[int]) -> Iterator[Sheet]:
    """These findings, in as many sheets as they need."""
    for start in range(0, len(places), LONGEST):
        yield Sheet(name, titles(), _rows(run, findings, places[start : start + LONGEST]))


def _totals(run: Run, counts: dict[str, Counter[str]]) -> Iterator[Sequence[object]]:
    for rule in sorted({*run.rules, *counts}):
        found = counts.get(rule, Counter())
        yield [rule, local(run.rules.get(rule, {}).get("title")), *(found[name] for name in STATUSES)]
    yield [_("All"), "", *(sum(found[name] for found in counts.values()) for name in STATUSES)]


def _rows(run: Run, findings: Findings, places: Sequence[int]) -> Iterator[Sequence[object]]:
    registers = registers_of(run)
    return ([*line(run, finding, registers)] for finding in findings.at(places))
