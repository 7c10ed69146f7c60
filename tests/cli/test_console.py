"""Exit codes and what is said at the end of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.console import aside, exit_code, failures, summary
from auditor.inventory.snapshot import new_snapshot
from auditor.model import Coverage, Manifest, Run

NIGHT = "2026-11-22T02:00:00Z"


def run(*, gaps: int = 0, resources: int = 1, **fails: int) -> Run:
    """A run with so many failures of each severity."""
    manifest = Manifest(NIGHT, "2026-11-22T02:01:00Z", "0.1.0", resources=resources, gaps=gaps)
    by_severity = {severity: {"fail": count, "unknown": 7} for severity, count in fails.items()}
    return Run("2026-11-22", [], manifest, {}, {"fail": sum(fails.values()), "pass": 1000}, by_severity, 0, {}, "0.1.0")


@pytest.mark.parametrize(
    ("judged", "fail_on", "code"),
    [
        (run(), "minor", 0),
        (run(minor=1), "major", 0),
        (run(minor=1), "minor", 3),
        (run(major=1), "major", 3),
        (run(critical=1), "major", 3),
        (run(critical=1), "never", 0),
        (run(major=1), "critical", 0),
        (run(info=1), "minor", 0),
        (run(gaps=1), "never", 4),
        (run(gaps=1, critical=3), "major", 4),
        (run(resources=0), "major", 4),
    ],
)
def test_exit_code(judged: Run, fail_on: str, code: int) -> None:
    """Incomplete wins over failures, and nothing read is incomplete."""
    assert exit_code(judged, fail_on) == code


def test_failures_count_from_the_threshold_up() -> None:
    """Unknown outcomes are no failures; they are said apart."""
    assert failures(run(critical=1, major=2, moderate=4, minor=8), "moderate") == 7


def test_summary_writes_numbers_as_french_does() -> None:
    """A thousand has a narrow no-break space."""
    assert "1\u202f000" in summary(run(major=2))


def test_what_is_no_gap_and_deserves_a_word(tmp_path: Path) -> None:
    """Accounts known and not read, services seen and not read, each with how many; nothing to say is nothing said."""
    seen = [
        Coverage("aws", "1", region, service, "not_understood", resources=count)
        for region, service, count in (("eu-west-3", "newthing", 2), ("us-east-1", "newthing", 1), (None, "Amazon NewThing", 0))
    ]
    manifest = Manifest(NIGHT, NIGHT, "", expected={"org": ["1", "2", "3"], "other": ["4"]}, accounts={"1": [], "4": []})
    with new_snapshot(tmp_path / "seen") as writer:
        writer.add((), seen)
        writer.finish(lambda _: manifest)
    accounts, services = aside(manifest, tmp_path / "seen")
    assert accounts.endswith("2 lus sur 4\u202f; non lus\u202f: 2, 3.")
    assert services.endswith("newthing × 3, Amazon NewThing.")
    with new_snapshot(tmp_path / "none") as writer:
        writer.finish(lambda _: manifest)
    assert not [*aside(Manifest(NIGHT, NIGHT, ""), tmp_path / "none")]
