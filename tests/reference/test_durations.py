from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, strategies as st

from auditor.reference.durations import at_least, at_most, span, within_reach

DURATIONS = st.builds("P{}Y{}M{}D".format, st.integers(0, 120), st.integers(0, 30), st.integers(0, 4000))


@pytest.mark.parametrize(
    ("text", "fewest", "most"),
    [("P30D", 30, 30), ("P1W", 7, 7), ("P1M", 28, 31), ("P2M", 59, 62), ("P6M", 181, 184), ("P1Y", 365, 366), ("P12M", 365, 366),
     ("P100Y", 36524, 36525), ("P1M10D", 38, 41), ("P0D", 0, 0)],
)  # fmt: skip
def test_duration_spans_every_month_it_may_start_in(text: str, fewest: int, most: int) -> None:
    """A month has 28 to 31 days, and half a year may begin in any of them."""
    assert span(text) == (timedelta(days=fewest), timedelta(days=most))


@pytest.mark.parametrize(
    ("value", "bound", "keeps"),
    [("P31D", "P1M", True), ("P30D", "P1M", True), ("P32D", "P1M", False), ("P365D", "P12M", True), ("P366D", "P12M", True),
     ("P367D", "P12M", False), ("P1M", "P28D", True), ("P1M", "P27D", False), ("PT36H", "P1D", False)],
)  # fmt: skip
def test_upper_bound_is_broken_only_whatever_the_month(value: str, bound: str, keeps: bool) -> None:
    """Thirty-one days keep to a month, thirty-two never do."""
    assert at_most(value, bound) is keeps


@pytest.mark.parametrize(
    ("value", "bound", "reaches"), [("P180D", "P6M", False), ("P181D", "P6M", True), ("P184D", "P6M", True), ("P5M", "P6M", False)]
)
def test_lower_bound_is_broken_only_whatever_the_month(value: str, bound: str, reaches: bool) -> None:
    """A hundred and eighty days are no half-year, whatever the month."""
    assert at_least(value, bound) is reaches


@pytest.mark.parametrize("text", ["", "P", "30D", "un mois", "-P1D", "P0.3M", "P1001Y", "P99999999999999D", "P9999999Y", "P1D\x00", "٣"])
def test_anything_else_is_no_duration(text: str) -> None:
    """What is not a positive whole period of at most a thousand years is refused."""
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        span(text)


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    """Any text is a duration or a ValueError."""
    try:
        fewest, most = span(text)
    except ValueError:
        return
    assert timedelta(0) <= fewest <= most


@given(DURATIONS, DURATIONS)
def test_one_bound_always_holds(value: str, bound: str) -> None:
    """A duration is at most or at least another, and always both of itself."""
    assert at_most(value, bound) or at_least(value, bound)
    assert at_most(value, value)
    assert at_least(value, value)


@pytest.mark.parametrize(
    ("text", "kept"), [("P30D", "P30D"), ("P1001Y", "P1000Y"), ("P2147483647D", "P1000Y"), ("PT99999999999999H", "P1000Y")]
)
def test_a_period_that_no_calendar_counts_is_the_longest_there_is(text: str, kept: str) -> None:
    """A lifecycle may say so many days; what is no duration is still none."""
    assert within_reach(text) == kept
    with pytest.raises(ValueError, match="is not an ISO 8601 duration"):
        within_reach("toujours")
