"""`couts.yaml`: what the authority supposes of a return: ways of doing it, prices it was quoted, days of work. Ranges, never a promise."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, inspect

from auditor.errors import InputError
from auditor.evidence import Day, vocabularies as said_by_hand
from auditor.i18n import N_, _, filled
from auditor.reference.operators import operators
from auditor.reference.prices import towards
from auditor.reference.shape import Checker
from auditor.reference.source import load
from auditor.reference.vocabularies import vocabularies

Offer = Annotated[str, Meta(extra={"word": "operator"})]
Kind = Annotated[str, Meta(extra={"word": "kind"})]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z", extra={"what": N_("a currency (three letters)")})]
Pair = tuple[float, float]
"""The least and the most."""
OTHERWISE = "other"
"""The kind whose days of work are those of any kind that is not named."""
WORK: Mapping[str, Pair] = {
    "object_store": (0.5, 2), "volume": (0.25, 1), "snapshot": (0.1, 0.5), "image": (0.1, 0.5), "database": (1, 5), "table": (1, 5),
    "file_system": (1, 4), "log_store": (0.25, 1), "warehouse": (2, 10), "application": (2, 10), OTHERWISE: (0.5, 3),
}  # fmt: skip
"""Days that moving one thing takes, where nobody says otherwise: supposed, and said to be."""


class Taken(msgspec.Struct, frozen=True, omit_defaults=True):
    """Which resources a destination takes: those of these offers, kinds, accounts or activities; of whatever is left out, all."""

    offers: tuple[Offer, ...] = ()
    kinds: tuple[Kind, ...] = ()
    accounts: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()


class Destination(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where resources would go. Without an `offer` they stay with their operator, in another region.

    `storage` is what a gigabyte (10^9 bytes) costs there in euros a month, by kind, as it was quoted: before the register's prices.
    `yearly` is what else the destination costs in euros a year.
    """

    name: str
    offer: Offer | None = None
    takes: Taken = Taken()
    storage: dict[Kind, Pair] = {}
    yearly: Pair = (0, 0)


class Method(msgspec.Struct, frozen=True, omit_defaults=True):
    """One way of coming home: each resource goes to the first destination that takes it."""

    name: str
    destinations: Annotated[tuple[Destination, ...], Meta(min_length=1)]


class Costs(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of couts.yaml. `filled` is the part of an allocated size that is data, in percent, where nobody tells what is used."""

    methods: tuple[Method, ...] = ()
    moved_on: Day | None = None
    day_rate: Pair = (350, 900)
    work: dict[Kind, Pair] = {}
    filled: Annotated[Pair, Meta(extra={"percents": True})] = (30, 100)
    exchange: dict[Currency, Pair] = {}

    def days(self, kind: str) -> Pair:
        """The days of work that one resource of a kind takes."""
        return self.work.get(kind) or WORK.get(kind) or self.work.get(OTHERWISE) or WORK[OTHERWISE]

    def ways(self) -> tuple[Method, ...]:
        """The methods; where none is written, staying with the operator in France, and leaving for a French one."""
        return self.methods or (
            Method(_("Same operator, region in France"), (Destination(_("the same operators, in France")),)),
            Method(_("French operator"), (Destination(operators()[towards()].name, offer=towards()),)),
        )


def read_costs(path: Path) -> Costs:
    """The assumptions of a file. Raises InputError with every mistake."""
    document = load(path)
    checker = Checker(document, {**vocabularies(), **said_by_hand()})
    data = checker.check(inspect.type_info(Costs), document.data)
    if checker.problems:
        raise InputError(checker.problems, filled("Correct %(path)s.", path=path))
    return msgspec.convert(data, Costs)
