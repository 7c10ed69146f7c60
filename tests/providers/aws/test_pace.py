"""How long a silent region is waited for, how fast calls go, and that hurry and cut lines change nothing but the number of calls."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from auditor.inventory.snapshot import GAPS
from auditor.model import Resource
from auditor.providers.aws import session
from auditor.providers.aws.pace import Breaker, Pace
from auditor.providers.contract import UnitResult
from auditor.providers.pace import IN_FLIGHT, Ceiling
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.aws.seeds import SEEDS

pytestmark = pytest.mark.long

SERVICES = ("s3", "logs", "kms", "dynamodb", "ebs", "rds", "backup")


class Client:
    """A client as far as the breaker and the pace go: it remembers who listens."""

    def __init__(self) -> None:
        self.meta = self
        self.events = self
        self.handlers: dict[str, Any] = {}

    def register(self, event: str, handler: Any) -> None:
        """As botocore's."""
        self.handlers[event] = handler


def scan(aws: Cloud, **options: Any) -> tuple[list[Resource], list[Any], list[UnitResult]]:
    """The units of a few services run side by side."""
    _, units, _ = aws.provider.open(aws.options(**options))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if unit.service in SERVICES]))
    return [one for result in results for one in result.resources], [line for result in results for line in result.coverage], results


def plain(resources: Iterable[Resource]) -> dict[str, Any]:
    """What was read, without when."""
    return {one.id: (one.facts, one.unknown, one.tags, one.region) for one in resources}


