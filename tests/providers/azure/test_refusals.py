"""On a whole estate of every collector, each permission refused in turn: what is lost shows, and no verdict is the better for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.demo.arm_emulator import Answer, Asked, failure
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage, Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.providers.azure.provider import COLLECTORS, OPENING
from auditor.providers.azure.tables import TABLES
from auditor.providers.contract import Unit, UnitResult
from tests.emulators.azure import TOWN, Cloud, cloud
from tests.providers.azure.seeds import SEEDS

WORSE = {Outcome.FAIL, Outcome.UNKNOWN}
SERVICES = {
    call.needs: {other.service for other in COLLECTORS.values() if call.needs in {each.needs for each in other.calls}}
    for one in COLLECTORS.values()
    for call in one.calls
}
"""Permission → the collectors that need it."""
OPENED = {call.needs for call in OPENING}
CONFIGURATION = Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}})
RULES, _ = ruleset(date(2026, 11, 22), (), CONFIGURATION, ())
Verdicts = dict[tuple[str, str], Outcome]


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

    def read(self, services: set[str] | None = None) -> tuple[dict[tuple[str, str], UnitResult], list[Coverage]]:
        """The units of these collectors, or of all."""
        self.azure.provider.close()
        _, units, coverage = self.azure.provider.open(self.azure.azure.options())
        wanted: list[Unit] = [unit for unit in units if services is None or unit.service in services]
        return {(unit.account, unit.service): self.azure.provider.run(unit) for unit in wanted}, coverage


def verdicts(results: dict[Any, UnitResult], opening: list[Coverage]) -> Verdicts:
    """What every shipped rule says of every resource."""
    resources: list[Resource] = [resource for result in results.values() for resource in result.resources]
    coverage = [*opening, *(line for result in results.values() for line in result.coverage)]
    manifest = Manifest("", "", "", accounts={TOWN: []}, resources=len(resources))
    return {
        (resource.id, rule.id): outcome
        for resource in derived(lambda: resources, manifest, coverage, RULES.reference, CONFIGURATION)
        for rule, outcome in zip(RULES.rules_of(resource.kind), RULES.outcomes(resource), strict=True)
    }


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """One estate for all refusals."""
    with cloud() as azure:
        yield Estate(azure)


def test_the_estate_is_worth_refusing(estate: Estate) -> None:
    """It has passes to lose and failures to hide."""
    assert len(estate.whole) > len(SEEDS)
    for outcome in Outcome:
        assert list(estate.verdicts.values()).count(outcome) > 50


@pytest.mark.parametrize("permission", sorted(SERVICES.keys() | OPENED))
def test_no_refusal_improves_a_verdict(estate: Estate, permission: str) -> None:
    """What fails or is unknown stays so, or is gone with a gap that says so."""
    with estate.azure.refusing(permission):
        read, opening = estate.read(None if permission in OPENED else SERVICES[permission])
    opening = opening if permission in OPENED else estate.opening
    after = verdicts({**({} if permission in OPENED else estate.whole), **read}, opening)
    improved = {key: after[key] for key, outcome in estate.verdicts.items() if outcome in WORSE and after.get(key, outcome) not in WORSE}
    assert not improved
    lines = [*opening, *(line for result in read.values() for line in result.coverage)]
    gone = {id for id, _ in estate.verdicts} - {id for id, _ in after}
    assert not gone or [line for line in lines if line.status in GAPS]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_refused_table_is_read_the_other_way(estate: Estate, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one table of Resource Graph every verdict is the same."""

    def refuse(asked: Asked) -> Answer | None:
        return failure(403, "AuthorizationFailed", "no") if str(asked.body.get("query")).startswith(table) else None

    monkeypatch.setattr(estate.azure.azure, "_layer", refuse)
    assert verdicts(*estate.read()) == estate.verdicts
