"""The collector contract, held against every Azure collector on both ways of listing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.model import Resource
from auditor.providers import provider
from auditor.providers.azure.common import LOCATIONS
from auditor.providers.azure.tables import ABOVE, MANAGED
from auditor.providers.contract import Call, Collector, UnitResult
from tests.emulators.azure import OPENING_ACTIONS, Cloud
from tests.providers.azure.seeds import SEEDS
from tests.providers.azure.seeds_common import Expected
from tests.providers.contract import (
    check_promises,
    each_refusal_is_told,
    every_fact_is_answered,
    every_id_is_understood,
    facts_are_expected,
    no_absence_is_contradicted,
    plain,
    refused_list_is_a_gap,
)

COLLECTORS = {collector.service: collector for collector in provider("azure").collectors()}


@dataclass
class SeededAzure:
    """A collector on an emulated tenant that holds its seed. Calls that open the tenant are tried elsewhere."""

    cloud: Cloud
    whole: Collector
    expected: Expected

    @property
    def collector(self) -> Collector:
        """Without the calls that every collector shares, nor a second call on the same permission."""
        listed = {call.needs for call in self.whole.calls if call.lists}
        calls = (call for call in self.whole.calls if call.needs.lower() not in OPENING_ACTIONS)
        own = tuple(call for call in calls if call.lists or call.needs not in listed)
        return replace(self.whole, calls=own)

    @cached_property
    def seen(self) -> UnitResult:
        """An undisturbed scan."""
        return self.scan()

    def scan(self, **options: Any) -> UnitResult:
        """Everything the collector finds in the town's subscription; what it says of the whole subscription is not its own."""
        result = self.cloud.scan(self.whole.service, **{"sizes": True, "expiring": True, **options})
        return UnitResult(result.resources, [line for line in result.coverage if line.status != "skipped"], result.api_calls)

    def refusing(self, call: Call, after: int = 0) -> AbstractContextManager[Any]:
        """A role without that action."""
        return self.cloud.refusing(call.needs)

    def pageable(self, call: Call) -> bool:
        """Resource Manager and Resource Graph answer every list in pages."""
        return True

    def in_pages(self) -> None:
        """Small pages from now on."""
        self.cloud.azure.page = 1

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """The actions that were needed."""
        return self.cloud.asked(act)


def seeded(azure: Cloud, service: str) -> SeededAzure:
    """A collector with its seed."""
    return SeededAzure(azure, COLLECTORS[service], SEEDS[service](azure))


def test_every_collector_has_a_seed() -> None:
    """A collector without a seed would escape the contract."""
    assert SEEDS.keys() == COLLECTORS.keys()


def only_declared_calls_are_made(one: SeededAzure) -> None:
    """Every action that was needed is declared, and every declared one was needed, but for the lists that come from Resource Graph."""
    azure = one.cloud
    declared = {call.needs.lower() for call in one.whole.calls} - OPENING_ACTIONS
    lists = {call.needs.lower() for call in one.whole.calls if call.lists}
    asked = azure.asked(one.scan)
    assert asked <= declared
    assert declared - lists <= asked
    assert all(call.operation.startswith(("List", "Get")) for call in one.whole.calls)
    assert LOCATIONS.needs.lower() in OPENING_ACTIONS


def both_ways_of_listing_find_the_same(one: SeededAzure) -> None:
    """Resource Graph refused: `resources.list` and one question a resource bring the same resources, and coverage says so without a gap.

    But for the management groups above the subscription, which only its row there names: their settings are a gap then.
    """
    graph = _not_above(one.seen.resources)
    with one.cloud.refusing("Microsoft.ResourceGraph/resources/read"):
        result = one.scan()
    assert plain(result.resources) == plain(graph)
    assert {line.call for line in result.coverage if line.status in GAPS} <= {ABOVE.name}


def _not_above(resources: Iterable[Resource]) -> list[Resource]:
    return [one for one in resources if not one.id.startswith(MANAGED)]


def every_page_is_read(one: SeededAzure) -> None:
    """Pages of one element bring what one page brings, on both ways."""
    whole = one.seen.resources
    one.in_pages()
    assert plain(one.scan(page_size=1).resources) == plain(whole)
    assert plain(one.scan(page_size=1, resource_graph=False).resources) == plain(_not_above(whole))


PROMISES: tuple[Callable[[Any], None], ...] = (
    every_id_is_understood,
    facts_are_expected,
    every_fact_is_answered,
    no_absence_is_contradicted,
    each_refusal_is_told,
    refused_list_is_a_gap,
    only_declared_calls_are_made,
    both_ways_of_listing_find_the_same,
    every_page_is_read,
)


@pytest.mark.parametrize("service", SEEDS)
def test_contract(azure: Cloud, service: str) -> None:
    """Each collector, each promise."""
    check_promises(seeded(azure, service), PROMISES)
