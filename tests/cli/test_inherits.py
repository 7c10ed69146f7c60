"""`inherits:`: what a syndicat operates is read once and judged in each member's name; what could not be taken over is told."""

from __future__ import annotations

import errno
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from auditor.cli import main
from auditor.clock import stamp
from auditor.configuration import Selector
from auditor.inherited import Lent, _lent, joined, take, unchanged
from auditor.inventory.snapshot import new_snapshot, read_coverage, read_manifest, read_resources
from auditor.model import Finding, Manifest
from auditor.outputs.view import _taken
from auditor.run import SNAPSHOT, read_findings, read_run
from tests.cli.conftest import Run

YOUNG = "2026-11-28T01:00:00Z"
SERVICE = """
  - id: %s
    hosting: {sites: [{country: %s}], evidence: proved, document: contrat, dated: 2026-09-01}
"""
LENDER = """organisation: {name: "Syndicat du Haut Pays", siren: "217500016"}
accounts: [{id: saas, provider: declared, file: saas.yaml}]
processing_activities: [{id: theirs, title: Theirs, categories: [payroll_accounting], countries: [FR], select: [{name: paie}]}]
"""
MEMBER = """organisation: {name: "Ambert", siren: "216300038"}
inherits: %s
%s
processing_activities: [{id: etat-civil, title: Civil, categories: [civil_status], countries: [FR], select: [{account: "inherited:saas"}]}]
"""


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scan of a syndicat that has two services, one of them in the United States."""
    place = tmp_path_factory.mktemp("lender") / "syndicat"
    place.mkdir()
    (place / "auditor.yaml").write_text(LENDER, "utf-8")
    (place / "saas.yaml").write_text("services:" + SERVICE % ("paie", "FR") + SERVICE % ("archives", "US"), "utf-8")
    assert main(["scan", "--config", str(place / "auditor.yaml"), "--out", str(place)]) == 0
    return place


@pytest.fixture
def lender(once: Path, tmp_path: Path) -> Path:
    """Its run, beside the members."""
    shutil.copytree(once, tmp_path / "syndicat")
    return tmp_path / "syndicat" / "run"


def member(auditor: Run, accounts: str = "", runs: str = "../syndicat/run") -> tuple[int, str, Path]:
    """A member's run: its exit code, what it said, and where it is."""
    Path("ambert").mkdir(exist_ok=True)
    Path("ambert/auditor.yaml").write_text(MEMBER % (runs, accounts), "utf-8")
    done = auditor("run", "--config", "ambert/auditor.yaml", "--out", "ambert")
    return done.code, done.err, Path("ambert/run").absolute()


def on(run: Path, name: str) -> dict[str, Finding]:
    """What is found of one resource, by rule."""
    return {finding.rule: finding for finding in read_findings(run) if finding.resource.name == name}


@pytest.mark.usefixtures("english")
def test_judged_in_the_members_name(lender: Path, auditor: Run) -> None:
    """Its register says whose data it is, under its own entry's name; the page says whose reading that is and how old."""
    young = read_manifest(lender / SNAPSHOT).started_at
    code, said, run = member(auditor)
    assert code != 2, said
    assert "Inherited from Syndicat du Haut Pays (" in said
    assert on(run, "archives")["LOC-003"].outcome == "fail"
    assert on(run, "archives")["LOC-003"].activities == ["etat-civil"]
    assert {one.id for one in read_resources(run / SNAPSHOT)} == {one.id for one in read_resources(lender / SNAPSHOT)}
    told = read_run(run).snapshot
    assert [(one.of, one.at, one.accounts, one.resources) for one in told.inherited] == [
        ("Syndicat du Haut Pays", young, ["saas/archives", "saas/paie"], 2)
    ]
    assert "theirs" not in json.dumps(told.context)
    page = (run.parent / "report.html").read_text("utf-8")
    assert "2 resources inherited from Syndicat du Haut Pays" in page
    assert "saas (inherited: Syndicat du Haut Pays)" in page


