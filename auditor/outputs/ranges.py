"""Ranges in words, rounded outwards to two figures: what is told is never tighter than what is known."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, log10

from auditor.i18n import _, language, ngettext, number
from auditor.reference.amounts import Between

GIGA, TERA = 10**9, 10**12


def euros(amount: Between) -> str:
    """`de 1 200 à 2 600 €`."""
    return _said(amount, lambda low, high: (_whole(low), _whole(high)), _("%(amount)s €"))


def volume(amount: Between) -> str:
    """`de 1,2 à 1,3 To`; in gigabytes below a terabyte."""
    large = max(amount.low or 0, amount.high or 0) >= TERA
    unit = TERA if large else GIGA
    scaled = Between(*(None if end is None else end / unit for end in (amount.low, amount.high)))
    words = _tenths if large else _whole
    return _said(
        scaled, lambda low, high: (words(low), words(high)), _("%(amount)s TB") if large else _("%(amount)s GB"), 0.1 if large else 1
    )


def days(amount: Between) -> str:
    """`de 3 à 12 jours`."""
    return _said(
        amount, lambda low, high: (_tenths(low), _tenths(high)), ngettext("%(amount)s day", "%(amount)s days", _count(amount)), 0.1
    )


def years(amount: Between | None) -> str:
    """After how many years: never where there is nothing to be saved, perhaps never where that is not sure."""
    if amount is None:
        return _("never: a year there costs no less")
    if amount.high is None and amount.low:
        return _("%(amount)s years at least, perhaps never") % {"amount": _tenths(_out(amount.low, floor, 0.1))}
    return _said(
        amount, lambda low, high: (_tenths(low), _tenths(high)), ngettext("%(amount)s year", "%(amount)s years", _count(amount)), 0.1
    )


def _said(amount: Between, words: Callable[[float, float], tuple[str, str]], unit: str, least: float = 1) -> str:
    if amount.high is None:
        low = _out(amount.low or 0, floor, least)
        if low <= 0:
            return _("unknown")
        return _("at least %(amount)s") % {"amount": unit % {"amount": words(low, low)[0]}}
    if amount.low is None:
        high = _out(amount.high, ceil, least)
        return _("at most %(amount)s") % {"amount": unit % {"amount": words(high, high)[0]}}
    first, last = words(_out(amount.low, floor, least), _out(amount.high, ceil, least))
    return unit % {"amount": first if first == last else _("%(low)s to %(high)s") % {"low": first, "high": last}}


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
