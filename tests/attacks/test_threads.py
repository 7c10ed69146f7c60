"""What threads share: each cache is named in docs/threats.md and answers alike from many; the same bytes come out under load."""

from __future__ import annotations

import ast
import hashlib
import importlib
import inspect
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest

from auditor import pipeline
from tests.attacks.conftest import NEW, ROOT, snapshot
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long

THREATS = (ROOT / "docs/threats.md").read_text("utf-8")
KEPT = {"cache", "lru_cache"}
GUARDS = {"Lock", "RLock"}
THREADS = 4
"""Two are enough for a race, and each that comes too early reads the whole register by itself."""


def shared(wanted: set[str]) -> Iterator[str]:
    """`module:name` of every function that is decorated so, or class that holds such a guard."""
    for path in sorted((ROOT / "auditor").rglob("*.py")):
        module, text = ".".join(path.relative_to(ROOT).with_suffix("").parts), path.read_text("utf-8")
        for node in ast.parse(text).body if any(word in text for word in wanted) else ():
            if isinstance(node, ast.FunctionDef) and any(named(one) in wanted for one in node.decorator_list):
                yield f"{module}:{node.name}"
            if isinstance(node, ast.ClassDef) and any(isinstance(one, ast.Call) and named(one) in wanted for one in ast.walk(node)):
                yield f"{module}:{node.name}"


def named(node: ast.expr) -> str:
    """`cache` of `@cache`, `@functools.cache` and `@cache(12)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


CACHES = [*shared(KEPT)]


def test_every_shared_cache_is_named() -> None:
    """In docs/threats.md, and nothing there that is no more."""
    told = {*re.findall(r"`(auditor[\w.]*:\w+)`", THREATS)}
    assert told == {*CACHES, *shared(GUARDS)} - {each for each in shared(GUARDS) if each.startswith("auditor.demo")}


def test_every_test_that_is_named_exists() -> None:
    """A threat is held by a test, or it is not held."""
    told = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS)
    assert len(told) > 20
    for path, name in told:
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE), (path, name)


def without_arguments() -> list[str]:
    """The caches that can be asked as they are."""
    return [name for name in CACHES if not inspect.signature(found(name)).parameters]


def found(name: str) -> Any:
    """The function."""
    module, _colon, function = name.partition(":")
    return getattr(importlib.import_module(module), function)


@pytest.mark.parametrize("name", without_arguments())
def test_caches_answer_alike_from_many_threads(name: str) -> None:
    """Asked by several threads at the same moment, before anybody asked."""
    function, start = found(name), Barrier(THREADS)
    alone = repr(function())
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)

    def ask(_turn: int) -> str:
        start.wait()
        return repr(function())

    try:
        function.cache_clear()
        with ThreadPoolExecutor(THREADS) as pool:
            answers = {*pool.map(ask, range(THREADS))}
    finally:
        sys.setswitchinterval(interval)
    if " at 0x" not in alone:
        assert answers == {alone}
    assert function() is function()


def spin() -> None:
    """Keep a core busy."""
    while True:
        pass


@contextmanager
def load() -> Iterator[None]:
    """As many busy processes as cores, beside ours: at night stress-ng's, which also keep memory and disks busy."""
    if NIGHTLY and (program := shutil.which("stress-ng")):
        with tempfile.TemporaryDirectory() as folder:
            stress = subprocess.Popen(
                [program, "--cpu", "3", "--vm", "1", "--vm-bytes", "128M", "--io", "1", "--temp-path", folder, "--quiet"]
            )
            try:
                yield
            finally:
                stress.terminate()
                stress.wait()
        return
    busy = [multiprocessing.get_context("spawn").Process(target=spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for process in busy:
        process.start()
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.join()


def written(source: Path, target: Path) -> str:
    """A digest of a run and its report, made of a snapshot."""
    pipeline.judge(source, target / "run", as_of=date(2026, 11, 22))
    pipeline.report(target / "run", target, ["html", "json", "csv"], "fr")
    digest = hashlib.sha256()
    for path in sorted(each for each in target.rglob("*") if each.is_file()):
        digest.update(path.relative_to(target).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_the_pipeline_gives_the_same_bytes_under_load(tmp_path: Path, times: int) -> None:
    """Several at once, in threads, while other processes hold the cores."""
    new = snapshot(tmp_path / "new", NEW, 50)
    alone = written(new, tmp_path / "alone")
    with load(), ThreadPoolExecutor(4) as pool:
        made = {*pool.map(lambda turn: written(new, tmp_path / str(turn)), range(times))}
    assert made == {alone}


FROZEN = """
import sys
from datetime import UTC, datetime
import auditor.clock
auditor.clock.utc = lambda: datetime(2026, 11, 22, 12, tzinfo=UTC)
from auditor.cli import main
sys.exit(main(sys.argv[1:]))
"""
FORMATS = "html,json,csv,ods,sarif,markdown,junit"


@pytest.mark.slow
def test_whole_runs_give_the_same_bytes_under_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scan, judgement, reports and history, every file, each time in a process of its own, while others hold the cores."""
    from moto.athena import models as athena

    from tests.acceptance.estate import CONFIGURATION, Estate
    from tests.emulators.aws import cloud

    def run(aws: str) -> dict[str, bytes]:
        configured = tmp_path / "auditor.yaml"
        configured.write_text(re.sub(r"regions: \[.*\]", "regions: [eu-west-3]", CONFIGURATION.format(endpoint=aws)), "utf-8")
        shutil.rmtree(tmp_path / "out", ignore_errors=True)
        command = [sys.executable, "-c", FROZEN, "run", "-c", str(configured), "--out", str(tmp_path / "out"), "--format", FORMATS]
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}, capture_output=True, check=False)
        assert done.returncode == 3, done.stderr
        return {str(path.relative_to(tmp_path)): path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}

    # The emulator says of each group of Athena's that it was made just now: another answer each time.
    monkeypatch.setattr(athena, "time", SimpleNamespace(time=lambda: 1_763_800_000.0))
    with cloud() as aws:
        Estate(aws).build()
        alone = run(aws.url)
        assert {"out/report.html", "out/history.sqlite", "out/run/run.json", "out/run/snapshot/units.jsonl.gz"} <= alone.keys()
        with load():
            for turn in range(20 if NIGHTLY else 1):
                assert run(aws.url) == alone, turn
