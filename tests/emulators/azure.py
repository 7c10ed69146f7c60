"""An Azure to test against: the demonstration's emulator, which misbehaves on demand, and resources by their shapes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from auditor.demo.arm_emulator import Answer, ArmEmulator, Asked, failure
from auditor.providers.azure.provider import COLLECTORS, OPENING, AzureProvider
from auditor.providers.contract import Call, UnitResult

TOWN, CCAS = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
FOREIGN, THIRD = "cccccccc-0000-4000-8000-000000000003", "dddddddd-0000-4000-8000-000000000004"
PARIS, MARSEILLE = "francecentral", "francesouth"
PAIRS = {PARIS: MARSEILLE, MARSEILLE: PARIS, "westeurope": "northeurope", "northeurope": "westeurope", "eastus": "westus"}
OPENING_ACTIONS = frozenset(call.needs.lower() for call in OPENING)
# How a fault answers: status, ARM code, message.
FAULTS = {
    "throttle": (429, "TooManyRequests", "The request is being throttled."),
    "error": (500, "InternalServerError", "The server has encountered an error."),
    "gone": (404, "ResourceNotFound", "The Resource was not found."),
    "null": (200, "", "null"),
    "html": (200, "", "<html>Maintenance</html>"),
    "elsewhere": (200, "", '{"value": [], "nextLink": "https://ailleurs.example/subscriptions?api-version=2021-04-01"}'),
}


def arm(path: str, *, group: str = "ville", subscription: str = TOWN, **said: Any) -> dict[str, Any]:
    """A resource of a group by the rest of its id; in Paris unless told otherwise, and below a resource wherever that is."""
    whole = {"id": f"/subscriptions/{subscription}/resourceGroups/{group}/providers/{path}", "properties": {}, **said}
    return whole if path.count("/") > 2 else {"location": PARIS, **whole}


GRAPH = "microsoft.resourcegraph/resources/read"


@dataclass(frozen=True)
class Spoil:
    """What an answer with status 200 becomes: other bytes, other elements, or another next page."""

    name: str
    raw: Callable[[bytes], bytes] | None = None
    each: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    onwards: Callable[[str, int], str] | None = None
    kind: str = "application/json"
    calls: Iterator[int] = field(default_factory=count)

    def of_each(self, one: dict[str, Any]) -> dict[str, Any]:
        """One element of a list, or the one thing that was asked for."""
        return self.each(one) if self.each else one

    def of(self, asked: Asked, answer: Answer) -> Answer:
        """The whole answer."""
        if self.raw:
            return Answer(200, self.raw(json.dumps(answer.body).encode()), {**answer.headers, "Content-Type": self.kind})
        if not isinstance(answer.body.get("value"), list):
            return Answer(200, self.of_each(answer.body), answer.headers)
        body = {**answer.body, "value": [self.of_each(one) for one in answer.body["value"]]}
        if self.onwards:
            body["nextLink"] = self.onwards(f"{asked.path}?api-version={asked.query['api-version']}", next(self.calls))
        return Answer(200, body, answer.headers)


WHOLE = Spoil("whole")


@dataclass
class Fault:
    """How one action misbehaves, from its request number `after` on."""

    action: str
    kind: str
    after: int = 0
    times: int = 1_000_000
    wait: str = "0"
    asked: int = 0


class Cloud:
    """One emulated tenant for a test: resources to seed it with, units to scan it by, faults to scan it under."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.azure = ArmEmulator(self._misbehave, self._carry)
        self.spoils: dict[str, Spoil] = {}
        self.provider = AzureProvider()

    def reset(self) -> None:
        """A tenant with two regions pairs and nothing else."""
        self.azure.reset()
        self.faults.clear()
        self.spoils.clear()
        self.provider.close()
        self.azure.locations = [location(name, pair) for name, pair in PAIRS.items()]

    def add(self, *resources: Mapping[str, Any]) -> None:
        """Put resources where their ids say."""
        self.azure.add(*resources)

    def scan(self, *services: str, **more: Any) -> UnitResult:
        """All units of these collectors, or of all, as one result; nothing is remembered from an earlier scan."""
        self.provider.close()
        _, units, coverage = self.provider.open(self.azure.options(**more))
        results = [self.provider.run(unit) for unit in units if not services or unit.service in services]
        return UnitResult(
            [resource for result in results for resource in result.resources],
            [*coverage, *(line for result in results for line in result.coverage)],
            sum(result.api_calls for result in results),
        )

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """The actions that were needed while `act` ran, in lower case, those of opening a tenant left out."""
        self.azure.seen.clear()
        act()
        return {one.action.lower() for one in self.azure.seen} - OPENING_ACTIONS

    @contextmanager
    def refusing(self, action: str, how: str = "AuthorizationFailed") -> Iterator[None]:
        """An action is refused for the block: by the role, so that lists leave out what it concerns."""
        self.azure.refuse(action, how)
        try:
            yield
        finally:
            self.azure.refused.pop(action.lower(), None)

    @contextmanager
    def fault(self, action: str, kind: str, **more: Any) -> Iterator[Fault]:
        """An action misbehaves for the block."""
        fault = Fault(action.lower(), kind, **more)
        self.faults.append(fault)
        try:
            yield fault
        finally:
            self.faults.remove(fault)

    @contextmanager
    def spoiling(self, action: str, spoil: Spoil) -> Iterator[None]:
        """Every answer to an action, and what Resource Graph shows of its type, is spoiled on its way for the block."""
        self.spoils[action.lower()] = spoil
        try:
            yield
        finally:
            del self.spoils[action.lower()]

    def _carry(self, asked: Asked, answer: Answer) -> Answer:
        action = asked.action.lower()
        if action == GRAPH and isinstance(answer.body.get("data"), list):
            rows = [self.spoils.get(f"{one['type']}/read", WHOLE).of_each(one) for one in answer.body["data"]]
            answer = Answer(answer.status, {**answer.body, "data": rows}, answer.headers)
        return self.spoils[action].of(asked, answer) if action in self.spoils and answer.status == 200 else answer

    def _misbehave(self, asked: Asked) -> Answer | None:
        for fault in self.faults:
            if fault.action == asked.action.lower():
                fault.asked += 1
                if fault.after < fault.asked <= fault.after + fault.times:
                    status, code, message = FAULTS[fault.kind]
                    if status == 200:
                        kind = "text/html" if message.startswith("<") else "application/json"
                        return Answer(status, message.encode(), {"Content-Type": kind})
                    return failure(status, code, message, **({"Retry-After": fault.wait} if status == 429 else {}))
        return None


def location(name: str, pair: str | None) -> dict[str, Any]:
    """One line of a subscription's locations."""
    paired = [{"name": pair, "id": f"/subscriptions/{TOWN}/locations/{pair}"}] if pair else []
    return {"name": name, "displayName": name, "metadata": {"regionType": "Physical", "pairedRegion": paired}}


def list_call(action: str) -> Call | None:
    """The list call that needs an action."""
    calls = [call for one in COLLECTORS.values() for call in one.calls]
    return next((call for call in calls if call.lists and call.needs.lower() == action.lower()), None)


@contextmanager
def cloud() -> Iterator[Cloud]:
    """An empty tenant, and nothing left of it after the block."""
    one = Cloud()
    with one.azure:
        try:
            yield one
        finally:
            one.provider.close()
