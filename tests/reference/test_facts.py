"""The fact dictionary: every kind and fact it declares, as objects."""

from __future__ import annotations

import re

from auditor.reference.facts import dictionary, facts
from auditor.shipped import shipped


def test_every_fact_has_known_kinds_and_both_languages() -> None:
    """Labels, meanings and the meaning of null are told in French and English; kinds exist."""
    read = facts()
    for fact in read.facts.values():
        assert fact.kinds
        assert fact.kinds <= set(read.kinds)
        for one in (fact, *fact.fields.values()):
            for words in (one.meaning, one.label, one.null):
                assert set(words) == {"fr", "en"}
                assert all(words.values())


def test_only_null_that_means_for_ever_is_infinite() -> None:
    """A retention that is not set is longer than any; a backup that is not set is none."""
    read = facts().facts
    assert read["retention.max"].infinite_null
    assert not read["backup.retention"].infinite_null


def test_enumerations_list_their_values_and_flows_their_role() -> None:
    """An enum without values could hold anything; a flow without a role would be no place."""
    for fact in facts().facts.values():
        for one in (fact, *fact.fields.values()):
            assert bool(one.values) == (one.type == "enum")
        assert (fact.role is not None) == (fact.of == "flow")
        assert fact.role in (None, *facts().facts["places"].fields["role"].values)


def test_facts_of_a_kind_are_those_that_name_it() -> None:
    """`all` is every kind, and a fact of other kinds is not there."""
    key, log = facts().of_kind("key"), facts().of_kind("log_store")
    assert "key.manager" in key
    assert "key.manager" not in log
    assert "places" in key
    assert "retention.max" in log
    assert facts().of_kind("nothing") == {}


def test_the_dictionary_is_read_once_and_can_be_read_from_plain_data() -> None:
    """One object per process; another dictionary can be made for a test or a tool."""
    words = {"fr": "x", "en": "x"}
    small = dictionary(
        {"kinds": {"a": words}, "facts": {"f": {"type": "boolean", "kinds": ["a"], "meaning": words, "null": words, "label": words}}}
    )
    assert small.facts["f"].kinds == {"a"}
    assert facts() is facts()


def test_every_question_is_asked_by_the_rule_of_its_name() -> None:
    """An answer that no rule reads would be believed by whoever gives it."""
    asked: dict[str, str] = {}
    for path in shipped("rules").rglob("*.yaml"):
        if not path.relative_to(shipped("rules")).parts[0].startswith("_"):
            asked |= dict.fromkeys(re.findall(r"fact: (answers\.[A-Z]{3}-[0-9]{3})", path.read_text(encoding="utf-8")), path.stem)
    assert {name for name in facts().facts if name.startswith("answers.")} == set(asked)
    assert {name.removeprefix("answers."): rule for name, rule in asked.items()} == {rule: rule for rule in asked.values()}
