"""findings.jsonl: what is written is what is read, in its order, from whichever part of the file; nobody's secret comes out of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import msgspec
import pytest

from auditor.errors import SnapshotError
from auditor.findings import FEW, FINDINGS, Findings, Judged, Standing, write_part
from auditor.inventory.seal import Sealing
from auditor.inventory.searched import searched
from auditor.masking import MASK
from auditor.model import Citation, Confidence, Finding, Outcome
from tests.outputs.builder import findings

pytestmark = pytest.mark.usefixtures("english")
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def judged() -> list[Judged]:
    """Resources that pass some rules and fail others, a hundred findings in all."""
    found = []
    for number, (_account, group) in enumerate(groupby(enumerate(findings(100)), lambda pair: pair[0] // 5)):
        each = sorted((one for _number, one in group), key=lambda one: one.rule)
        about = each[0]
        sure = [Citation("zones", "FR", "stale")] if number % 3 == 0 else []
        passed = [
            Standing(f"{one.rule}", 2, one.severity, one.requirements, Confidence.TO_CONFIRM if sure else Confidence.OBSERVED, "law", sure)
            for one in each
            if one.outcome is Outcome.PASS
        ]
        asking = [msgspec.structs.replace(one, resource=about.resource) for one in each if one.outcome is not Outcome.PASS]
        found.append(Judged(about.resource, about.categories, about.activities, about.places, passed, asking))
    return found


def written(directory: Path, *parts: list[Judged]) -> Findings:
    """A file of these parts."""
    with (directory / FINDINGS).open("wb") as stream:
        for part in parts:
            write_part(part, Sealing(stream), few=0)
    return Findings(directory)


def test_what_is_read_is_what_was_judged(tmp_path: Path) -> None:
    """Each finding in the order of its rules, in one part or several, from its place too."""
    all_of_them = judged()
    expected = [finding for one in all_of_them for finding in one.findings()]
    assert [finding.rule for finding in expected[:5]] == sorted(finding.rule for finding in expected[:5])
    assert {finding.outcome for finding in expected} == {Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN}
    for parts in ([all_of_them], [all_of_them[:7], all_of_them[7:8], all_of_them[8:]]):
        read = written(tmp_path, *parts)
        assert [*read] == expected
        places = [place for place, _finding in read.places()]
        assert len({*places}) == len(expected)
        assert [*read.at(reversed(places))] == expected[::-1]


def test_findings_of_before_there_were_versions_are_read(tmp_path: Path) -> None:
    """A whole line each."""
    expected = [finding for one in judged() for finding in one.findings()]
    (tmp_path / FINDINGS).write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in expected))
    read = Findings(tmp_path)
    assert [*read] == expected
    assert [*read.at([place for place, _finding in read.places()])] == expected


def test_a_small_run_is_a_finding_a_line(tmp_path: Path) -> None:
    """For whoever reads lines of JSON; beside a larger part too."""
    few = judged()
    many = few * (FEW // len(few) + 1)
    with (tmp_path / FINDINGS).open("wb") as stream:
        for part in (few, many, few):
            write_part(part, Sealing(stream))
    lines = [msgspec.json.decode(line) for line in (tmp_path / FINDINGS).read_bytes().splitlines()]
    expected = [finding for one in few for finding in one.findings()]
    for told in (lines[: len(expected)], lines[-len(expected) :]):
        assert [(line["rule"], line["resource"]["id"], line["outcome"]) for line in told] == [
            (finding.rule, finding.resource.id, finding.outcome) for finding in expected
        ]
    read = Findings(tmp_path)
    assert [*read] == [finding for one in [*few, *many, *few] for finding in one.findings()]
    places = [place for place, _finding in read.places()]
    assert [*read.at(reversed(places))] == [*read][::-1]


def test_what_passes_is_told_once(tmp_path: Path) -> None:
    """A line a resource, however many rules it passes."""
    [one, *_] = judged()
    many = [msgspec.structs.replace(one.passed[0], rule=f"TST-{number:03}") for number in range(50)]
    few, more = (sum(len(line) for line in _lines(tmp_path, [msgspec.structs.replace(one, passed=many)] * count)) for count in (100, 200))
    (whole,) = {len(msgspec.json.encode(finding)) for finding in msgspec.structs.replace(one, passed=many, asking=[]).findings()}
    assert (more - few) / 100 < 3 * whole + sum(len(msgspec.json.encode(finding)) for finding in one.asking)


def _lines(directory: Path, told: list[Judged]) -> list[bytes]:
    written(directory, told)
    return (directory / FINDINGS).read_bytes().splitlines()


def _hiding(told: list[Judged]) -> Iterator[Judged]:
    for one in told:
        place = msgspec.structs.replace(one.places[0], holder=SECRET)
        asking = [msgspec.structs.replace(finding, places=[place], activities=[SECRET]) for finding in one.asking]
        yield msgspec.structs.replace(one, places=[place], activities=[SECRET], asking=asking)


def test_a_secret_of_strangers_is_hidden_at_each_reading(tmp_path: Path) -> None:
    """In what passes as in what does not, and from its place."""
    read = written(tmp_path, [*_hiding(judged())])
    for _turn in range(2):
        found = [*read.places()]
        assert {finding.activities[0] for _place, finding in found} == {MASK}
        assert {finding.places[0].holder for finding in read.at(place for place, _finding in found)} == {MASK}


def test_a_file_that_hides_nothing_is_searched_once(tmp_path: Path) -> None:
    """Until anything of it changes."""
    read = written(tmp_path, judged())
    path = tmp_path / FINDINGS

    def known() -> bool:
        with path.open("rb") as stream:
            return searched.has(stream)

    assert not known()
    next(iter(read))
    assert not known(), "it was not read to its end"
    assert len([*read]) == sum(1 for one in judged() for _finding in one.findings())
    assert known()
    path.write_bytes(path.read_bytes().replace(b"etat", SECRET.encode()))
    assert not known()
    assert all(SECRET not in msgspec.json.encode(finding).decode() for finding in read)
    assert not known()


@pytest.mark.parametrize(
    "change", [(b'"as":"', b'"as":"x'), (b'"schema_version":2', b'"schema_version":3'), (b'"pass":[', b'"pass":[],"x":[')]
)
def test_what_does_not_hold_together_is_damaged(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    """A name that nothing gives, a version that is not ours, a line that passes nothing."""
    read = written(tmp_path, judged())
    path = tmp_path / FINDINGS
    path.write_bytes(path.read_bytes().replace(*change))
    with pytest.raises(SnapshotError, match="is damaged"):
        list(read)


def test_a_finding_is_the_same_written_whole(tmp_path: Path) -> None:
    """What a resource passes has the name that it would have as a line of its own."""
    [one, *_] = [each for each in judged() if each.passed]
    finding: Finding = one.passing(one.passed[0])
    assert msgspec.json.decode(msgspec.json.encode(finding), type=Finding) == finding
