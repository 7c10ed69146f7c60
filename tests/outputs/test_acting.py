"""Who acts, by when and how: what the articles add to the rules holds together."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.outputs.acting import ways
from auditor.outputs.commands import actions, by_provider
from auditor.outputs.html import write
from auditor.providers import names
from auditor.shipped import shipped
from tests.outputs.builder import build
from tests.outputs.page import Page

RULES = {path.stem for path in shipped("rules").glob("*/*.yaml") if "_reference" not in path.parts}


@pytest.mark.parametrize("rule", sorted(actions()["rules"]))
def test_an_action_is_of_a_rule_and_says_what_it_costs(rule: str) -> None:
    """Its rule exists; what tells how to do it tells the side effect too; every text is in both languages."""
    told = actions()["rules"][rule]
    assert rule in RULES
    assert not [*ways(rule, by_provider())] or told["side"]
    assert isinstance(told.get("ways", ""), str)
    assert all(_said(told[name]) for name in ("side", "limits") if name in told)


@pytest.mark.parametrize("provider", sorted(by_provider()))
def test_what_tells_how_is_of_a_provider_we_have_and_of_a_rule(provider: str) -> None:
    """And says it in both languages; a rule that has a way of its own says what it costs."""
    assert provider in names()
    for rule, way in by_provider()[provider].items():
        assert {*way} <= {"console", "cli", "terraform"}
        if rule in actions()["acts"]:
            assert {*way} == {"cli"}
            continue
        assert _said(way["console"])
        assert actions()["rules"][rule]["side"]


def _said(text: dict[str, str]) -> bool:
    return {*text} == {"fr", "en"} and all(words.strip() for words in text.values())


def test_every_family_of_rules_has_somebody_in_charge() -> None:
    """And says what its verification does not show."""
    families = actions()["families"]
    assert {rule[:3] for rule in RULES} <= {*families}
    assert all(family["who"] and family["limits"]["fr"] and family["effort"] in ("low", "medium", "high") for family in families.values())


def test_only_the_clouds_that_fail_a_rule_are_told_how(tmp_path: Path) -> None:
    """An article does not tell how to mend what is not broken; a rule may borrow the ways of another."""
    run = build(tmp_path, 120)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    article = Page((tmp_path / "report.html").read_text("utf-8")).by_id("rule-SEC-001").text
    assert "Comment, avec Amazon Web Services" in article
    assert "Comment, avec Azure" not in article
    assert [way.provider for way in ways("RET-002", ["aws"])] == ["aws"]
