"""The promise of the product, end to end: what was planted is found, what is sound is not accused, and no fault improves a verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from auditor import pipeline, scan
from auditor.configuration import Configuration, load_configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import read_coverage, read_resources
from auditor.model import Coverage, Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.providers import INSTALLED, provider
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.contract import Call, Collector, Unit, UnitResult
from auditor.ruleset.clause import reads
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.explain import Explainer
from tests.acceptance.estate import CONFIGURATION, Estate
from tests.emulators.aws import Cloud, cloud
from tests.nightly import NIGHTLY
from tests.providers.judged import Said

pytestmark = pytest.mark.long

DAY = date(2026, 11, 22)
Outcomes = dict[tuple[str, str], str]
Results = dict[tuple[str, str | None], UnitResult]
WORSE = {Outcome.FAIL.value, Outcome.UNKNOWN.value}
MOST_BY_DAY = 6
FAULTS = ("refuse", "html", "cut", "hollow", "empty", "xhtml")
LONG = ("video-90", "video-32", "video-jamais", "video-prefixe", "video-desactivee")
STAYS = {
    "s3:GetBucketVersioning RET-002": LONG,
    "s3:GetObjectLockConfiguration RET-002": (*LONG, "video-versions", "video-versions-60"),
    "s3:GetObjectLockConfiguration RET-009": ("etat-civil-actes", "copie-actes", "video-versions"),
    "s3:GetBucketAcl SEC-001": ("public-rh",),
    "s3:GetBucketAcl SEC-011": ("public-rh",),
    "s3:GetBucketOwnershipControls SEC-001": ("public-rh", "public-acl"),
    "s3:GetBucketPolicyStatus SEC-001": ("public-acl",),
    "s3:GetBucketPolicy SEC-001": ("public-rh", "public-acl"),
}
"""Failures that other answers show, beside a call that the same facts rest on: they stay when it is not answered."""

TAGGED = "resourcegroupstaggingapi"


def _evidence(collectors: Iterable[Collector]) -> dict[str, dict[str, str]]:
    return {native: facts for collector in collectors for native, facts in collector.evidence().items()}


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
        resources = [resource for result in results.values() for resource in result.resources]
        return {
            (rule, resource.id): outcome.value
            for resource in self._derived(results, resources)
            for rule, outcome in self._said.of(resource)
        }

    @cached_property
    def _said(self) -> Said:
        return Said(self.held)

    def _derived(self, results: Results, resources: list[Resource]) -> Iterator[Resource]:
        coverage = [line for result in results.values() for line in result.coverage]
        calls = _evidence(COLLECTORS.values())
        manifest = Manifest("", "", "", entries=self.plan.entries, accounts=self.plan.accounts, resources=len(resources), calls=calls)
        return derived(lambda: resources, manifest, coverage, self.held.reference, self.configuration)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """Everything found, with what is derived of it."""
        found = [resource for result in self.whole.values() for resource in result.resources]
        return {resource.id: resource for resource in self._derived(self.whole, found)}

    def rests(self, call: Call, rule: str, identifier: str) -> bool:
        """Whether a verdict may rest on a call: it tells of the services that the resource names, and of the places that decided."""
        resource = self.resources[identifier]
        services = {name.split(":")[2] for name in (identifier, *resource.named) if name.startswith("arn:")}
        if call.service == "organizations" and rule in ("LOC-011", "SEC-011"):
            # With whom something is shared may be of an organisation that nobody could read.
            return True
        if call.service != TAGGED and not {call.service, call.needs.split(":")[0]} & services:
            return False
        judge = next(one for one in self.held.rules if one.id == rule)
        evidence = _evidence(COLLECTORS.values()).get(resource.native_type, {})
        told = [reason.call for reason in Explainer(judge, self.held.reference.lists, {resource.native_type: evidence}).reasons(resource)]
        if not all(told) or call.lists:
            return True
        scope = [evidence.get(fact, "") for fact in ("tags", "origin", "region", "name", *reads(judge.when))]
        return call.name in ", ".join([*told, *scope]) or call.service == TAGGED or call.service not in identifier


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Built and read once."""
    with cloud() as aws:
        estate = Estate(aws)
        estate.build()
        path = tmp_path_factory.mktemp("town") / "auditor.yaml"
        path.write_text(CONFIGURATION.format(endpoint=aws.url))
        configuration = load_configuration(path, INSTALLED)
        plan = scan.plan(configuration.accounts)
        with ThreadPoolExecutor(8) as pool:
            whole = results(plan.units, pool)
        yield Town(aws, estate.expected, configuration, plan, ruleset(DAY, (), configuration, ())[0], whole)


def _run(unit: Unit) -> UnitResult:
    return provider(unit.provider).run(unit)


