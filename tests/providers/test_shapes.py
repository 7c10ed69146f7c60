"""The shapes of facts that every cloud tells: flows and periods."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.providers.observing import Unknown
from auditor.providers.shapes import (
    GIB,
    days,
    ends,
    flows,
    holding,
    hours,
    joined,
    kept_whole,
    longest,
    paused,
    sealed,
    seconds,
    sized,
    summed,
    times,
    within,
)
from auditor.reason import reason_of
from tests.ruleset.build import resource


def test_periods() -> None:
    """As ISO 8601; never is None, and so are the numbers by which clouds say it."""
    assert [days(30), days("7"), days(0), days("0"), days(-1), days(None)] == ["P30D", "P7D", None, None, None, None]
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
    assert ends(["P1Y", None, "P30D", "P6M"]) == ("P1Y", "P30D")
    for same in (["P30D"], ["P30D", "P30D"], ["P31D", "P1M"]):
        assert ends(same) == (same[0], None)


def test_what_several_settings_keep_stays_as_long_as_the_longest() -> None:
    """For ever, whatever else is said or not read; at least what was read, where something was not."""
    refused = Unknown(reason_of("access_denied: x"))
    assert kept_whole("P30D", "P1Y") == "P1Y"
    assert kept_whole("P30D", None) is None
    assert kept_whole(refused, None) is None
    assert kept_whole("P30D", refused) == Unknown(refused.reason, "P30D")
    assert kept_whole(Unknown(reason_of("only_a_bound: x"), "P2Y"), "P30D") == Unknown(reason_of("only_a_bound: x"), "P2Y")


def test_a_key_that_was_not_read_leaves_the_others_in_doubt() -> None:
    """Those that were read are there; the first part's may be one of them, or another."""
    refused = Unknown(reason_of("access_denied: x"))
    assert sealed("k", "k") == {"encryption.key": "k", "encryption.keys": None}
    assert sealed("k", None, "other") == {"encryption.key": "k", "encryption.keys": ["provider", "other"]}
    assert sealed(refused, "other") == {"encryption.key": refused, "encryption.keys": Unknown(refused.reason, ["other"])}
    assert sealed("k", refused) == {"encryption.key": "k", "encryption.keys": Unknown(refused.reason)}


def test_flows_are_told_once_and_what_was_read_stays_beside_what_was_refused() -> None:
    """Of several answers."""
    here, there = {"region": "a"}, {"region": "b"}
    assert flows([here, here]) == [here]
    assert flows([]) is None
    assert joined([here], None, [there]) == [here, there]
    assert joined([here], Unknown(reason_of("access_denied: x")), None) == Unknown(reason_of("access_denied: x"), [here])
    assert paused([here], []) == [here]
    assert paused([here], ["b"]).known == [here]
    with pytest.raises(TypeError):
        flows([{"to": "x", "region": ["a"]}])


def test_sizes_are_told_where_they_are_numbers() -> None:
    """In bytes; whatever else an answer says there is no size, and what was refused stays unknown."""
    refused = Unknown(reason_of("access_denied: x:y"))
    assert sized(allocated=2, used=refused, unit=GIB) == {"size.allocated": 2 * GIB, "size.used": refused}
    assert sized(allocated=0, used=1.5) == {"size.allocated": 0, "size.used": 2}
    odd: tuple[Any, ...] = (None, "8", True, -1, float("nan"), {}, [8])
    assert [sized(used=one) for one in odd] == [{}] * len(odd)
    assert [summed([1, 2.5]), summed([]), summed([1, None]), summed([1, True]), summed([1, "2"])] == [3.5, None, None, None, None]
    assert [times(100, 3), times(100, None), times({}, 3), times("8", 3), times(100, True), times(0, 3)] == [300, *[None] * 5]


def test_a_resource_whose_size_nobody_counted_is_the_same_one() -> None:
    """Only what stays as it was made is known again by the next scan."""
    made = resource()
    assert holding(made, None) is made
    assert holding(made, 8).facts["size"] == {"used": 8}
    assert holding(made, Unknown(reason_of("access_denied: x:y"))).unknown["size.used"] == "access_denied: x:y"


def test_a_member_of_a_member() -> None:
    """Named by a path, or by one name that holds a dot; None wherever something else is on the way."""
    answer = {"disk": {"size": 80}, "links.next": "here", "links": {"next": "there"}, "name": "x"}
    assert [within(answer, path) for path in ("disk.size", "links.next", "disk.size.unit", "name.size", "gone.size")] == [
        80,
        "here",
        None,
        None,
        None,
    ]
    assert within(answer, "") is answer
    assert within(Unknown(reason_of("access_denied")), "disk.size") is None
