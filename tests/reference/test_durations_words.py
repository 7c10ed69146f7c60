"""One reader of how durations are written, for every sentence."""

from __future__ import annotations

import pytest

from auditor.i18n import speaking
from auditor.outputs.wording import duration
from auditor.reference.durations import parts
from tests.ruleset.test_say import said


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("P90D", ((90, "D"),)),
        ("P1Y6M", ((1, "Y"), (6, "M"))),
        ("P1MT1M", ((1, "M"), (1, "m"))),
        ("PT0S", ((0, "D"),)),
        ("P0Y3W", ((3, "W"),)),
        ("P", ()),
        ("PT", ()),
        ("P1DT", ()),
        ("90 days", ()),
        ("P-1D", ()),
    ],
)
def test_what_a_duration_is_written_with(text: str, found: tuple[tuple[int, str], ...]) -> None:
    """Months and minutes told apart; nothing at all is no days; what is no duration has no parts."""
    assert parts(text) == found


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", ["P1D", "P90D", "P1Y", "P18M", "P1Y6M", "P2W"])
def test_a_rule_says_a_duration_as_a_report_does(text: str, lang: str) -> None:
    """In the same words."""
    with speaking(lang):
        told = duration(text).replace("\u00a0", " ").replace("\u202f", " ")
        assert told in said(f"{{fact: retention.max, at_most: {text}}}", lang).replace("\u00a0", " ").replace("\u202f", " ")
