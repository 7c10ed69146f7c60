"""Categories of data: one id for every spelling a tag or a register may use, and how sensitive each is."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import msgspec

from auditor.reference.facts import Words
from auditor.reference.shelf import filled, register

LEVELS = ("N0", "N1", "N2", "N3", "N4")
"""Public, internal, personal, sensitive or covered by a legal secret, health."""

LONGEST = 100
"""No category is spelled longer; a tag beyond that is not looked up, nor remembered."""

_NOISE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Category:
    """`presumed_names`: lower-case words, joined by hyphens, that suggest the category when they stand whole in a resource's name.

    `inherits`: the true level is that of what is inside; `level` is then the least it can be.
    """

    id: str
    level: str
    labels: Words
    aliases: tuple[str, ...]
    texts: tuple[str, ...]
    evidence: str
    source: str
    checked_on: str
    presumed_names: tuple[str, ...] = ()
    gdpr_article: int | None = None
    inherits: bool = False


OFFENCES = 10
"""The article of the GDPR about data of offences: police and justice data, which a directive and a title of its own govern."""


@functools.cache
def categories() -> Mapping[str, Category]:
    """Every category, by id."""
    data = register("categories")
    entries = filled(data, ({"id": name, **entry} for name, entry in data["categories"].items()))
    return MappingProxyType({entry["id"]: msgspec.convert(entry, Category) for entry in entries})


def category(word: str) -> str | None:
    """The id meant by a word, whatever its accents, case and hyphens ("Santé", "état-civil"); None when nobody knows it."""
    return _meant(word) if len(word) <= LONGEST else None


@functools.lru_cache(maxsize=4096)
def _meant(word: str) -> str | None:
    return _spellings().get(folded(word))


def folded(text: str) -> str:
    """The text without accents, case or punctuation: words joined by single hyphens."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return _NOISE.sub("-", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip("-")


@functools.cache
def _spellings() -> Mapping[str, str]:
    spellings = {folded(name): name for name in categories()}
    for entry in categories().values():
        for spelling in (*entry.aliases, *entry.labels.values()):
            spellings.setdefault(folded(spelling), entry.id)
    return spellings


def level_lists() -> dict[str, tuple[str, ...]]:
    """The lists of categories that rules name, worked out from the levels."""
    ranked = [(LEVELS.index(entry.level), entry.id) for entry in categories().values()]
    personal = tuple(name for rank, name in ranked if rank >= LEVELS.index("N2"))
    police = tuple(name for name in personal if categories()[name].gdpr_article == OFFENCES)
    return {
        "$PERSONAL": personal,
        "$POLICE": police,
        "$UNDER_GDPR": tuple(name for name in personal if name not in police),
        "$SENSITIVE": tuple(name for rank, name in ranked if rank >= LEVELS.index("N3")),
        "$NOT_OPEN": tuple(name for rank, name in ranked if rank > LEVELS.index("N0")),
    }
