from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st
from msgspec.structs import replace as replaced

from auditor.findings import fingerprint
from auditor.model import Confidence, Finding, Outcome, Place, Resource, Severity
from auditor.ruleset import evaluate
from auditor.ruleset.evaluate import Judge, Ruleset, judge
from auditor.ruleset.tally import Tally, described
from auditor.ruleset.waivers import Waiver
from tests.ruleset.build import HEALTH, TODAY, registers, resource, rule, shipped_rules
from tests.ruleset.strategies import resources

SHIPPED = shipped_rules()
PLACES: list[dict[str, Any]] = [
    {"role": "primary", "country": "FR", "region": "eu-west-3"},
    {"role": "replica", "country": "US", "via": "x"},
]
ABROAD = resource(facts={"data": {"categories": ["health"], "health": "care", "activities": ["ccas"]}, "places": PLACES})
WAIVER = Waiver("LOC-004", "arn:aws:s3:::demo", "le temps de migrer", "RSSI", date(2026, 12, 31))


def ruleset(*rules: Any, profile: str | None = None) -> Ruleset:
    """Rules on the registers of the day; the health rule when none is named."""
    return Ruleset(rules or [rule(HEALTH, "LOC-004")], registers(), profile)


def found(target: Resource = ABROAD, **options: Any) -> list[Finding]:
    """The findings of one resource."""
    return list(judge([target], ruleset(), **({"as_of": TODAY} | options)))


def test_finding_says_who_what_where_and_why() -> None:
    """Everything of DESIGN §11 is there, places and reasons included."""
    [finding] = found()
    assert (finding.rule, finding.revision, finding.severity, finding.outcome) == ("LOC-004", 6, Severity.CRITICAL, Outcome.FAIL)
    assert finding.fingerprint == hashlib.sha256(b"LOC-004\0arn:aws:s3:::demo").hexdigest()[:16] == fingerprint("LOC-004", ABROAD.id)
    assert (finding.resource.id, finding.resource.kind, finding.categories, finding.activities) == (
        ABROAD.id,
        "object_store",
        ["health"],
        ["ccas"],
    )
    assert finding.places == [Place("primary", "FR", "eu-west-3"), Place("replica", "US", via="x")]
    assert [reason.fact for reason in finding.reasons] == ["places[1].country"]
    assert finding.requirements[0] == "HDS-2.0-EXI-28"
    assert (finding.confidence, finding.waived, finding.waiver) == (Confidence.OBSERVED, False, None)


def test_finding_says_the_resource_group_where_there_is_one() -> None:
    """As the resource has it; a line that says none is one of no group, as those of before are."""
    [grouped], [alone] = found(replaced(ABROAD, group="rg-etat-civil")), found()
    assert (grouped.resource.group, alone.resource.group) == ("rg-etat-civil", None)
    assert b'"group"' not in msgspec.json.encode(alone)
    assert msgspec.json.decode(msgspec.json.encode(grouped), type=Finding) == grouped


def test_not_applicable_is_not_a_finding() -> None:
    """Neither out of scope nor of another kind."""
    assert found(resource(facts={"data": {"categories": ["hr"], "health": None}})) == []
    assert found(resource("key")) == []
    assert found(resource("a kind nobody knows")) == []


def test_odd_facts_still_make_a_finding() -> None:
    """A snapshot of another hand: what is no place and no category is left out, the outcome is unknown."""
    [finding] = found(resource(facts={"data": {"categories": "health"}, "places": [3, {"role": 4, "country": 5}]}))
    assert (finding.outcome, finding.categories, finding.places) == (Outcome.UNKNOWN, [], [Place("unknown")])
    [finding] = found(resource(facts={"data": [], "places": {}}))
    assert (finding.outcome, finding.places) == (Outcome.UNKNOWN, [])


@pytest.mark.parametrize(
    ("confidence", "expected"),
    [({"data": "presumed"}, "presumed"), ({"places": "to_confirm"}, "to_confirm"), ({"places[1].country": "to_confirm"}, "to_confirm"),
     ({"places": "to_confirm", "data": "presumed"}, "presumed"), ({"operator": "to_confirm"}, "observed"),
     ({"places[0].via": "presumed"}, "observed"), ({"data.source": "presumed"}, "observed"), ({"dat": "presumed"}, "observed")],
)  # fmt: skip
def test_confidence_is_the_least_of_the_facts_read(confidence: dict[str, str], expected: str) -> None:
    """A guess is less sure than an entry to confirm; facts the rule does not read do not count."""
    doubts = {name: Confidence(doubt) for name, doubt in confidence.items()}
    [finding] = found(resource(facts=ABROAD.facts, confidence=doubts))
    assert finding.confidence == expected


def test_waiver_flags_and_keeps_the_outcome() -> None:
    """A waived failure is still a failure, with who accepted it and until when; an expired waiver is none."""
    [finding] = found(waivers=[WAIVER])
    assert (finding.outcome, finding.waived, finding.waiver) == (Outcome.FAIL, True, "le temps de migrer (RSSI, 2026-12-31)")
    assert found(waivers=[WAIVER], as_of=date(2026, 12, 31))[0].waived
    assert not found(waivers=[WAIVER], as_of=date(2027, 1, 1))[0].waived
    assert not found(waivers=[replace(WAIVER, rule="LOC-001")])[0].waived
    assert not found(waivers=[replace(WAIVER, resource="arn:aws:s3:::other")])[0].waived
    assert found(waivers=[replace(WAIVER, resource="arn:aws:s3:::de*")])[0].waived