def names(run: Path) -> set[str]:
    """What a run holds."""
    return {one.name for one in read_resources(run / SNAPSHOT)}


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("only", "kept", "accounts"),
    [
        ("[{account: saas/paie}]", {"paie"}, ["saas/paie"]),
        ("[{account: inherited:saas}]", {"paie", "archives"}, ["saas/archives", "saas/paie"]),
        ("[{name: arch*}]", {"archives"}, ["saas/archives", "saas/paie"]),
        ("[{tag: {membre: ambert}}, {account: saas/paie, kind: service}]", {"paie"}, ["saas/archives", "saas/paie"]),
    ],
)
def test_only_some_of_it_is_taken_over(only: str, kept: set[str], accounts: list[str], lender: Path, auditor: Run) -> None:
    """The accounts, names or tags that the member says are its own; what a selector names and is not there is a gap."""
    assert read_manifest(lender / SNAPSHOT).resources == 2
    code, said, run = member(auditor, f"inherits_only: {only}")
    assert code != 2, said
    assert names(run) == kept
    manifest = read_manifest(run / SNAPSHOT)
    lent = manifest.inherited[0]
    assert (lent.accounts, lent.resources) == (accounts, len(kept))
    assert {*manifest.accounts} == {*accounts}
    absent = ['inherited:tag={"membre": "ambert"}'] if "membre" in only else []
    assert [line.account for line in read_coverage(run / SNAPSHOT) if line.status == "failed"] == absent
    assert ("is not inherited: nothing in the inherited runs meets it" in said) == bool(absent)
    assert code == 4 or not absent


def test_what_may_be_met_is_taken_over(lender: Path, tmp_path: Path) -> None:
    """Tags that were refused may have been this member's."""
    shard = next((lender / SNAPSHOT).glob("resources-*"))
    lines = [json.loads(line) for line in gzip.decompress(shard.read_bytes()).splitlines()]
    lines[0] |= {"unknown": {**lines[0].get("unknown", {}), "tags": "access_denied: tags"}}
    lines[1] |= {"tags": {"membre": "autre"}}
    sealed(lender, shard, lines)
    found = taken(lender, tmp_path / "out", only=({"tag": {"membre": "ambert"}},))
    assert [one.name for one in read_resources(tmp_path / "out" / "snapshot")] == [lines[0]["name"]]
    assert found.said.resources == 1


def test_another_part_is_another_scan(lender: Path) -> None:
    """`watch` does not take what was taken over for what is asked now."""
    page = read_manifest(lender / SNAPSHOT)
    only: tuple[Selector, ...] = ({"account": "saas/paie"},)
    last = joined(Manifest("", "", "", context={"inherits_only": [*only]}), [_lent(lender, None, page.started_at, only)])
    assert unchanged([str(lender)], last, only)
    assert not unchanged([str(lender)], last)


def taken(run: Path, out: Path, days: int = 1, only: tuple[Selector, ...] = ()) -> Lent:
    """What a scan so many days after takes over of that run."""
    now = stamp(datetime.fromisoformat(YOUNG) + timedelta(days=days))
    with new_snapshot(out / "snapshot") as writer:
        writer.close()
        [found] = take([str(run)], writer, (), None, now, only)
        writer.finish(lambda writer: joined(Manifest(now, now, "", resources=writer.resources), [found]))
    return found


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("days", "aged"), [(0, "less than a day before"), (3, "3 days before"), (40, "")])
def test_its_age_is_told_and_has_an_end(days: int, aged: str, lender: Path, tmp_path: Path) -> None:
    """After three days it says so; what is older than a month is no reading of today."""
    dated(lender, YOUNG)
    found = taken(lender, tmp_path / "out", days)
    shown = [_taken(one, stamp(datetime.fromisoformat(YOUNG) + timedelta(days=days))) for one in [found.said] if not one.missing]
    assert [said.rpartition("(")[2] for said in shown] == ([f"{aged})."] if aged else [])
    assert found.said.missing == ("" if aged else "too_old")


def dated(lender: Path, moment: str) -> None:
    """Have it read at that moment."""
    shard = next((lender / SNAPSHOT).glob("resources-*"))
    lines = [json.loads(line) | {"read_at": moment} for line in gzip.decompress(shard.read_bytes()).splitlines()]
    sealed(lender, shard, lines, started_at=moment)


def gone(run: Path) -> None:
    """There is no run."""
    run.rename(run.with_name("elsewhere"))


def cut(run: Path) -> None:
    """A shard is cut."""
    shard = next((run / SNAPSHOT).glob("resources-*"))
    shard.write_bytes(shard.read_bytes()[:-9])


def reworded(run: Path) -> None:
    """Somebody wrote what no provider tells, and sealed it."""
    shard = next((run / SNAPSHOT).glob("resources-*"))
    lines = [json.loads(line) for line in gzip.decompress(shard.read_bytes()).splitlines()]
    lines[0]["facts"] = {"encryption": "yes"}
    sealed(run, shard, lines)


