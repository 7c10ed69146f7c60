"""Any two runs compared: what each change is called, what changed it, what is kept and what is forgotten."""

from __future__ import annotations

import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.history import url_of
from auditor.history.comparison import compared
from auditor.history.spans import Difference, Sightings, State, change
from auditor.history.store import History
from auditor.model import Because, Coverage, Finding
from tests.history.test_history import finding, gap, run


def night(url: str, day: str, findings: list[Finding], coverage: tuple[Coverage, ...] = (), again: Any = None, since: str = "") -> Any:
    """A run of that day, kept."""
    history = History(url, "ville")
    past, entry = compared(history.recall(), run(f"{day}T02:00:00Z", findings), findings, coverage, again)
    history.keep(entry, since)
    return past


def told(url: str, first: int, last: int) -> dict[str, str]:
    """The change of each finding between two runs."""
    return {each.state.fingerprint: each.change for each in History(url, "ville").between(first, last)}


def state(status: str | None, why: str = "a") -> State | None:
    """What a finding is."""
    return State("f", "LOC-001", "major", status, "1", "r", why) if status else None


@pytest.mark.parametrize(
    ("before", "now", "name"),
    [
        (None, "fail", "new"),
        ("unknown", "fail", "new"),
        ("waived", "fail", "new"),
        ("fail", "fail", "persisting"),
        ("fail", None, "resolved"),
        ("fail", "unknown", "unreadable"),
        ("fail", "unread", "unreadable"),
        ("fail", "waived", "waived"),
        (None, "unknown", "to_verify"),
        ("unknown", "unread", None),
        ("unread", None, "settled"),
        ("waived", None, None),
        (None, "waived", None),
    ],
)
def test_each_change_has_its_name(before: str | None, now: str | None, name: str | None) -> None:
    """From what it was to what it is."""
    assert change(state(before), state(now)) == name
    if before == now == "fail":
        assert change(state("fail", "a"), state("fail", "b")) == "reason"


def test_any_two_runs_are_compared(tmp_path: Path) -> None:
    """The first and the last, and those between; a night in which nothing changes adds no span."""
    url = url_of("", tmp_path)
    nights = [
        [finding("a", "fail"), finding("b", "fail"), finding("c", "unknown")],
        [finding("a", "fail"), finding("c", "unknown")],
        [finding("a", "fail"), finding("c", "unknown")],
        [finding("a", "unknown"), finding("b", "fail")],
    ]
    for number, findings in enumerate(nights, 1):
        night(url, f"2026-11-{number:02}", findings)
    assert told(url, 1, 2) == {"a": "persisting", "b": "resolved"}
    assert told(url, 2, 3) == {"a": "persisting"}
    assert told(url, 3, 4) == {"a": "unreadable", "b": "new", "c": "settled"}
    assert told(url, 1, 4) == {"a": "unreadable", "b": "persisting", "c": "settled"}
    assert [line["fail"] for line in History(url, "ville").runs()] == [2, 1, 1, 1]


def test_another_reason_is_told(tmp_path: Path) -> None:
    """The same failure of the same rule, for a fact that changed."""
    url = url_of("", tmp_path)
    first = finding("a", "fail")
    because = [Because("places[1].country", "IN", "in $EEA", "LOC-001:4", "s3:GetBucketReplication", "2026-11-01T02:00:00Z")]
    night(url, "2026-11-01", [first])
    night(url, "2026-11-02", [msgspec.structs.replace(first, reasons=because)])
    assert told(url, 1, 2) == {"a": "reason"}


def test_what_nobody_could_look_at_is_not_resolved(tmp_path: Path) -> None:
    """The list was refused: the failure is not seen, and not mended."""
    url = url_of("", tmp_path)
    night(url, "2026-11-01", [finding("a", "fail"), finding("b", "unknown")])
    night(url, "2026-11-02", [], (gap(),))
    assert told(url, 1, 2) == {"a": "unreadable"}
    night(url, "2026-11-03", [])
    assert told(url, 1, 3) == {"a": "resolved", "b": "settled"}