def test_compliant_finding_is_never_waived() -> None:
    """There is nothing to accept."""
    at_home = resource(facts={"data": {"categories": ["health"], "health": "care"}, "places": PLACES[:1]})
    [finding] = found(at_home, waivers=[WAIVER])
    assert (finding.outcome, finding.waived, finding.reasons) == (Outcome.PASS, False, [])


def test_profile_leaves_out_the_rules_of_others() -> None:
    """A rule for ccas does not judge a commune; a profile nobody gave leaves nothing out."""
    bound = replace(rule(HEALTH, "LOC-004"), profiles=("ccas",))
    assert [len(ruleset(bound, profile=profile).rules) for profile in ("ccas", None, "commune")] == [1, 1, 0]


def test_judging_streams() -> None:
    """The second resource is not asked for before the findings of the first are read."""
    asked: list[str] = []

    def stream() -> Iterator[Resource]:
        for name in ("a", "b"):
            asked.append(name)
            yield resource(id=name, facts=ABROAD.facts)

    findings = judge(stream(), ruleset(), as_of=TODAY)
    assert next(findings).resource.id == "a"
    assert asked == ["a"]


def test_memory_of_inputs_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting over changes no outcome."""
    monkeypatch.setattr(evaluate, "REMEMBERED", 2)
    rules = ruleset()
    targets = [
        resource(facts={"data": {"categories": ["health"], "health": "care"}, "places": [{"role": "primary", "country": code}]})
        for code in ("FR", "US", "NO", "FR")
    ]
    assert [rules.outcomes(target) for target in targets] == [(Outcome.PASS,), (Outcome.FAIL,), (Outcome.PASS,), (Outcome.PASS,)]


@given(st.lists(resources(), max_size=6))
def test_every_finding_is_counted(targets: list[Resource]) -> None:
    """The totals are those of the findings, over all shipped rules; what passes alone needs no reason."""
    rules, tally = Ruleset(SHIPPED, registers()), Tally()
    findings = [finding for one in tally.watch(Judge(rules, as_of=TODAY).of(targets)) for finding in one.findings()]
    assert sum(tally.totals.values()) == len(findings)
    assert all(bool(finding.reasons) is (finding.outcome is not Outcome.PASS) for finding in findings)


def test_tally_counts_by_rule_and_severity() -> None:
    """By severity, what still asks for work: the waived apart, compliance left out."""
    at_home = resource(id="home", facts={"data": {"categories": ["health"], "health": "care"}, "places": PLACES[:1]})
    unread = resource(id="unread", facts={"data": {"categories": ["health"], "health": "care"}})
    accepted = resource(id="accepted", facts=ABROAD.facts)
    tally = Tally()
    waiver = replace(WAIVER, resource="accepted")
    found = Judge(ruleset(), as_of=TODAY, waivers=[waiver]).of([ABROAD, at_home, unread, accepted])
    assert len(list(tally.watch(found))) == 4
    assert tally.totals == {"fail": 2, "pass": 1, "unknown": 1}
    assert tally.by_rule == {"LOC-004": {"fail": 2, "pass": 1, "unknown": 1}}
    assert tally.by_severity == {"critical": {"fail": 1, "unknown": 1}}
    assert tally.waived == 1


def test_the_gravest_of_a_rule_is_kept_whoever_counted_it_and_when() -> None:
    """The heaviest force among those as severe; what a former run did not say weighs least."""
    told = [(Severity.MAJOR, ""), (Severity.CRITICAL, "standard"), (Severity.CRITICAL, "law"), (Severity.MODERATE, "law")]
    for order in (told, told[::-1]):
        whole = Tally()
        for gravity in order:
            part = Tally()
            part.gravest["TST-001"] = gravity
            whole.merge(part)
        assert whole.gravest == {"TST-001": (Severity.CRITICAL, "law")}


@pytest.mark.parametrize(
    ("told", "proved", "outcome"),
    [
        (None, True, "fail"),
        (True, None, "fail"),
        (True, False, "fail"),
        (False, None, "unknown"),
        (None, False, "unknown"),
        (None, None, "unknown"),
    ],
)
def test_what_is_announced_never_hides_what_is_proved(told: bool | None, proved: bool | None, outcome: str) -> None:
    """Whichever of the two fails decides; neither passes for the other."""

    def said(access: bool | None) -> Resource:
        if access is None:
            return resource(unknown={"public.access": "announced: x"})
        return resource(facts={"public": {"access": access}})

    found = judge([msgspec.structs.replace(said(told), proved=said(proved))], ruleset(rule()), as_of=TODAY)
    assert [one.outcome.value for one in found] == [outcome]


def test_run_describes_every_rule() -> None:
    """A run can be read without the rules: words, texts with their evidence mark, and counts, also of what met nothing."""
    rules = ruleset(rule(HEALTH, "LOC-004"), rule())
    plain = Tally().rules(rules)
    assert plain["TST-001"]["totals"] == {}
    assert "why" not in plain["TST-001"]
    assert plain["LOC-004"]["severity"] == "critical"
    assert plain["LOC-004"]["why"]["fr"].startswith("Depuis la version 2 du référentiel HDS")
    assert plain["LOC-004"]["requirements"][0]["id"] == "HDS-2.0-EXI-28"
    assert set(plain["LOC-004"]["requirements"][0]) <= {"id", "title", "url", "evidence"}
    assert described(rule(), registers())["title"] == {"fr": "Rien n’est public", "en": "Nothing is public"}
