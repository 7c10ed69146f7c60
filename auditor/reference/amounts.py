"""Amounts that nobody knows exactly: the least and the most that they can be, either of which may be unknown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Between:
    """From `low` to `high`, both included; None where there is no bound, or nobody knows it."""

    low: float | None
    high: float | None

    @classmethod
    def of(cls, pair: Iterable[float]) -> Between:
        """From two numbers, the least first."""
        low, high = pair
        return cls(low, high)

    def plus(self, other: Between) -> Between:
        """The sum."""
        return Between(_add(self.low, other.low), _add(self.high, other.high))

    def minus(self, other: Between) -> Between:
        """The difference."""
        return self.plus(Between(None if other.high is None else -other.high, None if other.low is None else -other.low))

    def times(self, other: Between) -> Between:
        """The product, neither of them less than nothing. Nothing times whatever nobody knows is nothing."""
        return Between(_product(self.low, other.low), _product(self.high, other.high))

    def scaled(self, factor: float) -> Between:
        """So many times as much."""
        return self.times(Between(factor, factor))


NOTHING = Between(0, 0)
UNKNOWN = Between(0, None)
"""Of what cannot be less than nothing."""


def total(parts: Iterable[Between]) -> Between:
    """The sum of many."""
    found = NOTHING
    for one in parts:
        found = found.plus(one)
    return found


def payback(cost: Between, saved: Between) -> Between | None:
    """After how many years what is saved each year has paid the cost; None for never. Without an upper end it may be never."""
    if saved.high is not None and saved.high <= 0:
        return None
    low = (cost.low or 0) / saved.high if saved.high else 0
    high = cost.high / saved.low if cost.high is not None and saved.low is not None and saved.low > 0 else None
    return Between(low, high)


def _add(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _product(one: float | None, other: float | None) -> float | None:
    if one == 0 or other == 0:
        return 0
    return None if one is None or other is None else one * other
