"""How far a scan has come: one line, whatever the width, and no time that is a guess."""

from __future__ import annotations

import pytest

from auditor.cli.doctor import summed
from auditor.cli.progress import line, remaining
from auditor.scan import Progress

HALF = Progress(units=400, done=200, calls=12_345, resources=6_789, gaps=3)


@pytest.mark.parametrize("width", [20, 39, 79, 200])
def test_it_is_one_line_that_fits(width: int) -> None:
    """The percentage is always there; what is left comes before what was read."""
    text = line(HALF, 120, width)
    assert len(text) <= width
    assert "\n" not in text
    assert text.startswith("Lecture 50\u00a0%")
    assert ("encore environ 2 minutes" in text) == (width >= 39)
    assert ("12\u202f345 appels" in text) == (width >= 79)


def test_the_time_left_follows_the_pace_and_is_rounded_up() -> None:
    """A quarter done in a minute and a half leaves four and a half: five."""
    assert remaining(Progress(units=400, done=100), 90) == ["encore environ 5 minutes"]
    assert remaining(Progress(units=400, done=390), 60) == ["encore moins d’une minute"]


@pytest.mark.parametrize(("done", "elapsed"), [(0, 600), (1, 600), (200, 1), (400, 600)])
def test_no_time_is_told_that_would_be_a_guess(done: int, elapsed: float) -> None:
    """Nothing done, hardly anything, just begun; and nothing left."""
    assert remaining(Progress(units=400, done=done), elapsed) == []


def test_a_plan_of_nothing_is_drawn_too() -> None:
    """No division by the number of units."""
    assert line(Progress(), 0, 40).startswith("Lecture 0\u00a0%")


def test_doctor_sums_up_what_is_missing_where_and_what_it_hides() -> None:
    """Each permission once, with every entry that lacks it."""
    lacking = {("aws", "s3:GetBucketPolicy", "accès public"): {"ville", "ccas"}}
    first, closed, missing = summed(3, ["sdis"], lacking)
    assert first == "Bilan\u202f: 0 entrée sur 3 peut être lue en entier."
    assert "sdis" in closed
    assert missing == "  À accorder dans ccas, ville\u202f: s3:GetBucketPolicy\u202f; sans ce droit, on ignore\u202f: accès public."
    assert [*summed(2, [], {})] == ["Bilan\u202f: 2 entrées sur 2 peuvent être lues en entier."]
