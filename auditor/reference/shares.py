"""How much of the registers was read again in its source, and what is left to confirm, by what it weighs in the demonstration."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model import VERIFIED
from auditor.reference.browse import Item, items, names
from auditor.reference.shelf import register

WORDS = frozenset({"categories", "countries", "lists"})
"""Registers of this project's own words, which are no facts of the world."""
ANNOUNCED = frozenset({"saas", "prices"})
"""What editors announce of their services, and public prices, which change: no finding rests on them; counted apart."""
SILENT = "unknown"
"""The status of a label of which nobody says anything: it states no fact."""
WEIGHTS = Path(__file__).with_name("weights.json")
"""How many findings of the demonstration rest on each entry that is not verified, as `docs/registers.py` counted them."""


@dataclass(frozen=True, slots=True)
class Share:
    """A register: how many facts of each mark it states, and how many entries state none."""

    register: str
    marks: Counter[str] = field(default_factory=Counter)
    silent: int = 0

    @property
    def facts(self) -> int:
        """How many facts it states."""
        return self.marks.total()

    def part(self, mark: str) -> float:
        """The share of the facts that have this mark."""
        return self.marks[mark] / self.facts if self.facts else 0.0


def shares() -> list[Share]:
    """Every register that states facts, by name."""
    found = []
    for name in names():
        entries = [] if name in WORDS else [*items(name)]
        stated = [item for item in entries if item.entry.get("status") != SILENT or name.startswith("regions/")]
        if entries:
            found.append(Share(name, Counter(item.entry["evidence"] for item in stated), len(entries) - len(stated)))
    return found


def together(found: Iterable[Share], name: str) -> Share:
    """Several registers as one, what editors announce left out."""
    counted = [share for share in found if share.register not in ANNOUNCED]
    return Share(name, sum((share.marks for share in counted), Counter()), sum(share.silent for share in counted))


@functools.cache
def weights() -> Mapping[str, int]:
    """How many findings of the demonstration rest on an entry, by `register: entry`."""
    known: dict[str, int] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return known


def to_look_up() -> list[tuple[Item, int]]:
    """The entries that are not verified, those that most findings of the demonstration rest on first."""
    open_ones = ((item, weights().get(f"{item.register}: {item.name}", 0)) for item in facts_stated() if item.entry["evidence"] != VERIFIED)
    return sorted(open_ones, key=lambda each: (-each[1], each[0].register, each[0].name))


def facts_stated() -> Iterator[Item]:
    """Every entry that states a fact, and the list of adequacy decisions as a whole, on which every other country rests."""
    zones = register("zones")
    yield Item("zones", "adequacy", {key: zones[key] for key in ("source", "checked_on", "evidence")})
    for name in names():
        if name not in WORDS:
            yield from (item for item in items(name) if item.entry.get("status") != SILENT or name.startswith("regions/"))
