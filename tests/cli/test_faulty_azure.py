"""`auditor run` on Azure behind a line on which anything goes wrong: it ends, its exit code is right, and no outcome improves."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock

import pytest

from auditor.demo.arm_emulator import SEVERED, Answer, ArmEmulator, Asked, failure
from auditor.inventory.snapshot import read_manifest
from auditor.run import SNAPSHOT
from tests.cli.conftest import Run
from tests.cli.test_faulty_cloud import check_run, outcomes
from tests.emulators.azure import CCAS, GRAPH, PAIRS, Cloud, arm, location
from tests.nightly import NIGHTLY
from tests.providers.azure.seeds import SEEDS

pytestmark = pytest.mark.slow

SHARE, HANG = 0.2, 30.0
TURNS = 20 if NIGHTLY else 4
BOUND = 3600
"""Seconds in which a run ends whatever happens: half an hour may be waited for a subscription."""
PAGE = b"<!DOCTYPE html><html><body><h1>Acc\xc3\xa8s bloqu\xc3\xa9 par le filtre</h1></body></html>"
XML = b"<?xml version='1.0'?><Error><Code>InternalError</Code></Error>"
Spoil = Callable[[bytes], Answer]
KINDS: Mapping[str, Spoil] = {
    "refuse": lambda _: failure(403, "AuthorizationFailed", "The client does not have authorization to perform this action."),
    "throttle": lambda _: failure(429, "TooManyRequests", "The request is being throttled.", **{"Retry-After": "0"}),
    "error": lambda _: failure(500, "InternalServerError", "The server has encountered an error."),
    "unavailable": lambda _: Answer(503, PAGE, {"Content-Type": "text/html"}),
    "reset": lambda _: Answer(SEVERED, {}),
    "html": lambda _: Answer(200, PAGE, {"Content-Type": "text/html"}),
    "page as JSON": lambda _: Answer(200, PAGE),
    "xml": lambda _: Answer(200, XML, {"Content-Type": "application/xml"}),
    "cut": lambda whole: Answer(200, whole[: len(whole) // 2]),
    "severed": lambda whole: Answer(200, whole[: len(whole) // 2], {"Content-Length": str(len(whole))}),
    "empty": lambda _: Answer(200, b""),
    "hollow": lambda _: Answer(200, {}),
}


class Line:
    """What lies between us and Azure: answers that are `chosen` fare as `spoil` says."""

    def __init__(self) -> None:
        self.chosen: Callable[[Asked], bool] = lambda _asked: False
        self.spoil: Callable[[Asked, Answer], Answer] = lambda _asked, answer: answer
        self.spoilt = 0
        self._lock = Lock()

    def __call__(self, asked: Asked, answer: Answer) -> Answer:
        """What arrives of an answer."""
        # The dice are one for all threads.
        with self._lock:
            chosen = self.chosen(asked)
            self.spoilt += chosen
        return self.spoil(asked, answer) if chosen else answer

    def fares(self, kind: str, chosen: Callable[[Asked], bool]) -> None:
        """From now on those answers fare badly."""
        self.chosen, self.spoil = chosen, lambda _asked, answer: KINDS[kind](json.dumps(answer.body).encode())


@pytest.fixture
def line() -> Line:
    """One on which nothing goes wrong yet."""
    return Line()


@pytest.fixture
def azure(line: Line) -> Iterator[ArmEmulator]:
    """A resource of every collector, and a second subscription of the same tenant."""
    with ArmEmulator(wire=line) as there:
        cloud = Cloud()
        cloud.azure = there
        there.locations = [location(name, pair) for name, pair in PAIRS.items()]
        for seed in SEEDS.values():
            seed(cloud)
        for number in range(3):
            account = f"Microsoft.Storage/storageAccounts/ccas{number}"
            there.add(arm(account, subscription=CCAS, kind="StorageV2", sku={"name": "Standard_GRS"}))
        yield there


@pytest.fixture
def town(azure: ArmEmulator, tmp_path: Path) -> Path:
    """The configuration that reads them."""
    path = tmp_path / "auditor.yaml"
    select = [{"kind": "object_store"}, {"kind": "database"}]
    activity = {"id": "soins", "categories": ["santé"], "countries": ["FR"], "select": select}
    path.write_text(json.dumps({"accounts": [azure.options(max_attempts=2)], "processing_activities": [activity]}))
    return path


def again(auditor: Run, town: Path) -> int:
    """A scan of everything, which ends in time; its exit code."""
    begun = time.monotonic()
    code = auditor("run", "-c", town, "--resume-within", "0s").code
    assert time.monotonic() - begun < BOUND
    return code


def test_any_one_call_that_is_refused(auditor: Run, town: Path, azure: ArmEmulator, line: Line) -> None:
    """Or answered with a page, half an answer or none: one action, one path."""
    dice = random.Random(16)  # noqa: S311 - which call, not a key
    whole = again(auditor, town)
    before, asked = outcomes(), sorted({(one.action, one.path) for one in azure.seen})
    assert "fail" in before.values()
    assert "pass" in before.values()
    for action, path in dice.sample(asked, TURNS):
        kind = dice.choice([*KINDS])
        line.fares(kind, lambda one, wanted=(action, path): (one.action, one.path) == wanted)  # type: ignore[misc]
        check_run(again(auditor, town), before, whole)


@pytest.mark.parametrize("kind", KINDS)
def test_a_fifth_of_all_calls(auditor: Run, town: Path, line: Line, kind: str) -> None:
    """Throttled, cut, answered with something else or not at all."""
    whole = again(auditor, town)
    before, dice = outcomes(), random.Random(16)  # noqa: S311 - which call, not a key
    line.fares(kind, lambda _asked: dice.random() < SHARE)
    check_run(again(auditor, town), before, whole)
    assert line.spoilt


def onwards(url: str, asked: Asked, answer: Answer, page: str) -> Answer:
    """A list with that next page."""
    if "data" in answer.body:
        return Answer(200, {**answer.body, "$skipToken": "0"}, answer.headers)
    link = f"{url}{asked.path}?api-version={asked.query['api-version']}&page={page}"
    return Answer(200, {**answer.body, "nextLink": link}, answer.headers)


def is_list(answer: Answer) -> bool:
    """Whether it is one page of a list."""
    return isinstance(answer.body, dict) and isinstance(answer.body.get("value", answer.body.get("data")), list)


@pytest.mark.parametrize("fault", ["hang", "stuck", "endless", "half a list", "the same page twice"])
def test_what_does_not_end(auditor: Run, town: Path, azure: ArmEmulator, line: Line, fault: str) -> None:
    """A subscription that hangs for half a minute a call, lists that go on with themselves or for ever, whose second page is cut."""
    whole = again(auditor, town)
    before, pages = outcomes(), iter(range(10**9))
    counted: dict[str, int] = {}

    def spoil(asked: Asked, answer: Answer) -> Answer:
        if fault == "hang":
            time.sleep(HANG)
            return Answer(SEVERED, {})
        if not is_list(answer):
            return answer
        counted[asked.path] = turn = counted.get(asked.path, 0) + 1
        if fault == "half a list":
            return onwards(azure.url, asked, answer, "2") if turn == 1 else KINDS["cut"](json.dumps(answer.body).encode())
        if fault == "the same page twice":
            return onwards(azure.url, asked, answer, "2") if turn == 1 else answer
        return onwards(azure.url, asked, answer, "again" if fault == "stuck" else str(next(pages)))

    line.spoil = spoil
    graph = GRAPH.lower()
    line.chosen = lambda one: (
        f"/{CCAS}" in one.path if fault == "hang" else "storageaccounts" in one.path.lower() or one.action.lower() == graph
    )
    code = again(auditor, town)
    check_run(code, before, whole)
    assert line.spoilt
    assert code == 4
    assert read_manifest(Path("audit/run") / SNAPSHOT).gaps or fault != "hang"
