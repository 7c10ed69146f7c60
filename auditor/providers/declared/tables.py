"""The same answers from a table: one row an answer, in any order of rows and columns, over any number of sheets.

It becomes the plain data that a YAML file holds, each value with its sheet, row and column, and goes through the same checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.errors import InputError, Problem
from auditor.i18n import filled
from auditor.model import Facts
from auditor.providers.declared.answers import ANNOUNCED, PROVED, UNKNOWN
from auditor.reference.categories import folded
from auditor.reference.procurement import objectives, questions
from auditor.reference.source import Document, Path_
from auditor.reference.wildcards import several
from auditor.tables.kept import Headings, columns_of, country_of
from auditor.tables.periods import period
from auditor.tables.rows import MARKDOWN, SHEETS, Rows, named_tables

HEADINGS: Headings = {
    "question": ("ref", "reference", "question-ref", "id", "numero"),
    "service": ("service", "offre", "logiciel", "application"),
    "answer": ("reponse", "answer", "valeur", "label"),
    "detail": ("precisions", "precision", "detail", "commentaire", "role", "usage"),
    "name": ("nom", "name", "entreprise", "denomination", "titulaire", "holder"),
    "country": ("pays", "country", "countries"),
    "city": ("ville", "city"),
    "host": ("hebergeur", "host"),
    "region": ("region",),
    "safeguard": ("garantie", "safeguard", "outil-de-transfert"),
    "tia": ("aitd", "tia"),
    "version": ("version",),
    "number": ("numero-de-certificat", "certificat", "certificate", "number"),
    "valid_from": ("valable-du", "du", "valid-from"),
    "valid_until": ("valable-jusqu-au", "au", "valid-until"),
    "activities": ("activites", "activites-certifiees", "activities", "certified-activities"),
    "evidence": ("etat", "state", "evidence", "annonce-ou-prouve"),
    "document": ("piece", "document", "preuve"),
    "dated": ("date", "date-de-la-piece", "dated"),
}
REFS = {
    "hosting": "hebergement",
    "replicas": "repliques",
    "backups": "sauvegardes",
    "logs": "journaux",
    "support": "assistance",
    "processors": "sous-traitants",
    "labels": "labels",
    "retention": "conservation",
    "backup_retention": "conservation-des-sauvegardes",
    "encryption": "chiffrement",
    "keys": "cles",
    "entity": "entite",
    "operator": "operateur",
    "title": "intitule",
    "register": "registre",
    "categories": "categories",
}
"""Question → how a table in French names it; both are understood, and the ids of the register of procurement."""


def _words(**spellings: str) -> Mapping[str, str]:
    return {spelling: word for word, text in spellings.items() for spelling in text.split()}


YES = _words(yes="oui yes o y vrai true", no="non no n faux false")
STATES = _words(announced="annonce annoncee announced declare", proved="prouve prouvee proved", unknown="inconnu inconnue unknown nc")
MANAGERS = _words(
    provider="fournisseur prestataire titulaire provider", customer="client collectivite customer", external="tiers externe external"
)
SAFEGUARDS = _words(
    scc="cct clauses-contractuelles-types scc", bcr="bcr regles-d-entreprise", dpf="dpf", adequacy="adequation adequacy", none="aucune none"
)
NONE = frozenset({"aucun", "aucune", "neant", "none"})
FOREVER = frozenset({"illimitee", "sans-limite", "toujours", "forever"})
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})\Z")
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[ T]00:00:00)?\Z")


class Sheeted(Document):
    """Data from tables: a mistake is told with the sheet, the row, the column and its heading."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.cells: dict[Path_, tuple[str, int, int, str]] = {}

    def problem(self, path: Path_, message: str, suggestion: str = "", *, key: bool = False) -> Problem:  # noqa: ARG002
        """A mistake at the cell that said it, or at the row."""
        while path and path not in self.cells:
            path = path[:-1]
        sheet, line, column, heading = self.cells.get(path, ("", 1, 1, ""))
        return Problem(
            f"{self.path}[{sheet}]" if sheet else self.path, line, column, f"{heading}: {message}" if heading else message, suggestion
        )


