"""What strangers plant is judged as they meant it, and what nobody could read of their organisation accuses nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from auditor import scan
from auditor.configuration import load_configuration
from auditor.pipeline import ruleset
from auditor.providers import INSTALLED
from auditor.providers.aws.provider import COLLECTORS
from tests.acceptance.strangers import CONFIGURATION, Strangers
from tests.acceptance.test_estate import DAY, FAULTS, WORSE, Town, asked_of, results
from tests.emulators.aws import cloud

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Built and read once."""
    with cloud() as aws:
        estates = Strangers(aws)
        estates.build()
        path = tmp_path_factory.mktemp("strangers") / "auditor.yaml"
        path.write_text(CONFIGURATION.format(endpoint=aws.url))
        configuration = load_configuration(path, INSTALLED)
        plan = scan.plan(configuration.accounts)
        with ThreadPoolExecutor(8) as pool:
            whole = results(plan.units, pool)
        yield Town(aws, estates.expected, configuration, plan, ruleset(DAY, (), configuration, ())[0], whole)


def test_every_verdict_is_right(town: Town) -> None:
    """Of each thing that was planted, whatever its name, its region and the case of its tags."""
    found = {key: town.before.get(key, "not_applicable") for key in town.expected}
    wrong = {key: (found[key], expected) for key, expected in town.expected.items() if found[key] != expected}
    assert not wrong, f"{wrong} (found, expected)"


@pytest.mark.parametrize("operation", ["DescribeOrganization", "ListAccounts"])
def test_an_organisation_that_could_not_be_read_accuses_nobody(town: Town, operation: str) -> None:
    """Whom something is shared with may be of the house: that is to be verified, and what is open to everyone still fails."""
    units = [unit for unit in town.plan.units if unit.service == "organizations"]
    with town.aws.fault("organizations", operation), ThreadPoolExecutor(2) as pool:
        after = town.outcomes(town.whole | results(units, pool))
    assert units
    assert after["SEC-011", "arn:aws:s3:::porte.du-voisin"] == "unknown"
    assert after["SEC-011", "arn:aws:s3:::porte.a-nous"] == "pass"
    assert after["SEC-011", "arn:aws:s3:::porte.du-partenaire"] == "pass"
    assert after["SEC-001", "arn:aws:s3:::porte.ouverte"] == "fail"
    assert not {key: after[key] for key, before in town.before.items() if before in WORSE and after.get(key) == "pass"}


@pytest.mark.slow
@pytest.mark.parametrize("service", sorted(COLLECTORS))
def test_no_fault_improves_what_strangers_planted(town: Town, service: str, record_property: Callable[[str, Any], None]) -> None:
    """Every call that was made, in every way in which an answer can be none: what failed or was unknown passes nowhere."""
    units = [unit for unit in town.plan.units if unit.service == service]
    pairs = [(call, kind) for call in asked_of(town, service) for kind in FAULTS]
    for call, kind in pairs:
        with town.aws.fault(call.service, call.operation, kind), ThreadPoolExecutor(4) as pool:
            after = town.outcomes(town.whole | results(units, pool))
        better = {key: after[key] for key, before in town.before.items() if before in WORSE and after.get(key, before) not in WORSE}
        assert not better, (call.name, kind, better)
    record_property("pairs", len(pairs))
    assert len(pairs) == len(FAULTS) * len(asked_of(town, service))
