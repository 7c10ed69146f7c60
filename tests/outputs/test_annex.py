"""What the annex says was decided is what the authority decided; the shipped schedule is shown as a benchmark, row by row."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.i18n import speaking
from auditor.outputs.annex import Annex, Entry
from auditor.outputs.html import seen
from auditor.outputs.where import Where
from auditor.reference.retention import of_category
from auditor.run import read_findings
from tests.outputs.builder import ACTIVITIES, build


def entries(directory: Path, activity: dict[str, Any], **context: Any) -> dict[str, Entry]:
    """The annex of a run whose first activity says this, under this context."""
    run = build(directory, 60)
    told = [{**ACTIVITIES[0], **activity}, *ACTIVITIES[1:]]
    manifest = msgspec.structs.replace(run.snapshot, context={**run.snapshot.context, "processing_activities": told, **context})
    run = msgspec.structs.replace(run, snapshot=manifest)
    return {entry.activity.id: entry for entry in Annex(seen(run, directory, read_findings(directory))).entries}


@pytest.mark.parametrize("category", ["civil_status", "hr", "video", "payroll_accounting"])
def test_a_shipped_row_is_a_benchmark_and_never_what_was_planned(tmp_path: Path, category: str) -> None:
    """One a row that says a period, with its own words and source: no bound that several rows were summed up to."""
    with speaking("fr"):
        entry = entries(tmp_path, {"categories": [category]})[ACTIVITIES[0]["id"]]
        rows = [row for row in of_category(category) if row.min or row.max]
        told = [each for each in entry.benchmarks if each.source]
        assert not entry.planned
        assert len(told) == len(entry.benchmarks) >= len(rows)
        assert "durée de conservation" in entry.to_complete
    if category == "civil_status":
        registers = next(each for each in entry.benchmarks if "registres" in each.object)
        assert registers.period.replace("\u00a0", " ").startswith("au moins 75 ans")


@pytest.mark.parametrize(
    ("offer", "named"), [("", "Amazon Web Services"), ("scaleway", "Scaleway"), (None, "opérateur non connu"), ("nuage", "nuage")]
)
def test_processors_are_who_runs_the_accounts(tmp_path: Path, offer: str | None, named: str) -> None:
    """Article 30 asks for the processor, not for whose API was spoken; nobody's name where nobody knows."""
    run = build(tmp_path, 60)
    told = [msgspec.structs.replace(one, resource=msgspec.structs.replace(one.resource, offer=offer)) for one in read_findings(tmp_path)]
    with speaking("fr"):
        found = Annex(seen(run, tmp_path, told)).entries
    assert {re.split(r" – | \(", name)[0] for entry in found for name in entry.processors} == {named}


@pytest.mark.parametrize(
    ("activity", "context", "planned"),
    [
        ({"categories": ["hr"], "retention": {"min": "P5Y", "max": "P10Y"}}, {}, ["de 5 ans à 10 ans"]),
        ({"categories": ["hr"], "retention": {"row": "badge"}}, {}, ["au plus 3 mois"]),
        ({"categories": ["hr"]}, {"retention": {"hr": {"min": "P80Y"}}}, ["au moins 80 ans"]),
        ({"categories": ["hr"], "retention": {"min": "P5Y", "max": "P5Y"}}, {"retention": {"hr": {"min": "P80Y"}}}, ["5 ans"]),
    ],
)
def test_what_the_authority_decided_is_what_is_planned(
    tmp_path: Path, activity: dict[str, Any], context: dict[str, Any], planned: list[str]
) -> None:
    """Its register first, then its own schedule; and then nothing of the shipped one stands beside it for that category."""
    with speaking("fr"):
        entry = entries(tmp_path, activity, **context)[ACTIVITIES[0]["id"]]
    told = [text.replace("\u00a0", " ").partition(" (") for text in entry.planned]
    assert [period for period, _opens, _source in told] == planned
    assert all(source for _period, _opens, source in told)
    assert not any("agent" in each.object for each in entry.benchmarks)


def test_not_announced_is_said_of_the_activities_of_which_it_is_true(tmp_path: Path) -> None:
    """A flow of two activities, one of which announces the country where it goes and one does not."""
    run = build(tmp_path, 240)
    first, second = (activity["id"] for activity in ACTIVITIES[:2])
    findings = [msgspec.structs.replace(finding, activities=[first, second]) for finding in read_findings(tmp_path)]
    told = [{**ACTIVITIES[0], "countries": ["FR", "US"]}, {**ACTIVITIES[1], "countries": ["FR"]}]
    manifest = msgspec.structs.replace(run.snapshot, context={**run.snapshot.context, "processing_activities": told})
    where = Where(seen(msgspec.structs.replace(run, snapshot=manifest), tmp_path, findings))
    (american,) = {tuple(flow.activities) for flow in where.passages if flow.zone.key == "partial"}
    assert american == ((second, False), (first, True))


@pytest.mark.parametrize(("region", "outside"), [("NAM", True), ("EUR", True), ("EU", False)])
def test_a_region_of_several_countries_is_told_and_is_a_transfer_where_one_is_outside(tmp_path: Path, region: str, outside: bool) -> None:
    """No country is made up for it, and « aucun constaté » is not said of what lies in America."""
    run = build(tmp_path, 60)
    one = next(each for each in read_findings(tmp_path) if ACTIVITIES[0]["id"] in each.activities)
    place = msgspec.structs.replace(one.places[0], country=None, region=region)
    told = msgspec.structs.replace(one, resource=msgspec.structs.replace(one.resource, offer="m365"), places=[place])
    with speaking("fr"):
        (entry,) = [each for each in Annex(seen(run, tmp_path, [told])).entries if each.activity.id == ACTIVITIES[0]["id"]]
    assert len(entry.observed) == 1
    assert entry.observed[0].startswith("un lieu parmi")
    assert [each.country for each in entry.transfers] == (entry.observed if outside else [])
    assert ("garantie de chaque transfert, avec sa date et son analyse d’impact (AITD)" in entry.to_complete) is outside
