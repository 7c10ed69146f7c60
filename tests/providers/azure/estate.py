"""A whole estate of every collector in one tenant, and what every shipped rule says of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage
from auditor.providers.azure.provider import COLLECTORS, OPENING
from auditor.providers.azure.tables import MANAGED
from auditor.providers.contract import Unit, UnitResult
from tests.emulators.azure import TOWN, Cloud
from tests.nightly import NIGHTLY
from tests.providers import judged
from tests.providers.azure.seeds import SEEDS
from tests.providers.judged import Verdicts, improved

Results = dict[tuple[str, str], UnitResult]
SERVICES = {
    call.needs: {other.service for other in COLLECTORS.values() if call.needs in {each.needs for each in other.calls}}
    for one in COLLECTORS.values()
    for call in one.calls
}
"""Permission → the collectors that need it."""
OPENED = {call.needs for call in OPENING}

DETAILS = SERVICES.keys() - OPENED - {call.needs for one in COLLECTORS.values() for call in one.calls if call.lists}
"""What is asked of what a list found."""


class Estate:
    """Every seed in one tenant, all of it said to hold health data, with what was read of it while nothing was refused."""

    def __init__(self, azure: Cloud) -> None:
        self.azure = azure
        azure.reset()
        for seed in SEEDS.values():
            seed(azure)
        for one in azure.azure.objects.values():
            if "location" in one:
                one["tags"] = {**(one.get("tags") or {}), "rgpd:categorie": "sante"}
        self.whole, self.opening = self.read()
        self.verdicts = verdicts(self.whole, self.opening)

    def read(self, services: set[str] | None = None, **more: Any) -> tuple[Results, list[Coverage]]:
        """The units of these collectors, or of all."""
        self.azure.provider.close()
        _, units, coverage = self.azure.provider.open(self.azure.azure.options(**more))
        wanted: list[Unit] = [unit for unit in units if services is None or unit.service in services]
        return {(unit.account, unit.service): self.azure.provider.run(unit) for unit in wanted}, coverage


def verdicts(results: dict[Any, UnitResult], opening: list[Coverage]) -> Verdicts:
    """What every shipped rule says of every resource."""
    resources = [resource for result in results.values() for resource in result.resources]
    coverage = [*opening, *(line for result in results.values() for line in result.coverage)]
    return judged.verdicts(resources, coverage, TOWN, {}, judged.TOWN)


@dataclass(frozen=True)
class Again:
    """What the collectors that need a permission read when they read again, and what they had read before."""

    before: Results
    after: Results
    opening: list[Coverage]

    @property
    def told(self) -> bool:
        """Whether some line says that something is missing."""
        return any(line.status in GAPS for line in (*self.opening, *(line for one in self.after.values() for line in one.coverage)))


def read_again(estate: Estate, permission: str, **more: Any) -> Again:
    """By the collectors that need it: by all, where it opens the tenant."""
    services = touched(permission)
    after, opening = estate.read(services, **more)
    before = {key: result for key, result in estate.whole.items() if key[1] in services}
    return Again(before, after, opening if permission in OPENED else estate.opening)


def judged_again(estate: Estate, tries: Sequence[Again]) -> Verdicts:
    """The verdicts where these read again, whose collectors differ, and all others stay at what they read."""
    whole = {key: result for key, result in estate.whole.items() if not any(key in one.before for one in tries)}
    for one in tries:
        whole |= one.after
    return verdicts(whole, next((one.opening for one in tries if one.opening is not estate.opening), estate.opening))


def check_no_better(estate: Estate, after: Verdicts, tries: Sequence[Again]) -> None:
    """What fails or is unknown stays so, or is gone with a gap that says so: of groups that only a table names, test_above.py holds it."""
    assert not improved(estate.verdicts, after)
    gone = {id for id, _ in estate.verdicts if not id.startswith(MANAGED)} - {id for id, _ in after}
    for one in tries:
        assert not gone.intersection(resource.id for result in one.before.values() for resource in result.resources) or one.told


def touched(permission: str) -> set[str]:
    """The collectors that read otherwise without a permission."""
    return {*COLLECTORS} if permission in OPENED else SERVICES[permission]


def swept(share: int, tries: Mapping[str, tuple[Any, ...]], alone: Collection[str] = ()) -> list[Any]:
    """Tries by name, each of which begins with a permission, to parametrise a sweep with: one in `share` by day, all of them at night.

    By day those that touch no collector in common are judged together, as judging takes longest; at night each is judged alone.
    """
    batches: list[list[str]] = []
    held: list[set[str]] = []
    by_day, by_night = [*tries][::share], [name for position, name in enumerate(tries) if position % share]
    for name in by_day:
        permission = tries[name][0]
        services = {*COLLECTORS} if permission in alone else touched(permission)
        home = next((number for number, others in enumerate(held) if not services & others and not NIGHTLY), len(batches))
        if home == len(batches):
            batches.append([])
            held.append(set())
        batches[home].append(name)
        held[home] |= services
    whole = [*batches, *([name] for name in by_night)]
    return [
        pytest.param([tries[name] for name in names], id=" ".join(names), marks=() if number < len(batches) else pytest.mark.slow)
        for number, names in enumerate(whole)
    ]