@dataclass(slots=True)
class _Row:
    """One row below the headings."""

    sheet: str
    line: int
    columns: Mapping[str, int]
    headings: Sequence[str]
    cells: Sequence[str]
    at: Path_ = ()
    document: Sheeted = field(default_factory=lambda: Sheeted(""))

    def text(self, name: str) -> str:
        """The text of a cell, on one line."""
        column = self.columns.get(name)
        return " ".join(self.cells[column].split()) if column is not None and column < len(self.cells) else ""

    def put(self, path: Path_, name: str) -> None:
        """Remember which cell says the value at `path`."""
        column = self.columns.get(name, 0)
        self.document.cells[path] = (self.sheet, self.line, column + 1, " ".join(self.headings[column].split()))

    def taken(self, at: Path_, names: Mapping[str, str]) -> dict[str, Any]:
        """Those of the columns that say something, under our names, read as they are to be read."""
        found: dict[str, Any] = {}
        for column, name in names.items():
            if text := self.text(column):
                found[name] = _READ.get(name, str)(text)
                self.put((*at, name), column)
        return found

    def state(self, at: Path_) -> dict[str, Any]:
        """How sure the answer is: what names a document and its day is proved, unless the row says otherwise."""
        found = self.taken(at, {"evidence": "evidence", "document": "document", "dated": "dated"})
        if "evidence" not in found:
            found["evidence"] = PROVED if {"document", "dated"} <= found.keys() else ANNOUNCED
            self.put((*at, "evidence"), "document")
        return found


def _day(text: str) -> str:
    if found := _DAY.match(text):
        return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    return found[1] if (found := _ISO_DAY.match(text)) else text


def _of(words: Mapping[str, str]) -> Callable[[str], str]:
    return lambda text: words.get(folded(text), text)


_READ: Mapping[str, Callable[[str], Any]] = {
    "evidence": _of(STATES),
    "dated": _day,
    "tia": _day,
    "valid_from": _day,
    "valid_until": _day,
    "country": lambda text: country_of(text) or text,
    "control": lambda text: country_of(text) or text,
    "safeguard": _of(SAFEGUARDS),
    "manager": _of(MANAGERS),
    "host": lambda text: folded(text).replace("-", "_"),
    "label": lambda text: folded(text).replace("-", ""),
    "activities": several,
}


def read_table(path: Path) -> tuple[Document, list[Problem]]:
    """`{services: [...]}` from every table of a file that has our headings, and what is wrong with their rows. Raises InputError."""
    document = Sheeted(str(path))
    problems: list[Problem] = []
    services: dict[str, dict[str, Any]] = {}
    for sheet, rows, top in _with_headings(path):
        headings = next(row for line, row in rows if line == top)
        columns = columns_of(headings, HEADINGS)
        for line, cells in rows:
            if line <= top:
                continue
            row = _Row(sheet, line, columns, headings, cells, document=document)
            if row.text("question"):
                problems += _take(row, services, folded(path.stem))
    if not services and not problems:
        said = filled("no row of headings with %(heading)s", heading="Réf., Réponse")
        raise InputError([Problem(str(path), 1, 1, said)])
    document.data = {"services": [*services.values()]}
    return document, problems


def _with_headings(path: Path) -> list[tuple[str, Rows, int]]:
    """The tables that have our headings: every sheet of a spreadsheet, of a CSV the one under the best separator."""
    found = [(_worth(rows), sheet, rows) for sheet, rows in named_tables(path)]
    known = [(worth, sheet, rows) for worth, sheet, rows in found if worth[0]]
    if path.suffix.lower() not in (*SHEETS, MARKDOWN):
        known = sorted(known, key=lambda one: -one[0][0])[:1]
    return [(sheet, rows, -worth[1]) for worth, sheet, rows in known]


def _worth(rows: Rows) -> tuple[int, int]:
    """How many of our headings the best row has, and its line: one that names questions and something that answers them."""
    known = ((columns_of(row, HEADINGS), line) for line, row in rows[:60])
    return max(((len(columns) if "question" in columns and len(columns) > 1 else 0, -line) for columns, line in known), default=(0, 0))


def _take(row: _Row, services: dict[str, dict[str, Any]], otherwise: str) -> list[Problem]:
    """Add what a row says to its service; what is wrong with it comes back."""
    question = _question(row.text("question"))
    name = folded(row.text("service")) or otherwise
    service = services.setdefault(name, {"id": name})
    row.at = ("services", [*services].index(name))
    row.put(row.at, "service" if "service" in row.columns else "question")
    if question is None:
        row.put((*row.at, "?"), "question")
        return [row.document.problem((*row.at, "?"), filled("there is no question '%(name)s'", name=row.text("question")))]
    row.put((*row.at, question), "question")
    _SHAPES.get(question, _yes)(row, service, question)
    return []


def _question(text: str) -> str | None:
    """The question that a reference means."""
    word = folded(text)
    by_ref = {folded(name): key for key, name in REFS.items()} | {folded(key): key for key in (*REFS, *questions(), *objectives())}
    return by_ref.get(word)


def _plain(row: _Row, service: Facts, question: str) -> None:
    if text := row.text("answer"):
        service[question] = several(text) if question == "categories" else text
        row.put((*row.at, question), "answer")


