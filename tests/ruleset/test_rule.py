from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st

from auditor.errors import InputError
from auditor.model import Outcome, Severity
from auditor.reference.facts import facts
from auditor.reference.source import load
from auditor.ruleset.force import CAPS
from auditor.ruleset.operators import OPERATORS
from auditor.ruleset.rule import MEANING, OPTIONAL, REQUIRED, load_rules
from auditor.ruleset.values import mistake
from auditor.shipped import shipped
from tests.ruleset.build import HEALTH, TEXT, changed, mistakes, registers, rule, write

pytestmark = pytest.mark.usefixtures("english")

FIVE = changed(
    ("revision: 1", "revision: 0"),
    ("en: Nothing is public}", "enn: Nothing is public}"),
    ("severity: major", "severity: majeur"),
    ("[RGPD-32]", "[RGPD-3200]"),
    ("public.access, equals: false", "public.acces, equals: false"),
)


def test_rule_is_read_whole() -> None:
    """Every key of the file is in the rule, `$LIST`s of kinds resolved."""
    read = rule(HEALTH, "LOC-004")
    assert (read.id, read.revision, read.severity, read.force) == ("LOC-004", 6, Severity.CRITICAL, "regulation")
    assert read.kinds == registers().lists["$DATA_HANDLERS"]
    assert read.requirements[0] == "HDS-2.0-EXI-28"
    assert [example.expect for example in read.examples].count(Outcome.FAIL) == 3
    assert set(read.meaning) == set(MEANING)
    assert (read.path, read.status, read.since, read.profiles) == ("tests/LOC-004.yaml", "stable", None, None)


def test_optional_keys_are_read() -> None:
    """Status, date and profiles are kept."""
    read = rule(
        changed(("severity:", "status: draft\nsince: 2026-11-22\nseverity:"), ("database]", "database]\n  profiles: [commune, ccas]"))
    )
    assert (read.status, read.since, read.profiles) == ("draft", "2026-11-22", ("commune", "ccas"))


def test_five_mistakes_are_all_told_with_their_place() -> None:
    """One reading tells all, each with line, column and what was probably meant."""
    found = mistakes(FIVE)
    assert found == [
        "3:11: expected a whole number from 1, found 0",
        "4:8: missing 'en'",
        "4:32: unknown key 'enn' (did you mean 'en'?)",
        "6:11: unknown severity 'majeur' (did you mean 'major'?)",
        "8:16: unknown requirement 'RGPD-3200' (did you mean 'RGPD-32'?)",
        "11:14: unknown fact 'public.acces' (did you mean 'public.access'?)",
    ]


RULE_MISTAKES = [
    (("id: TST-001", "id: TST-1"), "2:5: 'TST-1' is not an id: three capitals, a hyphen, three digits, such as LOC-004"),
    (("id: TST-001", "id: TST-002"), "2:5: id 'TST-002' is not the name of the file 'TST-001'"),
    (("id: TST-001", "id: [1]"), "2:5: expected a text, found a list"),
    (("revision: 1", "revision: true"), "3:11: expected a whole number from 1, found true"),
    (("revision: 1", "revision: '1'"), "3:11: expected a whole number from 1, found 1"),
    (("revision: 1", "revisions: 1"), "3:1: unknown key 'revisions' (did you mean 'revision'?)"),
    (("fr: Fermez, ", ""), "12:9: missing 'fr'"),
    (("fr: Fermez", "fr: '  '"), "12:14: expected a text, found   "),
    (("severity: major", "severity: [major]"), "6:11: unknown severity 'a list'"),
    (("force: law", "force: loi"), "7:8: unknown force 'loi'"),
    (("force: law", "force: doctrine"), "6:11: severity 'major' is above the cap of force 'doctrine' (did you mean 'moderate'?)"),
    (("[RGPD-32]", "[]"), "8:15: expected a list of requirements, found nothing"),
    (("[RGPD-32]", "[rgpd-32]"), "8:16: unknown requirement 'rgpd-32' (did you mean 'RGPD-32'?)"),
    (("[RGPD-32]", "[{}]"), "8:16: expected the id of a requirement, found nothing"),
    (("[object_store, database]", "[object_stor]"), "object_stor"),
    (("[object_store, database]", "$DATA_STORE"), "10:10: unknown list '$DATA_STORE' (did you mean '$DATA_STORES'?)"),
    (("[object_store, database]", "$EEA"), "10:10: $EEA does not hold values of 'kinds'"),
    (("[object_store, database]", "[object_store, key]"), "11:14: fact 'public.access' does not exist for key"),
    (("kinds: [object_store, database]", "kind: database"), "10:3: unknown key 'kind' (did you mean 'kinds'?)"),
    (("database]", "database]\n  profiles: [comune]"), "11:14: unknown profile 'comune' (did you mean 'commune'?)"),
    (("database]", "database]\n  profiles: commune"), "11:13: expected a list of profiles, found commune"),
    (("database]", "database]\n  when: public.access"), "11:9: expected a clause (all, any, not, every, some, fact), found public.access"),
    (("severity:", "since: hier\nseverity:"), "6:8: expected a date such as 2026-11-22, found hier"),
    (("severity:", "status: old\nseverity:"), "6:9: unknown status 'old'"),
]


