"""`couts.yaml`: what the authority supposes of a return: ways of doing it, prices it was quoted, days of work. Ranges, never a promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, inspect

from auditor.errors import InputError
from auditor.evidence import Day, vocabularies as said_by_hand
from auditor.i18n import N_, _, filled
from auditor.reference.shape import Checker
from auditor.reference.source import Path_, load
from auditor.reference.vocabularies import vocabularies

Offer = Annotated[str, Meta(extra={"word": "operator"})]
Kind = Annotated[str, Meta(extra={"word": "kind"})]
Currency = Annotated[str, Meta(pattern=r"\A[A-Z]{3}\Z", extra={"what": N_("a currency (three letters)")})]
Pair = tuple[float, ...]
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
    filled: Pair = (30, 100)
    exchange: dict[Currency, Pair] = {}

    def days(self, kind: str) -> Pair:
        """The days of work that one resource of a kind takes."""
        return self.work.get(kind) or WORK.get(kind) or self.work.get(OTHERWISE) or WORK[OTHERWISE]

    def ways(self) -> tuple[Method, ...]:
        """The methods; where none is written, staying with the operator in France, and leaving for a French one."""
        return self.methods or (
            Method(_("Same operator, region in France"), (Destination(_("the same operators, in France")),)),
            Method(_("French operator"), (Destination("OVHcloud", offer="ovh"),)),
        )


def read_costs(path: Path) -> Costs:
    """The assumptions of a file. Raises InputError with every mistake."""
    document = load(path)
    checker = Checker(document, {**vocabularies(), **said_by_hand()})
    data = checker.check(inspect.type_info(Costs), document.data)
    for place, pair in _pairs(document.data):
        if isinstance(pair, list) and all(isinstance(one, int | float) and not isinstance(one, bool) for one in pair):
            if len(pair) != 2:
                checker.wrong(place, _("expected two numbers, the least and the most"))
            elif pair[0] < 0 or pair[1] < pair[0]:
                checker.wrong(place, _("expected the least, then the most, neither below zero"))
            elif place == ("filled",) and pair[1] > 100:
                checker.wrong(place, _("expected percents, at most 100"))
    if checker.problems:
        raise InputError(checker.problems, filled("Correct %(path)s.", path=path))
    return msgspec.convert(data, Costs)


def _pairs(data: Any) -> Iterator[tuple[Path_, Any]]:
    """Where ranges are written."""
    written = data if isinstance(data, dict) else {}
    yield from (((name,), written[name]) for name in ("day_rate", "filled") if name in written)
    for name in ("work", "exchange"):
        yield from (((name, key), pair) for key, pair in _items(written.get(name)))
    for number, method in enumerate(_list(written.get("methods"))):
        for position, one in enumerate(_list(method.get("destinations") if isinstance(method, dict) else None)):
            place = ("methods", number, "destinations", position)
            if isinstance(one, dict) and "yearly" in one:
                yield (*place, "yearly"), one["yearly"]
            yield from (((*place, "storage", key), pair) for key, pair in _items(one.get("storage") if isinstance(one, dict) else None))


def _items(value: Any) -> list[tuple[Any, Any]]:
    return [*value.items()] if isinstance(value, dict) else []


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
