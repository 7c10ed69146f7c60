"""Unattended: one line whatever happens, a log that is JSON, a lock that says who holds it, a monitor that is told, a bound on time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from auditor.files import lock
from auditor.inventory.snapshot import read_coverage
from auditor.run import SNAPSHOT
from tests.cli.conftest import ROOT, Run
from tests.emulators.aws import Cloud

pytestmark = pytest.mark.long


@contextmanager
def monitor(status: int = 200) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A monitor on loopback: its address, and the paths it was told with what was said."""
    told: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            told.append((self.path, said))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ping/1", told
        server.shutdown()


def test_the_monitor_is_told_how_a_run_went(auditor: Run, town: Path, aws: Cloud, tmp_path: Path) -> None:
    """Start and success; start and failure where something was not read, and where a mistake ends it; never in the snapshot."""
    with monitor() as (url, told):
        text = town.read_text()
        town.write_text(f"{text}healthcheck_url: {url}\n")
        assert auditor("run", "-c", town).code == 0
        assert told == [("/ping/1/start", ""), ("/ping/1", "exit 0\n")]
        told.clear()
        with aws.fault("kms", "ListKeys"):
            assert auditor("run", "-c", town).code == 4
        assert [path for path, _said in told] == ["/ping/1/start", "/ping/1/fail"]
        told.clear()
        with lock(tmp_path / "audit"):
            assert auditor("run", "-c", town).code == 75
        assert [path for path, _said in told] == ["/ping/1/start", "/ping/1/fail"]
        assert "127.0.0.1" in told[1][1] or str(os.getpid()) in told[1][1]
        assert url not in (tmp_path / "audit/run" / SNAPSHOT / "manifest.json").read_text()


@pytest.mark.parametrize("status", [302, *(pytest.param(one, marks=pytest.mark.slow) for one in (500, None))])
def test_a_monitor_that_does_not_answer_costs_nothing(auditor: Run, town: Path, status: int | None) -> None:
    """It is said, and the run is what it would have been; whoever answers elsewhere is not followed."""
    if status is None:
        town.write_text(f"{town.read_text()}healthcheck_url: http://127.0.0.1:1/ping\n")
        done = auditor("run", "-c", town, "--lang", "en")
    else:
        with monitor(status) as (url, _told):
            town.write_text(f"{town.read_text()}healthcheck_url: {url}\n")
            done = auditor("run", "-c", town, "--lang", "en")
    assert done.code == 0
    assert done.err.count("monitor") == 2


def test_a_lock_says_who_holds_it_and_since_when(auditor: Run, town: Path, tmp_path: Path) -> None:
    """The process, its machine and the moment; the name of a run that was killed is told, and its lock is not heeded."""
    with lock(tmp_path / "audit"):
        done = auditor("run", "-c", town, "--lang", "en")
    assert done.code == 75
    assert f"process {os.getpid()} on " in done.err
    assert (tmp_path / "audit/.lock").read_text() == ""
    (tmp_path / "audit/.lock").write_text(json.dumps({"pid": 4242, "host": "collecte", "since": "2026-11-27T02:00:00Z"}))
    done = auditor("run", "-c", town, "--lang", "en")
    assert done.code == 0
    assert "killed (process 4242 on collecte, since 2026-11-27T02:00:00Z)" in done.err
    assert "4242" not in auditor("run", "-c", town, "--lang", "en").err


def test_a_log_is_json(auditor: Run, town: Path, aws: Cloud) -> None:
    """Each line of standard error is an object, mistakes included; the last but for warnings says how it ended."""
    done = auditor("run", "-c", town, "--log", "json")
    (line,) = map(json.loads, done.err.splitlines())
    assert (line["level"], line["event"], line["exit_code"]) == ("info", "ended", 0)
    assert line["resources"] > 0 < line["calls"]
    with aws.fault("kms", "ListKeys"):
        lines = [json.loads(one) for one in auditor("run", "-c", town, "--log", "json").err.splitlines()]
    assert {one["level"] for one in lines} == {"info", "warning"}
    for wrong in (["run", "-c", "nowhere.yaml"], ["run", "--every"], ["run", "-c", town, "--assume", "adequate?"]):
        told = [json.loads(one) for one in auditor(*wrong, "--log", "json").err.splitlines()]
        assert told, wrong
        assert {one["level"] for one in told} == {"error"}


def test_what_is_left_when_time_is_up_is_a_gap(auditor: Run, town: Path, aws: Cloud, tmp_path: Path) -> None:
    """A service that hangs does not hold the run longer than it may last, and what it did not answer is told."""
    for enough in ("8s", "25s"):  # to open the account, be the machine slow
        with aws.fault("sqs", "ListQueues", "hang"):
            done = auditor("run", "-c", town, "--max-duration", enough, "--lang", "en")
        lines = read_coverage(tmp_path / "audit/run" / SNAPSHOT)
        left = {line.service for line in lines if line.reason.startswith("out_of_time: the scan took")}
        if "sqs" in left:
            break
    assert done.code == 4
    assert "sqs" in left
    assert auditor("run", "-c", town, "--max-duration", "0s").code == 4


def watching(town: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """`auditor watch` as systemd starts it."""
    command = [sys.executable, "-m", "auditor", "watch", "-c", str(town), "--out", str(out), "--every", "1s", "--log", "json", *more]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True)


def test_watching_reads_what_changes_and_ends_when_told(town: Path, aws: Cloud, tmp_path: Path) -> None:
    """A whole scan, then nothing but looking; SIGTERM while it waits is no failure and leaves nothing behind."""
    for region in ("eu-west-3", "us-east-1"):
        aws.answer("cloudtrail", "LookupEvents", {"Events": []}, region=region)
    out = tmp_path / "watched"
    with watching(town, out) as process:
        assert process.stderr is not None
        events: list[str] = []
        while events.count("unchanged") < 2 and (line := process.stderr.readline()):
            if "event" in (told := json.loads(line)):
                events.append(told["event"])
                if told["event"] == "ended":
                    run = (out / "run/run.json").stat().st_ino
                    aws.faults.seen.clear()
        calls = len(aws.faults.seen)
        time.sleep(0.2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(300) in (0, 128 + signal.SIGTERM)
    assert events == ["ended", "unchanged", "unchanged"]
    assert calls <= 2 * 5 * 2
    assert (out / "run/run.json").stat().st_ino == run
    assert not [path.name for path in out.iterdir() if path.name.endswith(".partial")]