@pytest.mark.parametrize(("change", "message"), RULE_MISTAKES)
def test_mistake_of_a_rule_is_told(change: tuple[str, str], message: str) -> None:
    """Each mistake has its place and its words."""
    assert any(message in found for found in mistakes(changed(change)))


CLAUSE_MISTAKES = [
    ("{fact: public.access}", "11:7: expected one operator, found none"),
    ("{fact: public.access, equal: true}", "11:29: unknown operator 'equal' (did you mean 'equals'?)"),
    ("{fact: public.access, equals: true, not_equals: false}", "11:7: expected one operator, found equals, not_equals"),
    ("{fact: public.access, equals: oui}", "11:37: expected true or false, found oui"),
    ("{fact: public.access, is_set: 1}", "11:37: expected true or false, found 1"),
    (
        "{fact: public.access, at_most: P1M}",
        "11:29: 'at_most' does not fit 'public.access', which is a boolean (what fits: equals, not_equals, is_set)",
    ),
    ("{fact: [public.access], equals: true}", "11:14: expected the name of a fact, found a list"),
    ("{fact: country, in: EEA}", "11:27: expected a list of values or a $LIST, found EEA"),
    ("{fact: country, in: $EAA}", "11:27: unknown list '$EAA' (did you mean '$EEA'?)"),
    ("{fact: country, in: $PERSONAL}", "11:27: $PERSONAL does not hold values of 'country'"),
    ("{fact: country, in: []}", "11:27: expected a list of values or a $LIST, found nothing"),
    ("{fact: country, in: [$EEA, France]}", "11:34: 'France' is not a country code of two capital letters"),
    ("{fact: country, equals: fr}", "11:31: 'fr' is not a country code of two capital letters (did you mean 'FR'?)"),
    ("{fact: country, equals: XX}", "11:31: unknown country 'XX'"),
    ("{fact: country, equals: 33}", "11:31: expected a country code, found 33"),
    ("{fact: nature, equals: orignal}", "11:30: 'orignal' is not a value of 'nature' (original, backup) (did you mean 'original'?)"),
    ("{fact: data.categories, contains_any: [santé]}", "11:46: unknown data category 'santé' (did you mean 'health'?)"),
    ("{fact: data.categories, contains_any: [3]}", "11:46: expected a data category, found 3"),
    ("{fact: data.categories, equals: health}", "does not fit 'data.categories', which is a list"),
    ("{fact: region, matches: [a]}", "11:31: expected a pattern such as 'backup-*', found a list"),
    (f"{{fact: region, matches: {'a' * 201}}}", "11:31: longer than 200 characters"),
    (f"{{fact: region, equals: {'a' * 2001}}}", "11:30: longer than 2000 characters"),
    ("{fact: region, equals: 3.5}", "11:30: expected a text, found 3.5"),
    ("{every: place, must: {fact: country, in: $EEA}}", "11:15: unknown fact 'place' (did you mean 'places'?)"),
    ("{every: region, must: {fact: country, in: $EEA}}", "11:15: 'region' is not a list of objects (did you mean 'places'?)"),
    ("{every: data.categories, must: {fact: country, in: $EEA}}", "'data.categories' is not a list of objects"),
    ("{every: places, must: {fact: contry, in: $EEA}}", "11:36: unknown field 'contry' of 'places' (did you mean 'country'?)"),
    ("{every: places, must: {fact: public.access, equals: true}}", "unknown field 'public.access' of 'places'"),
    (
        "{every: places, where: {}, must: {fact: country, in: $EEA}}",
        "11:30: expected a clause (all, any, not, every, some, fact), found nothing",
    ),
    ("{every: places}", "11:7: missing 'must'"),
    ("{some: places, must: {fact: country, in: $EEA}, were: {}}", "11:55: unknown key 'were' (did you mean 'where'?)"),
    ("{al: []}", "11:8: unknown word 'al' (did you mean 'all'?)"),
    ("{all: []}", "11:13: expected a list of clauses, found nothing"),
    ("{all: {}}", "11:13: expected a list of clauses, found nothing"),
    ("{all: [{not: 3}]}", "11:20: expected a clause (all, any, not, every, some, fact), found 3"),
    ("{all: [], any: []}", "11:7: expected one of all, any, not, every, some, fact; found all, any"),
    ("{not: {fact: public.access, equals: true}, fact: x}", "found not, fact"),
    ("{fact: tags., equals: x}", "11:14: unknown fact 'tags.'"),
]


