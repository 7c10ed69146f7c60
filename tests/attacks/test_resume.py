"""A scan that is broken off, whenever and by whatever, goes on: nothing is lost or doubled, and little is asked again."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from auditor.inventory.journal import NAME, Journal
from auditor.inventory.snapshot import member_of, read_coverage, read_manifest, read_resources, read_units
from auditor.run import SNAPSHOT, read_findings
from tests.attacks.conftest import ROOT
from tests.attacks.lab import standing
from tests.emulators.aws import Cloud, cloud
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long

REGIONS = ["eu-west-3"]
STUCK = 300
"""Seconds in which a run asks for something, or ends, however slow the machine is."""


@pytest.fixture(scope="module")
def estate() -> Iterator[Cloud]:
    """An AWS with something in several services and regions."""
    with cloud() as aws:
        for region in REGIONS:
            place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            for number in range(4):
                aws.client("s3", region).create_bucket(Bucket=f"{region}-{number}", **place)
                aws.client("sqs", region).create_queue(QueueName=f"file-{number}")
                aws.client("kms", region).create_key()
                aws.client("logs", region).create_log_group(logGroupName=f"journal-{number}")
                aws.client("ec2", region).create_volume(AvailabilityZone=f"{region}a", Size=8)
        yield aws


def written(aws: Cloud, folder: Path) -> Path:
    """An auditor.yaml for it."""
    path = folder / "auditor.yaml"
    entry = f'{{id: ville, provider: aws, endpoint_url: "{aws.url}", emulator: true, max_attempts: 1, regions: [{", ".join(REGIONS)}]}}'
    path.write_text(f"accounts: [{entry}]\n")
    return path


@pytest.fixture(scope="module")
def whole(estate: Cloud, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, int]:
    """The configuration, a run of it that nothing disturbed, and how many calls that made."""
    folder = tmp_path_factory.mktemp("whole")
    estate.faults.seen.clear()
    finished(estate, written(estate, folder), folder / "out", "-q")
    return folder / "auditor.yaml", folder / "out", len(estate.faults.seen)


def started(path: Path, out: Path, *more: str, verb: str = "run") -> subprocess.Popen[str]:
    """The command as users start it."""
    command = [sys.executable, "-m", "auditor", verb, "-c", str(path), "--out", str(out), "--lang", "en", *more]
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def finished(aws: Cloud, path: Path, out: Path, *more: str, verb: str = "run") -> str:
    """The same, to its end, as long as it gets on; what it said."""
    with started(path, out, *more, verb=verb) as process:
        asked = -1
        while asked < len(aws.faults.seen):
            asked = len(aws.faults.seen)
            try:
                _out, said = process.communicate(timeout=STUCK)
                break
            except subprocess.TimeoutExpired:
                continue
        else:
            process.kill()
            pytest.fail(f"nothing was asked for {STUCK} s, after {asked} calls")
    assert process.returncode in (0, 3, 4), said
    return said


def killed(aws: Cloud, path: Path, out: Path, calls: int) -> int:
    """A run killed once so many calls were made; how many there were."""
    aws.faults.seen.clear()
    with started(path, out, "-q") as process:
        while len(aws.faults.seen) < calls and process.poll() is None:
            time.sleep(0.002)
        process.kill()
    return len(aws.faults.seen)


def told(out: Path) -> tuple[object, ...]:
    """What a run found, but for when."""
    snapshot = out / "run" / SNAPSHOT
    manifest = read_manifest(snapshot)
    return (
        (manifest.resources, manifest.settings, manifest.gaps, manifest.unread),
        [one.id for one in read_resources(snapshot)],
        [(line.region, line.service, line.call, line.status, line.resources) for line in read_coverage(snapshot)],
        [(one.fingerprint, one.outcome) for one in read_findings(out / "run")],
    )


@pytest.mark.slow
@pytest.mark.parametrize("turns", [50 if NIGHTLY else 12])
def test_a_run_killed_at_random_moments_goes_on(estate: Cloud, whole: tuple[Path, Path, int], tmp_path: Path, turns: int) -> None:
    """The next run finds what an uninterrupted one does, and makes a fifth of the calls again at the most, on average."""
    (path, complete, calls), again = whole, 0
    chance = random.Random(16)  # noqa: S311 - moments, not keys
    for turn in range(turns):
        out = tmp_path / str(turn)
        made = killed(estate, path, out, chance.randrange(1, calls))
        estate.faults.seen.clear()
        finished(estate, path, out, "-q")
        assert told(out) == told(complete)
        assert not (out / NAME).exists()
        again += made + len(estate.faults.seen) - calls
    assert again <= 0.2 * calls * turns


@pytest.mark.slow
def test_a_half_written_shard_is_read_again(estate: Cloud, whole: tuple[Path, Path, int], tmp_path: Path) -> None:
    """Cut in the middle of a record, or with a byte of it changed: what is before it is taken, it and what follows are read."""
    path, complete, calls = whole
    killed(estate, path, tmp_path / "out", calls - 30)
    journal = tmp_path / "out" / NAME
    content = journal.read_bytes()
    there = len(Journal(journal).heads)
    assert there > 20
    for spoilt in (content[: len(content) // 2], content[:-200] + b"\0" + content[-199:], b"", b"no journal"):
        journal.write_bytes(spoilt)
        assert len(Journal(journal).heads) < there
        finished(estate, path, tmp_path / "out", "-q")
        assert told(tmp_path / "out") == told(complete)
        assert standing(tmp_path / "out")["run"] != "none"


@pytest.mark.slow
def test_a_full_disk_keeps_what_is_whole(estate: Cloud, whole: tuple[Path, Path, int], tmp_path: Path) -> None:
    """The scan ends with the remedy, and the next one goes on."""
    path, complete, _calls = whole
    out, environ = tmp_path / "out", {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "auditor", "run", "-c", str(path), "--out", str(out), "--lang", "en"]
    limits = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (30_000, 30_000))
    done = subprocess.run(command, env=environ, preexec_fn=limits, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Free some space" in done.stderr
    assert len(Journal(out / NAME).heads) > 20
    assert "Going on with the scan that began at" in finished(estate, path, out)
    assert told(out) == told(complete)


def test_what_was_lost_on_the_way_is_read_again(estate: Cloud, whole: tuple[Path, Path, int], tmp_path: Path) -> None:
    """With --resume a run that a lost network left incomplete is completed: only what was not answered is asked again."""
    (path, complete, calls), out = whole, tmp_path / "out"
    with estate.fault("", "", "reset", after=calls // 2):
        finished(estate, path, out, "-q")
    assert read_manifest(out / "run" / SNAPSHOT).gaps
    estate.faults.seen.clear()
    finished(estate, path, out, "-q", "--resume")
    assert told(out) == told(complete)
    assert len(estate.faults.seen) < 0.7 * calls
    assert read_manifest(out / "run" / SNAPSHOT).reused > 20


def test_a_unit_lists_its_bytes(whole: tuple[Path, Path, int]) -> None:
    """Each unit of the plan has a line, and the lines together are the snapshot."""
    snapshot = whole[1] / "run" / SNAPSHOT
    heads = [*read_units(snapshot)]
    assert len({head.key for head in heads}) == len(heads) > 60
    assert [one.id for head in heads for one in member_of(snapshot, head).packed] == [one.id for one in read_resources(snapshot)]
