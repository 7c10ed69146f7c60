"""What is written tells of the estate: nobody else reads it, no link leads it elsewhere, and nothing planted there hangs the auditor."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from auditor import pipeline
from auditor.cli import main
from auditor.errors import SnapshotError
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from tests.attacks.conftest import NEW, OLD, scanned, snapshot
from tests.attacks.lab import standing

pytestmark = pytest.mark.long


@contextmanager
def umask(value: int) -> Iterator[None]:
    """New files are made under it."""
    before = os.umask(value)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("value", [0o000, 0o022, 0o027, 0o077])
def test_what_is_written_is_closed_to_others(configuration: Path, tmp_path: Path, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """0640 and 0750 at most, whatever the umask; less under one that asks for less. Of `run`, `judge`, `scan` and `report`."""
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    out = tmp_path / "deep" / "out"
    with umask(value):
        main(["run", "-c", str(configuration), "--out", str(out), "--format", "html,json,csv,ods,art30"])
        main(["scan", "-c", str(configuration), "--out", str(tmp_path / "scanned")])
        main(["judge", str(tmp_path / "new"), "--out", str(tmp_path / "judged")])
        main(["report", str(out), "--out", str(tmp_path / "reported"), "--format", "json"])
    written = [
        out.parent,
        *out.parent.rglob("*"),
        *(each for name in ("scanned", "judged", "reported") for each in (tmp_path / name).rglob("*")),
    ]
    names = {path.name for path in written}
    assert {".lock", "history.sqlite", "report.html", "run.json", "findings.jsonl", "manifest.json", "resources-0000.jsonl.gz"} <= names
    for path in written:
        most = (0o750 if path.is_dir() else 0o640) & ~value
        assert stat.S_IMODE(path.stat().st_mode) == most, path


def test_a_history_that_was_open_is_closed(former: Path, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of before were readable by all."""
    (former / "history.sqlite").chmod(0o644)
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    main(["run", "-c", str(configuration), "--out", str(former), "--format", "json"])
    assert stat.S_IMODE((former / "history.sqlite").stat().st_mode) == 0o640


