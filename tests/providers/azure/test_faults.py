"""Every declared call answered with status 200 by what is no answer, on both ways of listing: no verdict is the better for it.

Each run answers one call in one wrong way and reads again the collectors that need it. The estate holds hundreds of failures: those
whose evidence is still read stay failures, whatever else is no longer answered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from auditor.model import Outcome
from auditor.providers.contract import UnitResult
from tests.emulators.azure import Spoil, cloud
from tests.providers.azure.estate import DETAILS, OPENED, SERVICES, Estate, check_no_better, judged_again, read_again, swept

pytestmark = pytest.mark.long

HTML = b"<!DOCTYPE html><html><body><h1>Acc\xc3\xa8s bloqu\xc3\xa9</h1></body></html>"
SPOILS = (
    Spoil("empty", raw=lambda _: b""),
    Spoil("cut", raw=lambda whole: whole[: len(whole) // 2]),
    Spoil("an empty object", raw=lambda _: b"{}"),
    Spoil("a page", raw=lambda _: HTML, kind="text/html"),
    Spoil("properties: null", each=lambda one: {**one, "properties": None}),
    Spoil("properties: {}", each=lambda one: {**one, "properties": {}}),
    Spoil("two pages in turn", onwards=lambda path, number: f"{path}&page={number % 2}"),
    Spoil("pages without end", onwards=lambda path, number: f"{path}&page={number}"),
)
MAY_MEND = {
    "Microsoft.Authorization/policyAssignments/read": {"LOC-018"},
    "Microsoft.Authorization/policyExemptions/read": {"LOC-018"},
    "Microsoft.OperationalInsights/workspaces/tables/read": {"RET-004", "RET-005", "RET-007"},
    "Microsoft.Storage/storageAccounts/blobServices/containers/read": {"RET-007"},
    "Microsoft.Storage/storageAccounts/fileServices/shares/read": {"RET-007"},
    "Microsoft.Storage/storageAccounts/tableServices/tables/read": {"RET-007", *(KEYS := {"SEC-003", "SEC-012"})},
    "Microsoft.Storage/storageAccounts/queueServices/queues/read": KEYS,
    "Microsoft.Storage/storageAccounts/encryptionScopes/read": KEYS,
    "Microsoft.DocumentDB/cassandraClusters/dataCenters/read": KEYS,
}
"""Permission → the rules another answer could satisfy: assignments close regions; a lock, a share, a table may keep for longer.

Which of the two rules about keys applies depends on the weakest of them.
"""
INTERLOCKED = {f"Microsoft.DataFactory/factories/{one}/read" for one in ("linkedservices", "datasets", "pipelines")}
"""Only together do they tell a sink from a source."""
PAIRS = [
    (permission, spoil, graph)
    for permission in sorted(SERVICES.keys() | OPENED)
    for spoil in SPOILS
    for graph in ([True] if permission in DETAILS else [True, False] if spoil.each or permission in OPENED else [False])
]
"""Every call and fault, on the ways of listing where the call is made at all: details are asked alike on both."""
HELD = {
    f"{pair[0]}-{pair[1].name}-{pair[2]}": pair for position, pair in enumerate(PAIRS) if position % 7 == 0 or os.environ.get("EVERY_PAIR")
}
"""Some of them, as all take a quarter of an hour; `EVERY_PAIR=1` holds every one. Seven has no divisor in common with the faults."""
NOTHING = Spoil("nothing", each=None, raw=lambda _: b'{"value": []}')


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """One estate for all faults."""
    with cloud() as azure:
        yield Estate(azure)


@pytest.mark.parametrize("pairs", swept(1 if os.environ.get("EVERY_PAIR") else 4, HELD))
def test_no_answer_improves_nothing(estate: Estate, pairs: list[tuple[str, Spoil, bool]]) -> None:
    """What fails or is unknown stays so, or is gone with a gap that says so."""
    tries = []
    for permission, spoil, graph in pairs:
        with estate.azure.spoiling(permission, at(spoil, estate.azure.azure.url)):
            tries.append(read_again(estate, permission, resource_graph=graph))
    check_no_better(estate, judged_again(estate, tries), tries)


@pytest.mark.parametrize("permissions", swept(3, {one: (one,) for one in sorted(DETAILS)}, MAY_MEND))
def test_what_was_read_stays_beside_what_is_refused(estate: Estate, permissions: list[tuple[str]]) -> None:
    """What is known with an answer, and would be were it `none`, needs it not: refused, flows stay flows and failures failures.

    One in three by day, all of them at night.
    """
    silent, refused = [], []
    for (permission,) in permissions:
        with estate.azure.spoiling(permission, NOTHING):
            silent.append(read_again(estate, permission))
        with estate.azure.refusing(permission):
            refused.append(read_again(estate, permission))
        gone = (flows(silent[-1].before) & flows(silent[-1].after)) - flows(refused[-1].after)
        assert not gone or permission in INTERLOCKED
    none, after = judged_again(estate, silent), judged_again(estate, refused)
    check_no_better(estate, after, refused)
    sure = {key for key, outcome in estate.verdicts.items() if outcome is Outcome.FAIL and none.get(key) is Outcome.FAIL}
    lost = {key for key in sure if after.get(key, Outcome.FAIL) is not Outcome.FAIL}
    assert {rule for _, rule in lost} <= MAY_MEND.get(permissions[0][0], set())


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
