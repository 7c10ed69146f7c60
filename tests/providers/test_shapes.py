"""The shapes of facts that every cloud tells: flows and periods."""

from __future__ import annotations

import pytest

from auditor.providers.observing import Unknown
from auditor.providers.shapes import days, flows, hours, joined, longest, paused, seconds


def test_periods() -> None:
    """As ISO 8601; never is None, and so are the numbers by which clouds say it."""
    assert [days(30), days("7"), days(0), days(-1), days(None)] == ["P30D", "P7D", None, None, None]
    assert [hours(24), hours(36), hours(8760)] == ["P1D", "PT36H", "P365D"]
    assert [seconds(345600), seconds(60)] == ["P4D", "PT60S"]


def test_the_longest_period() -> None:
    """By the calendar's longest months; none among none, and what is longer than any calendar is longest."""
    assert longest(["P30D", None, "P1M"]) == "P1M"
    assert longest(["P400D", "P1Y"]) == "P400D"
    assert longest(["P2147483647D", "P99Y"]) == "P2147483647D"
    assert longest([None, "P0D"]) is None
    with pytest.raises(ValueError, match="P30J"):
        longest(["P30J"])


def test_flows_are_told_once_and_what_was_read_stays_beside_what_was_refused() -> None:
    """Of several answers."""
    here, there = {"region": "a"}, {"region": "b"}
    assert flows([here, here]) == [here]
    assert flows([]) is None
    assert joined([here], None, [there]) == [here, there]
    assert joined([here], Unknown("access_denied: x"), None) == Unknown("access_denied: x", [here])
    assert paused([here], []) == [here]
    assert paused([here], ["b"]).known == [here]
    with pytest.raises(TypeError):
        flows([{"to": "x", "region": ["a"]}])