@pytest.mark.parametrize(("clause", "message"), CLAUSE_MISTAKES)
def test_mistake_of_a_clause_is_told(clause: str, message: str) -> None:
    """Words, facts, operators and values are all held against the language and the dictionary."""
    assert any(message in found for found in mistakes(changed(("{fact: public.access, equals: false}", clause))))


@pytest.mark.parametrize("bound", ["1 month", "P", "-P1M", 30, [30], None])
def test_bad_duration_is_told(bound: Any) -> None:
    """A bound must be a duration."""
    text = changed(
        ("[object_store, database]", "[log_store]"),
        ("{fact: public.access, equals: false}", f"{{fact: retention.max, at_most: {bound or 'null'}}}"),
    )
    assert any("duration" in found for found in mistakes(text))


EXAMPLE_MISTAKES = [
    (("expect: pass", "expect: passes"), "unknown outcome 'passes' (did you mean 'pass'?)"),
    (("expect: pass", "expect: fail"), "no example expects 'pass'"),
    (("expect: pass", "expect: fail"), "14:5: 'because' is missing: which facts make it 'fail'?"),
    (("expect: pass", "expect: pass\n    because: [public.access]"), "17:5: 'because' has no place where 'pass' is expected"),
    (("because: [public.access]", "because: public.access"), "expected a list of facts, found public.access"),
    (("because: [public.access]", "because: [1]"), "expected the path of a fact, found 1"),
    (("name: fermé", "nam: fermé"), "14:5: unknown key 'nam' (did you mean 'name'?)"),
    (("{kind: object_store, public: {access: false}}", "bucket"), "15:15: expected keys and values, found bucket"),
    (("{kind: object_store, public: {access: false}}", "{public: {access: false}}"), "15:15: missing 'kind'"),
    (("kind: object_store, public: {access: false}", "kind: volume"), "15:22: unknown kind of this rule 'volume'"),
    (("public: {access: false}", "public: {acces: false}"), "unknown fact 'public.acces' (did you mean 'public.access'?)"),
    (("public: {access: false}", "public: {access: non}"), "expected true or false, found non"),
    (("public: {access: false}", "public: false"), "unknown fact 'public'"),
    (("public: {access: false}", "key: {manager: provider}"), "fact 'key.manager' does not exist for object_store"),
    (("public: {access: false}", "data: {categories: health}"), "expected a list, found health"),
    (("public: {access: false}", "data: {categories: [healt]}"), "unknown data category 'healt' (did you mean 'health'?)"),
    (("public: {access: false}", "places: [FR]"), "expected keys and values, found FR"),
    (("public: {access: false}", "places: [{contry: FR}]"), "unknown key 'contry' (did you mean 'country'?)"),
    (("public: {access: false}", "places: [{country: France}]"), "'France' is not a country code"),
    (("public: {access: false}", "retention: {max: 30}"), "expected a duration such as P30D, found 30"),
    (("public: {access: false}", "tags: [a]"), "expected keys and values, found a list"),
    (("public: {access: false}", "tags: {a: 1}"), "expected a text, found 1"),
    (("public: {access: false}", "name: 3"), "expected a text, found 3"),
    (("unknown: {public.access:", "unknown: {public.acces:"), "unknown fact 'public.acces' (did you mean 'public.access'?)"),
    (("unknown: {public.access:", "unknown: {'places[0].country':"), "there is no 'places[0]' in the example"),
    (('"access_denied: s3:GetBucketPolicyStatus"', "null"), "expected a reason such as"),
    (
        ('unknown: {public.access: "access_denied: s3:GetBucketPolicyStatus"}', "unknown: [public.access]"),
        "expected facts and reasons, found a list",
    ),
    (("{kind: object_store}", "{kind: object_store, public: {access: true}}"), "'public.access' is given: it cannot be unknown"),
    (("{kind: object_store}", "{kind: object_store, places: [{country: FR}]}"), ""),
]


