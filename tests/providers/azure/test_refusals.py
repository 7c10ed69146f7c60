"""On a whole estate of every collector, each permission refused in turn: what is lost shows, and no verdict is the better for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from auditor.demo.arm_emulator import Answer, Asked, failure
from auditor.model import Outcome
from auditor.providers.azure.tables import MANAGED, TABLES
from tests.emulators.azure import cloud
from tests.providers.azure.estate import DETAILS, OPENED, SERVICES, Estate, check_no_better, judged_again, read_again, swept, verdicts
from tests.providers.azure.seeds import SEEDS

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """One estate for all refusals."""
    with cloud() as azure:
        yield Estate(azure)


def test_the_estate_is_worth_refusing(estate: Estate) -> None:
    """It has passes to lose and failures to hide."""
    assert len(estate.whole) > len(SEEDS)
    for outcome in Outcome:
        assert list(estate.verdicts.values()).count(outcome) > 50


@pytest.mark.parametrize("permissions", swept(3, {one: (one,) for one in sorted((SERVICES.keys() | OPENED) - DETAILS)}))
def test_no_refusal_improves_a_verdict(estate: Estate, permissions: list[tuple[str]]) -> None:
    """Of a list, or of what is asked at the opening; test_faults.py refuses the details, and asks more of them.

    Each is refused on its own seed by the contract; on the whole estate one in three, and all of them at night.
    """
    tries = []
    for (permission,) in permissions:
        with estate.azure.refusing(permission):
            tries.append(read_again(estate, permission))
    check_no_better(estate, judged_again(estate, tries), tries)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_refused_table_is_read_the_other_way(estate: Estate, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one table of Resource Graph every verdict is the same, but of the groups that only one of them names (test_above.py)."""

    def refuse(asked: Asked) -> Answer | None:
        return failure(403, "AuthorizationFailed", "no") if str(asked.body.get("query")).startswith(table) else None

    monkeypatch.setattr(estate.azure.azure, "_layer", refuse)
    after = verdicts(*estate.read())
    unnamed = {key for key in estate.verdicts.keys() - after.keys() if key[0].startswith(MANAGED)}
    assert after == {key: outcome for key, outcome in estate.verdicts.items() if key not in unnamed}
    assert bool(unnamed) == (table == "resourcecontainers")
