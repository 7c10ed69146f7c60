"""A run directory that is not whole, or not a run: a clear message, nothing written. The same run elsewhere: the same bytes."""

from __future__ import annotations

import gzip
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import OutputError, SnapshotError
from auditor.outputs import OUTPUTS, filename
from auditor.pipeline import report
from tests.outputs.builder import build

pytestmark = pytest.mark.usefixtures("english")

FORMATS = sorted({*OUTPUTS} - {"pdf", "art28", "hds"})
"""The last two derive the resources again, which these runs have none of: test_guarantees.py holds them."""
ROOT = Path(__file__).resolve().parents[2]
Break = Callable[[Path], Any]


def run_json(change: Callable[[dict[str, Any]], Any]) -> Break:
    """Change run.json."""

    def broken(run: Path) -> None:
        told = json.loads((run / "run.json").read_text())
        change(told)
        (run / "run.json").write_text(json.dumps(told))

    return broken


def findings(change: Callable[[bytes], bytes]) -> Break:
    """Change findings.jsonl."""
    return lambda run: (run / "findings.jsonl").write_bytes(change((run / "findings.jsonl").read_bytes()))


BROKEN: dict[str, tuple[Break, str]] = {
    "no run": (lambda run: (run / "run.json").unlink(), "run.json cannot be read: No such file"),
    "an empty run": (lambda run: (run / "run.json").write_text(""), "run.json is not a run"),
    "another version": (run_json(lambda told: told.update(schema_version=99)), "run.json has version 99; this auditor reads 2"),
    "a day that is none": (run_json(lambda told: told.update(as_of="demain")), "run.json is not a run: as_of: expected a date"),
    "an activity without a name": (
        run_json(lambda told: told["snapshot"]["context"].update(processing_activities=[{"title": "x"}])),
        r"run.json is not a run: snapshot.context.processing_activities\[0\]: missing 'id'",
    ),
    "no findings": (lambda run: (run / "findings.jsonl").unlink(), "findings.jsonl cannot be read: No such file"),
    "half a line": (findings(lambda raw: raw[:-100]), "findings.jsonl is damaged|holds 59 findings"),
    "lines lost": (
        findings(lambda raw: b"".join(raw.splitlines(True)[:55])),
        r"findings.jsonl holds \d\d findings of the 60 that run.json counts",
    ),
    "an unknown outcome": (findings(lambda raw: raw.replace(b'"fail"', b'"peut-etre"', 1)), "damaged: outcome: unknown word 'peut-etre'"),
    "what nothing names": (findings(lambda raw: raw.replace(b'"as"', b'"was"')), "damaged"),
    "another version of them": (
        findings(lambda raw: raw.replace(b'"schema_version":2', b'"schema_version":9', 1)),
        "findings.jsonl is damaged: version 9; this auditor reads 2",
    ),
    "bytes that are no text": (findings(lambda raw: raw.replace(b"rivemont", b"\xff\xfe", 1)), "findings.jsonl is damaged"),
    "bytes of anything": (findings(lambda _raw: b"\x00\x9f\n" * 80), "findings.jsonl is damaged"),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_run_is_refused_and_nothing_is_written(tmp_path: Path, what: str, name: str) -> None:
    """Whatever the format: not a file, not half of one."""
    build(tmp_path / "run", 60)
    spoil, message = BROKEN[what]
    run_json(lambda told: told.update(seals={}))(tmp_path / "run")  # a run of before there were seals, which tell all of this in one way
    spoil(tmp_path / "run")
    with pytest.raises(SnapshotError, match=message) as raised:
        report(tmp_path / "run", tmp_path / "out", [name], "en")
    assert raised.value.remedy
    assert not [*tmp_path.rglob("*report*")]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("coverage.jsonl", b"{"),
        ("coverage.jsonl", b'{"provider": 1}\n'),
        ("resources-0000.jsonl.gz", gzip.compress(b'{"id":"x"}', mtime=0)[:15]),
    ],
)
@pytest.mark.parametrize("name", ["html", "art30"])
def test_a_broken_snapshot_is_refused_by_what_reads_it(tmp_path: Path, name: str, file: str, content: bytes) -> None:
    """The page and the annex speak of what was read."""
    build(tmp_path / "run", 60)
    (tmp_path / "run/snapshot" / file).write_bytes(content)
    with pytest.raises(SnapshotError, match=rf"{file}(:1:| is damaged)"):
        report(tmp_path / "run", tmp_path / "out", [name], "en")
    assert not [*tmp_path.rglob("*report*")]


@contextmanager
def full(size: int) -> Iterator[None]:
    """No file of this process may be larger, as if the disk were full."""
    before, compiling = resource.getrlimit(resource.RLIMIT_FSIZE), sys.dont_write_bytecode
    # Python would keep the half of a compiled module that found room.
    sys.dont_write_bytecode = True
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = compiling


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_leaves_the_former_report_whole(tmp_path: Path, name: str) -> None:
    """Nothing half-written, and what was there stays."""
    build(tmp_path / "run", 240)
    target = tmp_path / filename(name)
    target.write_text("the former one")
    with full(1000), pytest.raises(OutputError, match="cannot be written"):
        report(tmp_path / "run", tmp_path, [name], "en")
    assert target.read_text() == "the former one"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["run", target.name])


@pytest.mark.long
def test_another_process_gives_the_same_bytes(tmp_path: Path) -> None:
    """Whatever the order of its sets, its locale and its time zone; in each language, public or not."""
    build(tmp_path / "run", 240, hostile=True)
    places = {
        "here": {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "UTC"},
        "there": {"PYTHONHASHSEED": "4242", "LC_ALL": "fr_FR.UTF-8", "TZ": "Pacific/Kiritimati", "SOURCE_DATE_EPOCH": "1"},
    }
    script = (
        "import sys; from pathlib import Path; from auditor.pipeline import report\n"
        "run, out = map(Path, sys.argv[1:3])\n"
        "for lang in ('fr', 'en'):\n"
        "    report(run, out / lang, sys.argv[3:], lang); report(run, out / lang, ['html'], lang, {'html': {'public': True}})"
    )
    for place, environ in places.items():
        arguments = [sys.executable, "-c", script, str(tmp_path / "run"), str(tmp_path / place), *FORMATS]
        subprocess.run(arguments, env={**os.environ, "PYTHONPATH": str(ROOT), **environ}, check=True)
    here, there = ({path.name + path.parent.name: path.read_bytes() for path in (tmp_path / place).rglob("report*")} for place in places)
    assert len(here) == 2 * (len(FORMATS) + 1)
    assert here == there
