"""Ranges in words, rounded outwards to two figures: what is told is never tighter than what is known."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log10

from auditor.i18n import _, language, ngettext, number
from auditor.reference.amounts import Between

GIGA, TERA, TENTH = 10**9, 10**12, 0.1


def euros(amount: Between) -> str:
    """`de 1 200 à 2 600 €`."""
    return _said(amount, _("%(amount)s €"), 1)


def volume(amount: Between) -> str:
    """`de 1,2 à 1,3 To`; in gigabytes below a terabyte."""
    if max(amount.low or 0, amount.high or 0) >= TERA:
        return _said(amount.scaled(1 / TERA), _("%(amount)s TB"), TENTH)
    return _said(amount.scaled(1 / GIGA), _("%(amount)s GB"), 1)


def days(amount: Between) -> str:
    """`de 3 à 12 jours`."""
    return _said(amount, ngettext("%(amount)s day", "%(amount)s days", _count(amount)), TENTH)


def years(amount: Between | None) -> str:
    """After how many years: never where there is nothing to be saved, perhaps never where that is not sure."""
    if amount is None:
        return _("never: a year there costs no less")
    if amount.high is None and amount.low:
        return _("%(amount)s years at least, perhaps never") % {"amount": _end(amount.low, floor, TENTH)}
    return _said(amount, ngettext("%(amount)s year", "%(amount)s years", _count(amount)), TENTH)


def _said(amount: Between, unit: str, least: float) -> str:
    """A range in a unit, told to `least` of it at the finest."""
    if amount.high is None:
        if _out(amount.low or 0, floor, least) <= 0:
            return _("unknown")
        return _("at least %(amount)s") % {"amount": unit % {"amount": _end(amount.low or 0, floor, least)}}
    last = _end(amount.high, ceil, least)
    if amount.low is None:
        return _("at most %(amount)s") % {"amount": unit % {"amount": last}}
    first = _end(amount.low, floor, least)
    return unit % {"amount": first if first == last else _("%(low)s to %(high)s") % {"low": first, "high": last}}


def _end(value: float, towards: Callable[[float], int], least: float) -> str:
    """One end of a range in words."""
    rounded = _out(value, towards, least)
    return _whole(rounded) if least >= 1 else _tenths(rounded)


def _out(value: float, towards: Callable[[float], int], least: float) -> float:
    """Rounded away from what is between the ends, to two figures, and to nothing finer than `least`."""
    step = max(least, 10.0 ** (floor(log10(abs(value))) - 1)) if value else least
    return towards(round(value / step, 6)) * step


def _count(amount: Between) -> int:
    """How many the noun after a range stands for."""
    return int(amount.high or amount.low or 0)


def _whole(value: float) -> str:
    return _signed(value, number(abs(round(value))))


def _tenths(value: float) -> str:
    if abs(value) >= 100:
        return _whole(value)
    text = f"{abs(value):.1f}".removesuffix(".0")
    return _signed(value, text.replace(".", ",") if language() == "fr" else text)


def _signed(value: float, text: str) -> str:
    return f"−{text}" if value < 0 else text
