from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Because, Outcome
from auditor.ruleset.explain import Explainer
from tests.ruleset.build import HEALTH, changed, registers, resource, rule

CALLS = {
    "AWS::S3::Bucket": {
        "public": "s3:GetBucketPolicyStatus",
        "flows.replication": "s3:GetBucketReplication",
        "region": "s3:GetBucketLocation",
    }
}
ORIGINAL = {"role": "primary", "country": "FR"}


def health(*places: Any, unknown: dict[str, str] | None = None) -> list[Because]:
    """Why the health rule says what it says of a bucket with these places."""
    target = resource(facts={"data": {"categories": ["health"], "health": "care"}, "places": list(places)}, unknown=unknown or {})
    return Explainer(rule(HEALTH, "LOC-004"), registers().lists, CALLS).reasons(target)


def must(clause: str, **facts: Any) -> tuple[Outcome, list[tuple[str, Any, str]]]:
    """The outcome of a rule with this `must`, and (fact, actual, expected) of each reason."""
    found = rule(changed(("{fact: public.access, equals: false}", clause)))
    explainer, target = Explainer(found, registers().lists), resource(facts=facts)
    return explainer.explain(target).outcome, [(reason.fact, reason.actual, reason.expected) for reason in explainer.reasons(target)]


def test_reason_of_a_failure_carries_its_evidence() -> None:
    """The fact with its index, its value, what was expected, the line of the rule, the call and the time."""
    replica = {"role": "replica", "country": "US", "evidence": "s3:GetBucketReplication"}
    assert health(ORIGINAL, replica) == [
        Because("places[1].country", "US", "in $EEA", "tests/LOC-004.yaml:20", "s3:GetBucketReplication", "2026-11-22T02:00:00Z")
    ]


def test_reason_of_an_unknown_says_why() -> None:
    """The reason of the hole stands for the value; the call is that of the flow that makes places of this role."""
    [reason] = health(ORIGINAL, {"role": "replica"}, unknown={"places[1].country": "access_denied: s3:GetBucketReplication"})
    assert (reason.fact, reason.actual, reason.call) == (
        "places[1].country",
        "access_denied: s3:GetBucketReplication",
        "s3:GetBucketReplication",
    )


def test_hole_without_a_reason_was_not_collected() -> None:
    """A missing fact, one of another type, and an item nobody wrote each have their reason; nothing is invented about the call."""
    assert [(reason.fact, reason.actual, reason.call) for reason in health({"role": "primary"})] == [
        ("places[0].country", "not_collected", "")
    ]
    assert health({"role": "primary", "country": 33})[0].actual == "no_answer: not a value of this fact"
    [missing] = health(ORIGINAL, unknown={"places[4].country": "partial_list: s3:ListBuckets"})
    assert (missing.fact, missing.actual) == ("places", "partial_list: s3:ListBuckets")
    assert [reason.fact for reason in health("FR")] == ["places[0].role", "places[0].country"]


def test_call_of_a_fact_may_feed_its_parent() -> None:
    """`public` is fed by the call that tells `public.access`."""
    target = resource(facts={"public": {"access": True}})
    assert [reason.call for reason in Explainer(rule(), registers().lists, CALLS).reasons(target)] == ["s3:GetBucketPolicyStatus"]
    assert [reason.call for reason in Explainer(rule(), registers().lists).reasons(target)] == [""]


def test_unknown_scope_is_part_of_the_reason() -> None:
    """An unclassified store abroad is unknown because nobody said what it holds, and not because of where it is."""
    target = resource(facts={"places": [{"role": "primary", "country": "US"}]}, unknown={"data.health": "category_unknown"})
    reasons = Explainer(rule(HEALTH, "LOC-004"), registers().lists).reasons(target)
    assert [(reason.fact, reason.actual) for reason in reasons] == [("data.health", "category_unknown")]


def test_pass_and_not_applicable_have_no_reason() -> None:
    """Only what asks for work is explained."""
    assert health(ORIGINAL) == []
    assert (
        Explainer(rule(HEALTH, "LOC-004"), registers().lists).reasons(resource(facts={"data": {"categories": ["hr"], "health": None}}))
        == []
    )


ACCESS = {"public": {"access": True}, "nature": "backup", "country": "US", "data": {"categories": ["hr"]}, "places": []}


@pytest.mark.parametrize(
    ("clause", "reasons"),
    [
        ("{all: [{fact: public.access, equals: false}, {fact: nature, equals: backup}]}", [("public.access", True, "equal to false")]),
        ("{any: [{fact: public.access, equals: false}, {fact: nature, not_equals: backup}]}",
         [("public.access", True, "equal to false"), ("nature", "backup", "different from backup")]),
        ("{not: {fact: public.access, equals: true}}", [("public.access", True, "different from true")]),
        ("{not: {fact: country, not_in: $EEA}}", [("country", "US", "in $EEA")]),
        ("{not: {fact: country, is_set: true}}", [("country", "US", "not set")]),
        ("{fact: country, is_set: false}", [("country", "US", "not set")]),
        ("{fact: country, in: [$EEA, CH]}", [("country", "US", "in $EEA, CH")]),
        ("{fact: country, equals: null}", [("country", "US", "equal to null")]),
        ("{fact: data.categories, contains_any: [health]}", [("data.categories", ["hr"], "containing any of health")]),
        ("{not: {fact: data.categories, contains_any: [hr]}}", [("data.categories", ["hr"], "not containing any of hr")]),
        ("{fact: region, matches: 'us-*'}", [("region", "eu-west-3", "like us-*")]),
        ("{some: places, must: {fact: country, in: $EEA}}", [("places", [], "some item")]),
        ("{not: {every: places, must: {fact: country, in: $EEA}}}", [("places", [], "not every item")]),
    ],
)  # fmt: skip
def test_reasons_of_a_failure_are_those_that_make_it(clause: str, reasons: list[tuple[str, Any, str]]) -> None:
    """Not the clauses that held; a negation is said by what was expected."""
    assert must(clause, **ACCESS) == (Outcome.FAIL, reasons)


def test_items_that_do_not_count_are_no_reason() -> None:
    """Under every, `where` is no reason of a failure; under some, what failed of each item is."""
    places = [{"role": "primary", "country": "US"}, {"role": "key", "country": "US"}]
    clause = "places, where: {fact: role, equals: primary}, must: {fact: country, in: $EEA}}"
    assert must(f"{{every: {clause}", places=places) == (Outcome.FAIL, [("places[0].country", "US", "in $EEA")])
    assert must(f"{{some: {clause}", places=places)[1] == [
        ("places[0].country", "US", "in $EEA"),
        ("places[1].role", "key", "equal to primary"),
        ("places[1].country", "US", "in $EEA"),
    ]


def test_unknown_where_is_the_reason() -> None:
    """A place abroad whose role nobody read may or may not count."""
    assert must("{every: places, where: {fact: role, equals: primary}, must: {fact: country, in: $EEA}}", places=[{"country": "US"}]) == (
        Outcome.UNKNOWN,
        [("places[0].role", "not_collected", "different from primary")],
    )
