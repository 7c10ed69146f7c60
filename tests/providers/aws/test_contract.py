"""The collector contract, held against every AWS collector."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest

from auditor.providers import provider
from auditor.providers.contract import Call, Collector, Unit, UnitResult
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud, pageable
from tests.providers.aws import (
    seeds,
    seeds_ai,
    seeds_code,
    seeds_databases,
    seeds_edge,
    seeds_files,
    seeds_guardrails,
    seeds_messaging,
    seeds_moves,
    seeds_passing,
    seeds_people,
    seeds_storage,
    seeds_stores,
)
from tests.providers.aws.seeds import Expected
from tests.providers.contract import PROMISES, check_promises, no_answer_is_told

SEEDS = {
    **seeds.SEEDS,
    **seeds_storage.SEEDS,
    **seeds_stores.SEEDS,
    **seeds_files.SEEDS,
    **seeds_databases.SEEDS,
    **seeds_moves.SEEDS,
    **seeds_messaging.SEEDS,
    **seeds_code.SEEDS,
    **seeds_edge.SEEDS,
    **seeds_passing.SEEDS,
    **seeds_people.SEEDS,
    **seeds_ai.SEEDS,
    **seeds_guardrails.SEEDS,
}
COLLECTORS = {collector.service: collector for collector in provider("aws").collectors()}
EVERY = bool(os.environ.get("EVERY_PAIR"))
"""Whether each call is held against every fault, and not against one of them."""
OVER_A_LINE = 2
"""Scans of a seed that a line is opened for; what comes after differs from the second by the call alone that fares badly."""
OWN: dict[str, dict[str, Any]] = {
    "ec2:DescribeSnapshots": {"OwnerIds": ["self"]},
    "ec2:DescribeImages": {"Owners": ["self"]},
    "rbin:ListRules": {"ResourceType": "EBS_SNAPSHOT"},
    "ram:GetResourceShares": {"resourceOwner": "SELF"},
}


@dataclass
class SeededAws:
    """A collector on an emulated AWS that holds its seed."""

    cloud: Cloud
    collector: Collector
    expected: Expected
    _opened: dict[str, list[Unit]] = field(default_factory=dict)
    _scans: int = 0

    @cached_property
    def seen(self) -> UnitResult:
        """An undisturbed scan."""
        return self.scan()

    def scan(self, **options: Any) -> UnitResult:
        """Everything the collector finds in Paris and Virginia: over a line undisturbed and under the first fault, then without one."""
        units = self.units(**options)
        self.cloud.another_scan()
        self._scans += 1
        with self.cloud.directly() if self._scans > OVER_A_LINE else nullcontext():
            return self.cloud.read(units)

    def units(self, **options: Any) -> list[Unit]:
        """What opening finds, the same however often: none of its calls is a collector's."""
        key = repr(options)
        if key not in self._opened:
            # What empties regions asks for the aggregators of Config too: here they are the collector's.
            self._opened[key] = self.cloud.units(self.collector.service, **{"prune": False, "sizes": True, "expiring": True, **options})
        return self._opened[key]

    def refusing(self, call: Call, after: int = 0) -> AbstractContextManager[Any]:
        """AWS's own refusal, in the service's wire format."""
        return self.cloud.fault(call.service, call.operation, after=after)

    def blanks(self, call: Call) -> list[str]:
        """All kinds, whatever the call."""
        return ["empty", "html", "cut", "xhtml", "severed", "hollow"]

    def blank(self, call: Call, kind: str) -> AbstractContextManager[Any]:
        """A success that is none."""
        return self.cloud.fault(call.service, call.operation, kind)

    def pageable(self, call: Call) -> bool:
        """As the SDK's model has it."""
        return pageable(call.service, call.operation)

    def in_pages(self) -> None:
        """Answer every list of the collector in pages."""
        for call in self.collector.calls:
            if call.lists and self.pageable(call):
                own = {"AccountId": ACCOUNT} if call.service == "s3control" else OWN.get(call.name, {})
                answered = {
                    region
                    for service, operation, region in self.cloud.faults.answers
                    if (service, operation) == (call.service, call.operation)
                }
                self.cloud.in_pages(call.service, call.operation, {PARIS, VIRGINIA, *answered} - {""}, **own)

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """What went over the wire, but for the opening of the account."""
        self.units()
        self.cloud.faults.seen.clear()
        act()
        return {f"{service}:{operation}" for service, operation, _ in self.cloud.faults.seen}


def test_every_collector_has_a_seed() -> None:
    """A collector without a seed would escape the contract."""
    assert SEEDS.keys() == COLLECTORS.keys()


@pytest.mark.parametrize("service", SEEDS)
def test_contract(aws: Cloud, service: str) -> None:
    """Each collector, each promise."""
    check_promises(SeededAws(aws, COLLECTORS[service], SEEDS[service](aws)), PROMISES)


@pytest.mark.long
@pytest.mark.parametrize("service", SEEDS)
def test_no_answer_is_told(aws: Cloud, service: str, record_property: Callable[[str, Any], None]) -> None:
    """A success that is no answer improves nothing, whatever the call; `EVERY_PAIR=1` holds every call against every kind."""
    seeded = SeededAws(aws, COLLECTORS[service], SEEDS[service](aws))
    pairs = no_answer_is_told(seeded, every=EVERY)
    record_property("pairs", pairs)
    assert pairs >= len(seeded.collector.calls)
