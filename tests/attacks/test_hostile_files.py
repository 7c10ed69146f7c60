"""Files of strangers are told in one line, whatever they hold: never an error of ours."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path

import pytest

from auditor.configuration import Configuration
from auditor.errors import AuditorError, SnapshotError
from auditor.inventory.snapshot import read_manifest, read_resources
from auditor.providers.observing import Unknown
from tests.attacks.hostile import POLICY, RAW, YAML, judged, policies, sample, spoiled, write

pytestmark = pytest.mark.usefixtures("english")

SNAPSHOT = ("manifest.json", "coverage.jsonl", "resources-0000.jsonl.gz")


@pytest.mark.parametrize("name", SNAPSHOT)
@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_file_of_a_snapshot_that_is_something_else(name: str, raw: bytes, tmp_path: Path) -> None:
    """It is refused, or holds nothing."""
    kit = sample()
    directory = write(tmp_path / "s", kit["resources"][:1], kit["manifest"], kit["coverage"])
    (directory / name).write_bytes(raw)
    with suppress(SnapshotError):
        judged(directory)
        assert name == SNAPSHOT[1]
        assert raw == b""


@pytest.mark.long
def test_spoilt_snapshots_are_judged_or_refused(tmp_path: Path) -> None:
    """Each part of a resource, of the manifest and of the coverage, left out or replaced: three hundred of them."""
    kit = sample()
    jobs = [([one], kit["manifest"], kit["coverage"]) for each in kit["resources"] for _what, one in spoiled(each)]
    jobs += [(kit["resources"][:1], one, kit["coverage"]) for _what, one in spoiled({**kit["manifest"], "context": {}})]
    jobs += [(kit["resources"][:1], kit["manifest"], one) for _what, one in spoiled(kit["coverage"])]
    chosen = random.Random(12).sample(jobs, 300)  # noqa: S311 - no secret
    refused = 0
    for job in chosen:
        try:
            judged(write(tmp_path / "s", *job))
        except AuditorError:
            refused += 1
    assert 0 < refused < len(chosen)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "spaceship"}, "unknown kind 'spaceship'"),
        ({"facts": {"spaceship": 1}}, "unknown fact 'spaceship'"),
        ({"facts": {"public": 1}}, "public: expected keys and values, found 1"),
        ({"facts": {"retention": {"max": "a week"}}}, "retention.max: expected a value of type duration, found 'a week'"),
        ({"facts": {"flows": {"replication": [1]}}}, "flows.replication: expected a list of flow, found a list"),
    ],
)
def test_a_wrong_fact_is_told_by_file_and_line(change: dict[str, object], told: str, tmp_path: Path) -> None:
    """What it is, and what was expected."""
    kit = sample()
    good = next(one for one in kit["resources"] if one["kind"] == "object_store")
    directory = write(tmp_path / "s", [good, {**good, **change}], kit["manifest"], kit["coverage"])
    with pytest.raises(SnapshotError) as caught:
        list(read_resources(directory))
    assert str(caught.value) == f"{directory / SNAPSHOT[2]}:2: {told}"


def test_a_day_that_is_none_is_told(tmp_path: Path) -> None:
    """Of the scan."""
    kit = sample()
    directory = write(tmp_path / "s", [], {**kit["manifest"], "started_at": "0000-00-00"}, kit["coverage"])
    with pytest.raises(SnapshotError, match="is not a snapshot manifest"):
        read_manifest(directory)


@pytest.mark.parametrize("name", YAML)
@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_file_of_ours_that_is_something_else(name: str, raw: bytes, tmp_path: Path) -> None:
    """auditor.yaml, waivers and rules."""
    path = tmp_path / name
    path.write_bytes(raw)
    with suppress(AuditorError):
        YAML[name][1](path)
        assert name == "waivers.yaml"
        assert not raw.strip(b"nul[]\n")


def test_spoilt_policies_are_not_understood() -> None:
    """And raise nothing."""
    for _what, one in spoiled(POLICY):
        principals, said = policies(one)
        assert isinstance(principals, list | Unknown)
        assert said.statements is None or isinstance(said.statements, tuple)


@pytest.mark.parametrize(
    ("context", "told"),
    [
        (
            {"organisation": {"name": "Ville", "siren": "12"}},
            "organisation.siren: expected a SIREN (9 digits) or a SIRET (14 digits), found '12'",
        ),
        ({"allowed_countries": ["Freedonia"]}, "allowed_countries.0: 'Freedonia' is not an ISO 3166 country code"),
        (
            {"processing_activities": [{"id": "a", "select": [{}]}]},
            "processing_activities.0.select.0: an empty selector would take every resource",
        ),
        (
            {"known": {"answers": [{"rule": "GOV-003", "answer": "yes", "by": "x", "on": "0000-00-00", "until": "2027-01-01"}]}},
            "known.answers.0.on: '0000-00-00' is not a day (YYYY-MM-DD)",
        ),
        ({"evidence": "/etc/passwd"}, "evidence: unknown key 'evidence'"),
    ],
)
def test_a_context_is_held_against_what_a_configuration_is(context: dict[str, object], told: str) -> None:
    """Shape and words alike; a file is never read for it."""
    with pytest.raises(SnapshotError) as caught:
        Configuration.from_context(context)
    assert told in str(caught.value)