@pytest.mark.parametrize(("change", "message"), EXAMPLE_MISTAKES[:-1])
def test_mistake_of_an_example_is_told(change: tuple[str, str], message: str) -> None:
    """An example is checked as strictly as the rule it tests."""
    assert any(message in found for found in mistakes(changed(change)))


@pytest.mark.parametrize(
    ("name", "message"),
    [("places[0].contry", "unknown field 'contry' of 'places' (did you mean 'country'?)"),
     ("places[0].country", "'places[0].country' is given: it cannot be unknown"), ("places[1]", "there is no 'places[1]' in the example")],
)  # fmt: skip
def test_unknown_item_must_be_in_the_example(name: str, message: str) -> None:
    """What an example hides in a list has to be there, and hidden."""
    text = changed(EXAMPLE_MISTAKES[-1][0], ("{public.access: ", f'{{"{name}": '))
    assert any(message in found for found in mistakes(text))


def test_examples_must_be_a_list() -> None:
    """A rule without examples is refused."""
    text = TEXT[: TEXT.index("examples:")]
    assert "expected a list of examples, found nothing" in mistakes(f"{text}examples: []\n")[0]
    assert "missing 'examples'" in mistakes(text)[0]


def test_example_keeps_who_and_what_it_is() -> None:
    """Identity is read, tags are kept, and what an example does not say was not collected."""
    text = changed(
        (
            "{kind: object_store, public: {access: false}}",
            "{kind: object_store, region: null, provider: aws, tags: {a: b}, public.access: false}",
        )
    )
    resource = rule(text).examples[0].resource
    assert (resource.provider, resource.region, resource.tags, resource.facts) == ("aws", None, {"a": "b"}, {"public": {"access": False}})
    assert resource.unknown == dict.fromkeys(("account", "native_type", "name"), "not_collected")


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    """Two bad files, one that is not YAML and two with one id: everything in one error."""
    bad = changed(("revision: 1", "revision: 0"))
    write(
        tmp_path, ("a/TST-001.yaml", TEXT), ("b/TST-001.yaml", TEXT), ("c/TST-001.yaml", bad), ("d/X.yaml", "a: [1"), ("d/Y.yaml", "- 1\n")
    )
    with pytest.raises(InputError) as caught:
        load_rules([tmp_path, tmp_path / "none"], registers())
    text = str(caught.value)
    assert f"{tmp_path}/b/TST-001.yaml:1:1: id 'TST-001' is already that of {tmp_path}/a/TST-001.yaml" in text
    assert f"{tmp_path}/c/TST-001.yaml:3:11: expected a whole number from 1, found 0" in text
    assert f"{tmp_path}/d/X.yaml:" in text
    assert f"{tmp_path}/d/Y.yaml:1:1: expected keys and values, found a list" in text
    assert f"{tmp_path}/none:1:1: holds no rule: no .yaml file" in text


