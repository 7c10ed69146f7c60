"""The registers as they stand on one day, under given assumptions: the only door through which other rooms read reference data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from auditor.model import Citation
from auditor.reference import labels, operators, places, retention, shelf
from auditor.reference.assume import SupposedLabel, assume, parse
from auditor.reference.categories import Category, categories, category, level_lists
from auditor.reference.facts import Words
from auditor.reference.labels import Label, LabelState
from auditor.reference.marks import Dated, cite
from auditor.reference.operators import Operator, operator
from auditor.reference.places import Adequacy, Region, countries, legal_lists
from auditor.reference.requirements import Requirement, requirements
from auditor.reference.retention import Row

Lists = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Reference:
    """Reference data on the day `as_of`. `lists` holds every `$NAME` of the rule language, the dollar included."""

    as_of: date
    assumptions: tuple[str, ...]
    lists: Lists = field(hash=False)
    supposed: tuple[SupposedLabel, ...] = ()
    ends: Mapping[str, date] = field(default_factory=dict, hash=False)
    assumed: frozenset[str] = frozenset()

    def region(self, provider: str, code: str) -> Region | None:
        """The region that any spelling of its code or name means. None is unknown: not in the register, or nobody can name its country."""
        return places.region(provider, code)

    def regions(self, provider: str) -> Iterator[Region]:
        """Every region that the register has of a provider."""
        return places.regions(provider)

    def operator(self, provider: str, partition_or_region: str | None = None) -> Operator | None:
        """Who controls the offer. None is unknown: not in the register, or nobody has declared who runs it."""
        return operator(provider, partition_or_region)

    def laws(self, found: Operator) -> tuple[str, ...]:
        """The laws of third countries that may reach an operator on that day, by id."""
        return operators.laws(found, self.as_of)

    def control(self, found: Operator) -> tuple[Citation, ...]:
        """The entries that say who controls an offer, and which laws of third countries may reach it."""
        reaching = (operators.foreign_laws()[name] for name in self.laws(found))
        return (self.cite("operators", found.id, found), *(self.cite("laws", law.id, law) for law in reaching))

    def label(self, provider: str, place: str | None, services: str | Sequence[str], label: str, held: Sequence[Label] = ()) -> LabelState:
        """What a label is worth there for a kind of resource or a service: assumptions first, then the proofs `held`, then the register."""
        services = (services,) if isinstance(services, str) else services
        for said in reversed(self.supposed):
            if said.label == label and said.provider == operators.offer(provider, place):
                return labels.supposed(label, provider, said.version, said.holds(self.as_of), said.until)
        return labels.state(label, provider, place, services, self.as_of, held)

    def cite(self, register: str, name: str, entry: Dated) -> Citation:
        """An entry and its mark on that day."""
        return cite(register, name, entry, self.as_of)

    def standing(self, country: str, *, police: bool = False) -> tuple[Citation, ...]:
        """The entries that say what the law makes of a country, for data of people or of the police; none where an assumption does."""
        if country in self.assumed:
            return ()
        named, others = places.standings(self.as_of, "law_enforcement" if police else "adequacy")
        found = named.get(country, others)
        return (self.cite("zones", found.name, found),)

    def retention(self, category: str) -> tuple[Row, ...]:
        """The rows of the shipped schedule for a category of data."""
        return retention.of_category(category)

    def schedule(self, category: str) -> tuple[str | None, str | None, tuple[str, ...]]:
        """The least `min`, the greatest `max` (None: not bounded) and the ids of the rows of a category."""
        return retention.schedule(category)

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

    def adequate_until(self, country: str) -> date | None:
        """The last day of the adequacy in force, by assumption or by the register; None for no adequacy, or none with a known end."""
        if not any(country in self.lists[name] for name in ("$ADEQUATE", "$PARTIALLY_ADEQUATE")):
            return None
        written = places.adequate_until(country, self.as_of)
        return self.ends.get(country) or (date.fromisoformat(written) if written else None)

    @property
    def versions(self) -> dict[str, str]:
        """The day each register was last checked, by name ("zones", "regions/aws")."""
        return dict(shelf.versions())


def reference(as_of: date, assumptions: Sequence[str] = (), allowed_countries: Sequence[str] | None = None) -> Reference:
    """The registers on that day. `allowed_countries` is the contract's own perimeter; without it, the EEA and the adequate countries.

    Raises InputError when an assumption is not one of the closed statements of `assume.py`.
    """
    legal = legal_lists(as_of)
    statements = parse(assumptions, countries().keys())
    assume(legal, statements, as_of)
    legal["$ALLOWED"] = legal["$EEA"] | legal["$ADEQUATE"] if allowed_countries is None else set(allowed_countries)
    written = {name: tuple(items) for name, items in shelf.register("lists")["lists"].items()}
    lists = {name: tuple(sorted(members)) for name, members in legal.items()} | level_lists() | written
    supposed = tuple(each for each in statements if isinstance(each, SupposedLabel))
    assumed = frozenset(each.country for each in statements if not isinstance(each, SupposedLabel))
    ends = {each.country: each.until for each in statements if not isinstance(each, SupposedLabel) and each.until}
    return Reference(as_of, tuple(assumptions), MappingProxyType(lists), supposed, MappingProxyType(ends), assumed)
