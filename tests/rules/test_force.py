"""How much a finding binds, held finding by finding: no practice, advice or doctrine is law, major or critical."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import SEVERITIES, Coverage, Finding, Manifest, Outcome, Resource, Severity
from auditor.providers.observing import split
from auditor.reference.registers import reference
from auditor.reference.retention import Row, rows
from auditor.ruleset.evaluate import Ruleset, judge
from auditor.ruleset.force import CAPS
from auditor.ruleset.rule import load_rules
from auditor.shipped import shipped

ACCOUNT, TODAY = "123456789012", date(2026, 11, 28)
REGISTERS = reference(TODAY)
RULES = Ruleset(load_rules([shipped("rules") / "retention"], REGISTERS), REGISTERS, "commune")
KINDS = ("object_store", "log_store", "database", "volume", "backup_plan", "backup_vault", "snapshot")
PERIODS: tuple[dict[str, Any], ...] = (
    {"retention__max": "P1D", "backup__retention": "P1D", "lock__min": "P1D"},
    {"retention__max": "P150Y", "backup__retention": "P150Y", "lock__min": "P150Y"},
    {"retention__max": None, "backup__retention": None, "lock__min": None},
)


def stores(category: str) -> Iterator[Resource]:
    """A store of each kind that keeps too little, too long and for ever."""
    for kind in KINDS:
        for number, period in enumerate(PERIODS):
            facts, unknown = split({path.replace("__", "."): value for path, value in period.items()})
            name, tags = f"{kind}-{number}", {"rgpd:categorie": category}
            yield Resource(f"arn:{name}", kind, "AWS::Test", "aws", ACCOUNT, "eu-west-3", name, tags=tags, facts=facts, unknown=unknown)


def found(row: Row, **context: Any) -> list[Finding]:
    """What fails or is open in these stores when the authority names that row for their data."""
    configuration = Configuration.from_context({"retention": {row.category: {"row": row.id}}, **context})
    held = [*stores(row.category)]
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=len(held))
    coverage = [Coverage("aws", ACCOUNT, "eu-west-3", "x", "read")]
    known = derived(lambda: held, manifest, coverage, REGISTERS, configuration)
    of_stores = (one for one in known if one.kind in KINDS)
    return [each for each in judge(of_stores, RULES, as_of=TODAY) if each.outcome in (Outcome.FAIL, Outcome.UNKNOWN)]


ROWS = pytest.mark.parametrize("row", rows().values(), ids=lambda row: row.id)
OWN = {"RET-008", "RET-009"}
"""What binds by a text of its own, whatever the row: a visa, versions kept for ever."""


@ROWS
def test_a_row_that_binds_nobody_makes_no_finding_law(row: Row) -> None:
    """The force of a finding about a period is that of the row that decided, and its severity no more than that allows."""
    answers = [
        {"rule": rule, "answer": "no", "by": "x", "on": "2026-01-01", "until": "2027-01-01"} for rule in ("RET-007", "RET-002", "RET-003")
    ]
    judged = [*found(row), *found(row, known={"answers": answers})]
    about = [each for each in judged if each.rule not in OWN]
    assert about or row.min is row.max is None
    for each in about:
        if row.nature != "legal":
            assert each.severity not in (Severity.CRITICAL, Severity.MAJOR), (each.rule, each.resource.kind)
            assert each.force not in ("law", "regulation"), (each.rule, each.resource.kind, each.reasons)


@ROWS
def test_no_finding_is_graver_than_its_force(row: Row) -> None:
    """By construction, for every rule and kind."""
    for each in found(row):
        assert SEVERITIES.index(each.severity) >= SEVERITIES.index(CAPS[each.force]), each
