"""The eight objectives of the European framework: the level that a supplier gives itself, beside the most that facts leave possible.

The most is ours to say, not the framework's: it follows from who controls the operators, where data can be, and who holds the keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from auditor.i18n import _, filled
from auditor.model import Resource
from auditor.outputs.explained import country
from auditor.outputs.wording import local, word
from auditor.procure.offers import Offer
from auditor.reference.procurement import Objective, objectives
from auditor.reference.registers import Reference, reference

MOST = {"E0": 4, "E1": 3, "E2": 2, "E3": 1}
"""Exposure of an operator → the most that its control and its law leave possible."""


@dataclass(frozen=True, slots=True)
class Level:
    """One objective of one offer. `declared` is the supplier's own, None where it says nothing; `most` None where no fact bounds it."""

    objective: Objective
    declared: int | None
    proof: str
    most: int | None
    why: tuple[str, ...]

    @property
    def contradicted(self) -> bool:
        """Whether facts leave less than what is declared."""
        return self.declared is not None and self.most is not None and self.declared > self.most

    @property
    def told(self) -> str:
        """What the supplier declares, as such."""
        if self.declared is None:
            return _("nothing declared")
        return filled("SEAL-%(level)s, self-declared", level=self.declared)

    @property
    def shown(self) -> str:
        """What the facts leave possible."""
        if self.most is None:
            return _("no fact read bounds it")
        return filled("at most SEAL-%(level)s: %(why)s", level=self.most, why=" ; ".join(self.why))


def levels(offer: Offer, as_of: date) -> list[Level]:
    """Each objective: of several services, the lowest that is declared, and the least that is left."""
    registers = reference(as_of)
    return [_level(one, offer, registers) for one in objectives().values()]


def _level(one: Objective, offer: Offer, registers: Reference) -> Level:
    said = [service.sovereignty[one.id] for service in offer.services if one.id in service.sovereignty]
    lowest = min(said, key=lambda each: each.seal, default=None)
    bounds = [bound for resource in offer.resources for bound in _BOUNDS.get(one.id, _none)(resource, registers)]
    most = min((level for level, _why in bounds), default=None)
    why = tuple(dict.fromkeys(why for level, why in bounds if level == most))
    return Level(one, int(lowest.seal) if lowest else None, f"{lowest.document}" if lowest and lowest.proved else "", most, why)


Bounds = Iterator[tuple[int, str]]


def _control(resource: Resource, registers: Reference) -> Bounds:
    """Who controls the operators, and the law that reaches them."""
    told = resource.facts.get("operator") or {}
    if (exposure := told.get("exposure")) in MOST:
        controlled = country(str(told.get("country")), registers)
        yield MOST[exposure], filled("control in %(country)s (%(exposure)s)", country=controlled, exposure=word(exposure))


def _places(*roles: str) -> Callable[[Resource, Reference], Bounds]:
    """Where data can be, in some roles: outside the EEA, formal at most."""

    def bounds(resource: Resource, registers: Reference) -> Bounds:
        for place in resource.facts.get("places") or ():
            if place.get("role") in roles and place.get("country") and place["country"] not in registers.lists["$EEA"]:
                yield 1, filled("%(role)s in %(country)s", role=word(place["role"]), country=country(place["country"], registers))

    return bounds


def _data(resource: Resource, registers: Reference) -> Bounds:
    """Places of the data, and keys in the hand of whoever is exposed."""
    yield from _places("primary", "replica", "backup", "copy", "processing")(resource, registers)
    manager = (resource.facts.get("encryption") or {}).get("key_manager")
    exposure = (resource.facts.get("operator") or {}).get("exposure")
    if manager == "provider" and exposure in MOST:
        yield MOST[exposure], filled("key held by %(who)s", who=word(manager))


def _none(_resource: Resource, _registers: Reference) -> Bounds:
    yield from ()


_BOUNDS: Mapping[str, Callable[[Resource, Reference], Bounds]] = {
    "SOV-1": _control,
    "SOV-2": _control,
    "SOV-3": _data,
    "SOV-4": _places("processing", "log"),
}


def title(one: Objective) -> str:
    """What an objective is called."""
    return f"{one.id} {local(one.title)}"
