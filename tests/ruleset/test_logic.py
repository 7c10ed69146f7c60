from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from auditor.model import Outcome, Resource
from auditor.reference.facts import facts
from auditor.ruleset.clause import Clause, Group, Leaf, Not, reads
from auditor.ruleset.compile import Verdict, compile_clause, compile_rule, outcome
from auditor.ruleset.examples import Example
from auditor.ruleset.explain import Explainer
from auditor.ruleset.inputs import UNKNOWN, Inputs
from auditor.ruleset.rule import Rule
from tests.ruleset.build import clause, registers, resource, rule, shipped_rules
from tests.ruleset.strategies import CLAUSES, VALUES, flat, hide, kleene_all, kleene_any, known_paths, make, oracle, resources

SHIPPED = shipped_rules()
SOUND = rule()


def verdict(found: Clause, target: Resource) -> Verdict:
    """What the compiled clause says."""
    inputs = Inputs(reads(found))
    return compile_clause(found, inputs.index, inputs.items, registers().lists)(inputs.read(target))


def judged(found: Rule, target: Resource) -> Outcome:
    """What the compiled rule says."""
    inputs = Inputs(reads(found.when, found.must))
    return compile_rule(found, inputs, registers().lists)(inputs.read(target))


def of(when: Clause | None, must: Clause) -> Rule:
    """A rule of these clauses."""
    return replace(SOUND, when=when, must=must)


@given(CLAUSES, resources())
def test_compiled_clause_says_what_kleene_says(found: Clause, target: Resource) -> None:
    """A second, slow reading of the language agrees with the closures."""
    assert verdict(found, target) is oracle(found, flat(target))


@given(st.none() | CLAUSES, CLAUSES, resources())
def test_compile_and_explain_agree(when: Clause | None, must: Clause, target: Resource) -> None:
    """The explanation reaches the verdict it explains, and has causes exactly where there is something to say."""
    found = of(when, must)
    explained = Explainer(found, registers().lists).explain(target)
    assert explained.outcome is judged(found, target)
    assert bool(explained.causes) is (explained.outcome in (Outcome.FAIL, Outcome.UNKNOWN))
    if explained.outcome is Outcome.UNKNOWN:
        assert all(cause.value is UNKNOWN or cause.value is None for cause in explained.causes)


@given(st.none() | CLAUSES, CLAUSES, resources())
def test_causes_of_a_failure_suffice(when: Clause | None, must: Clause, target: Resource) -> None:
    """A failure's reasons are known facts."""
    explained = Explainer(of(when, must), registers().lists).explain(target)
    if explained.outcome is Outcome.FAIL:
        assert all(cause.value is not UNKNOWN for cause in explained.causes)


@given(CLAUSES, CLAUSES, resources())
def test_laws_of_kleene_hold(one: Clause, other: Clause, target: Resource) -> None:
    """Double negation, De Morgan, absorption, order: all as in the strong three-valued logic."""
    a, b = verdict(one, target), verdict(other, target)
    assert verdict(Not(Not(one)), target) is a
    assert verdict(Group("all", (one, other)), target) is kleene_all([a, b]) is verdict(Group("all", (other, one)), target)
    assert verdict(Group("any", (one, other)), target) is kleene_any([a, b])
    assert verdict(Not(Group("all", (one, other))), target) is verdict(Group("any", (Not(one), Not(other))), target)
    assert verdict(Group("any", (one, Group("all", (one, other)))), target) is a


@given(st.none() | CLAUSES, CLAUSES, resources(), st.data())
def test_hiding_a_fact_never_turns_fail_into_pass(when: Clause | None, must: Clause, target: Resource, data: st.DataObject) -> None:
    """What is learnt settles an unknown; it never overturns a pass or a failure."""
    path = data.draw(st.sampled_from(known_paths(target) or ["nature"]))
    before = judged(of(when, must), target)
    after = judged(of(when, must), hide(target, path) if path in known_paths(target) else target)
    assert after in settled(before)


def settled(known: Outcome) -> set[Outcome]:
    """What may be said with one fact less, of what is said with it."""
    if known is Outcome.NOT_APPLICABLE:
        return {known, Outcome.UNKNOWN, Outcome.PASS}
    return {known, Outcome.UNKNOWN}


EXAMPLES = [(found, example) for found in SHIPPED for example in found.examples]


