"""The texts behind the rules: laws, standards, recommendations, and the articles of them that a rule invokes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from auditor.reference.facts import Words
from auditor.reference.shelf import filled, register

FORCES = ("law", "regulation", "standard", "contract", "recommendation", "doctrine", "upcoming")
"""From what binds everybody to what does not bind yet."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A text, or one article of it (`text` is then the id of the text). `url` is an official address, or None when it is not certain."""

    id: str
    text: str
    article: str | None
    title: Words
    force: str
    evidence: str
    source: str
    checked_on: str
    url: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    applies_to: tuple[str, ...] = ()


@functools.cache
def requirements() -> Mapping[str, Requirement]:
    """Every text and every article, by id."""
    data = register("requirements")
    texts = {entry["id"]: entry for entry in filled(data, ({"id": name, **entry} for name, entry in data["texts"].items()))}
    found = {name: _requirement({"text": name, **entry}) for name, entry in texts.items()}
    inherited = ("force", "url", "evidence", "source", "checked_on", "valid_from", "valid_until", "applies_to")
    for name, entry in data["articles"].items():
        text = texts[entry["text"]]
        found[name] = _requirement({"id": name, **{key: text[key] for key in inherited if key in text}, **entry})
    return MappingProxyType(found)


def _requirement(entry: dict[str, Any]) -> Requirement:
    given = {name: entry[name] for name in ("id", "text", "title", "force", "evidence", "source", "checked_on")}
    known = {name: entry.get(name) for name in ("article", "url", "valid_from", "valid_until")}
    return Requirement(**given, **known, applies_to=tuple(entry.get("applies_to", ())))
