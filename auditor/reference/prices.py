"""Public prices by which a return is reckoned: ranges, each with its mark; one that was looked at too long ago is none."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TypeVar

import msgspec

from auditor.model import Citation
from auditor.reference.amounts import Between
from auditor.reference.marks import aged, cite
from auditor.reference.shelf import filled, register

Entry = TypeVar("Entry")
REGISTER = "prices"
EURO = "EUR"
EGRESS, BETWEEN_REGIONS = "egress", "between_regions"
UNITS = {"GiB": 1 << 30, "GB": 10**9}
"""Bytes."""


@dataclass(frozen=True, slots=True)
class Price:
    """What one unit costs: of storage for a month, of traffic once."""

    id: str
    offer: str
    what: str
    unit: str
    low: float
    high: float
    currency: str
    source: str
    checked_on: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Rate:
    """Euros for one unit of a currency."""

    id: str
    low: float
    high: float
    source: str
    checked_on: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Switching:
    """From which day leaving an operator is free of charge by law."""

    id: str
    free_from: str
    source: str
    checked_on: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Quoted:
    """Euros a byte, and the entries that say so."""

    each: Between
    cited: tuple[Citation, ...]


@functools.cache
def prices() -> Mapping[tuple[str, str], Price]:
    """Every price, by offer and what it is of."""
    return MappingProxyType({(one.offer, one.what): one for one in _entries("prices", Price)})


@functools.cache
def rates() -> Mapping[str, Rate]:
    """Every rate of exchange, by currency."""
    return MappingProxyType({one.id: one for one in _entries("exchange", Rate)})


def towards() -> str:
    """The offer to which a return is reckoned where the authority names none."""
    return str(register(REGISTER)["towards"])


@functools.cache
def switching() -> Switching:
    """What the law says of leaving."""
    return next(iter(_entries("switching", Switching)))


def quoted(offer: str, what: str, as_of: date, exchange: Mapping[str, Between]) -> Quoted | None:
    """What a byte costs there, in euros; None where nobody knows, or has looked for so long that nobody knows any more.

    `exchange` is what the authority supposes of currencies, before the register.
    """
    price = prices().get((offer, what))
    if price is None or aged(price.checked_on, as_of):
        return None
    cited = (cite(REGISTER, price.id, price, as_of),)
    euros = Between(price.low, price.high).scaled(1 / UNITS[price.unit])
    if price.currency == EURO:
        return Quoted(euros, cited)
    supposed = exchange.get(price.currency)
    if supposed is not None:
        return Quoted(euros.times(supposed), cited)
    rate = rates().get(price.currency)
    if rate is None or aged(rate.checked_on, as_of):
        return None
    return Quoted(euros.times(Between(rate.low, rate.high)), (*cited, cite(REGISTER, rate.id, rate, as_of)))


def _entries(section: str, kind: type[Entry]) -> list[Entry]:
    data = register(REGISTER)
    return [msgspec.convert(one, kind) for one in filled(data, ({"id": name, **entry} for name, entry in data[section].items()))]
