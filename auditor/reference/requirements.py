"""The texts behind the rules: laws, standards, recommendations, and the articles of them that a rule invokes."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

import msgspec

from auditor.reference.facts import Words
from auditor.reference.shelf import filled, register

FORCES = ("law", "regulation", "standard", "contract", "recommendation", "doctrine", "upcoming")
"""From what binds everybody to what does not bind yet."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A text, or one article of it (`text` is then the id of the text). `url` is an official address, or None when it is not certain."""

    id: str
    text: str
    title: Words
    force: str
    evidence: str
    source: str
    checked_on: str
    article: str | None = None
    url: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    applies_to: tuple[str, ...] = ()

    def in_force(self, day: date) -> bool:
        """Whether it binds on that day; without a date it always did, or still does."""
        return (self.valid_from or "") <= day.isoformat() <= (self.valid_until or "9999")


@functools.cache
def requirements() -> Mapping[str, Requirement]:
    """Every text and every article, by id."""
    data = register("requirements")
    texts = {entry["id"]: entry for entry in filled(data, ({"id": name, **entry} for name, entry in data["texts"].items()))}
    found = {name: msgspec.convert({"text": name, **entry}, Requirement) for name, entry in texts.items()}
    inherited = ("force", "url", "evidence", "source", "checked_on", "valid_from", "valid_until", "applies_to")
    for name, entry in data["articles"].items():
        text = texts[entry["text"]]
        found[name] = msgspec.convert({"id": name, **{key: text[key] for key in inherited if key in text}, **entry}, Requirement)
    return MappingProxyType(found)