@pytest.mark.parametrize(("found", "example"), EXAMPLES, ids=[f"{found.id}: {example.name}" for found, example in EXAMPLES])
def test_hiding_any_fact_of_a_shipped_example_is_safe(found: Rule, example: Example) -> None:
    """Of no shipped rule does a refused reading turn a failure into a pass, or a pass into a failure."""
    target = example.resource
    expected = judged(found, target)
    assert known_paths(target) or expected is Outcome.UNKNOWN
    for path in known_paths(target):
        assert judged(found, hide(target, path)) in settled(expected)


@pytest.mark.parametrize(
    ("scope", "holds", "expected"),
    [(True, True, "pass"), (None, True, "pass"), (False, True, "not_applicable"), (False, False, "not_applicable"),
     (False, None, "not_applicable"), (True, False, "fail"), (None, False, "unknown"), (True, None, "unknown"), (None, None, "unknown")],
)  # fmt: skip
def test_outcome_follows_scope_and_requirement(scope: Verdict, holds: Verdict, expected: str) -> None:
    """Out of scope is not applicable; a rule that holds either way passes; the rest is unknown unless both are known."""
    assert outcome(scope, holds) == expected


NULLS = [
    ("{fact: region, equals: eu-west-3}", False), ("{fact: region, equals: null}", True), ("{fact: region, not_equals: x}", None),
    ("{fact: region, not_equals: null}", False), ("{fact: region, in: [x]}", False), ("{fact: region, not_in: [x]}", None),
    ("{fact: region, matches: '*'}", False), ("{fact: region, is_set: true}", False), ("{fact: region, is_set: false}", True),
    ("{fact: retention.max, at_most: P100Y}", False), ("{fact: retention.max, at_least: P100Y}", True),
    ("{fact: data.categories, contains_any: [hr]}", False), ("{fact: data.categories, contains_all: [hr]}", False),
    ("{every: places, must: {fact: country, in: $EEA}}", True), ("{some: places, must: {fact: country, in: $EEA}}", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NULLS)
def test_null_is_a_value(text: str, expected: Verdict) -> None:
    """Known to be not set compares false, except where null means for ever or is what was asked for; it differs from nothing for sure."""
    target = make(dict.fromkeys([*VALUES, "places"]), {})
    assert verdict(clause(text), target) is expected


def test_null_that_is_not_infinite_reaches_no_bound() -> None:
    """No automated backup is no backup of a day, nor of at most a day."""
    target = resource("table", facts={"backup": {"retention": None}})
    assert verdict(clause("{fact: backup.retention, at_least: P1D}", "table"), target) is False
    assert verdict(clause("{fact: backup.retention, at_most: P1D}", "table"), target) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{every: places, must: {fact: country, in: $EEA}}", True), ("{some: places, must: {fact: country, in: $EEA}}", False),
     ("{fact: data.categories, contains_any: [hr]}", False), ("{fact: data.categories, is_set: true}", False)],
)  # fmt: skip
def test_empty_list_is_known(text: str, expected: bool) -> None:
    """Everything holds of every item of nothing, and nothing of some."""
    assert verdict(clause(text), make({"places": [], "data.categories": []}, {})) is expected


@pytest.mark.parametrize("facts", [{}, {"public": None}, {"public": {"access": "no"}}, {"public": {"access": 0}}, {"public": []}])
def test_value_of_another_type_was_not_read(facts: dict[str, object]) -> None:
    """What is missing or not of the dictionary's type decides nothing."""
    assert verdict(clause("{fact: public.access, equals: false}"), resource(facts=facts)) is None


@pytest.mark.parametrize("value", ["soon", 30, ["P1M"]])
def test_odd_duration_was_not_read(value: object) -> None:
    """A duration nobody can parse decides nothing."""
    assert verdict(clause("{fact: retention.max, at_most: P1M}"), resource(facts={"retention": {"max": value}})) is None


@pytest.mark.parametrize("value", ["FR", {"country": "FR"}, 3])
def test_odd_list_was_not_read(value: object) -> None:
    """A list that is none decides nothing; an item that is none is unknown, and a violation beside it still fails."""
    every = clause("{every: places, must: {fact: country, in: $EEA}}")
    assert verdict(every, resource(facts={"places": value})) is None
    assert verdict(every, resource(facts={"places": [value]})) is None or value == {"country": "FR"}
    assert verdict(every, resource(facts={"places": [value, {"country": "US"}]})) is False


