"""Waiting is bounded: a clock that only moves while somebody waits says what it costs when Azure throttles or hangs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from azure.core.pipeline.transport import RequestsTransport

from auditor.demo import arm_emulator
from auditor.demo.arm_emulator import Answer, Asked, failure
from auditor.inventory.snapshot import GAPS
from auditor.providers import pace
from auditor.providers.azure.session import Session
from auditor.providers.pace import BOUNDS, Bound, Patience
from tests.emulators.azure import Cloud, arm

pytestmark = pytest.mark.long

STORAGE = "Microsoft.Storage/storageAccounts"
LIFECYCLE = f"{STORAGE}/managementPolicies/read"


class Clock:
    """Seconds that pass only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        """Let them pass."""
        self.now += seconds

    def __call__(self) -> float:
        """What time it is."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every session, and how its transport sleeps."""
    clock = Clock()
    monkeypatch.setattr("auditor.providers.azure.session.Patience", lambda: Patience(clock))
    monkeypatch.setattr(RequestsTransport, "sleep", lambda _, seconds: clock.sleep(seconds))
    return clock


def test_one_call_that_is_throttled_for_ever_costs_its_bound(azure: Cloud, clock: Clock) -> None:
    """Hundreds of accounts, each asked eight times with two minutes in between, would cost a day and a half: ten minutes, then gaps."""
    azure.add(*(arm(f"{STORAGE}/a{number}", sku={"name": "Standard_LRS"}, kind="StorageV2") for number in range(100)))
    with azure.fault(LIFECYCLE, "throttle", wait="110"):
        found = azure.scan("storage", max_attempts=8).resources
    reasons = {one.unknown["retention.max"].split(":")[0] for one in found}
    assert len(found) == 100
    assert "out_of_time" in reasons
    assert reasons <= {"throttled", "out_of_time"}
    # Those sixteen that were under way may each have begun one more pause.
    assert clock.now <= BOUNDS[0].waiting + 16 * 110


def test_a_subscription_that_throttles_everything_costs_its_bound(azure: Cloud, clock: Clock) -> None:
    """What is left is a gap, and the scan ends."""
    azure.add(*(arm(f"{STORAGE}/a{number}", sku={"name": "Standard_LRS"}, kind="StorageV2") for number in range(5)))

    def throttle(asked: Asked) -> Answer | None:
        opened = asked.action.lower() == "microsoft.resources/subscriptions/read"
        return None if opened else failure(429, "TooManyRequests", "The request is being throttled.", **{"Retry-After": "110"})

    azure.azure._layer, layer = throttle, azure.azure._layer
    try:
        result = azure.scan(max_attempts=8)
    finally:
        azure.azure._layer = layer
    assert {line.reason.split(":")[0] for line in result.coverage} <= {"throttled", "out_of_time", "partial_list"}
    assert clock.now <= BOUNDS[2].waiting + 16 * 110


WAITS = {
    "36000": "throttled",
    "Wed, 21 Oct 2099 07:28:00 GMT": "throttled",
    "Wed, 21 Oct 2015 07:28:00 GMT": "",
    "-5": "",
    "bientôt".encode().decode("latin-1"): "",
    "demain GMT": "",
    "Wed, 99 Oct 2026 07:28:00 GMT": "",
    "²": "",
    "5, 6": "",
}
"""What an answer asks to be left alone for → the reason where that is too long; else it is asked once more, in a moment."""


@pytest.mark.parametrize("wait", WAITS)
def test_whatever_an_answer_asks_to_wait(azure: Cloud, clock: Clock, wait: str) -> None:
    """Hours are not waited for; what is past, less than nothing or no time at all is no time that anybody asks for."""
    azure.add(arm(f"{STORAGE}/a", sku={"name": "Standard_LRS"}, kind="StorageV2"))
    with azure.fault(LIFECYCLE, "throttle", wait=wait, times=1):
        (found,) = azure.scan("storage", max_attempts=2).resources
    assert found.unknown.get("retention.max", "").split(":")[0] == WAITS[wait]
    assert clock.now < 120


@pytest.mark.parametrize("wait", ["36000", "demain GMT", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_who_gives_tokens_is_not_waited_for_either(azure: Cloud, clock: Clock, monkeypatch: pytest.MonkeyPatch, wait: str) -> None:
    """Of the SDK's own retries, which know no bound."""
    monkeypatch.setattr(azure.azure, "_token", lambda *_: failure(429, "TooManyRequests", "x", **{"Retry-After": wait}))
    result = azure.scan("storage")
    assert not result.resources
    assert [line for line in result.coverage if line.status in GAPS]
    assert clock.now < 600


def test_a_session_has_its_own_patience() -> None:
    """One entry's waiting is not another's."""
    one, two = (Session({"id": name, "provider": "azure", "endpoint": "https://127.0.0.1:1", "emulator": True}) for name in ("a", "b"))
    assert one.meter is not two.meter


TRICKLING = {
    "head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
    "body": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n",
    "chunk": b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
}
"""What comes at once of an answer of which the rest comes a byte now and then."""


@pytest.fixture(params=TRICKLING)
def trickling(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Azure never ends what it says of lifecycle policies, over the real line; an answer may take a moment, and waiting two."""
    monkeypatch.setattr(pace, "BODY_SECONDS", 0.2)
    monkeypatch.setattr(pace, "BOUNDS", (Bound(waiting=1, asking=60, size=1 << 30), *BOUNDS[1:]))
    plain, over = arm_emulator._Handler._answer, Event()

    def answer(handler: Any, body: Any) -> None:
        if "managementpolicies" not in handler.path.lower():
            plain(handler, body)
            return
        handler.close_connection = True
        with suppress(OSError):
            handler.connection.sendall(TRICKLING[request.param])
            while not over.wait(0.01):
                handler.connection.sendall(b" ")

    monkeypatch.setattr(arm_emulator._Handler, "_answer", answer)
    yield
    over.set()


@pytest.mark.usefixtures("trickling")
def test_an_answer_that_trickles_is_one_that_hangs(azure: Cloud) -> None:
    """It ends, whichever part of it trickles; what is asked after the bound is a gap at once, and what else was asked is known."""
    azure.add(*(arm(f"{STORAGE}/a{number}", sku={"name": "Standard_LRS"}, kind="StorageV2") for number in range(60)))
    found = azure.scan("storage", max_attempts=2).resources
    reasons = {one.unknown["retention.max"].split(":")[0] for one in found}
    assert len(found) == 60
    assert reasons == {"timed_out", "out_of_time"}
    assert {one.facts["public"]["access"] for one in found} == {False}
