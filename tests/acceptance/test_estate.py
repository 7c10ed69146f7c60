"""The promise of the product, end to end: what was planted is found, what is sound is not accused, and no refusal improves a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from auditor import pipeline, scan
from auditor.configuration import Configuration, load_configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import read_coverage, read_resources
from auditor.model import Manifest, Outcome
from auditor.pipeline import ruleset
from auditor.providers import INSTALLED
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.contract import Call, Unit, UnitResult
from auditor.ruleset.evaluate import Ruleset
from tests.acceptance.estate import CONFIGURATION, Estate
from tests.emulators.aws import Cloud, cloud

DAY = date(2026, 11, 22)
Outcomes = dict[tuple[str, str], str]
Results = dict[tuple[str, str | None], UnitResult]
WORSE = {Outcome.FAIL.value, Outcome.UNKNOWN.value}


@dataclass
class Town:
    """The estate on its emulator, its plan, and what each unit brought when nothing was refused."""

    aws: Cloud
    expected: Outcomes
    configuration: Configuration
    plan: scan.Plan
    held: Ruleset
    whole: Results

    @cached_property
    def before(self) -> Outcomes:
        """What the rules say when nothing is refused."""
        return self.outcomes(self.whole)

    def outcomes(self, results: Results) -> Outcomes:
        """What every rule says of every resource."""
        held = self.held
        resources = [resource for result in results.values() for resource in result.resources]
        coverage = [line for result in results.values() for line in result.coverage]
        manifest = Manifest("", "", "", entries=self.plan.entries, accounts=self.plan.accounts, resources=len(resources))
        return {
            (rule.id, resource.id): outcome.value
            for resource in derived(lambda: resources, manifest, coverage, held.reference, self.configuration)
            for rule, outcome in zip(held.rules_of(resource.kind), held.outcomes(resource), strict=True)
        }


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Built and read once."""
    with cloud() as aws:
        estate = Estate(aws.url)
        estate.build()
        path = tmp_path_factory.mktemp("town") / "auditor.yaml"
        path.write_text(CONFIGURATION.format(endpoint=aws.url))
        configuration = load_configuration(path, INSTALLED)
        plan = scan.plan(configuration.accounts)
        with ThreadPoolExecutor(8) as pool:
            whole = results(plan.units, pool)
        yield Town(aws, estate.expected, configuration, plan, ruleset(DAY, (), configuration, ())[0], whole)


def results(units: list[Unit], pool: Executor) -> Results:
    """What each unit brings, by service and region."""
    return {(unit.service, unit.region): result for unit, result in zip(units, pool.map(scan.run_unit, units), strict=True)}


def test_every_verdict_is_right(town: Town) -> None:
    """Each planted fault and each piece of good practice gets the outcome it was planted for."""
    found = town.before
    wrong = {
        key: (found.get(key, "not_applicable"), expected)
        for key, expected in town.expected.items()
        if found.get(key, "not_applicable") != expected
    }
    assert not wrong, f"{wrong} (found, expected)"


def check_refusals(town: Town, service: str) -> None:
    """With any one call of a service refused, nothing that failed or could not be told passes."""
    before = town.before
    units = [unit for unit in town.plan.units if unit.service == service]
    asked = [call for call in COLLECTORS[service].calls if _was_made(town, call)]
    for call in asked:
        with town.aws.fault(call.service, call.operation), ThreadPoolExecutor(8) as pool:
            holed = results(units, pool)
        after = town.outcomes(town.whole | holed)
        improved = {key: (before[key], outcome) for key, outcome in after.items() if before.get(key) in WORSE and outcome not in WORSE}
        assert not improved, f"{call.name} refused: {improved}"


class TestHalfOfTheServices:
    """A class goes to one process, so that both halves are tried side by side."""

    @pytest.mark.parametrize("service", sorted(COLLECTORS)[::2])
    def test_no_refusal_improves_a_verdict(self, town: Town, service: str) -> None:
        """Whichever call is refused."""
        check_refusals(town, service)


class TestTheOtherHalf:
    """The services between those."""

    @pytest.mark.parametrize("service", sorted(COLLECTORS)[1::2])
    def test_no_refusal_improves_a_verdict(self, town: Town, service: str) -> None:
        """Whichever call is refused."""
        check_refusals(town, service)


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_the_same_estate_gives_the_same_snapshot(town: Town, tmp_path: Path, times: int) -> None:
    """Scan after scan, in sixteen threads: the same resources in the same order, the same coverage, but for the moments."""

    def said(turn: int) -> tuple[bytes, bytes]:
        manifest = pipeline.scan(town.configuration, tmp_path / str(turn))
        resources = [replace(one, read_at="") for one in read_resources(tmp_path / str(turn))]
        coverage = [replace(line, at="") for line in read_coverage(tmp_path / str(turn))]
        assert manifest.resources == len(resources) > 0
        return msgspec.json.encode(resources), msgspec.json.encode(coverage)

    first = said(0)
    for turn in range(1, times):
        assert said(turn) == first, turn


def _was_made(town: Town, call: Call) -> bool:
    """Whether the whole scan had a reason to make the call."""
    return any((service, operation) == (call.service, call.operation) for service, operation, _ in town.aws.faults.seen)


def test_the_estate_is_read_whole(town: Town) -> None:
    """Nothing planted is missing, and nothing was refused."""
    found = {resource.id for result in town.whole.values() for resource in result.resources}
    assert {identifier for _, identifier in town.expected} <= found
    assert not [line for result in town.whole.values() for line in result.coverage if line.status in ("refused", "failed")]