@pytest.mark.parametrize("value", [["health", 3], [["health"]], "health"])
def test_odd_words_were_not_read(value: object) -> None:
    """A list of words with something else in it decides nothing."""
    assert verdict(clause("{fact: data.categories, contains_any: [health]}"), resource(facts={"data": {"categories": value}})) is None


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [({"places": "x"}, None), ({"places[1]": "x"}, None), ({"places[1].country": "x"}, None), ({"places[0].country": "x"}, False),
     ({"places[2].country": "x"}, None), ({"places[x].country": "x"}, None), ({"places[1].role": "x"}, False), ({"data": "x"}, False)],
)  # fmt: skip
def test_unknown_wins_over_what_is_written(unknown: dict[str, str], expected: bool | None) -> None:
    """A fact, its parent or its item listed as unknown was not read; an item nobody wrote makes the list longer than what was read."""
    places = [{"role": "primary", "country": "FR"}, {"role": "replica", "country": "US"}]
    found = clause("{every: places, must: {fact: country, in: $EEA}}")
    assert verdict(found, resource(facts={"places": places}, unknown=unknown)) is expected


def test_parent_listed_as_unknown_hides_its_facts() -> None:
    """`public` unknown hides `public.access`, of which the provider said no."""
    target = resource(facts={"public": {"access": False}}, unknown={"public": "throttled: x"})
    assert verdict(clause("{fact: public.access, equals: false}"), target) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{fact: retention.max, at_most: P1M}", False),
        ("{fact: retention.max, at_most: P1Y}", None),
        ("{fact: retention.max, at_least: P1M}", True),
        ("{fact: retention.max, at_least: P1Y}", None),
        ("{fact: retention.max, is_set: true}", None),
        ("{not: {fact: retention.max, at_most: P1M}}", True),
        ("{fact: retention.min, at_most: P1M}", None),
    ],
)
def test_the_least_of_a_period_decides_what_more_could_not_change(text: str, expected: bool | None) -> None:
    """Too long is too long, and long enough is enough; of a fact without a floor what is written beside its reason says nothing."""
    facts = {"retention": {"max": "P90D", "min": "P90D"}}
    holed = resource(facts=facts, unknown=dict.fromkeys(("retention.max", "retention.min"), "access_denied: x:Y"))
    assert verdict(clause(text), holed) is expected


def test_tags_are_facts() -> None:
    """A tag is a fact of its own; one that is not there is known to be not set, unless the tags were not read."""
    found = clause("{fact: tags.env.name, equals: prod}")
    assert verdict(found, resource(tags={"env.name": "prod"})) is True
    assert verdict(found, resource()) is False
    assert verdict(found, resource(unknown={"tags": "access_denied: s3:GetBucketTagging"})) is None


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [("eu-*", "eu-west-3", True), ("eu-*", "xeu-west-3", False), ("eu-?", "eu-west-3", False), ("*" * 60 + "b", "a" * 5000, False),
     ("(a+)+$", "aaaa", False), ("EU-*", "eu-west-3", False), ("eu-[ws]*", "eu-south-2", False),
     ("eu-[ws]*", "eu-[ws]-3", True)],
)  # fmt: skip
def test_globs_match_the_whole_value_at_once(pattern: str, value: str, expected: bool) -> None:
    """A pattern is a glob of stars and question marks, so that none takes for ever; brackets are brackets."""
    assert verdict(clause(f"{{fact: region, matches: '{pattern}'}}"), resource(region=value)) is expected


def test_dates_compare_by_the_calendar_order_of_their_text() -> None:
    """Whole numbers and dates have bounds too, once a fact has that type."""
    for kind, low, high in (("date", "2026-01-31", "2026-02-01"), ("integer", 9, 10)):
        fact = replace(facts().facts["nature"], type=kind)
        for operator, expected in (("at_most", (True, False)), ("at_least", (True, True))):
            leaf = Leaf("nature", fact, operator, low, 1)
            assert (verdict(leaf, resource(facts={"nature": low})), verdict(leaf, resource(facts={"nature": high}))) == expected
    assert (
        verdict(
            Leaf("nature", replace(facts().facts["nature"], type="date"), "at_most", "2026-01-31", 1), resource(facts={"nature": "hier"})
        )
        is None
    )


def test_fields_of_items_are_parsed_too() -> None:
    """A date of an item that is no date was not read; null and a date were."""
    day = replace(facts().facts["nature"], name="day", type="date")
    places = replace(facts().facts["places"], fields={"day": day})
    target = resource(facts={"places": [{"day": "2026-11-22"}, {"day": "demain"}, {"day": None}]})
    assert Inputs({"places": (places, {"day": day})}).read(target) == ((("2026-11-22",), (UNKNOWN,), (None,)),)
