"""What became of each failure: new, worsened, fixed, open, no longer observable; kept in a database, told by the report."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.errors import HistoryError
from auditor.history import url_of
from auditor.history.comparison import compared
from auditor.history.diff import Sight, Story, compare
from auditor.history.store import History
from auditor.model import Confidence, Coverage, Finding, Manifest, Outcome, Past, Place, ResourceRef, Run, Severity

ACCOUNT, REGION = "111122223333", "eu-west-3"


def finding(name: str, outcome: str, *, waived: bool = False, severity: str = "major", country: str = "US") -> Finding:
    """A finding of LOC-001 on one resource."""
    return Finding(
        name,
        "LOC-001",
        1,
        Severity(severity),
        Outcome(outcome),
        waived,
        ResourceRef(f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", "aws", ACCOUNT, REGION, name),
        [],
        [],
        [Place("primary", "FR"), Place("replica", country)],
        [],
        [],
        Confidence.OBSERVED,
    )


def story(name: str, status: str = "fail", severity: str = "major", region: str = REGION, account: str = ACCOUNT) -> Story:
    """The same, remembered."""
    return Story(name, "LOC-001", severity, status, account, region, "2026-01-01")


def gap(region: str | None = REGION) -> Coverage:
    """A list that was refused."""
    return Coverage("aws", ACCOUNT, region, "s3", "refused")


def sight(*coverage: Coverage, regions: Iterable[str] = (REGION,), rules: Iterable[str] = ("LOC-001",)) -> Sight:
    """A scan of one account."""
    return Sight(Manifest("", "", "", accounts={ACCOUNT: [*regions]}), coverage, [*rules])


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (None, finding("a", "fail"), "new"),
        (story("a"), finding("a", "fail"), "open"),
        (story("a"), finding("a", "pass"), "fixed"),
        (story("a"), finding("a", "unknown"), "unobservable"),
        (story("a", "unknown"), finding("a", "fail"), "worsened"),
        (story("a", "waived"), finding("a", "fail"), "worsened"),
        (story("a", severity="minor"), finding("a", "fail"), "worsened"),
        (story("a", severity="critical"), finding("a", "fail"), "open"),
        (None, finding("a", "unknown"), None),
        (None, finding("a", "pass"), None),
        (story("a"), finding("a", "fail", waived=True), None),
        (story("a"), None, "fixed"),
    ],
)
def test_each_change_has_one_name(before: Story | None, now: Finding | None, change: str | None) -> None:
    """Between two scans that could look at everything."""
    changes = compare({"a": before} if before else {}, [now] if now else [], sight(), "2026-11-22")
    assert {name: count for name, count in changes.counts.items() if count} == ({change: 1} if change else {})


@pytest.mark.parametrize(
    "where",
    [
        sight(gap()),
        sight(gap(None)),
        sight(regions=["eu-west-1"]),
        sight(rules=["LOC-002"]),
        Sight(Manifest("", "", ""), [], ["LOC-001"]),
    ],
)
def test_what_vanished_where_nobody_looked_is_not_fixed(where: Sight) -> None:
    """A refused list, a region or an account left out, a rule withdrawn: the failure stays open, and is not new when it is back."""
    lost = compare({"a": story("a")}, [], where, "2026-11-22")
    assert (lost.counts["unobservable"], lost.counts["fixed"]) == (1, 0)
    back = compare({each.fingerprint: each for each in lost.stories}, [finding("a", "fail")], sight(), "2026-11-23")
    assert (back.counts["open"], back.counts["new"]) == (1, 0)
    assert back.since == {"LOC-001": "2026-01-01"}


def test_what_is_in_no_region_needs_the_whole_account() -> None:
    """A global resource is gone only when no list of its account was refused."""
    before = {"a": story("a", region="")}
    assert compare(before, [], sight(), "2026-11-22").counts["fixed"] == 1
    assert compare(before, [], sight(gap("us-east-1")), "2026-11-22").counts["unobservable"] == 1


def run(at: str, findings: list[Finding], **changes: Any) -> Run:
    """The summary of a scan at a moment."""
    manifest = Manifest(at, at, "0", accounts={ACCOUNT: [REGION]}, resources=len(findings))
    made = Run(at[:10], [], manifest, {"LOC-001": {}}, {}, {}, 0, {}, "0")
    return msgspec.structs.replace(made, **changes)


def remember(url: str, told: Run, findings: list[Finding], organisation: str = "ville") -> Past:
    """Compare and keep."""
    history = History(url, organisation)
    past, entry = compared(history.recall(), told, findings, [])
    history.keep(entry)
    return past


def test_runs_are_remembered_and_compared(tmp_path: Path) -> None:
    """The gap between two scans is said; a flow and a failure keep the day they were first seen; the trend has every run."""
    url = url_of("", tmp_path)
    first, second = [finding("a", "fail"), finding("b", "fail"), finding("c", "pass")], [finding("a", "fail"), finding("c", "fail")]
    told = remember(url, run("2026-11-15T02:00:00Z", first), first)
    assert (told.at, told.counts, told.flows) == ("", {}, {"FR>US:replica": "2026-11-15"})
    told = remember(url, run("2026-11-22T02:00:00Z", second), second)
    assert (told.at, told.days) == ("2026-11-15T02:00:00Z", 7)
    assert told.counts == {"new": 1, "worsened": 0, "fixed": 1, "unobservable": 0, "open": 1}
    assert told.rules == {"LOC-001": {"new": 1, "since": "2026-11-15"}}
    assert told.flows == {"FR>US:replica": "2026-11-15"}
    assert [(each["at"][:10], each["fail"], each["pass"], each["partial"]) for each in told.trend] == [
        ("2026-11-15", 2, 1, False),
        ("2026-11-22", 2, 0, False),
    ]


def test_history_names_no_resource(tmp_path: Path) -> None:
    """Fingerprints, accounts and regions: a stolen file tells no name."""
    findings = [finding("dossiers-sociaux", "fail")]
    findings = [msgspec.structs.replace(each, fingerprint="f" * 16) for each in findings]
    remember(url_of("", tmp_path), run("2026-11-15T02:00:00Z", findings), findings)
    assert b"dossiers-sociaux" not in (tmp_path / "history.sqlite").read_bytes()
    with sqlite3.connect(tmp_path / "history.sqlite") as kept:
        assert kept.execute("select fingerprint, status, since from auditor_stories").fetchall() == [("f" * 16, "fail", "2026-11-15")]
    kept.close()


def test_trend_keeps_the_last_twelve(tmp_path: Path) -> None:
    """Oldest first, this run last."""
    told = None
    for day in range(1, 16):
        told = remember(url_of("", tmp_path), run(f"2026-11-{day:02}T02:00:00Z", []), [])
    assert told is not None
    assert [each["at"][8:10] for each in told.trend] == [f"{day:02}" for day in range(4, 16)]


def test_history_that_cannot_be_written_is_said_without_its_password() -> None:
    """Nothing of the address comes back in the message."""
    with pytest.raises(HistoryError) as raised:
        remember("postgresql://user:hunter2@127.0.0.1:1/x", run("2026-11-15T02:00:00Z", []), [])
    assert "hunter2" not in f"{raised.value} {raised.value.__dict__}"


def test_where_history_lies(tmp_path: Path) -> None:
    """Beside the report, in a file, or where a URL says."""
    assert url_of("", tmp_path) == f"sqlite:///{tmp_path}/history.sqlite"
    assert url_of("/var/lib/h.db", tmp_path) == "sqlite:////var/lib/h.db"
    assert url_of("postgresql://db/x", tmp_path) == "postgresql://db/x"
