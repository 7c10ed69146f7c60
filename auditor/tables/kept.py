"""The register of processing activities (model of the CNIL) and the retention schedule, from the tables that an authority keeps.

Each becomes the same plain data as auditor.yaml, with the row and the column of every cell, and goes through the same checks.
A cell that says something nobody understands is *to complete*: what it would say is unknown, and the rest of the table is read.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from auditor.errors import InputError, Problem
from auditor.i18n import filled
from auditor.reference.categories import LONGEST, category, folded
from auditor.reference.places import countries
from auditor.reference.source import Document, Path_
from auditor.reference.wildcards import several
from auditor.tables.periods import RECORDING, period
from auditor.tables.rows import best, tables

Blank = Annotated[str, Meta(extra={"blank": True})]


class Cell(msgspec.Struct, frozen=True):
    """A cell that says something nobody understood: in which file, on which row, under which heading."""

    file: str
    row: int
    column: Blank
    text: Blank


Headings = Mapping[str, tuple[str, ...]]
REGISTER: Headings = {
    "id": ("reference", "ref", "identifiant", "id", "numero", "n", "no", "n-ref", "numero-reference", "n-reference"),
    "title": ("nom-du-traitement", "traitement", "intitule", "intitule-du-traitement", "nom", "activite", "nom-sigle", "nom-de-l-activite"),
    "categories": ("categories", "categorie", "categories-de-donnees", "categories-de-donnees-concernees", "donnees", "donnees-traitees"),
    "countries": ("pays", "pays-d-hebergement", "localisation", "lieu-d-hebergement", "lieux", "hebergement", "countries"),
    "max": ("duree-de-conservation", "durees-de-conservation", "delai-d-effacement", "delais-d-effacement", "conservation", "duree"),
    "select": ("ressources", "ressource", "selection", "resources"),
}
SCHEDULE: Headings = {
    "category": ("categorie", "category", "categorie-de-donnees", "donnees"),
    "min": ("min", "minimum", "duree-minimale", "dua", "duree-d-utilite-administrative"),
    "max": ("max", "maximum", "duree-maximale", "duree-de-conservation"),
    "final": ("sort-final", "sort", "disposal", "final", "disposition"),
}
FIELDS = {"categories": "categories", "countries": "countries", "retention": "max"}
"""What is to complete of an activity → the column that says it."""
FINAL = {
    word: final
    for final, words in {
        "eliminate": ("e", "elimination", "eliminer", "destruction"),
        "keep": ("c", "conservation", "conserver", "versement"),
        "sort": ("t", "tri", "trier"),
        "delete": ("s", "suppression"),
    }.items()
    for word in words
}
_BRACKETS = re.compile(r"\([^()]*\)")
_AND = re.compile(r"\s+et\s+", re.IGNORECASE)
_CALLED = {"usa": "US", "etats-unis-d-amerique": "US", "uk": "GB", "grande-bretagne": "GB", "angleterre": "GB"}
"""What people write for countries that have another name."""
_NOTHING = frozenset({"", "neant", "aucun", "aucune", "sans-objet", "so", "n-a", "na", "non", "nc"})


class _Table:
    """The rows below the headings, each a mapping from our word to the text of the cell, and where each cell stands.

    `unclear` collects the cells that say something nobody understood.
    """

    def __init__(self, path: Path, headings: Headings, needed: str) -> None:
        def worth(row: Sequence[str]) -> int:
            known = columns_of(row, headings)
            return len(known) if needed in known else 0

        rows, top = best(tables(path), worth)
        if not top:
            raise InputError([Problem(str(path), 1, 1, filled("no row of headings with %(heading)s", heading=headings[needed][0]))])
        self.document = Document(str(path))
        self.unclear: list[Cell] = []
        self.headings = next(row for line, row in rows if line == top)
        self.columns = columns_of(self.headings, headings)
        self.rows = [(line, row) for line, row in rows if line > top and any(cell.strip() for cell in row)]

    def cell(self, row: Sequence[str], name: str) -> str:
        """The text of a cell, on one line; empty when the column or the cell is not there."""
        column = self.columns.get(name)
        return " ".join(row[column].replace("\0", " ").split(" ")).strip() if column is not None and column < len(row) else ""

    def put(self, path: Path_, line: int, name: str = "") -> None:
        """Remember where the value at `path` stands; the column is the rank of the cell."""
        place = (line, self.columns.get(name, 0) + 1)
        self.document._values[path] = self.document._keys[path] = place

    def doubt(self, line: int, name: str, text: str) -> None:
        """Note a cell that is to complete."""
        column = self.columns.get(name, 0)
        heading = " ".join(self.headings[column].split()) if column < len(self.headings) else name
        self.unclear.append(Cell(Path(self.document.path).name, line, heading[:80], text[:200]))


def read_register(path: Path) -> tuple[Document, list[Cell]]:
    """`{processing_activities: [...]}` from a register, and its cells to complete. Raises InputError when it has no row of headings."""
    table = _Table(path, REGISTER, "title")
    activities: list[dict[str, Any]] = []
    taken: Counter[str] = Counter()
    for line, row in table.rows:
        entry = _activity(table, line, row, ("processing_activities", len(activities)))
        if entry is None:
            _goes_on(table, row, activities)
            continue
        taken[entry["id"]] += 1
        if taken[entry["id"]] > 1:
            table.doubt(line, "id" if "id" in table.columns else "title", entry["id"])
            entry["id"] = f"{entry['id']}.{line}"
        activities.append(entry)
    table.document.data = {"processing_activities": activities}
    return table.document, table.unclear


def _goes_on(table: _Table, row: Sequence[str], activities: list[dict[str, Any]]) -> None:
    """A row without a name may say more of the one above, whose name's cell was merged over both: what it speaks of is to complete."""
    spoken = [field for field, column in FIELDS.items() if table.cell(row, column)]
    if activities and spoken:
        activities[-1]["to_complete"] = [*dict.fromkeys([*activities[-1].get("to_complete", ()), *spoken])]