def results(units: list[Unit], pool: Executor) -> Results:
    """What each unit brings, by service and region."""
    return {(unit.service, unit.region): result for unit, result in zip(units, pool.map(_run, units), strict=True)}


def test_every_verdict_is_right(town: Town) -> None:
    """Each planted fault and each piece of good practice gets the outcome it was planted for."""
    found = town.before
    wrong = {
        key: (found.get(key, "not_applicable"), expected)
        for key, expected in town.expected.items()
        if found.get(key, "not_applicable") != expected
    }
    assert not wrong, f"{wrong} (found, expected)"


def check_faults(town: Town, service: str) -> int:
    """With any one call of a service refused, or answered with what is no answer, no outcome improves; how many were tried."""
    units = [unit for unit in town.plan.units if unit.service == service]
    asked = asked_of(town, service)
    # At night every call and fault; by day one fault a call in its turn, of at most so many calls: the contract holds each on its own seed.
    chosen = asked if NIGHTLY else asked[:: -(-len(asked) // MOST_BY_DAY) or 1]
    pairs = [(call, kind) for number, call in enumerate(chosen) for kind in (FAULTS if NIGHTLY else FAULTS[number % len(FAULTS) :][:1])]
    for number, (call, kind) in enumerate(pairs):
        # The first over a line: as each is on the seed of its own service.
        way = town.aws.directly() if number else nullcontext()
        with way, town.aws.fault(call.service, call.operation, kind), ThreadPoolExecutor(8) as pool:
            holed = results(units, pool)
        after = town.outcomes(town.whole | holed)
        improved = {key: (outcome, after.get(key)) for key, outcome in town.before.items() if _improved(town, call, key, after.get(key))}
        assert not improved, f"{call.name}, {kind}: {improved}"
    return len(pairs)


def asked_of(town: Town, service: str) -> list[Call]:
    """The calls of a collector that the scan had a reason to make."""
    return [call for call in COLLECTORS[service].calls if _was_made(town, call)]


def _improved(town: Town, call: Call, key: tuple[str, str], after: str | None) -> bool:
    """What failed passes or is gone; or is not known any more, though what showed the failure was read."""
    before = town.before[key]
    if before not in WORSE or after == before:
        return False
    if after is None:
        # Of what a list would have shown there is nothing to say but the gap.
        return not call.lists
    if before == Outcome.FAIL.value and after == Outcome.UNKNOWN.value:
        return key[1].rpartition(":")[2] in STAYS.get(f"{call.name} {key[0]}", ()) or not town.rests(call, *key)
    return after not in WORSE


@pytest.mark.parametrize("service", sorted(COLLECTORS))
def test_no_fault_improves_a_verdict(town: Town, service: str, record_property: Callable[[str, Any], None]) -> None:
    """Whichever call is refused, or answered with a success that is none."""
    record_property("pairs", check_faults(town, service))


@pytest.mark.parametrize("times", [1, pytest.param(50 if NIGHTLY else 6, marks=pytest.mark.slow)])
def test_the_same_estate_gives_the_same_snapshot(town: Town, tmp_path: Path, times: int) -> None:
    """Scan after scan, in sixteen threads: what its units brought in eight, in their order, but for the moments."""

    def told(resources: Iterable[Resource], coverage: Iterable[Coverage]) -> tuple[bytes, bytes]:
        return (
            msgspec.json.encode([replace(one, read_at="") for one in resources]),
            msgspec.json.encode([replace(line, at="") for line in coverage]),
        )

    brought = town.whole.values()
    lines = [*town.plan.coverage, *(line for result in brought for line in result.coverage)]
    first = told((one for result in brought for one in result.resources), lines)
    for turn in range(times):
        # The first without a line, which shuffles the threads as well; what it is held against came over one.
        with nullcontext() if turn % 2 else town.aws.directly():
            manifest = pipeline.scan(town.configuration, tmp_path / str(turn))
        assert manifest.resources == sum(len(result.resources) for result in brought) > 0
        assert told(read_resources(tmp_path / str(turn)), read_coverage(tmp_path / str(turn))) == first, turn


def _was_made(town: Town, call: Call) -> bool:
    """Whether the whole scan had a reason to make the call."""
    return any((service, operation) == (call.service, call.operation) for service, operation, _ in town.aws.faults.seen)


def test_the_estate_is_read_whole(town: Town) -> None:
    """Nothing planted is missing, and nothing was refused."""
    found = {resource.id for result in town.whole.values() for resource in result.resources}
    assert {identifier for _, identifier in town.expected} <= found
    assert not [line for result in town.whole.values() for line in result.coverage if line.status in ("refused", "failed")]
