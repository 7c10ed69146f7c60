"""The registers as they stand on one day, under given assumptions: the only door through which other rooms read reference data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from auditor.reference import places, shelf
from auditor.reference.assume import assume, parse
from auditor.reference.categories import Category, categories, category, level_lists
from auditor.reference.facts import Words
from auditor.reference.operators import Operator, operator
from auditor.reference.places import Adequacy, Region, countries, legal_lists
from auditor.reference.requirements import Requirement, requirements

Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference data on the day `as_of`. `lists` holds every `$NAME` of the rule language, the dollar included."""

    as_of: date
    assumptions: tuple[str, ...]
    lists: Lists

    def region(self, provider: str, code: str) -> Region | None:
        """The region that any spelling of its code or name means. None is unknown: not in the register, or nobody can name its country."""
        return places.region(provider, code)

    def operator(self, provider: str, partition_or_region: str | None = None) -> Operator | None:
        """Who controls the offer. None is unknown: not in the register, or nobody has declared who runs it."""
        return operator(provider, partition_or_region)

    @property
    def categories(self) -> Mapping[str, Category]:
        """Every category of data, by id."""
        return categories()

    def category(self, word: str) -> str | None:
        """The category meant by a word in any spelling ("santé", "Health", "etat-civil")."""
        return category(word)

    def requirement(self, name: str) -> Requirement | None:
        """The text or the article with this id."""
        return requirements().get(name)

    def country(self, code: str) -> Words | None:
        """The names of a country, by ISO code."""
        return countries().get(code)

    def adequacy(self, country: str) -> Adequacy | None:
        """The adequacy decision in force for a country on that day, as the register has it, assumptions left out."""
        return next((decision for decision in places.adequacies(self.as_of) if decision.country == country), None)

    @property
    def versions(self) -> dict[str, str]:
        """The day each register was last checked, by name ("zones", "regions/aws")."""
        return dict(shelf.versions())


def reference(as_of: date, assumptions: Sequence[str] = (), allowed_countries: Sequence[str] | None = None) -> Reference:
    """The registers on that day. `allowed_countries` is the contract's own perimeter; without it, the EEA and the adequate countries.

    Raises InputError when an assumption is not one of the closed statements of `assume.py`.
    """
    legal = legal_lists(as_of)
    assume(legal, parse(assumptions, countries().keys()), as_of)
    legal["$ALLOWED"] = legal["$EEA"] | legal["$ADEQUATE"] if allowed_countries is None else set(allowed_countries)
    written = {name: tuple(items) for name, items in shelf.register("lists")["lists"].items()}
    lists = {name: tuple(sorted(members)) for name, members in legal.items()} | level_lists() | written
    return Reference(as_of, tuple(assumptions), MappingProxyType(lists))
