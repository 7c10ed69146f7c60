"""`--explain-calls` and `--max-calls-per-second`."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.calls import explain, told
from auditor.configuration import Configuration
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.pace import IN_FLIGHT
from tests.cli.conftest import Run
from tests.emulators.aws import Cloud

TWO = {"id": "prod", "provider": "aws", "regions": ["eu-west-3", "us-east-1"]}


@pytest.mark.parametrize("verb", ["scan", "run"])
def test_the_plan_is_printed_and_nothing_is_asked(auditor: Run, town: Path, aws: Cloud, verb: str) -> None:
    """One line a service, the total, no snapshot, and not one request."""
    aws.faults.seen.clear()
    done = auditor(verb, "-c", town, "--explain-calls", "--out", town.parent / "none")
    assert (done.code, done.err) == (0, "")
    assert "  s3 " in done.out
    assert not aws.faults.seen
    assert not (town.parent / "none").exists()


def test_lists_are_counted_where_they_are_asked() -> None:
    """Once a region or once an account, as the collector says; `all` is what the register has."""
    two, everywhere = (Configuration(accounts=(entry,)) for entry in (TWO, {"id": "prod", "provider": "aws"}))
    lines = [line.split() for line in explain(two)]
    counted = {line[0]: int(line[1]) for line in lines if line[0] in COLLECTORS}
    for name, one in COLLECTORS.items():
        assert counted[name] == sum(call.lists for call in one.calls) * (2 if one.where == "region" else 1)
    assert int(next(explain(everywhere)).split()[-2]) > 30


def test_an_organisation_is_said_to_be_of_unknown_size() -> None:
    """The estimate is for one account, and says so."""
    *_, alone, _ceiling = explain(Configuration(accounts=(TWO,)))
    *_, whole, _ceiling = explain(Configuration(accounts=(TWO | {"organization": True},)))
    assert whole.startswith(alone)
    assert len(whole) > len(alone)


def test_the_ceiling_is_told_of_who_has_one() -> None:
    """How many requests of a service are under way at once, for a provider that bounds them."""
    *_, ours = explain(Configuration(accounts=(TWO,)))
    *_, others = explain(Configuration(accounts=({"id": "o", "provider": "ovh"},)))
    assert str(IN_FLIGHT) in ours.split()
    assert str(IN_FLIGHT) not in others.split()


def test_the_rate_goes_to_those_who_can_keep_it() -> None:
    """Nothing changes without the option, nor for a provider that has no such option."""
    configuration = Configuration(accounts=(TWO, {"id": "az", "provider": "azure"}))
    assert told(configuration, max_calls_per_second=None) == configuration.accounts
    assert [entry.get("max_calls_per_second") for entry in told(configuration, max_calls_per_second=5)] == [5, None]


def test_a_paced_scan_ends_as_any_other(auditor: Run, town: Path, tmp_path: Path) -> None:
    """The option is taken by the command."""
    assert auditor("scan", "-c", town, "--out", tmp_path / "out", "--max-calls-per-second", "1000").code == 0
    assert auditor("scan", "-c", town, "--max-calls-per-second", "0").code == 2


def test_people_are_named_only_by_who_knows_some() -> None:
    """`--reveal` is for the entries whose provider takes it."""
    configuration = Configuration(accounts=({"id": "a", "provider": "aws"}, {"id": "m", "provider": "m365"}))
    assert [entry.get("reveal") for entry in told(configuration, reveal=True)] == [None, True]
    assert told(configuration, reveal=False) == configuration.accounts
