"""Every declared call answered with status 200 by what is no answer, on both ways of listing: no verdict is the better for it.

The estate holds hundreds of failures: those whose evidence is still read stay failures, whatever else is no longer answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.model import Outcome
from auditor.providers.azure.provider import COLLECTORS
from auditor.providers.base import UnitResult
from tests.emulators.azure import Spoil, cloud
from tests.providers.azure.estate import OPENED, SERVICES, Estate, improved, reread

HTML = b"<!DOCTYPE html><html><body><h1>Acc\xc3\xa8s bloqu\xc3\xa9</h1></body></html>"
SPOILS = (
    Spoil("empty", raw=lambda _: b""),
    Spoil("cut", raw=lambda whole: whole[: len(whole) // 2]),
    Spoil("an empty object", raw=lambda _: b"{}"),
    Spoil("null", raw=lambda _: b"null"),
    Spoil("a page", raw=lambda _: HTML, kind="text/html"),
    Spoil("a page called JSON", raw=lambda _: HTML),
    Spoil("properties: null", each=lambda one: {**one, "properties": None}),
    Spoil("properties: {}", each=lambda one: {**one, "properties": {}}),
    Spoil("the same page again", onwards=lambda path, _: path),
    Spoil("two pages in turn", onwards=lambda path, number: f"{path}&page={number % 2}"),
    Spoil("pages without end", onwards=lambda path, number: f"{path}&page={number}"),
)
DETAILS = SERVICES.keys() - OPENED - {call.needs for one in COLLECTORS.values() for call in one.calls if call.lists}
MAY_MEND = {
    "Microsoft.Authorization/policyAssignments/read": {"LOC-018"},
    "Microsoft.Authorization/policyExemptions/read": {"LOC-018"},
    "Microsoft.OperationalInsights/workspaces/tables/read": {"RET-004"},
}
"""Permission → the rules that another answer could satisfy: what is assigned closes regions, and a table may keep for longer."""
PERMISSIONS = sorted(SERVICES.keys() | OPENED)
NOTHING = Spoil("nothing", each=None, raw=lambda _: b'{"value": []}')


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """One estate for all faults."""
    with cloud() as azure:
        yield Estate(azure)


@pytest.mark.parametrize("graph", [True, False], ids=["graph", "list"])
@pytest.mark.parametrize("spoil", SPOILS, ids=lambda one: one.name)
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_no_answer_improves_nothing(estate: Estate, permission: str, spoil: Spoil, graph: bool) -> None:
    """What fails or is unknown stays so, or is gone with a gap that says so."""
    ours = {} if spoil.onwards is None else {"nextLink": estate.azure.azure.url}
    with estate.azure.spoiling(permission, at(spoil, ours.get("nextLink", ""))):
        after, _, lines = reread(estate, permission, resource_graph=graph)
    assert not improved(estate.verdicts, after)
    gone = {id for id, _ in estate.verdicts} - {id for id, _ in after}
    assert not gone or [line for line in lines if line.status in GAPS]


@pytest.mark.parametrize("permission", sorted(DETAILS))
def test_what_was_read_stays_beside_what_is_refused(estate: Estate, permission: str) -> None:
    """What is known with an answer, and would be were it `none`, needs it not: refused, flows stay flows and failures failures."""
    with estate.azure.spoiling(permission, NOTHING):
        none, silent, _ = reread(estate, permission)
    with estate.azure.refusing(permission):
        after, told, _ = reread(estate, permission)
    sure = {key for key, outcome in estate.verdicts.items() if outcome is Outcome.FAIL and none.get(key) is Outcome.FAIL}
    lost = {key for key in sure if after.get(key, Outcome.FAIL) is not Outcome.FAIL}
    assert {rule for _, rule in lost} <= MAY_MEND.get(permission, set())
    known = flows(estate.whole)
    assert not (known & flows(silent)) - flows(told)


def flows(results: Mapping[Any, UnitResult]) -> set[tuple[str, str, str]]:
    """Every flow of every resource."""
    return {
        (one.id, name, repr(sorted(flow.items(), key=str)))
        for result in results.values()
        for one in result.resources
        for name, told in (one.facts.get("flows") or {}).items()
        for flow in told or ()
    }


def at(spoil: Spoil, url: str) -> Spoil:
    """The spoil with its next pages at our own address."""
    onwards = spoil.onwards
    return spoil if onwards is None else Spoil(spoil.name, onwards=lambda path, number: f"{url}{onwards(path, number)}")
