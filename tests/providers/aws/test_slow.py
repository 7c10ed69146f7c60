"""Who answers a byte at a time is not waited for: an answer that comes too slowly is none, and what waiting costs in all is bounded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.providers import pace
from auditor.providers.pace import Bound
from tests.emulators.aws import PARIS, VIRGINIA, Cloud
from tests.providers.aws.seeds import SEEDS

pytestmark = pytest.mark.long

SERVICES = ("logs", "kms")


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a minute in a test; a busy machine answers within seconds."""
    monkeypatch.setattr(pace, "BODY_SECONDS", 2)


def scan(aws: Cloud, **options: object) -> tuple[set[str], set[tuple[str, str | None, str]]]:
    """What the units of two services bring, and their gaps: service, region and reason code."""
    _, units, _ = aws.provider.open(aws.options(**options))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if unit.service in SERVICES]))
    gaps = (line for result in results for line in result.coverage if line.status in GAPS)
    return {one.id for result in results for one in result.resources}, {
        (line.service, line.region, line.reason.split(":")[0]) for line in gaps
    }


@pytest.mark.parametrize("kind", ["slow head", "slow body"])
def test_a_list_that_trickles_is_a_gap(aws: Cloud, kind: str) -> None:
    """Be it the headers or the body that never end; whatever else the region answers is read."""
    for service in SERVICES:
        SEEDS[service](aws)
    whole, _ = scan(aws, id=f"brisk {kind}")
    with aws.fault("logs", "DescribeLogGroups", kind, region=PARIS):
        left, gaps = scan(aws, id=kind)
    assert gaps == {("logs", PARIS, "timed_out")}
    assert left < whole
    assert {id for id in whole - left if f":{PARIS}:" not in id or ":logs:" not in id} == set()


@pytest.mark.parametrize("kind", ["slow head", "slow body"])
def test_a_detail_that_trickles_is_unknown(aws: Cloud, kind: str) -> None:
    """The thing is there, and what nobody told of it has its reason."""
    SEEDS["kms"](aws)
    with aws.fault("kms", "GetKeyPolicy", kind):
        found = aws.scan("kms", id=f"detail {kind}", regions=[PARIS])
    unread = {reason.split(":")[0] for one in found.resources for reason in one.unknown.values()}
    assert unread
    assert unread <= {"timed_out", "not_collected"}
    assert not [line for line in found.coverage if line.status in GAPS]


def test_a_region_that_trickles_costs_a_bounded_time(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call trickles there: a few are tried, then no more, and the other region is read whole."""
    for service in SERVICES:
        SEEDS[service](aws)
    monkeypatch.setattr(pace, "BOUNDS", (Bound(1, 9, 1 << 30), Bound(2, 9, 1 << 30), Bound(9, 99, 1 << 30)))
    whole, _ = scan(aws, id="brisk", prune=False)
    aws.faults.seen.clear()
    with aws.fault("", "", "slow body", region=PARIS):
        left, gaps = scan(aws, id="trickling", prune=False)
    assert left == {id for id in whole if f":{VIRGINIA}:" in id}
    assert {(service, region) for service, region, _ in gaps} == {("logs", PARIS), ("kms", PARIS)}
    assert {reason for _, _, reason in gaps} <= {"timed_out", "out_of_time"}
    assert len([region for _, _, region in aws.faults.seen if region == PARIS]) <= 8


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_that_throttles_for_ever_costs_a_bounded_time(aws: Cloud, monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    """Each of its calls is told to come back, in every region, however often it may be tried: a gap, and the other service is read."""
    for one in SERVICES:
        SEEDS[one](aws)
    whole, _ = scan(aws, id=f"served {service}", prune=False)
    monkeypatch.setattr(pace, "BOUNDS", tuple(Bound(waiting, 3600, 1 << 30) for waiting in (1, 600, 600)))
    aws.faults.seen.clear()
    with aws.fault(service, "", "throttle"):
        left, gaps = scan(aws, id=f"throttled {service}", prune=False, max_attempts=8)
    assert left == {id for id in whole if f":{service}:" not in id}
    assert gaps == {(service, region, "out_of_time") for region in (PARIS, VIRGINIA)}
    assert len([one for one in aws.faults.seen if one[0] == service]) <= 80
