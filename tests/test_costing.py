"""`couts.yaml`: each mistake with its place, whatever it is, and the same rules where a snapshot carries what was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.costing import Costs, read_costs
from auditor.errors import InputError, SnapshotError
from auditor.reference.operators import operators
from auditor.reference.prices import BETWEEN_REGIONS, EGRESS, prices

WRONG = [
    ("day_rate: [1]", "expected two numbers, the least and the most"),
    ("day_rate: []", "expected two numbers, the least and the most"),
    ("work: {volume: [1, 2, 3]}", "expected two numbers, the least and the most"),
    ("day_rate: [2, 1]", "expected the least, then the most, neither below zero"),
    ("exchange: {USD: [-1, 1]}", "expected the least, then the most, neither below zero"),
    ("methods: [{name: a, destinations: [{name: b, yearly: [3, 1]}]}]", "expected the least, then the most, neither below zero"),
    ("methods: [{name: a, destinations: [{name: b, storage: {volume: [1]}}]}]", "expected two numbers, the least and the most"),
    ("filled: [1, 101]", "expected percents, at most 100"),
    ("day_rate: 3", "expected a list, found 3"),
    ("day_rate: [true, 1]", "expected a number, found true"),
    ("work: {stone: [1, 2]}", "'stone' is not a kind of resource"),
    ("exchange: {usd: [1, 2]}", "expected a currency (three letters), found 'usd'"),
    ("work: {3: [1, 2]}", "'3' is not a kind of resource"),
]


@pytest.mark.usefixtures("english")
def test_without_a_way_a_return_is_reckoned_to_the_offer_of_the_register() -> None:
    """A French one, as its way is called, whose storage and traffic have prices."""
    staying, leaving = Costs().ways()
    assert [one.offer for one in staying.destinations] == [None]
    [there] = leaving.destinations
    found = operators()[str(there.offer)]
    assert (leaving.name, there.name, found.country) == ("French operator", found.name, "FR")
    assert {(found.id, EGRESS), (found.id, BETWEEN_REGIONS), (found.id, "object_store")} <= prices().keys()


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_cannot_be_is_told_on_its_line(tmp_path: Path, text: str, message: str) -> None:
    """One mistake, one message, of the line it is on."""
    (tmp_path / "couts.yaml").write_text(f"# suppositions\n{text}\n", "utf-8")
    with pytest.raises(InputError) as raised:
        read_costs(tmp_path / "couts.yaml")
    assert [(problem.line, problem.message) for problem in raised.value.problems] == [(2, message)]


@pytest.mark.parametrize("costing", [{"filled": [3]}, {"filled": [50, 20]}, {"exchange": {"usd": [1, 2]}}])
def test_a_snapshot_is_held_against_the_same(costing: dict[str, Any]) -> None:
    """What no file could have said is not reckoned with."""
    with pytest.raises(SnapshotError):
        Configuration.from_context({"costing": costing})
