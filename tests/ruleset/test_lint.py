from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from auditor.errors import InputError
from auditor.reference.facts import facts
from auditor.reference.source import load, parse
from auditor.ruleset.lint import idle_clauses, lint, of, wrong_examples
from auditor.ruleset.lock import NAME, RETIRED, Entry, broken, meaning, read_lock, stale, updated
from auditor.ruleset.rule import Rule, files, load_rules
from auditor.ruleset.schema import schema
from auditor.ruleset.silence import silent_clauses
from auditor.ruleset.skeleton import skeleton
from auditor.shipped import shipped
from tests.ruleset.build import TEXT, changed, clause, registers, rule, write

pytestmark = pytest.mark.usefixtures("english")

LISTS = registers().lists
ROOT = shipped("rules")
SCHEMA: dict[str, Any] = json.loads(schema(facts(), registers()))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_shipped_rules_are_sound() -> None:
    """Examples, idle clauses, lock and schema: nothing to say."""
    assert lint([ROOT], registers()) == []
    assert (ROOT / NAME).is_file()
    assert (ROOT / "schema.json").is_file()


@pytest.mark.parametrize("file", files(ROOT), ids=lambda file: str(file.stem))
def test_shipped_rule_is_short_and_names_its_schema(file: Path) -> None:
    """An editor completes it, and it can be read at one go."""
    text = file.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../schema.json\n")
    assert list(VALIDATOR.iter_errors(load(file).data)) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("expect: fail\n    because: [public.access]", "expect: not_applicable"), "no example expects 'fail'"),
        (
            ("public: {access: false}", "public: {access: true}"),
            "example 'fermé' expects pass, the rule says fail because of public.access",
        ),
        (("public.access: true", "public.access: false"), "example 'ouvert' expects fail, the rule says pass"),
        (("because: [public.access]", "because: [nature]"), "example 'ouvert' is fail because of public.access, not nature"),
    ],
)
def test_example_that_says_something_else_is_told(change: tuple[str, str], message: str, tmp_path: Path) -> None:
    """An example that is wrong about the outcome, or about its reason, fails the build."""
    write(tmp_path, ("a/TST-001.yaml", changed(change)))
    try:
        problems = lint([tmp_path], registers())
    except InputError as error:
        problems = error.problems
    assert message in "\n".join(map(str, problems))


def test_sound_examples_say_nothing() -> None:
    """The rule of the tests is sound."""
    assert [*wrong_examples(rule(), LISTS), *idle_clauses(rule(), LISTS)] == []


def test_clause_that_no_example_needs_is_told() -> None:
    """A leaf that never makes an example fail, under `any` and under `not` alike; a `where` is no requirement."""
    text = changed(
        (
            "{fact: public.access, equals: false}",
            "\n  all:\n    - {fact: public.access, equals: false}\n    - not: {fact: nature, equals: backup}\n"
            "    - {every: places, where: {fact: role, equals: key}, must: {fact: country, in: $EEA}}",
        )
    )
    assert [(problem.line, problem.message) for problem in idle_clauses(rule(text), LISTS)] == [
        (14, "no example fails because of this clause on 'nature'"),
        (15, "no example fails because of this clause on 'country'"),
    ]


def test_meaning_is_what_judges() -> None:
    """Words, comments and the order of keys do not count; severity, scope and clauses do."""
    sound = meaning(rule())
    assert meaning(rule(changed(("Fermez", "Fermez vite"), ("severity: major\nforce: law", "force: law\nseverity: major")))) == sound
    for change in [
        ("severity: major", "severity: minor"),
        ("[object_store, database]", "[database, object_store]"),
        ("equals: false", "not_equals: true"),
    ]:
        assert meaning(rule(changed(change))) != sound


def test_lock_holds_meaning_to_revision(tmp_path: Path) -> None:
    """A change of meaning needs a revision, a revision never goes back, an id never comes back."""
    path = tmp_path / NAME
    path.write_text(updated([rule()], {}), "utf-8")
    lock = read_lock(path)
    silent = rule(changed(("equals: false", "not_equals: true")))
    revised = rule(changed(("equals: false", "not_equals: true"), ("revision: 1", "revision: 2")))
    assert broken([rule()], lock) == stale([rule()], lock, path) == []
    assert "write revision: 2" in broken([silent], lock)[0].message
    assert broken([revised], lock) == []
    assert "does not hold this revision of TST-001" in stale([revised], lock, path)[0].message
    assert "went back from 2 to 1" in broken([rule()], {"TST-001": Entry(2, "x")})[0].message
    assert "holds TST-001, which is gone" in stale([], lock, path)[0].message
    path.write_text(updated([], lock), "utf-8")
    assert read_lock(path) == {"TST-001": Entry(1, RETIRED)}
    assert "was retired" in broken([rule()], read_lock(path))[0].message
    assert stale([], read_lock(path), path) == []


def test_lock_that_was_edited_is_told(tmp_path: Path) -> None:
    """Line by line; a folder without a lock has an empty one."""
    path = tmp_path / NAME
    assert read_lock(path) == {}
    path.write_text("# head\n\nA 1 x\nB one x\nA 1 x\nC 1\n", "utf-8")
    with pytest.raises(InputError) as caught:
        read_lock(path)
    assert [problem.line for problem in caught.value.problems] == [4, 5, 6]