def _activity(table: _Table, line: int, row: Sequence[str], at: Path_) -> dict[str, Any] | None:
    """A row of the register; None for one without a name."""
    title = table.cell(row, "title")
    name = folded(table.cell(row, "id") or title)[:100].strip("-")
    if not name:
        table.doubt(line, "title", title)
        return None
    entry: dict[str, Any] = {"id": name, "title": title or name}
    unclear = []
    for place, column in (((), "title"), (("id",), "id" if "id" in table.columns else "title"), (("title",), "title")):
        table.put((*at, *place), line, column)
    for column, read in (("categories", category), ("countries", country_of)):
        words, known = _words(table.cell(row, column), read)
        if known:
            entry[column] = words
            for position in range(len(words)):
                table.put((*at, column, position), line, column)
        else:
            unclear.append((column, column))
    kept = table.cell(row, "max")
    if kept:
        found = period(kept)
        if found:
            entry["retention"] = {"max": found[0]} | ({} if found[1] == RECORDING else {"counted_from": found[1]})
            table.put((*at, "retention", "max"), line, "max")
        else:
            unclear.append(("retention", "max"))
    if selected := several(table.cell(row, "select")):
        entry["select"] = [{"id": word} for word in selected]
        table.put((*at, "select"), line, "select")
    for _field, column in unclear:
        table.doubt(line, column, table.cell(row, column))
    return entry | ({"to_complete": [field for field, _column in unclear]} if unclear else {})


def read_schedule(path: Path) -> tuple[Document, list[Cell]]:
    """`{retention: {category: {...}}}` from a retention schedule, and its cells to complete. Raises InputError when it has no headings."""
    table = _Table(path, SCHEDULE, "category")
    retention: dict[str, Any] = {}
    problems = []
    for line, row in table.rows:
        name = category(table.cell(row, "category"))
        if name is None:
            table.doubt(line, "category", table.cell(row, "category"))
            continue
        at: Path_ = ("retention", name)
        table.put(at, line, "category")
        if name in retention:
            problems.append(Problem(str(path), line, table.columns["category"] + 1, filled("a second row for '%(name)s'", name=name)))
        entry = _bounds(table, line, row)
        for key in entry:
            table.put((*at, key), line, key)
        retention[name] = entry | {"source": f"{path.name}:{line}"}
    if problems:
        raise InputError(problems)
    table.document.data = {"retention": retention}
    return table.document, table.unclear


def _bounds(table: _Table, line: int, row: Sequence[str]) -> dict[str, Any]:
    """What a row of the schedule says; `to_complete` where one of its bounds is not understood."""
    entry: dict[str, Any] = {}
    for bound in ("min", "max"):
        text = table.cell(row, bound)
        found = period(text)
        if found:
            entry[bound] = found[0]
            if found[1] != RECORDING:
                entry["counted_from"] = found[1]
        elif text:
            table.doubt(line, bound, text)
            entry["to_complete"] = True
    if text := table.cell(row, "final"):
        if final := FINAL.get(folded(text)):
            entry["final"] = final
        else:
            table.doubt(line, "final", text)
    return entry


def columns_of(row: Sequence[str], headings: Headings) -> dict[str, int]:
    """Our words for the headings of a row that we know, with their rank."""
    found: dict[str, int] = {}
    for rank, cell in enumerate(row):
        words = {folded(cell), folded(_BRACKETS.sub("", cell))} if len(cell) <= LONGEST else set()
        for name, spellings in headings.items():
            if not words.isdisjoint(spellings):
                found.setdefault(name, rank)
    return found


def _words(cell: str, read: Callable[[str], str | None]) -> tuple[list[str], bool]:
    """What a cell that may name several things names, and whether that is all it says: one strange word may mean anything."""
    if folded(cell) in _NOTHING:
        return [], True
    if whole := read(cell):
        return [whole], True
    found = [read(part) for word in several(cell) for part in ([word] if read(word) else _AND.split(word))]
    return [*dict.fromkeys(word for word in found if word)], bool(found) and all(found)


def country_of(word: str) -> str | None:
    """The code of a country by its code or its name in either language."""
    return word.upper() if word.upper() in countries() else _named().get(folded(word))


@functools.cache
def _named() -> Mapping[str, str]:
    return _CALLED | {folded(name): code for code, names in countries().items() for name in names.values()}