@pytest.mark.parametrize("told", [True, False])
def test_a_history_that_is_another_file_is_left_as_it_is(
    former: Path, configuration: Path, tmp_path: Path, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted as a link, or given by mistake: neither closed, nor written, nor made; the report is written all the same."""
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    treasure, history = tmp_path / "treasure", former / "history.sqlite"
    treasure.write_text("kept")
    treasure.chmod(0o644)
    if not told:
        history.unlink()
        history.symlink_to(treasure)
    command = ["run", "-c", str(configuration), "--out", str(former), "--format", "json"]
    assert main([*command, "--history", str(treasure)] if told else command) in (0, 3, 4)
    assert (treasure.read_text(), stat.S_IMODE(treasure.stat().st_mode)) == ("kept", 0o644)
    assert standing(former) == {"run": NEW, "report": NEW}
    treasure.unlink()
    if not told:
        assert main(command) in (0, 3, 4)
        assert not treasure.exists()


@pytest.mark.parametrize("name", [".lock", ".run.partial", ".run.former", ".report.partial", "run"])
@pytest.mark.parametrize("what", ["link to a directory", "link to a file", "link to nothing", "pipe"])
def test_what_is_planted_where_we_write_is_refused_by_name(
    former: Path,
    tmp_path: Path,
    configuration: Path,
    name: str,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Nothing is followed, truncated, emptied or waited for; the remedy names what to remove."""
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "kept").write_text("kept")
    planted = former / name
    if name == "run":
        planted.rename(former / "aside")
    planted.unlink(missing_ok=True)
    if what == "pipe":
        os.mkfifo(planted)
    else:
        target = {"link to a directory": treasure, "link to a file": treasure / "kept", "link to nothing": tmp_path / "nothing"}[what]
        planted.symlink_to(target)
    report = (former / "report.json").read_bytes()
    assert main(["run", "-c", str(configuration), "--out", str(former), "--format", "json", "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert f"rm {planted}" in said
    assert (treasure / "kept").read_text() == "kept"
    assert not (tmp_path / "nothing").exists()
    assert (former / "report.json").read_bytes() == report
    if name != "run":
        assert standing(former) == {"run": OLD, "report": OLD}


def test_a_lock_is_never_emptied(former: Path, tmp_path: Path) -> None:
    """A file of that name that somebody keeps is only locked."""
    (former / ".lock").write_text("kept")
    main(["judge", str(snapshot(tmp_path / "new", NEW)), "--out", str(former)])
    assert (former / ".lock").read_text() == "kept"


def test_only_the_files_of_a_snapshot_are_copied(tmp_path: Path) -> None:
    """Not what lies beside them, and never what a link leads to."""
    new = snapshot(tmp_path / "new", NEW)
    (new / "passwd").symlink_to("/etc/passwd")
    (new / "notes.txt").write_text("x")
    assert main(["judge", str(new), "--out", str(tmp_path / "out")]) in (0, 3, 4)
    there = {path.name for path in (tmp_path / "out/run/snapshot").iterdir()}
    assert there == {"manifest.json", "coverage.jsonl", "resources-0000.jsonl.gz"}


@pytest.mark.parametrize("name", ["manifest.json", "coverage.jsonl", "resources-0000.jsonl.gz"])
@pytest.mark.parametrize("what", ["link", "pipe"])
def test_a_file_of_a_snapshot_is_a_file(tmp_path: Path, name: str, what: str) -> None:
    """A link or a pipe in its place is told, not read."""
    new = snapshot(tmp_path / "new", NEW)
    (new / name).rename(tmp_path / "aside")
    (new / name).symlink_to(tmp_path / "aside") if what == "link" else os.mkfifo(new / name)
    assert main(["judge", str(new), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out/run").exists()


@pytest.mark.parametrize("how", ["lost", "added", "cut", "altered", "mixed", "elsewhere"])
def test_a_snapshot_that_is_not_what_was_written_is_refused(tmp_path: Path, how: str) -> None:
    """A shard gone, one more, one shorter, other bytes, one of another scan, one that lies outside."""
    new, other = snapshot(tmp_path / "new", NEW), snapshot(tmp_path / "other", OLD)
    shard = new / "resources-0000.jsonl.gz"
    if how == "lost":
        shard.unlink()
    elif how == "added":
        (new / "resources-0001.jsonl.gz").write_bytes(shard.read_bytes())
    elif how == "cut":
        shard.write_bytes(shard.read_bytes()[:-9])
    elif how == "altered":
        (new / "coverage.jsonl").write_bytes((new / "coverage.jsonl").read_bytes().replace(b"read", b"skip"))
    elif how == "mixed":
        shard.write_bytes((other / shard.name).read_bytes())
    else:
        told = json.loads((new / "manifest.json").read_text())
        told["files"]["../other/resources-0000.jsonl.gz"] = told["files"].pop(shard.name)
        (new / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(SnapshotError):
        _ = read_manifest(new), [*read_resources(new)], read_coverage(new)
    assert main(["judge", str(new), "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out/run").exists()


@pytest.mark.parametrize("verb", ["report", "drill"])
@pytest.mark.parametrize("how", ["another snapshot", "other findings", "a shard"])
def test_a_run_of_mixed_parts_is_refused(former: Path, tmp_path: Path, how: str, verb: str) -> None:
    """Findings of one scan over the snapshot of another: neither the page nor the drill speaks of that."""
    new = snapshot(tmp_path / "new", NEW)
    if how == "another snapshot":
        for path in new.iterdir():
            (former / "run/snapshot" / path.name).write_bytes(path.read_bytes())
    elif how == "other findings":
        (former / "run/findings.jsonl").write_bytes((former / "run/findings.jsonl").read_bytes().replace(b"actes-1", b"actes-9"))
    else:
        (former / "run/snapshot/resources-0000.jsonl.gz").write_bytes((new / "resources-0000.jsonl.gz").read_bytes())
    before = (former / "report.json").read_bytes()
    command = ["report", str(former), "--format", "html"] if verb == "report" else ["drill", "schrems3", str(former)]
    assert main(command) == 2
    assert (former / "report.json").read_bytes() == before
    assert not (former / "report.html").exists()


def test_a_scan_alone_leaves_no_findings_of_another(
    former: Path, configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `auditor report` could show under it is not there until it is judged."""
    monkeypatch.setattr(pipeline, "scan", scanned(snapshot(tmp_path / "new", NEW)))
    assert main(["scan", "-c", str(configuration), "--out", str(former)]) in (0, 4)
    assert [path.name for path in (former / "run").iterdir()] == ["snapshot"]
    assert main(["report", str(former)]) == 2
    assert main(["judge", str(former), "--out", str(former)]) in (0, 3, 4)
    assert standing(former) == {"run": NEW, "report": OLD}
