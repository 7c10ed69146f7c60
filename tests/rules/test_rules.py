"""The shipped rules as a body of text: its size, its two languages, its typography, and what it never says."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from auditor.model import SEVERITIES
from auditor.reference.facts import Words
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.force import CAPS
from auditor.ruleset.rule import Rule
from tests.ruleset.build import registers, shipped_rules

REGISTERS = registers()
RULES = shipped_rules()
NARROW, FIXED = "\u202f", "\u00a0"
BARE = re.compile(r"(?<![\u202f\s«])[;?!»]|(?<![\u202f\s\d]):(?=\s)|[ \u00a0](?=[;?!»]|:\s)|«(?!\u202f)")
"""French marks that lack their narrow no-break space, or have a plain one."""
UNACCENTED = re.compile(r"(?:^|[.:] )(?:A (?!la carte)|Etat|Ecole|Elu|Echu|Etablissement|Evaluez|Ecrivez|Etre)\b")
FAMILIES = {
    "residency": "LOC", "transfers": "TRF", "jurisdiction": "JUR", "health": "HDS LOC", "secnumcloud": "SNC", "retention": "RET",
    "keys": "SEC", "sharing": "SEC LOC", "security": "SEC", "subcontracting": "STR", "governance": "GOV TRF LOC", "procurement": "MAR",
    "ai": "TRF", "upcoming": "ANT JUR",
}  # fmt: skip


def texts(rule: Rule) -> list[Words]:
    """Everything a rule tells people, in its two languages."""
    return [words for words in (rule.title, rule.failure, rule.why, rule.remedy) if words is not None]


def test_there_are_eighty_rules_of_every_family() -> None:
    """Each in the folder of its family."""
    assert len(RULES) >= 80
    assert {Path(rule.path).parent.name for rule in RULES} == set(FAMILIES)
    assert [rule.id for rule in RULES if rule.id[:3] not in FAMILIES[Path(rule.path).parent.name]] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fits_on_a_screen(rule: Rule) -> None:
    """Fifty lines, examples included, and none too long to read."""
    lines = Path(rule.source).read_text("utf-8").splitlines()
    assert len(lines) <= 50
    assert max(map(len, lines)) <= 260


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_speaks_both_languages(rule: Rule) -> None:
    """Two texts that differ; French as it is typeset, with its accents, English without French marks."""
    for words in texts(rule):
        french, english = words["fr"], words["en"]
        assert french.strip() != english.strip()
        assert (BARE.findall(french), UNACCENTED.findall(french)) == ([], []), french
        assert not re.search(r"\w'\w", french), french
        assert not {NARROW, FIXED, "«"} & set(english), english


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_no_rule_is_graver_than_its_force(rule: Rule) -> None:
    """What nobody is bound to is never critical; each text it cites is in the register."""
    assert SEVERITIES.index(rule.severity) >= SEVERITIES.index(CAPS[rule.force])
    assert all(REGISTERS.requirement(name) for name in rule.requirements)


def test_every_rule_says_why() -> None:
    """A rule that cannot say what it protects is an order."""
    assert [rule.id for rule in RULES if rule.why is None] == []


def test_failures_and_titles_tell_rules_apart() -> None:
    """No two rules say the same."""
    for lang in ("fr", "en"):
        said = Counter(text for rule in RULES for text in (rule.title[lang], rule.failure[lang]))
        assert said.most_common(1)[0][1] == 1


@pytest.mark.parametrize("profile", ["commune", "epci", "ccas", "sdis", "departement", "region", "opsn", "etablissement_sante"])
def test_no_local_authority_is_told_that_secnumcloud_is_mandatory(profile: str) -> None:
    """By law it is for the State and for some public interest groups; elsewhere a contract asks for it, or a bill might."""
    held = Ruleset(RULES, REGISTERS, profile).rules
    asking = {rule.id: rule.force for rule in held if "labels.secnumcloud" in str(rule.meaning["must"])}
    assert "JUR-002" not in asking
    assert set(asking.values()) <= {"contract", "standard", "upcoming"}
    of_contracts = [rule for rule in held if rule.id in asking and rule.force in ("contract", "standard")]
    assert all("contract.labels" in str(rule.meaning["applies_to"]) for rule in of_contracts)


def test_what_is_answered_by_hand_reads_its_own_answer() -> None:
    """A question has the id of its rule, and nothing else can answer it."""
    for rule in RULES:
        asked = set(re.findall(r"answers\.([A-Z]{3}-[0-9]{3})", str(rule.meaning)))
        assert asked <= {rule.id}
