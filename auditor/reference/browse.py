"""The registers as a person looks them through: every entry with its name, its dates and its evidence, and those that need a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from auditor.reference.marks import aged
from auditor.reference.shelf import SHELF, register

OWN = frozenset({"versions", "organisations", "events", "lists", "partitions", "activities", "countries"})
"""Top-level keys of a register that hold no dated entries, or words only."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: `name` is its key or what tells it from others; source, checked_on and evidence are its own or its file's."""

    register: str
    name: str
    entry: Mapping[str, Any]

    @property
    def checked_on(self) -> date:
        """The day somebody last looked at its source."""
        return date.fromisoformat(self.entry["checked_on"])

    @property
    def ended(self) -> date | None:
        """Its last day, when it has one."""
        until = self.entry.get("valid_until")
        return date.fromisoformat(until) if until else None


def names() -> tuple[str, ...]:
    """Every register, by name ("zones", "regions/aws", "labels/hds")."""
    return tuple(sorted(path.relative_to(SHELF).with_suffix("").as_posix() for path in SHELF.rglob("*.yaml")))


def items(name: str) -> Iterator[Item]:
    """The entries of a register, in its order."""
    data = register(name)
    common: dict[str, Any] = {key: data[key] for key in ("source", "checked_on", "evidence") if key in data}
    for section, held in data.items():
        if section in OWN or section in ("title", "where"):
            continue
        pairs = held.items() if isinstance(held, dict) else enumerate(held) if isinstance(held, list) else ()
        for key, entry in pairs:
            if isinstance(entry, dict):
                text = {word: value for word, value in data["texts"][entry["text"]].items() if word in common} if "text" in entry else {}
                yield Item(name, str(key) if isinstance(held, dict) else _named(entry), {**common, **text, **entry})


def stale(name: str, as_of: date) -> Iterator[tuple[Item, str]]:
    """The entries that need a look on that day: ended, or not looked at for too long. The word is `ended` or `unchecked`."""
    for item in items(name):
        if item.ended is not None and item.ended < as_of:
            yield item, "ended"
        elif "checked_on" in item.entry and aged(item.entry["checked_on"], as_of):
            yield item, "unchecked"


def _named(entry: Mapping[str, object]) -> str:
    words = (entry.get(key) for key in ("id", "country", "provider", "decision", "offer", "version"))
    return " · ".join(str(word) for word in words if word)
