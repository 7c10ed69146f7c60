"""Killed at any moment: `run/` is one whole run, the old or the new, and the next run finds and leaves nothing of it."""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.attacks.conftest import LEFT, NEW, OLD, ROOT, Lab
from tests.attacks.lab import standing
from tests.emulators.aws import cloud
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long


def check_kills(results: list[dict[str, object]], verb: str) -> None:
    """Every kill left a whole run; the run after it is the new one, and alone."""
    assert {str(result["after"]["run"]) for result in results} == {OLD, NEW}  # type: ignore[index]
    for result in results:
        assert result["code"] in (-signal.SIGKILL, 0, 3, 4), result
        assert result["again"] in (0, 3, 4), result
        assert result["next"] == {"run": NEW, "report": NEW if verb == "run" else OLD}, result
        assert result["left"] == LEFT, result


@pytest.mark.slow
@pytest.mark.parametrize("exchange", [True, False])
def test_a_judgement_killed_at_each_rename_and_flush(lab: Lab, exchange: bool) -> None:
    """Before it and after it, where names can be exchanged and where they cannot."""
    results = lab("judge", kills=[] if NIGHTLY or exchange else [*range(1, 40, 4)], exchange=exchange)
    check_kills(results, "judge")
    assert sum(result["code"] == -signal.SIGKILL for result in results) >= (20 if NIGHTLY or exchange else 8)


@pytest.mark.parametrize("exchange", [pytest.param(True, marks=pytest.mark.slow), False])
def test_a_run_killed_at_some_renames_and_flushes(lab: Lab, exchange: bool) -> None:
    """Scan, judgement, history and report in one."""
    check_kills(lab("run", kills=[1, 15, *range(22, 60, 6 if NIGHTLY else 12)], exchange=exchange), "run")


@pytest.mark.slow
@pytest.mark.parametrize("exchange", [True, False])
def test_a_run_killed_at_each_rename_and_flush(lab: Lab, exchange: bool) -> None:
    """All of them."""
    results = lab("run", kills=[] if NIGHTLY else [*range(1, 60, 3)], exchange=exchange)
    check_kills(results, "run")
    assert sum(result["code"] == -signal.SIGKILL for result in results) >= (40 if NIGHTLY else 20)


@pytest.mark.slow
def test_a_run_killed_at_random_moments(tmp_path: Path) -> None:
    """The command as users start it, on an AWS over HTTP."""
    chance, out = random.Random(12), tmp_path / "out"  # noqa: S311 - moments, not keys
    with cloud() as aws:
        path = tmp_path / "auditor.yaml"
        path.write_text(
            f'accounts: [{{id: ville, provider: aws, endpoint_url: "{aws.url}", emulator: true, max_attempts: 1, regions: [eu-west-3]}}]\n'
        )
        command = [sys.executable, "-m", "auditor", "run", "-c", str(path), "--out", str(out), "--format", "json", "-q"]
        environ = {**os.environ, "PYTHONPATH": str(ROOT)}
        began = time.monotonic()
        assert subprocess.run(command, env=environ, check=False).returncode in (0, 3, 4)
        whole = time.monotonic() - began
        for _turn in range(50 if NIGHTLY else 12):
            with subprocess.Popen(command, env=environ) as process:
                time.sleep(chance.uniform(0, whole * 1.1))
                process.kill()
            assert standing(out)["run"] != "none"
        assert subprocess.run(command, env=environ, check=False).returncode in (0, 3, 4)
        found = standing(out)
        assert found["run"] == found["report"]
        assert sorted(each.name for each in out.iterdir()) == LEFT


def test_kills_are_counted_from_the_first(lab: Lab) -> None:
    """The layer that kills does so where it says: the first moment leaves the old run, and each later one is another."""
    results = lab("judge", kills=[1, 2])
    assert [result["after"]["run"] for result in results] == [OLD] * 4
    assert len({tuple(result["attack"]) for result in results}) == len([*itertools.product((1, 2), (False, True))])
