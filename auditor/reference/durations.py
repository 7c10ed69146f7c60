"""ISO 8601 durations compared by the calendar.

A month has no fixed length, so a duration spans from its fewest to its most days over every month it may start in: P1M is 28 to 31 days,
P6M 181 to 184, P30D exactly 30. A bound is broken only when it is broken whatever the month: the law says "one month", a cloud counts days,
and 31 days must not be called a breach that nobody could prove. So P31D keeps to "at most P1M" and P32D does not.
"""

from __future__ import annotations

import functools
import re
from datetime import date, timedelta

import isodate

LONGEST = 1000
"""Years. The longest period of the retention schedule is a century; the calendar of `datetime` ends in 9999."""

Span = tuple[timedelta, timedelta]
_PARTS = re.compile(
    r"P(?=.)(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?"
    r"(?:T(?=.)(?:(?P<H>\d+)H)?(?:(?P<m>\d+)M)?(?:(?P<S>\d+)S)?)?\Z"
)


def parts(text: str) -> tuple[tuple[int, str], ...]:
    """What a duration is written with, as numbers of Y, M, W, D, H, m (minutes) and S, greatest first; no days for nothing at all.

    Empty for what is not one.
    """
    found = _PARTS.match(text)
    if not found:
        return ()
    return tuple((int(number), unit) for unit, number in found.groupdict("0").items() if int(number)) or ((0, "D"),)


@functools.cache
def span(text: str) -> Span:
    """The fewest and the most time `text` can last. Raises ValueError for what is not a duration of whole, positive units."""
    mistake = ValueError(f"'{text}' is not an ISO 8601 duration such as P30D, P6M or P1Y")
    try:
        parsed = isodate.parse_duration(text, as_timedelta_if_possible=False)
        months, rest = parsed.years * 12 + parsed.months, parsed.tdelta
    except (ValueError, ArithmeticError, TypeError) as error:
        raise mistake from error
    whole = int(months)
    if whole != months or not 0 <= whole <= 12 * LONGEST or not timedelta(0) <= rest <= timedelta(days=366 * LONGEST):
        raise mistake
    fewest, most = _months(whole)
    return fewest + rest, most + rest


def within_reach(text: str) -> str:
    """The same duration, or the longest there is for one that is longer still: clouds allow periods of millions of years.

    Raises ValueError for what is no duration.
    """
    try:
        span(text)
    except ValueError:
        if not parts(text):
            raise
        return f"P{LONGEST}Y"
    return text


def at_most(value: str, bound: str) -> bool:
    """Whether `value` may keep to the upper `bound`: false only when it is longer whatever the month."""
    return span(value)[0] <= span(bound)[1]


def at_least(value: str, bound: str) -> bool:
    """Whether `value` may reach the lower `bound`: false only when it is shorter whatever the month."""
    return span(value)[1] >= span(bound)[0]


@functools.cache
def _months(count: int) -> Span:
    """The shortest and longest run of `count` months, over the 400 years after which the calendar repeats."""
    lengths = [_first(start + count) - _first(start) for start in range(400 * 12)]
    return timedelta(days=min(lengths)), timedelta(days=max(lengths))


@functools.cache
def _first(month: int) -> int:
    return date(2000 + month // 12, month % 12 + 1, 1).toordinal()
