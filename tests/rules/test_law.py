"""What the shipped rules owe the law, held over all of them: dates, forces, and that silence never passes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from auditor.model import Outcome, Resource, Severity
from auditor.reference.registers import reference
from auditor.ruleset.clause import reads
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.explain import Explainer
from auditor.ruleset.force import CAPS
from auditor.ruleset.rule import Rule
from auditor.ruleset.silence import _leaves, silent_clauses
from tests.rules.test_traps import held
from tests.ruleset.build import registers, shipped_rules

TODAY = date(2026, 11, 28)
REGISTERS = registers(TODAY)
RULES = shipped_rules(TODAY)
EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
DAYS = tuple(date.fromisoformat(day) for day in (
    "2020-06-01", "2023-07-09", "2023-07-10", "2025-06-01", "2025-12-28", "2026-05-16", "2026-05-17", "2027-01-12",
))  # fmt: skip
PASS, FAIL, UNKNOWN = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN


@EACH
def test_every_text_of_a_rule_has_a_first_day(rule: Rule) -> None:
    """Without one a rule would be held against years in which nobody had written it."""
    texts = [text for name in rule.requirements if (text := REGISTERS.requirement(name)) is not None]
    assert [text.id for text in texts if text.valid_from is None] == []


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_no_rule_is_judged_before_its_texts(day: date) -> None:
    """Nor after all of them have ended."""
    registers = reference(day)
    for rule in Ruleset(RULES, registers).rules:
        texts = [registers.requirement(name) for name in rule.requirements]
        assert any(text is not None and text.in_force(day) for text in texts), rule.id


@pytest.mark.parametrize(
    ("rule", "first"),
    [("HDS-002", "2026-05-17"), ("MAR-005", "2027-01-12"), ("TRF-005", "2023-07-10"), ("TRF-002", "2020-07-16"), ("JUR-007", "2025-09-12")],
)
def test_a_rule_begins_with_its_text(rule: str, first: str) -> None:
    """Not judged on the day before, judged on the day."""
    day = date.fromisoformat(first)
    judged = [rule in {each.id for each in Ruleset(RULES, reference(on)).rules} for on in (day - timedelta(days=1), day)]
    assert judged == [False, True]


def test_the_american_decision_counts_from_its_day() -> None:
    """A bucket in Virginia: no ground at all on the ninth of July 2023, one to be proved on the tenth."""
    found = [held("hr", region="us-east-1", day=date(2023, 7, day))["LOC-001"] for day in (9, 10)]
    assert found == [FAIL, UNKNOWN]


@EACH
def test_silence_is_never_taken_for_an_answer(rule: Rule) -> None:
    """No difference from what may be null, unless the rule says what null means."""
    assert [*silent_clauses(rule)] == []


def _without(resource: Resource, path: str, value: Any) -> Resource:
    """The same resource with a fact made unknown (`value` is ...), or null."""
    facts = msgspec.json.decode(msgspec.json.encode(resource.facts))
    if value is ...:
        return msgspec.structs.replace(resource, unknown={**resource.unknown, path: "not_collected"})
    node = facts
    *parents, leaf = path.split(".")
    for parent in parents:
        node = node.setdefault(parent, {})
    node[leaf] = None
    return msgspec.structs.replace(resource, facts=facts, unknown={key: why for key, why in resource.unknown.items() if key != path})


@EACH
def test_taking_a_proof_away_never_makes_a_rule_pass(rule: Rule) -> None:
    """Whatever fact nobody reads any more, and whatever null the rule does not itself speak of."""
    explainer = Explainer(rule, REGISTERS.lists)
    told = {path for path, leaf, _ in _leaves(rule.must, "", negated=False) if leaf.operator == "is_set" or leaf.value is None}
    for example in rule.examples:
        if example.expect is PASS:
            continue
        for path, (fact, fields) in reads(rule.must).items():
            assert explainer.explain(_without(example.resource, path, ...)).outcome is not PASS, (example.name, path)
            if path not in told and not fields and fact.nullable and not fact.infinite_null:
                assert explainer.explain(_without(example.resource, path, None)).outcome is not PASS, (example.name, path)


@pytest.mark.parametrize("region", ["eu-west-3"])
@pytest.mark.parametrize("provider", ["aws", "azure", "gcp", "ovh", "scaleway", "scalingo", "bleu", "s3ns", "private"])
def test_a_claimed_certificate_proves_nothing(provider: str, region: str) -> None:
    """No entry of the register that is claimed, under way, to be confirmed again or silent makes a health rule pass."""
    found = held("health", provider=provider, region=region)
    assert PASS not in {found[name] for name in ("HDS-001", "HDS-002", "HDS-003") if name in found}


def test_nothing_without_a_binding_text_is_grave() -> None:
    """By its rule: no practice, advice or doctrine is law, or critical."""
    for rule in RULES:
        texts = [text for name in rule.requirements if (text := REGISTERS.requirement(name)) is not None]
        if rule.force in ("law", "regulation"):
            assert {text.force for text in texts} <= {"law", "regulation"}, rule.id
        else:
            assert rule.severity is not Severity.CRITICAL


def test_the_force_of_every_cap_is_one_of_the_texts() -> None:
    """No force without a cap."""
    assert set(CAPS) == {"law", "regulation", "standard", "contract", "recommendation", "doctrine", "upcoming"}