def test_registers_and_hidden_folders_are_no_rules(tmp_path: Path) -> None:
    """Folders that start with `_` or `.` are left alone; a file given by its name is read."""
    write(tmp_path, ("a/TST-001.yaml", TEXT), ("_reference/x.yaml", "x"), (".git/y.yaml", "x"))
    assert [read.path for read in load_rules([tmp_path], registers())] == ["a/TST-001.yaml"]
    assert [read.path for read in load_rules([tmp_path / "a/TST-001.yaml"], registers())] == ["a/TST-001.yaml"]


def test_every_force_has_a_cap() -> None:
    """What binds nobody is never critical."""
    assert {force for force, cap in CAPS.items() if cap is Severity.CRITICAL} == {"law", "regulation"}


WORDS = st.sampled_from(
    [*REQUIRED, *OPTIONAL, *OPERATORS, "all", "any", "not", "every", "some", "where", "fact", "kinds", "when", "fr", "en"]
)
VALUES = st.sampled_from(
    [
        "places",
        "country",
        "$EEA",
        "$",
        "data.categories",
        "public.access",
        "object_store",
        "P1M",
        "FR",
        "LOC-001",
        "law",
        "pass",
        "tags.a",
        "a[0]",
    ]
)
ATOMS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False) | VALUES | st.text(max_size=8)
TREES = st.recursive(
    ATOMS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS | VALUES | st.text(max_size=5), inner, max_size=6),
    max_leaves=30,
)


def check_read_or_refused(text: str) -> None:
    """A rule or an InputError with at least one place: nothing else may come out."""
    places: list[tuple[int, int]] = [(1, 1)]
    try:
        rule(text)
    except InputError as error:
        places = [(problem.line, problem.column) for problem in error.problems]
    assert places
    assert min(min(place) for place in places) >= 1


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(TREES)
def test_any_structure_is_a_rule_or_an_error(tree: Any) -> None:
    """No YAML crashes the reader, however odd its shape."""
    check_read_or_refused(yaml.safe_dump(tree, allow_unicode=True))


@pytest.mark.long
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150)
@given(st.sampled_from([*REQUIRED, *OPTIONAL]), TREES)
def test_any_value_of_any_key_is_a_rule_or_an_error(key: str, tree: Any) -> None:
    """A sound rule with one key replaced by anything."""
    data = load(shipped("rules") / "health/LOC-004.yaml").data | {"id": "TST-001", key: tree}
    check_read_or_refused(yaml.safe_dump(data, allow_unicode=True))


@settings(max_examples=100)
@given(st.text())
def test_any_text_is_a_rule_or_an_error(text: str) -> None:
    """Not even text that is no YAML."""
    check_read_or_refused(text)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [("integer", 3, None), ("integer", True, "expected a whole number, found true"), ("integer", "3", "expected a whole number, found 3"),
     ("date", "2026-11-22", None), ("date", "22/11/2026", "'22/11/2026' is not a date such as 2026-11-22"),
     ("date", 2026, "expected a date such as 2026-11-22, found 2026"), ("duration", "P1M", None)],
)  # fmt: skip
def test_value_of_any_type_is_checked(kind: str, value: Any, message: str | None) -> None:
    """Also of the types that the dictionary may use one day."""
    wrong = mistake(replace(facts().facts["nature"], type=kind), value, registers())
    assert (wrong and wrong[0]) == message