def _sites(row: _Row, service: Facts, question: str) -> None:
    """Sites of a role, one or several countries a row."""
    column = "country" if row.text("country") else "answer"
    text, at = row.text(column), (*row.at, question)
    lacks = not text and any(row.text(name) for name in ("city", "host", "region"))
    if not text and not lacks:
        _silent(row, service, question)
        return
    answer = service.setdefault(question, {"sites": []})
    _least(answer, row.state(at))
    for word in ("",) if lacks else () if folded(text) in NONE else several(text):
        place = (*at, "sites", len(answer["sites"]))
        row.put(place, "country")
        row.put((*place, "country"), column)
        more = row.taken(place, {"city": "city", "host": "host", "region": "region"})
        answer["sites"].append(({"country": country_of(word) or word} if word else {}) | more)


def _support(row: _Row, service: Facts, question: str) -> None:
    column = "country" if row.text("country") else "answer"
    text, at = row.text(column), (*row.at, question)
    if not text:
        _silent(row, service, question)
        return
    answer = service.setdefault(question, {"countries": []})
    _least(answer, row.state(at))
    for word in () if folded(text) in NONE else several(text):
        row.put((*at, "countries", len(answer["countries"])), column)
        answer["countries"].append(country_of(word) or word)


def _processor(row: _Row, service: Facts, question: str) -> None:
    column = "name" if row.text("name") else "answer"
    at = (*row.at, question)
    if not row.text(column):
        _silent(row, service, question)
        return
    answer = service.setdefault(question, {"entries": []})
    _least(answer, row.state(at))
    if folded(row.text(column)) not in NONE:
        names = {column: "name", "country": "country", "detail": "role", "safeguard": "safeguard", "tia": "tia"}
        place = (*at, "entries", len(answer["entries"]))
        row.put(place, "country")
        answer["entries"].append(row.taken(place, names))


def _label(row: _Row, service: Facts, question: str) -> None:
    """A certificate; a row that names only which one was not filled in."""
    place = (*row.at, question, len(service.get(question, ())))
    names = {"answer": "label", "name": "holder", "version": "version", "number": "number"}
    days = {"valid_from": "valid_from", "valid_until": "valid_until", "activities": "activities"}
    found = row.taken(place, {**names, **days})
    if found.keys() - {"label"}:
        row.put(place, "answer")
        service.setdefault(question, []).append({**found, **row.state(place)})


def _answered(names: Mapping[str, str]) -> Callable[[_Row, dict[str, Any], str], None]:
    """One answer of some columns."""

    def take(row: _Row, service: Facts, question: str) -> None:
        at = (*row.at, question)
        if found := row.taken(at, names):
            service[question] = {**found, **row.state(at)}
        else:
            _silent(row, service, question)

    return take


def _period(row: _Row, service: Facts, question: str) -> None:
    at, text = (*row.at, question), row.text("answer")
    if not text:
        _silent(row, service, question)
        return
    told = period(text)
    row.put((*at, "period"), "answer")
    said = {"forever": True} if folded(text) in FOREVER else {"period": told[0] if told else text}
    service[question] = {**said, **row.state(at)}


def _yes(row: _Row, service: Facts, question: str) -> None:
    """Yes or no: to a question of the register, or of ours."""
    holder, at = (service, (*row.at, question)) if question in REFS else (service.setdefault("answers", {}), (*row.at, "answers", question))
    if question in objectives():
        holder, at = service.setdefault("sovereignty", {}), (*row.at, "sovereignty", question)
    text = row.text("answer")
    if not text:
        return
    row.put((*at, "answer"), "answer")
    row.put((*at, "seal"), "answer")
    said = {"seal": folded(text).removeprefix("seal-")} if question in objectives() else {"answer": YES.get(folded(text), text)}
    holder[question] = {**said, **row.taken(at, {"detail": "detail"}), **row.state(at)}


def _silent(row: _Row, service: Facts, question: str) -> None:
    """A row that says nothing, or that it is not known."""
    if row.text("evidence") and row.state((*row.at, question))["evidence"] == UNKNOWN:
        service.setdefault(question, {"evidence": UNKNOWN})


def _least(answer: Facts, state: Mapping[str, Any]) -> None:
    """Of rows that make one answer, the least sure speaks for all."""
    rank = {UNKNOWN: 0, ANNOUNCED: 1, PROVED: 2}
    if "evidence" not in answer or rank.get(state["evidence"], -1) < rank.get(answer["evidence"], -1):
        answer |= state


_SHAPES: Mapping[str, Callable[[_Row, dict[str, Any], str], None]] = {
    **dict.fromkeys(("operator", "title", "register", "categories"), _plain),
    **dict.fromkeys(("hosting", "replicas", "backups", "logs"), _sites),
    "support": _support,
    "processors": _processor,
    "labels": _label,
    **dict.fromkeys(("retention", "backup_retention"), _period),
    "keys": _answered({"answer": "manager", "country": "country"}),
    "entity": _answered({"answer": "name", "country": "control"}),
}
