"""Every collector of OpenStack holds the contract, on a stub that speaks each service's own way of listing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from auditor.providers import provider
from auditor.providers.contract import Call, Collector
from tests.emulators.json import FAULTS
from tests.emulators.openstack import OpenStackStub
from tests.providers.contract import PROMISES, Seeded, flat
from tests.providers.json_seeded import OnAStub
from tests.providers.openstack.estate import SEEDS, Seed

SERVICES = sorted(SEEDS)
BODILY = {"nothing", "text", "html", "cut", "empty"}
"""Faults of a body, which the answer to a HEAD has none of."""


@dataclass
class SeededOpenStack(OnAStub):
    """One of its collectors on the stub."""

    stub: OpenStackStub
    entry: Mapping[str, Any]
    collector: Collector
    seed: Seed

    @property
    def expected(self) -> Mapping[str, Mapping[str, Any]]:
        """What it must find."""
        return self.seed.expected

    @property
    def routes(self) -> Collection[str]:
        """Those of its seed: the others are Keystone's."""
        return self.seed.routes

    def pageable(self, call: Call) -> bool:
        """All its lists are."""
        return call.lists

    def in_pages(self) -> None:
        """One element a page."""
        self.stub.routes |= self.seed.small

    def called(self, path: str) -> str:
        """The call that a path belongs to; empty for Keystone's."""
        if path.removeprefix("POST ").split("/")[1] == "v3":
            return ""
        exact = self.seed.calls.get(path)
        return exact or next(name for end, name in self.seed.calls.items() if path.endswith(end))


@pytest.fixture(params=SERVICES)
def seeded(request: pytest.FixtureRequest, cloud: OpenStackStub, entry: dict[str, Any]) -> SeededOpenStack:
    """A collector and what it must find."""
    (collector,) = [one for one in provider("openstack").collectors() if one.service == request.param]
    return SeededOpenStack(cloud, entry, collector, SEEDS[request.param])


def test_every_collector_has_a_seed() -> None:
    """A new file of services needs one."""
    assert [one.service for one in provider("openstack").collectors()] == SERVICES


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_contract(seeded: SeededOpenStack, promise: Callable[[Seeded], None]) -> None:
    """Each promise, each collector."""
    promise(seeded)


def test_what_is_no_answer_is_never_taken_for_one(seeded: SeededOpenStack) -> None:
    """Whatever comes in place of a list is a gap, in place of a detail an unknown fact; nothing else changes, and nothing is invented."""
    whole = {resource.id: flat(resource) for resource in seeded.seen.resources}
    pairs = 0
    for call, fault in product(seeded.collector.calls, sorted({*FAULTS} - {"slow"})):
        if call.operation.endswith("Metadata") and fault in BODILY:
            continue
        seeded.check_no_answer(call, fault, whole)
        pairs += 1
    assert pairs >= 5


def test_clouds_yaml_of_another_name_is_a_gap(entry: dict[str, Any], tmp_path: Path) -> None:
    """And says what is missing."""
    accounts, units, (gap,) = provider("openstack").open({**entry, "cloud": "ailleurs"})
    assert (accounts, units, gap.account) == ({}, [], "os")
    assert gap.reason == "no_profile: ailleurs"
