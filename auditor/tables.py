"""Tables that an authority already keeps, as CSV: the register of processing activities (model of the CNIL) and the retention schedule.

Each becomes the same plain data as auditor.yaml, with the row and the column of every cell, and goes through the same checks.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from auditor.errors import InputError, Problem
from auditor.reference.categories import category, folded
from auditor.reference.places import countries
from auditor.reference.source import MAX_BYTES, Document, Path_

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
UNITS = {
    "jour": "D",
    "jours": "D",
    "j": "D",
    "semaine": "W",
    "semaines": "W",
    "mois": "M",
    "an": "Y",
    "ans": "Y",
    "annee": "Y",
    "annees": "Y",
}
_PERIOD = re.compile(r"(\d+)[ -]*([a-z]+)\Z")
_SEVERAL = re.compile(r"[,;|/\n]")


class _Table:
    """The rows of a CSV below its headings, each a mapping from our word to the text of the cell, and where each cell stands."""

    def __init__(self, path: Path, headings: Headings, needed: Sequence[str]) -> None:
        rows = _rows(path)
        self.document = Document(str(path))
        found = ((line, _columns(row, headings)) for line, row in rows)
        top, self.columns = next(((line, known) for line, known in found if all(name in known for name in needed)), (0, {}))
        if not self.columns:
            wanted = ", ".join(headings[name][0] for name in needed)
            raise InputError([Problem(str(path), 1, 1, f"no row of headings with {wanted}")])
        self.rows = [(line, row) for line, row in rows if line > top and any(cell.strip() for cell in row)]

    def cell(self, row: Sequence[str], name: str) -> str:
        """The text of a cell; empty when the column or the cell is not there."""
        column = self.columns.get(name)
        return " ".join(row[column].split(" ")).strip() if column is not None and column < len(row) else ""

    def put(self, path: Path_, line: int, name: str = "") -> None:
        """Remember where the value at `path` stands; the column is the rank of the cell."""
        place = (line, self.columns.get(name, 0) + 1)
        self.document._values[path] = self.document._keys[path] = place


def read_register(path: Path) -> Document:
    """`{processing_activities: [...]}` from a register kept as CSV. Raises InputError when it has no row of headings."""
    table = _Table(path, REGISTER, ("title",))
    activities: list[dict[str, Any]] = []
    for line, row in table.rows:
        at: Path_ = ("processing_activities", len(activities))
        title = table.cell(row, "title")
        table.put(at, line, "title")
        entry: dict[str, Any] = {"id": folded(table.cell(row, "id") or title), "title": title}
        table.put((*at, "id"), line, "id" if "id" in table.columns else "title")
        table.put((*at, "title"), line, "title")
        for name, read in (("categories", category), ("countries", _country)):
            words = _split(table.cell(row, name))
            if words:
                entry[name] = [read(word) or word for word in words]
                for position in range(len(words)):
                    table.put((*at, name, position), line, name)
        if table.cell(row, "max"):
            entry["retention"] = {"max": _period(table.cell(row, "max"))}
            table.put((*at, "retention", "max"), line, "max")
        if table.cell(row, "select"):
            entry["select"] = [{"id": word} for word in _split(table.cell(row, "select"))]
            table.put((*at, "select"), line, "select")
        activities.append(entry)
    table.document.data = {"processing_activities": activities}
    return table.document


def read_schedule(path: Path) -> Document:
    """`{retention: {category: {...}}}` from a retention schedule kept as CSV. Raises InputError when it has no row of headings."""
    table = _Table(path, SCHEDULE, ("category",))
    retention: dict[str, Any] = {}
    problems = []
    for line, row in table.rows:
        name = category(table.cell(row, "category")) or table.cell(row, "category")
        at: Path_ = ("retention", name)
        table.put(at, line, "category")
        if name in retention:
            problems.append(Problem(str(path), line, table.columns["category"] + 1, f"a second row for '{name}'"))
        entry: dict[str, Any] = {bound: _period(table.cell(row, bound)) for bound in ("min", "max") if table.cell(row, bound)}
        if table.cell(row, "final"):
            entry["final"] = FINAL.get(folded(table.cell(row, "final")), table.cell(row, "final"))
        for key in entry:
            table.put((*at, key), line, key)
        retention[name] = entry | {"source": f"{path.name}:{line}"}
    if problems:
        raise InputError(problems)
    table.document.data = {"retention": retention}
    return table.document


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Every row with the line it starts on. UTF-8 with or without a mark, else the encoding of French Windows."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), 1, 1, f"cannot be read: {error.strerror}")]) from error
    if len(raw) > MAX_BYTES:
        raise InputError([Problem(str(path), 1, 1, f"larger than {MAX_BYTES} bytes")])
    text = _decoded(raw)
    head = text[:4096]
    delimiter = max(";,\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, start = [], 1
    try:
        for row in reader:
            found.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError([Problem(str(path), reader.line_num, 1, f"not valid CSV: {error}")]) from error
    return found


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _columns(row: Sequence[str], headings: Headings) -> dict[str, int]:
    """Our words for the headings of a row that we know, with their rank."""
    found: dict[str, int] = {}
    for rank, cell in enumerate(row):
        word = folded(cell)
        for name, spellings in headings.items():
            if word in spellings:
                found.setdefault(name, rank)
    return found


def _split(cell: str) -> list[str]:
    return [word.strip() for word in _SEVERAL.split(cell) if word.strip()]


def _country(word: str) -> str | None:
    """The code of a country by its code or its name in either language."""
    if word.upper() in countries():
        return word.upper()
    return next(_named(folded(word)), None)


def _named(wanted: str) -> Iterator[str]:
    return (code for code, names in countries().items() if wanted in {folded(name) for name in names.values()})


def _period(cell: str) -> str:
    """An ISO 8601 duration from "2 ans", "1 mois" or one already written so; what is neither stays as it is, and will be refused."""
    found = _PERIOD.match(folded(cell).replace("-", " "))
    unit = UNITS.get(found[2]) if found else None
    return f"P{found[1]}{unit}" if found and unit else cell.upper()
