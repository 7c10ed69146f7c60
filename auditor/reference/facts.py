"""The data dictionary `facts.yaml`, as objects: which facts exist, for which kinds, of which type, and what null means."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.reference.shelf import Entry
from auditor.reference.source import load

Words = Mapping[str, str]
"""The same words in each language: {"fr": …, "en": …}."""

DICTIONARY = Path(__file__).with_name("facts.yaml")
ALL = "all"
NEVER = "never null"
OWN_KEY = "provider"
"""Among keys: the provider's own. Also who decides over it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing a rule may ask about a resource, or about one item of a list of objects (`fields`).

    `kinds` is empty for a field: it exists wherever its list does. `of` types the items of a list, `values` are those of an enum.
    An `optional` one is null where its collector says nothing; a `measure` is then unknown, and nobody owed it.
    `role` names the role of the places that a flow makes; `infinite_null` makes null compare as longer than any duration.
    Of one with a `floor`, a value that is written while it is unknown is the least that it can be; an enum that is unknown is none of
    `known_apart`.
    """

    name: str
    type: str
    kinds: frozenset[str]
    meaning: Words
    label: Words
    null: Words
    of: str | None = None
    values: tuple[str, ...] = ()
    derived: bool = False
    optional: bool = False
    measure: bool = False
    role: str | None = None
    infinite_null: bool = False
    floor: bool = False
    known_apart: tuple[str, ...] = ()
    fields: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def nullable(self) -> bool:
        """Whether it may be known to be not set."""
        return self.null["en"] != NEVER


@dataclass(frozen=True, slots=True, eq=False)
class Dictionary:
    """Every kind of resource with its name, every fact by its full path ("retention.max"), and the words of what enums can be."""

    kinds: Mapping[str, Words]
    facts: Mapping[str, Fact]
    values: Mapping[str, Words] = field(default_factory=dict)

    def of_kind(self, kind: str) -> dict[str, Fact]:
        """The facts that resources of this kind have, by name, in the dictionary's order."""
        return {name: fact for name, fact in self.facts.items() if kind in fact.kinds}


@functools.cache
def facts() -> Dictionary:
    """The shipped dictionary, read once per process."""
    return dictionary(load(DICTIONARY).data)


def dictionary(data: Entry) -> Dictionary:
    """A dictionary from the plain data of its YAML."""
    kinds: dict[str, Words] = data["kinds"]
    every = frozenset(kinds)
    entries: dict[str, dict[str, Any]] = data["facts"]
    listed = (
        (name if "each" not in entry else f"{name}.{word}", entry) for name, entry in entries.items() for word in entry.get("each", ("",))
    )
    return Dictionary(
        kinds, {name: _fact(name, {**entry, **_like(entry, entries)}, every) for name, entry in listed}, data.get("values", {})
    )


def _like(entry: Entry, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The kinds of the fact that this one follows, when it does."""
    return {"kinds": entries[entry["like"]]["kinds"]} if "like" in entry else {}


def _fact(name: str, entry: Entry, every: frozenset[str]) -> Fact:
    named = entry.get("kinds", ())
    null = dict(entry["null"])
    return Fact(
        name=name,
        type=entry["type"],
        kinds=every if ALL in named else frozenset(named),
        meaning=entry["meaning"],
        label=entry["label"],
        infinite_null=null.pop("infinite", False),
        null=null,
        of=entry.get("of"),
        values=tuple(entry.get("values", ())),
        derived=entry.get("derived", False),
        optional=entry.get("optional", False),
        measure=entry.get("measure", False),
        role=entry.get("role"),
        floor=entry.get("floor", False),
        known_apart=tuple(entry.get("known_apart", ())),
        fields={field_name: _fact(field_name, of, every) for field_name, of in entry.get("fields", {}).items()},
    )
