"""The matrix as rows: for a spreadsheet, for a CSV, and the same in the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from auditor.files import write_atomically
from auditor.i18n import _, speaking
from auditor.outputs.csv import DIALECTS
from auditor.outputs.inert import cells
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import local
from auditor.procure.matrix import Cell, Matrix, words
from auditor.procure.sovereignty import levels, title
from auditor.reference.procurement import parts


def write_ods(matrix: Matrix, target: Path, lang: str, as_of: date) -> None:
    """Matrix, questions to each candidate, reserves, clauses and European framework, a sheet each. Raises OutputError."""
    with speaking(lang):
        write_sheets(target, _sheets(matrix, as_of), lang)


def write_csv(matrix: Matrix, target: Path, lang: str, as_of: date, dialect: str = "excel-fr") -> None:  # noqa: ARG001 - as of every format
    """One line a requirement and an offer. Raises OutputError."""
    encoding, delimiter, longest = DIALECTS[dialect]
    with speaking(lang), write_atomically(target) as raw:
        stream = io.TextIOWrapper(raw, encoding, newline="")
        lines = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
        lines.writerow(("requirement", "title", "kind", "reason", "offer", "value", "result", "why", "proof", "question", "reserve"))
        for row in matrix.rows:
            one = row.requirement
            for offer, cell in zip(matrix.offers, row.cells, strict=True):
                plain = [one.id, local(one.title), row.kind, row.reason, offer.id, cell.value.value, words()[cell.value]]
                lines.writerow(cells([*plain, *_told(cell)], longest))
        stream.flush()
        stream.detach()


def _told(cell: Cell) -> list[str]:
    return [" | ".join(each) for each in (cell.why, cell.proofs, cell.asks, cell.reserves)]


def _sheets(matrix: Matrix, as_of: date) -> Iterator[Sheet]:
    names = [offer.title for offer in matrix.offers]
    yield Sheet(_("Matrix"), [_("Ref."), _("Requirement"), _("Counts as"), _("Reason"), *names], _matrix(matrix))
    yield Sheet(_("Questions"), [_("Offer"), _("Ref."), _("Question to the candidate")], questions(matrix))
    yield Sheet(_("Reserves"), [_("Offer"), _("Ref."), _("Reserve for the analysis report")], reserves(matrix))
    yield Sheet(_("Clauses"), [_("Document"), _("Ref."), _("Clause proposed"), _("Texts")], clauses(matrix))
    heading = [_("Offer"), _("Objective"), _("Declared"), _("What the facts show"), _("Contradicted")]
    yield Sheet(_("European framework"), heading, framework(matrix, as_of))


def _matrix(matrix: Matrix) -> Iterator[Sequence[str]]:
    said = words()
    for row in matrix.rows:
        shown = ["\u2003".join(filter(None, (said[cell.value], " ; ".join((*cell.why, *cell.proofs))))) for cell in row.cells]
        yield [row.requirement.id, local(row.requirement.title), said[row.kind], row.reason, *shown]


def questions(matrix: Matrix) -> Iterator[list[str]]:
    """Offer, requirement, what to ask."""
    for position, offer in enumerate(matrix.offers):
        for row in matrix.rows:
            yield from ([offer.title, row.requirement.id, ask] for ask in row.cells[position].asks)


def reserves(matrix: Matrix) -> Iterator[list[str]]:
    """Offer, requirement, what to write."""
    for position, offer in enumerate(matrix.offers):
        for row in matrix.rows:
            yield from ([offer.title, row.requirement.id, reserve] for reserve in row.cells[position].reserves)


def clauses(matrix: Matrix) -> Iterator[list[str]]:
    """Document, requirement, clause, texts: of the requirements kept that have an object here."""
    from auditor.reference.requirements import requirements as texts

    for row in matrix.rows:
        one = row.requirement
        if matrix.need.holds(one.when):
            named = " ; ".join(
                local(texts()[name].title) + (f", art. {texts()[name].article}" if texts()[name].article else "") for name in one.texts
            )
            yield [one.clause["in"], one.id, local(one.clause), named]


def framework(matrix: Matrix, as_of: date) -> Iterator[list[str]]:
    """Offer, objective, level declared, what facts leave, whether they contradict it."""
    for offer in matrix.offers:
        for each in levels(offer, as_of):
            yield [offer.title, title(each.objective), each.told, each.shown, _("yes") if each.contradicted else ""]


def chapters(matrix: Matrix) -> Iterator[tuple[str, list[int]]]:
    """The chapters that have rows, with the positions of these."""
    for name, title_ in parts().items():
        found = [position for position, row in enumerate(matrix.rows) if row.requirement.part == name]
        if found:
            yield local(title_), found
