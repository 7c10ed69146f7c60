"""procurement.html: the matrix as one self-contained page with the manners of the report; printed, it is A4 in landscape."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from auditor.files import write_atomically
from auditor.i18n import date_in_words, filled, language, speaking
from auditor.outputs.html import page_environment, policy
from auditor.outputs.inert import Ours
from auditor.outputs.wording import local
from auditor.procure import tables
from auditor.procure.matrix import WORST, Matrix, Row, Value, counted, words
from auditor.procure.sovereignty import levels, title
from auditor.reference.categories import categories
from auditor.reference.shelf import register
from auditor.shipped import shipped

TONES = {
    Value.SATISFIED: "pass",
    Value.RESERVED: "waived",
    Value.UNSATISFIED: "fail",
    Value.UNDEMONSTRATED: "unknown",
    Value.NOT_APPLICABLE: "sub",
}
STYLE = (
    ".offers { table-layout: fixed; } .offers td + td { margin-top: .5rem; } .offers thead th:first-child { width: 24%; } "
    ".offers td, tbody th, li { overflow-wrap: anywhere; } tbody th { min-width: 8.5rem; } .clauses tbody th { min-width: 4rem; }\n"
    ".glance th.number, .glance td.number { padding-left: 0; padding-right: .6rem; } .offers .badge { white-space: normal; }\n"
)
STYLE += "section.scroll { padding: 0; border: 0; }\n"
STYLE += "@media print { @page { size: A4 landscape; margin: 12mm; } .offers { font-size: 8pt; } .scroll { overflow: visible; } }\n"
ORDER = tuple(value.value for value in reversed(WORST[:-1]))


def write_page(matrix: Matrix, target: Path, lang: str, as_of: date, *, public: bool = False) -> None:
    """Write the page; `public` names neither candidate nor document. The same matrix gives the same bytes. Raises OutputError."""
    with speaking(lang), write_atomically(target) as stream:
        folder = shipped("reports")
        style = (folder / "style.css").read_text("utf-8") + STYLE
        template = page_environment({}, public=public).get_template("procurement.html.j2")
        told = _told(matrix, as_of, public=public)
        stream.write(template.render(**told, lang=language(), style=Ours(style), csp=Ours(policy(style, ""))).encode())


def _told(matrix: Matrix, as_of: date, *, public: bool) -> dict[str, Any]:
    need, names = matrix.need, _names(matrix, public=public)
    return {
        "public": public,
        "title": need.title,
        "organisation": need.organisation and need.organisation.name,
        "day": date_in_words(as_of.isoformat()),
        "data": [(local(categories()[one.category].labels), one.volume) for one in need.data],
        "warnings": [*need.warnings(as_of)],
        "words": words(),
        "tones": {value.value: tone for value, tone in TONES.items()},
        "order": ORDER,
        "offers": [_offer(matrix, position, name) for position, name in enumerate(names)],
        "chapters": [(chapter, [_row(matrix.rows[at], public=public) for at in rows]) for chapter, rows in tables.chapters(matrix)],
        "questions": _listed(matrix, names, "asks"),
        "reserves": [] if public else _listed(matrix, names, "reserves"),
        "framework_title": local(register("procurement")["framework"]["title"]),
        "levels": [*_levels(matrix, names, as_of)],
        "clauses": [*tables.clauses(matrix)],
    }


def _names(matrix: Matrix, *, public: bool) -> list[str]:
    """The offers as they are called: by number in the public version."""
    if public:
        return [filled("Offer %(number)s", number=number) for number, _offer in enumerate(matrix.offers, 1)]
    return [offer.title for offer in matrix.offers]


def _offer(matrix: Matrix, position: int, name: str) -> SimpleNamespace:
    cells = [row.cells[position] for row in matrix.rows]
    return SimpleNamespace(name=name, counts=counted(cells), eliminated=matrix.eliminated(position), open=matrix.open(position))


def _row(row: Row, *, public: bool) -> SimpleNamespace:
    """A row in words. What a candidate says is not for everybody: a public cell says its value alone."""
    cells = [SimpleNamespace(value=cell.value, why=[] if public else cell.why, proofs=[] if public else cell.proofs) for cell in row.cells]
    return SimpleNamespace(requirement=row.requirement, kind=row.kind, reason=row.reason, title=local(row.requirement.title), cells=cells)


def _listed(matrix: Matrix, names: list[str], what: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """For each offer what to ask, or what to reserve."""
    return [
        (name, [(row.requirement.id, text) for row in matrix.rows for text in getattr(row.cells[position], what)])
        for position, name in enumerate(names)
    ]


def _levels(matrix: Matrix, names: list[str], as_of: date) -> Iterator[tuple[str, SimpleNamespace]]:
    for name, offer in zip(names, matrix.offers, strict=True):
        for level in levels(offer, as_of):
            yield name, SimpleNamespace(name=title(level.objective), told=level.told, shown=level.shown, contradicted=level.contradicted)
