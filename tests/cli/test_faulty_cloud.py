"""`auditor run` behind a line on which anything goes wrong: it ends, its exit code says what is missing, and no outcome improves."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from auditor.inventory.snapshot import read_coverage, read_manifest
from auditor.run import SNAPSHOT, read_findings
from tests.cli.conftest import Run
from tests.emulators.aws import Cloud
from tests.nightly import NIGHTLY

PARIS, VIRGINIA = "eu-west-3", "us-east-1"
SHARE = 0.2
TURNS = 20 if NIGHTLY else 4
KINDS = ("throttle", "reset", "html", "xhtml", "broken", "cut", "severed", "empty", "hollow")

pytestmark = pytest.mark.slow


@pytest.fixture
def laden(town: Path, aws: Cloud) -> Path:
    """The town with things that fail and things that pass, in two regions."""
    town.write_text(town.read_text().replace("regions: [eu-west-3]", "regions: [eu-west-3, us-east-1]"))
    for region in (PARIS, VIRGINIA):
        for number in range(3):
            aws.client("sqs", region).create_queue(QueueName=f"file-{number}", Attributes={"SqsManagedSseEnabled": "false"})
            aws.client("logs", region).create_log_group(logGroupName=f"journal-{number}")
            aws.client("ec2", region).create_volume(AvailabilityZone=f"{region}a", Size=8, Encrypted=bool(number))
    return town


def outcomes() -> dict[tuple[str, str], str]:
    """What each rule says of each thing."""
    return {(one.rule, one.resource.id): one.outcome.value for one in read_findings(Path("audit/run"))}


def check_run(code: int, before: Mapping[tuple[str, str], str], whole: int) -> None:
    """The exit code is that of what was read, and nothing is better than it was: what is not there any more is told as a gap."""
    manifest, after = read_manifest(Path("audit/run") / SNAPSHOT), outcomes()
    incomplete = bool(manifest.gaps or manifest.unread)
    assert code == (4 if incomplete else whole)
    better = {key: (was, after.get(key)) for key, was in before.items() if was != "pass" and after.get(key, "gone") == "pass"}
    assert not better
    assert incomplete or {*before} <= {*after}
    gone = {id for (_rule, id) in before} - {id for (_rule, id) in after}
    assert not gone or [line for line in read_coverage(Path("audit/run") / SNAPSHOT) if line.status in ("refused", "failed")]


@contextmanager
def endless(aws: Cloud, *, stuck: bool) -> Iterator[None]:
    """A list whose next page is itself, or another one without end."""
    url = f"{aws.url}/123456789012/file-0"
    pages = iter(range(10**9))
    aws.answer("sqs", "ListQueues", lambda _asked: {"QueueUrls": [url], "NextToken": "again" if stuck else f"page-{next(pages)}"})
    try:
        yield
    finally:
        del aws.faults.answers["sqs", "ListQueues", ""]


def test_any_one_call_that_is_refused(auditor: Run, laden: Path, aws: Cloud) -> None:
    """Or answered with a page, or half an answer."""
    dice = random.Random(16)  # noqa: S311 - which call, not a key
    whole = auditor("run", "-c", laden).code
    before, asked = outcomes(), sorted({(service, operation) for service, operation, _region in aws.faults.seen})
    for service, operation in dice.sample(asked, TURNS):
        with aws.fault(service, operation, dice.choice(("refuse", *KINDS))):
            check_run(auditor("run", "-c", laden, "--resume-within", "0s").code, before, whole)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fifth_of_all_calls(auditor: Run, laden: Path, aws: Cloud, kind: str) -> None:
    """Throttled, cut, answered with something else or not at all."""
    whole = auditor("run", "-c", laden).code
    before = outcomes()
    with aws.flaky(kind, SHARE, random.Random(16)):  # noqa: S311 - which call, not a key
        code = auditor("run", "-c", laden, "--resume-within", "0s").code
    check_run(code, before, whole)


@pytest.mark.parametrize("fault", ["hang", "stuck", "endless", "half a list"])
def test_what_does_not_end(auditor: Run, laden: Path, aws: Cloud, fault: str) -> None:
    """A region that hangs for half a minute a call, a list that goes on with itself or for ever, one whose second page is cut."""
    whole = auditor("run", "-c", laden).code
    before = outcomes()
    faults: dict[str, AbstractContextManager[Any]] = {
        "hang": aws.silent(VIRGINIA),
        "stuck": endless(aws, stuck=True),
        "endless": endless(aws, stuck=False),
        "half a list": aws.fault("sqs", "ListQueues", "cut", after=1),
    }
    if fault == "half a list":
        aws.in_pages("sqs", "ListQueues", (PARIS, VIRGINIA))
    with faults[fault]:
        code = auditor("run", "-c", laden, "--resume-within", "0s").code
    assert code == 4
    check_run(code, before, whole)