def test_lock_and_schema_of_a_pack_are_checked_where_they_are(tmp_path: Path) -> None:
    """A pack may have neither; one that has them keeps them up to date."""
    write(tmp_path, ("a/TST-001.yaml", TEXT))
    assert lint([tmp_path], registers()) == []
    write(tmp_path, (NAME, ""), ("schema.json", "{}"))
    assert [problem.path for problem in lint([tmp_path], registers())] == [f"{tmp_path}/{NAME}", f"{tmp_path}/schema.json"]
    rules = load_rules([tmp_path, ROOT], registers())
    assert [found.id for found in of(tmp_path, rules)] == ["TST-001"]


@pytest.mark.parametrize(
    "change",
    [("revision: 1", "revision: one"), ("public.access, equals: false", "public.acces, equals: false"), ("equals: false", "equals: non"),
     ("equals: false", "at_most: P1M"), ("severity: major", "severity: majeur"), ("en: Nothing is public", "de: Nichts"),
     ("[object_store, database]", "$DATA_STORE"), ("expect: pass", "expect: ok"), ("remedy:", "remedies:"),
     ("{fact: public.access, equals: false}", "{every: places, must: {fact: public.access, equals: true}}"),
     ("{fact: public.access, equals: false}", "{fact: country, in: [France]}")],
)  # fmt: skip
def test_schema_refuses_what_the_linter_refuses(change: tuple[str, str]) -> None:
    """What an editor underlines is a mistake."""
    assert not VALIDATOR.is_valid(parse(changed(change), "x").data)


@pytest.mark.parametrize(
    "clause",
    ["{fact: tags.env, equals: prod}", "{fact: data.categories, contains_any: [$PERSONAL, health]}", "{fact: region, equals: null}",
     "{not: {some: places, where: {fact: role, in: [key]}, must: {any: [{fact: country, is_set: true}]}}}",
     "{fact: region, matches: 'eu-*'}"],
)  # fmt: skip
def test_schema_accepts_the_language(clause: str) -> None:
    """What the linter accepts, an editor does."""
    text = changed(("{fact: public.access, equals: false}", clause))
    assert rule(text).must is not None
    assert list(VALIDATOR.iter_errors(parse(text, "x").data)) == []


def test_schema_is_itself_sound() -> None:
    """A JSON Schema of its own draft, the same at each writing."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert schema(facts(), registers()) == schema(facts(), registers())


@pytest.mark.parametrize("kind", facts().kinds)
def test_skeleton_lints_once_its_words_are_filled(kind: str, tmp_path: Path) -> None:
    """For every kind: with words and a text, nothing is left to say."""
    text = skeleton("TST-001", [kind, "volume"])
    with pytest.raises(InputError) as caught:
        load_rules([write(tmp_path, ("a/TST-001.yaml", text))], registers())
    assert {problem.message.partition(",")[0] for problem in caught.value.problems} == {
        "expected a text",
        "expected a list of requirements",
    }
    filled = text.replace('""', "des mots").replace("requirements: []", "requirements: [RGPD-44]")
    write(tmp_path, ("a/TST-001.yaml", filled))
    assert lint([tmp_path], registers()) == []


@pytest.mark.parametrize("name", ["LOC-1", "../x", "", "loc-001"])
def test_skeleton_needs_an_id(name: str) -> None:
    """An id is checked before a file is started."""
    with pytest.raises(ValueError, match="is not an id"):
        skeleton(name, ["volume"])


def test_rules_are_told_apart_by_themselves() -> None:
    """Two readings of one file are two rules: they hash by identity, and hold dictionaries."""
    one: Rule = rule()
    assert one == one
    assert one != replace(one)


@pytest.mark.parametrize(
    ("must", "silent"),
    [
        ("{fact: encryption.key_manager, not_equals: provider}", ["not_equals"]),
        ("{fact: encryption.key_manager, not_in: [provider]}", ["not_in"]),
        ("{not: {fact: encryption.key_manager, equals: provider}}", ["not equals"]),
        ("{not: {not: {fact: encryption.key_manager, not_equals: provider}}}", ["not_equals"]),
        ("{fact: encryption.key_manager, equals: customer}", []),
        ("{not: {fact: encryption.key_manager, not_equals: customer}}", []),
        ("{all: [{fact: encryption.key_manager, is_set: true}, {fact: encryption.key_manager, not_equals: provider}]}", []),
        ("{fact: public.access, not_equals: true}", []),
        ("{every: places, where: {fact: country, equals: FR}, must: {fact: role, equals: primary}}", ["not equals"]),
        ("{every: places, where: {not: {fact: country, equals: FR}}, must: {fact: role, equals: primary}}", []),
        ("{every: places, must: {fact: country, not_equals: US}}", ["not_equals"]),
    ],
)
def test_a_clause_that_what_is_not_set_would_satisfy_says_what_null_means(must: str, silent: list[str]) -> None:
    """A difference from it, the contrary of a likeness, and an item that only a likeness makes count."""
    told = [str(one).partition("'")[2].partition("'")[0] for one in silent_clauses(replace(rule(), must=clause(must)))]
    assert told == silent
