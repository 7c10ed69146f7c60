"""Real answers, given again by the emulated tenant: nothing raises, nothing is lost, and what is claimed is what they say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from itertools import product
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import GAPS
from auditor.model import Manifest, Resource
from auditor.providers.contract import UnitResult
from auditor.reference.registers import reference
from tests.emulators.azure import Cloud
from tests.providers.azure.recorded import ARCHIVE, COUNTRIES, Estate, estates, told_facts, told_region
from tests.providers.contract import flat

pytestmark = pytest.mark.skipif(not estates(), reason=f"{ARCHIVE} does not lie beside this checkout: recordings are no part of the project")
BOTH = (True, False)


Reading = Callable[[int, bool, bool], tuple[Estate, UnitResult]]


@pytest.fixture(scope="module")
def read(emulated: Cloud) -> Reading:
    """What a tenant lists, and the scan of it, by Resource Graph or by lists; each once for all tests.

    It lists all that says where it is, and `unplaced` what says nothing of that, as some lists show it.
    """

    @cache
    def scanned(number: int, graph: bool, unplaced: bool) -> tuple[Estate, UnitResult]:
        emulated.reset()
        shown = {key: {"location": None, **one} if unplaced else one for key, one in estates()[number].items()}
        emulated.add(*shown.values())
        return {key: one for key, one in shown.items() if "location" in one}, emulated.scan(resource_graph=graph)

    return scanned


def placed(result: UnitResult) -> dict[str, Resource]:
    """Everything that was found, by id and with its derived facts."""
    now = datetime.now(UTC).isoformat()
    accounts: dict[str, list[str]] = {resource.account: [] for resource in result.resources}
    manifest = Manifest(now, now, "0", accounts=accounts, resources=len(result.resources))
    whole = derived(lambda: result.resources, manifest, result.coverage, reference(date(2026, 11, 22)), Configuration())
    return {resource.id: resource for resource in whole}


def right_type(estate: Estate, key: str, found: Resource) -> bool:
    """The type that was told, else the one that the id spells."""
    parts = key.rpartition("/providers/")[2].split("/")
    spelled = "microsoft.resources/resourcegroups" if "/providers/" not in key else "/".join((parts[0], *parts[1::2]))
    return found.native_type.lower() == str(estate[key].get("type") or spelled).lower()


@pytest.mark.parametrize("graph", BOTH)
def test_every_recorded_resource_is_found(read: Reading, graph: bool) -> None:
    """By either path, with its type, its name, its tags, its region and its country; and no answer leaves a gap."""
    wrong, seen = [], Counter[str]()
    for number, estate in enumerate(estates()):
        told, result = read(number, graph, False)
        assert not [line for line in result.coverage if line.status in GAPS]
        found = placed(result)
        assert not told.keys() - found.keys()
        for key, one in told.items():
            region = told_region(estate, one)
            here = found[key]
            tags = {str(name): str(value) for name, value in (one.get("tags") or {}).items()}
            as_told = (right_type(estate, key, here), here.region or "", here.facts.get("country"), here.tags)
            if as_told != (True, region, COUNTRIES[region] if region else None, tags) or bool(region) == ("region" in here.unknown):
                wrong.append((key, as_told))
            seen[here.native_type] += 1
    assert not wrong
    assert len(seen) > 50
    assert sum(seen.values()) > 200


def test_both_paths_tell_the_same_of_recorded_resources(read: Reading) -> None:
    """Whichever path brought a resource, and whether or not the lists show what says no location."""
    for number, unplaced in product(range(len(estates())), BOTH):
        (_, graph), (_, lists) = (read(number, path, unplaced) for path in BOTH)
        assert plain(graph) == plain(lists)


def test_what_says_no_location_lies_where_its_parent_does(read: Reading) -> None:
    """Rules of a firewall, records of a zone, settings: each is where what it belongs to is, or nobody knows where."""
    inherited = 0
    for number, estate in enumerate(estates()):
        told, result = read(number, True, True)
        found = {resource.id: resource for resource in result.resources}
        assert not told.keys() - found.keys()
        for key, one in told.items():
            region = told_region(estate, one)
            assert (found[key].region or "", "region" in found[key].unknown) == (region, not region), key
            inherited += bool(region) and one["location"] is None
    assert inherited > 100


@pytest.mark.parametrize("graph", BOTH)
def test_recorded_properties_become_the_right_facts(read: Reading, graph: bool) -> None:
    """Redundancy, backups, keys and what is open to all, as a second reading of the same properties has them."""
    wrong, checked = [], Counter[str]()
    for number in range(len(estates())):
        told, result = read(number, graph, False)
        found = {resource.id: flat(resource) for resource in result.resources}
        for key, one in told.items():
            for path, value in told_facts(one).items():
                checked[str(one["type"]).lower()] += 1
                if found[key].get(path, "unknown") != value:
                    wrong.append((key, path, found[key].get(path, "unknown"), value))
    assert not wrong
    assert len(checked) > 7


def plain(result: UnitResult) -> list[Any]:
    """Resources without the time they were read."""
    return [(one.id, one.native_type, one.name, one.region, one.tags, one.facts, one.unknown) for one in result.resources]
