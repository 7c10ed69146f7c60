"""A whole estate of every collector in one tenant, and what every shipped rule says of it."""

from __future__ import annotations

from typing import Any

from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage
from auditor.providers.azure.provider import COLLECTORS, OPENING
from auditor.providers.contract import Unit, UnitResult
from tests.emulators.azure import TOWN, Cloud
from tests.providers import judged
from tests.providers.azure.seeds import SEEDS
from tests.providers.judged import Verdicts, improved

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

    def read(self, services: set[str] | None = None, **more: Any) -> tuple[dict[tuple[str, str], UnitResult], list[Coverage]]:
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


def reread(estate: Estate, permission: str, **more: Any) -> tuple[Verdicts, dict[Any, UnitResult], list[Coverage]]:
    """The verdicts, all that was read and the coverage, once the collectors that need a permission have read again."""
    opened = permission in OPENED
    read, opening = estate.read(None if opened else SERVICES[permission], **more)
    opening = opening if opened else estate.opening
    lines = [*opening, *(line for result in read.values() for line in result.coverage)]
    whole = {**({} if opened else estate.whole), **read}
    return verdicts(whole, opening), whole, lines


def check_no_better(estate: Estate, after: Verdicts, lines: list[Coverage]) -> None:
    """What fails or is unknown stays so, or is gone with a gap that says so."""
    assert not improved(estate.verdicts, after)
    gone = {id for id, _ in estate.verdicts} - {id for id, _ in after}
    assert not gone or [line for line in lines if line.status in GAPS]