def test_a_silent_region_is_asked_twice(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """After two requests without an answer no other is sent there; every list of it is a gap, and the other region is read whole."""
    for service in ("logs", "kms", "dynamodb"):
        SEEDS[service](aws)
    whole, _, _ = scan(aws, id="awake")
    # Long enough for what does answer, however slow the machine.
    monkeypatch.setattr(session, "READ_TIMEOUT", 3)
    aws.faults.seen.clear()
    with aws.silent(PARIS):
        found, coverage, _ = scan(aws, id="asleep", max_attempts=8)
    asked = [one for one in aws.faults.seen if one[2] == PARIS]
    # Those under way when it fell silent, and their one new try, are all it costs: eight units run at a time.
    assert len(asked) <= 16
    assert plain(found) == {id: facts for id, facts in plain(whole).items() if facts[3] == VIRGINIA}
    gaps = [line for line in coverage if line.status in GAPS]
    assert {(line.region, line.status, line.reason.split(":")[0]) for line in gaps} == {(PARIS, "failed", "timed_out")}
    assert {line.service for line in gaps} == {"logs", "kms", "dynamodb", "ec2", "rds", "backup"}


def test_a_silent_home_is_replaced(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers at home another region says who we are and answers for the account; the home region is one gap, and told."""
    SEEDS["s3"](aws)
    monkeypatch.setattr(session, "READ_TIMEOUT", 3)
    options = aws.options(id="homeless", regions=[VIRGINIA, PARIS])
    with aws.silent(VIRGINIA):
        identities, units, coverage = aws.provider.open(options)
        found = aws.provider.run(next(unit for unit in units if unit.service == "s3"))
    assert set(identities) == {ACCOUNT}
    assert [(line.region, line.reason) for line in coverage if line.status in GAPS] == [(VIRGINIA, "timed_out: sts:GetCallerIdentity")]
    assert {unit.options["home"] for unit in units} == {PARIS}
    assert PARIS in {one.region for one in found.resources}


def test_one_silent_service_does_not_close_its_region() -> None:
    """Others that answer keep the region open; the silent one is closed, and any answer opens it again."""
    breaker, logs, kms = Breaker(), Client(), Client()
    breaker.watch(logs, "logs", PARIS)
    breaker.watch(kms, "kms", PARIS)
    silence = ReadTimeoutError(endpoint_url="x")
    for _ in range(2):
        logs.handlers["needs-retry"](caught_exception=silence)
        kms.handlers["needs-retry"](response=object())
    kms.handlers["before-send"]()
    with pytest.raises(TimeoutError, match=PARIS):
        logs.handlers["before-send"]()
    logs.handlers["needs-retry"](response=object())
    logs.handlers["before-send"]()
    assert not any(breaker._silences.values())


def test_resets_do_not_close_a_region() -> None:
    """A cut line is tried again."""
    breaker, client = Breaker(), Client()
    breaker.watch(client, "logs", PARIS)
    for _ in range(5):
        client.handlers["needs-retry"](caught_exception=ConnectionResetError())
    client.handlers["before-send"]()
    assert not any(breaker._silences.values())


def test_the_pace_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each request waits for its turn, one gap after the one before, whoever makes it; a pause saves up nothing."""
    now: list[float] = [100.0]
    waits: list[float] = []
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", waits.append)
    client = Client()
    Pace(4).keep(client)
    for later in (0.0, 0.0, 0.0, 10.0, 0.0):
        now[0] += later
        client.handlers["before-sign"]()
    assert waits == [0.0, 0.25, 0.5, 0.0, 0.25]


def test_a_paced_scan_reads_the_same(aws: Cloud) -> None:
    """The option reaches every client."""
    SEEDS["logs"](aws)
    slow = aws.scan("logs", id="paced", max_calls_per_second=500)
    assert plain(slow.resources) == plain(aws.scan("logs").resources)
    clients = aws.provider._sessions.of(aws.options(id="paced", max_calls_per_second=500))
    assert clients._pace is not None


@pytest.mark.parametrize(("kind", "share"), [("throttle", 0.2), ("reset", 0.1)])
def test_hurry_and_cut_lines_change_nothing(aws: Cloud, monkeypatch: pytest.MonkeyPatch, kind: str, share: float) -> None:
    """One request in five throttled, or one in ten cut: the same resources, facts and coverage as without."""
    for service in SERVICES:
        SEEDS[service](aws)
    whole, coverage, _ = scan(aws, id="calm")
    # The waits between tries are botocore's own, and not what is tested.
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda _: None)
    with aws.flaky(kind, share, random.Random(1)):  # noqa: S311  # dice, not a key
        found, lines, results = scan(aws, id=kind, max_attempts=10)
    assert plain(found) == plain(whole)
    assert sorted((line.call, line.region or "", line.status) for line in lines) == sorted(
        (line.call, line.region or "", line.status) for line in coverage
    )
    assert sum(result.api_calls for result in results) > len(coverage)


def test_a_service_that_throttles_is_asked_less_at_once(aws: Cloud) -> None:
    """Every request that it refuses so counts, whoever made it; the others are asked as before, and nothing that was answered is lost."""
    for service in ("s3", "logs"):
        SEEDS[service](aws)
    _, units, _ = aws.provider.open(aws.options(id="crowded", max_attempts=4))
    opened = aws.provider._sessions.of(units[0].options)
    with aws.fault("logs", "DescribeLogGroups", "throttle", times=2):
        found = [aws.provider.run(unit) for unit in units if unit.service in ("s3", "logs")]
    assert IN_FLIGHT // 4 <= opened.ceiling.allowed("logs") < IN_FLIGHT
    assert opened.ceiling.allowed("s3") == IN_FLIGHT
    assert not [line for result in found for line in result.coverage if line.status in GAPS]


def test_what_is_under_way_is_bounded_and_one_burst_lowers_it_once() -> None:
    """However many threads ask; what was sent before the ceiling was lowered lowers it no further, and answers raise it again."""
    ceiling, most, now = Ceiling(8), 0, 0
    lock, burst = Lock(), Barrier(8)

    def ask(refused: bool) -> None:
        nonlocal most, now
        with ceiling.under_way("s3"):
            with lock:
                now += 1
                most = max(most, now)
            if refused:
                burst.wait(300)
            with lock:
                now -= 1
        (ceiling.refused if refused else ceiling.served)("s3")

    with ThreadPoolExecutor(32) as pool:
        list(pool.map(ask, [True] * 8))
        assert (most, ceiling.allowed("s3")) == (8, 4)
        most = 0
        list(pool.map(ask, [False] * 400))
    assert most <= 8
    assert ceiling.allowed("s3") == 8