def test_what_passes_beside_what_nobody_could_look_at_is_resolved(tmp_path: Path) -> None:
    """A gap of its region hides what is not seen, and nothing that is; what was mended before is not the law's doing later."""
    url = url_of("", tmp_path)
    night(url, "2026-11-01", [finding("a", "fail"), finding("b", "fail"), finding("c", "unknown")], again=_unmoved)
    night(url, "2026-11-02", [finding("a", "pass"), finding("c", "pass")], (gap(),), again=_unmoved)
    assert told(url, 1, 2) == {"a": "resolved", "b": "unreadable", "c": "settled"}
    night(url, "2026-11-03", [finding("a", "pass"), finding("c", "pass")], again=_unmoved)
    causes = {each.state.fingerprint: (each.change, each.cause) for each in History(url, "ville").between(1, 3)}
    assert causes == {"a": ("resolved", "cloud"), "b": ("resolved", ""), "c": ("settled", "cloud")}


def _unmoved(wanted: Any) -> dict[str, str]:
    """What a run is judged again to when no law changed: what it could not read it does not tell."""
    return {name: status for name, status in {"a": "fail", "c": "unknown"}.items() if name in wanted}


def test_what_the_law_changed_is_told_from_what_the_cloud_did(tmp_path: Path) -> None:
    """The run before, judged by what judges today, fails already: the law did it."""
    url = url_of("", tmp_path)
    asked: list[set[str]] = []

    def again(wanted: Any) -> dict[str, str]:
        asked.append(set(wanted))
        return {"a": "fail", "gone": "fail"}

    night(url, "2026-11-01", [finding("kept", "fail"), finding("gone", "fail"), finding("eased", "fail")], again=again)
    past = night(url, "2026-11-02", [finding("kept", "fail"), finding("a", "fail"), finding("b", "fail")], again=again)
    assert asked == [{"a", "b", "gone", "eased"}]
    causes = {each.state.fingerprint: (each.change, each.cause) for each in History(url, "ville").between(1, 2)}
    assert causes == {
        "kept": ("persisting", ""),
        "a": ("new", "law"),
        "b": ("new", "cloud"),
        "gone": ("resolved", "cloud"),
        "eased": ("resolved", "law"),
    }
    assert past.by_law == {"new": 1, "fixed": 1}
    night(url, "2026-11-03", [finding("kept", "fail"), finding("a", "fail"), finding("b", "fail")], again=again)
    assert len(asked) == 1, "nothing changed: nothing is judged twice"


def test_runs_are_forgotten_when_their_time_is_over(tmp_path: Path) -> None:
    """Their counts and the spans that ended with them; what is still open stays."""
    url = url_of("", tmp_path)
    night(url, "2025-01-01", [finding("old", "fail"), finding("a", "fail")])
    night(url, "2026-11-01", [finding("a", "fail")])
    night(url, "2026-11-02", [finding("a", "fail")], since="2026-01-01")
    history = History(url, "ville")
    assert [line["at"][:4] for line in history.runs()] == ["2026", "2026"]
    assert told(url, 2, 3) == {"a": "persisting"}
    assert "old" not in told(url, 1, 3)


def test_trends_of_rules_and_activities(tmp_path: Path) -> None:
    """Failures and open questions of each run of the trend; a run in which a subject had none has zeros."""
    url = url_of("", tmp_path)
    night(url, "2026-11-01", [])
    night(url, "2026-11-02", [finding("a", "fail"), finding("b", "unknown")])
    past = night(url, "2026-11-03", [msgspec.structs.replace(finding("a", "fail"), activities=["etat-civil"])])
    assert past.trends == {"rule:LOC-001": [[0, 0], [1, 1], [1, 0]], "activity:etat-civil": [[0, 0], [0, 0], [1, 0]]}


@pytest.mark.slow
def test_a_year_of_nights_fits(tmp_path: Path) -> None:
    """365 runs of 10,000 findings of which one in a hundred changes each night: under 200 MB, and the ends are compared in a second."""
    url, resource = url_of("", tmp_path), finding("x", "fail").resource
    base = [msgspec.structs.replace(finding(f"{number:016x}", "fail"), resource=resource) for number in range(10_000)]
    for number in range(365):
        tonight = [finding(each.fingerprint, "unknown") if at % 100 == number % 100 else each for at, each in enumerate(base)]
        night(url, str(date(2026, 1, 1) + timedelta(number)), tonight)
    size = (tmp_path / "history.sqlite").stat().st_size
    assert size < 200e6
    began = time.process_time()
    assert len(told(url, 1, 365)) == 10_000
    spent = time.process_time() - began
    assert spent < 1, f"{size / 1e6:.1f} MB, compared in {spent:.2f} s"


def test_sightings_of_nothing() -> None:
    """No finding, nothing to say."""
    seen = Sightings()
    assert [*seen.watch([])] == []
    assert not seen.states
    assert Difference("new", State("f", "r", "major", "fail", "", "")).cause == ""
