"""Who acts, by when and how: what the articles add to the rules holds together."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from auditor.model import Finding, Outcome, Place
from auditor.outputs import acting
from auditor.outputs.acting import ways
from auditor.outputs.commands import actions, by_provider
from auditor.outputs.html import write
from auditor.providers import names
from auditor.run import read_findings
from auditor.shipped import shipped
from tests.outputs.builder import HOLDER, build, write_found
from tests.outputs.page import Page

SHARED = "LOC-004"
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


def test_a_sharing_says_how_many_take_it_and_then_who(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers of accounts say nothing in a sentence; they stand below it."""
    monkeypatch.setattr(acting, "act", lambda rule: "unshare" if rule == SHARED else rule)
    run = build(tmp_path, 400)
    write_found(tmp_path, map(_shared, read_findings(tmp_path)), run)
    write(run, tmp_path, tmp_path / "report.html", "fr")
    action = Page((tmp_path / "report.html").read_text("utf-8")).by_id("act-unshare").text
    title, _, below = action.partition("Partagé avec")
    assert "Retirez à 1 destinataire l’accès" in title
    assert HOLDER not in title
    assert HOLDER in below


def _shared(finding: Finding) -> Finding:
    """The same, if it fails for what is taken by somebody: a share with somebody that nobody declared."""
    if finding.rule != SHARED or finding.outcome is not Outcome.FAIL:
        return finding
    reasons = [msgspec.structs.replace(reason, fact=f"places[{len(finding.places)}].trusted") for reason in finding.reasons]
    return msgspec.structs.replace(finding, places=[*finding.places, Place("share", "FR", "eu-west-3", HOLDER)], reasons=reasons)