def sealed(run: Path, shard: Path, lines: list[Any], **said: str) -> None:
    """Write a shard anew with the seal that fits."""
    shard.write_bytes(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))
    manifest = run / SNAPSHOT / "manifest.json"
    told = json.loads(manifest.read_bytes()) | said
    told["files"][shard.name] = {"lines": len(lines), "sha256": hashlib.sha256(shard.read_bytes()).hexdigest()}
    manifest.write_text(json.dumps(told), "utf-8")


def no_page(run: Path) -> None:
    """The first page is none."""
    (run / SNAPSHOT / "manifest.json").write_text("{", "utf-8")


@pytest.mark.parametrize(("spoil", "why"), [(gone, "missing"), (cut, "damaged"), (reworded, "damaged"), (no_page, "damaged")])
def test_nothing_is_taken_over_by_half(spoil: Callable[[Path], None], why: str, lender: Path, tmp_path: Path) -> None:
    """What is not whole and sound is a gap."""
    spoil(lender)
    found = taken(lender, tmp_path / "out")
    assert found.why
    [line] = read_coverage(tmp_path / "out" / "snapshot")
    assert (line.status, line.reason) == ("failed", f"not_inherited: {why}")
    assert not [*read_resources(tmp_path / "out" / "snapshot")]


def test_a_right_that_lacks_is_told_as_such(lender: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not the run's fault; whoever runs the tests may be root, whom no mode of a file stops."""

    def refuse(path: Path) -> BinaryIO:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("auditor.inventory.page.open_regular", refuse)
    assert _lent(lender, None, YOUNG).said.missing == "denied"
    # Of a folder that may not be looked into not even that is told, whether something is there.
    monkeypatch.setattr("auditor.inherited.standing", refuse)
    assert taken(lender, tmp_path / "out").said.missing == "denied"


@pytest.mark.usefixtures("english")
def test_what_cannot_be_taken_over_is_unknown_and_told(lender: Path, auditor: Run) -> None:
    """A gap on the first screen and in the exit code; no activity passes for having nothing."""
    cut(lender)
    code, said, run = member(auditor)
    assert code == 4
    assert "syndicat/run is not inherited" in said
    assert {finding.outcome for finding in read_findings(run) if "etat-civil" in finding.activities} == {"unknown"}
    page = (run.parent / "report.html").read_text("utf-8")
    assert "could not be taken over" in page.partition('id="rules"')[0]


def test_a_strangers_secret_is_masked(lender: Path, tmp_path: Path) -> None:
    """As in any snapshot that others wrote."""
    shard = next((lender / SNAPSHOT).glob("resources-*"))
    lines = [json.loads(line) for line in gzip.decompress(shard.read_bytes()).splitlines()]
    lines[0]["tags"] = {"note": "AKIAIOSFODNN7EXAMPLQ"}
    sealed(lender, shard, lines)
    taken(lender, tmp_path / "out")
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in (tmp_path / "out" / "snapshot").glob("resources-*"))
    assert b"note" in kept
    assert b"AKIAIOSFODNN7EXAMPLQ" not in kept


def test_nothing_is_judged_twice(lender: Path, auditor: Run) -> None:
    """A member that reads an account itself, or names a run twice, has each resource once, as it read it."""
    Path("ambert").mkdir()
    Path("ambert/saas.yaml").write_text("services:" + SERVICE % ("paie", "DE"), "utf-8")
    run = member(auditor, "accounts: [{id: saas, provider: declared, file: saas.yaml}]", "[../syndicat/run, ../syndicat/run]")[2]
    assert sorted((one.name, one.region) for one in read_resources(run / SNAPSHOT)) == [("archives", "us"), ("paie", "de")]
    assert read_run(run).snapshot.resources == 2


def test_a_run_does_not_inherit_itself(lender: Path) -> None:
    """What was deleted would stay for ever."""
    assert _lent(lender, lender, YOUNG).said.missing == "itself"


def test_another_run_is_a_change(lender: Path, tmp_path: Path) -> None:
    """Whoever watches judges again once the syndicat ran again."""
    taken(lender, tmp_path / "out")
    last = read_manifest(tmp_path / "out" / "snapshot")
    assert unchanged([str(lender)], last)
    dated(lender, YOUNG)
    assert not unchanged([str(lender)], last)
