"""The services of a file, YAML or table, held against one schema: every mistake with its place, sheet, row and column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from auditor.errors import InputError
from auditor.evidence import vocabularies as said_by_hand
from auditor.i18n import N_, _, filled
from auditor.providers.declared.answers import HOLDS, PROVED, Declared, Service
from auditor.providers.declared.tables import read_table
from auditor.reference.places import region
from auditor.reference.procurement import objectives, questions
from auditor.reference.saas import saas
from auditor.reference.shape import Checker, Vocabulary
from auditor.reference.source import Document, Path_, load, suggest
from auditor.reference.vocabularies import vocabularies
from auditor.tables.rows import MARKDOWN, SHEETS

TABLES = (".csv", MARKDOWN, *SHEETS)


def services(path: Path) -> tuple[Service, ...]:
    """Every service of a file, with what the register of services announces of it. Raises InputError with every mistake."""
    document, problems = read_table(path) if path.suffix.lower() in TABLES else (load(path), [])
    checker = Checker(document, _vocabularies(), [*problems])
    data = checker.check(inspect.type_info(Declared), document.data)
    _further(checker, document)
    if checker.problems:
        raise InputError(checker.problems, filled("Correct %(path)s; nothing was scanned.", path=path))
    return tuple(_announced(service) for service in msgspec.convert(data, Declared).services)


def _vocabularies() -> dict[str, Vocabulary]:
    return {
        **vocabularies(),
        **said_by_hand(),
        "held": Vocabulary.of(N_("a kind of thing that may be declared"), HOLDS),
        "saas": Vocabulary.of(N_("a service of the register"), saas()),
        "asked": Vocabulary.of(N_("a question of the register"), questions()),
        "objective": Vocabulary.of(N_("an objective of the European framework"), objectives()),
    }


def _further(checker: Checker, document: Document) -> None:
    """What the shape cannot say: ids are unique, a proof has a document and a day, a site lies where its operator's register says."""
    found = document.data.get("services") if isinstance(document.data, dict) else None
    entries = [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []
    taken = Counter(str(entry.get("id")) for entry in entries)
    for position, entry in enumerate(entries):
        at: Path_ = ("services", position)
        if taken[str(entry.get("id"))] > 1:
            taken[str(entry["id"])] = 0
            checker.wrong((*at, "id"), filled("the id '%(name)s' is used twice in %(section)s", name=entry["id"], section="services"))
        for path, answer in _answers(entry, at):
            _proof(checker, path, answer)
            for index, site in enumerate(answer.get("sites") or () if isinstance(answer.get("sites"), list) else ()):
                _placed(checker, (*path, "sites", index), site)


def _answers(entry: Mapping[str, object], at: Path_) -> Iterator[tuple[Path_, dict[str, Any]]]:
    """Every answer of a service, with its place."""
    for name, value in entry.items():
        if name in ("answers", "sovereignty") and isinstance(value, dict):
            yield from (((*at, name, key), each) for key, each in value.items() if isinstance(each, dict))
        elif name == "labels" and isinstance(value, list):
            yield from (((*at, name, index), each) for index, each in enumerate(value) if isinstance(each, dict))
        elif isinstance(value, dict) and name != "tags":
            yield (*at, name), value


def _proof(checker: Checker, path: Path_, answer: Mapping[str, object]) -> None:
    if answer.get("evidence") != PROVED:
        return
    for name in ("document", "dated"):
        if not answer.get(name):
            checker.wrong((*path, "evidence"), filled("what is proved names '%(name)s'; without it, it is announced", name=name))
    if path[-2] == "labels" and not (answer.get("number") and answer.get("valid_from")):
        checker.wrong((*path, "evidence"), _("a label is proved by a number and a day it is valid from"))


def _placed(checker: Checker, path: Path_, site: object) -> None:
    """A region that the register of its operator knows is where the register says."""
    if not isinstance(site, dict) or not isinstance(site.get("host"), str) or not site.get("region"):
        return
    known = region(site["host"], str(site["region"]))
    if known is None:
        said = filled("%(provider)s has no region '%(code)s'", provider=site["host"], code=site["region"])
        checker.wrong((*path, "region"), said, suggest(site["region"], ()))
    elif known.country and known.country != site.get("country"):
        checker.wrong((*path, "country"), filled("the register places %(code)s in %(country)s", code=known.code, country=known.country))


def _announced(service: Service) -> Service:
    """The service, with what the register announces where nothing is said."""
    entry = saas().get(service.register or "")
    if entry is None:
        return service
    plain = msgspec.to_builtins(service)
    known = {name: value for name, value in entry.announced().items() if not plain.get(name)}
    return msgspec.convert({**known, **plain, "title": service.title or entry.title}, Service)
