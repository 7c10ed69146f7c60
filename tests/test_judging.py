"""A snapshot judged by one process or several: the same bytes, the same errors, and nothing left running."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from auditor import forked, judging, pipeline
from auditor.configuration import Configuration
from auditor.errors import OutputError, SnapshotError
from auditor.files import directory_atomically
from auditor.inventory.snapshot import copy_snapshot, new_snapshot, read_blocks
from auditor.model import Coverage, Manifest, Resource, Whereabouts
from auditor.run import SNAPSHOT, read_findings, read_run

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("english")]
DAY = date(2026, 11, 28)
AT = "2026-11-28T02:00:00Z"
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
CONTEXT = {
    "organisation": {"name": "Ville de Rivemont"},
    "processing_activities": [
        {"id": "etat-civil", "title": "État civil", "categories": ["civil_status"], "select": [{"name": "actes-*"}]},
        {"id": "paie", "title": SECRET, "categories": ["hr"], "select": [{"name": "paie-*"}, {"name": "rien-*"}]},
    ],
    "known": {"waivers": [{"rule": "SEC-001", "resource": "arn:aws:s3:::actes-14", "approved_by": "DPO", "expires": "2027-01-01"}]},
}


def buckets(count: int) -> Iterable[Resource]:
    """Each is replicated to the next, the last to somewhere nobody read; every fifth says nothing of its data."""
    for number in range(count):
        name = f"{('actes', 'paie', 'x', 'actes', 'actes')[number % 5]}-{number}"
        to = f"arn:aws:s3:::{('actes', 'paie', 'x', 'actes', 'actes')[(number + 1) % 5]}-{number + 1}"
        facts: dict[str, Any] = {
            "flows": {"replication": [{"to": to}], "share": None, "logs": None},
            "public": {"access": number % 7 == 0},
            "encryption": {"at_rest": True, "key": None},
        }
        region = "us-east-1" if number % 11 == 0 else "eu-west-3"
        yield Resource(
            f"arn:aws:s3:::{name}", "object_store", "AWS::S3::Bucket", "aws", "1", region, name, facts=facts,
            unknown={"retention.max": "access_denied: s3:GetBucketLifecycleConfiguration"} if number % 3 == 0 else {},
            read_at=AT, offer="aws", named={to: Whereabouts(account="1")},
        )  # fmt: skip


def trail(account: str) -> Resource:
    """An organisation's, which shows in each of its members: whoever looks at it, it is told once."""
    return Resource(
        "arn:aws:cloudtrail:::trail/t", "trail", "AWS::CloudTrail::Trail", "aws", account, "eu-west-3", "t",
        facts={"flows": {"logs": [{"to": "arn:aws:s3:::actes-3"}]}}, read_at=AT, offer="aws", holder="9",
    )  # fmt: skip


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred and seven buckets of one account, in two shards."""
    folder = tmp_path_factory.mktemp("judging") / "snapshot"
    found = [*buckets(105), trail("1"), trail("2")]
    with new_snapshot(folder) as writer:
        writer.add(found[:60], [Coverage("aws", "1", "eu-west-3", "s3", "read", resources=60, at=AT)])
        writer.close()
        writer.add(found[60:], [Coverage("aws", "1", "us-east-1", "s3", "read", resources=47, at=AT)])
        writer.finish(
            lambda done: Manifest(
                AT, AT, "0", entries={"a": ["1"]}, accounts={"1": ["eu-west-3", "us-east-1"]}, context=CONTEXT, resources=done.resources
            )
        )
    return folder


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "BLOCK", 10)
    # Whatever threads the runner of the tests has.
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@cache
def grounds() -> judging.Grounds:
    """The shipped rules, and what the snapshot says of its configuration."""
    return pipeline.grounds(DAY, (), Configuration.from_context(CONTEXT), [])


def judged(snapshot: Path, out: Path, jobs: int) -> dict[str, bytes]:
    """What a run directory holds beside its snapshot."""
    with directory_atomically(out) as building:
        copy_snapshot(snapshot, building / SNAPSHOT)
        pipeline.judge_here(building, grounds(), jobs=jobs)
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def test_the_same_bytes_whatever_the_number_of_processes(snapshot: Path, tmp_path: Path) -> None:
    """Of findings and summary: totals, waivers, activities, what met nothing."""
    alone = judged(snapshot, tmp_path / "1", 1)
    assert alone.keys() == {"run.json", "findings.jsonl"}
    for jobs in (2, 3, 64):
        assert judged(snapshot, tmp_path / str(jobs), jobs) == alone, jobs
    run = read_run(tmp_path / "3")
    assert sum(run.totals.values()) == sum(1 for _finding in read_findings(tmp_path / "3"))
    assert run.waived == 1
    assert [one.written for one in run.unmet] == ["name: rien-*"]
    assert SECRET.encode() not in b"".join(alone.values())


def test_each_block_is_looked_at_and_judged_by_one_process_alone(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at by one, too: eleven blocks, three processes; the first process is this one."""
    asked: list[int] = []

    def counted(count: int, work: Callable[[int], Any]) -> list[Any]:
        asked.append(count)
        return forked.shared(count, work)

    monkeypatch.setattr(judging, "shared", counted)
    judged(snapshot, tmp_path / "3", 3)
    judged(snapshot, tmp_path / "64", 64)
    assert asked == [3, 3, 11, 11]


def children() -> set[int]:
    """The processes of this one: a worker of the tests has others, which earlier tests started."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1]) == os.getpid():
                found.add(int(stat.parent.name))
    return found


def test_what_goes_wrong_in_a_process_is_raised_here(snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its words and its remedy; the former run stands."""
    before = children()
    former = judged(snapshot, tmp_path / "run", 2)
    own = os.getpid()

    def broken(*arguments: Any, **options: Any) -> Any:
        if os.getpid() != own:
            raise SnapshotError("no more", "Scan again.")
        return read_blocks(*arguments, **options)

    monkeypatch.setattr(judging, "read_blocks", broken)
    with pytest.raises(SnapshotError, match="no more") as raised:
        judged(snapshot, tmp_path / "run", 3)
    assert raised.value.remedy == "Scan again."
    assert {path.name: path.read_bytes() for path in (tmp_path / "run").iterdir() if path.is_file()} == former
    assert children() == before


def test_a_process_that_is_killed_is_told() -> None:
    """And the others are not left running."""
    before = children()

    def work(number: int) -> int:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(OutputError, match="ended before it was done"):
        forked.shared(3, work)
    assert children() == before


def test_the_others_end_with_this_one() -> None:
    """What breaks it off here ends the processes that wait."""
    before = children()

    def work(number: int) -> int:
        if number == 0:
            raise KeyboardInterrupt
        signal.pause()
        return number

    with pytest.raises(KeyboardInterrupt):
        forked.shared(3, work)
    assert children() == before


def test_nothing_is_forked_while_another_thread_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it holds locked would stay so in the copy."""
    assert (forked.workers(3, 9), forked.workers(9, 3), forked.workers(None, 1)) == (3, 3, 1)
    monkeypatch.undo()
    go_on = threading.Event()
    other = threading.Thread(target=go_on.wait)
    other.start()
    try:
        assert forked.workers(3, 9) == 1
    finally:
        go_on.set()
        other.join()
