"""A category that is known stays known beside what is not: what fails for it alone fails still, and nothing passes that would not have."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest
from msgspec.structs import replace

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset
from tests.inventory.test_derive import ACCOUNT, bucket
from tests.naming import read as by_a_reader

DAY = date(2026, 11, 22)
REFUSED = "access_denied: x"
ACTIVITIES: list[dict[str, Any]] = [
    {"id": "a", "title": "A", "categories": ["X"], "select": [{"name": "a-*"}]},
    {"id": "trous", "categories": ["X"], "select": [{"name": "trou-*"}]},
    {"id": "autre", "categories": ["open_data"], "select": [{"tag": {"app": "autre"}}]},
]
FAR: dict[str, Any] = {
    "flows__share": [{"account": "999988887777", "region": "us-east-1"}],
    "retention__max": None,
    "public__access": True,
    "encryption__at_rest": False,
}
HELD = ["health", "hr", "municipal_police", "video", "civil_status", "public_archives", "social_care", "mobility"]


@cache
def rules() -> Ruleset:
    """The shipped rules, as a commune is judged."""
    return ruleset(DAY, (), Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}}), ())[0]


def outcomes(held: str, name: str, *resources: Resource) -> tuple[Resource, dict[str, Outcome]]:
    """What is derived of one of these, and what each rule says of it."""
    said = [{**one, "categories": [held if word == "X" else word for word in one["categories"]]} for one in ACTIVITIES]
    configuration = Configuration.from_context({"organisation": {"name": "Ville", "profile": "commune"}, "processing_activities": said})
    unclear = [replace(one, to_complete=("categories",)) if one.id == "trous" else one for one in configuration.activities]
    configuration = replace(configuration, activities=tuple(unclear))
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=len(resources))
    read = tuple(map(by_a_reader, resources))
    found = {one.name: one for one in derived(lambda: read, manifest, (), reference(DAY), configuration)}[name]
    return found, dict(zip((rule.id for rule in rules().rules_of(found.kind)), rules().outcomes(found), strict=True))


def tagged(held: str, word: str, key: str = "rgpd:categorie") -> tuple[Resource, ...]:
    """A bucket with a word beside what its tag names."""
    return (bucket("x", "us-east-1", {key: f"{held}{word}"}, **FAR),)


def doubts(held: str) -> dict[str, tuple[Resource, ...]]:
    """Every way in which something may be beside what is known."""
    of, other = bucket("de", "us-east-1", {"rgpd:categorie": held}), f"arn:aws:x:eu-west-3:{ACCOUNT}:non-lu"
    both = [{"source": of.id, "to": "arn:aws:s3:::x"}, {"source": other, "to": "arn:aws:s3:::x"}]
    task = replace(bucket("x", "us-east-1", **FAR, flows__copy=both), kind="transfer")
    return {
        "a word beside it": tagged(held, ", dossiers"),
        "a name of no activity beside it": tagged("a", "; typo", "rgpd:traitement"),
        "a name of no activity in another tag": (bucket("x", "us-east-1", {"rgpd:traitement": "typo", "rgpd:categorie": held}, **FAR),),
        "tags that were not read": (replace(bucket("a-x", "us-east-1", **FAR), name="a-x", unknown={"tags": REFUSED}),),
        "a cell to complete": (bucket("trou-x", "us-east-1", **FAR),),
        "another original that was not read": (of, task),
        "a doubt of its original": (
            bucket("de", "us-east-1", {"rgpd:categorie": f"{held}, foo"}),
            replace(bucket("x", "us-east-1", **FAR, origin=of.id), kind="snapshot"),
        ),
    }


def sure(held: str, unsure: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """The same resource, of which nothing else may be."""
    last = unsure[-1]
    return (replace(last, tags={"rgpd:categorie": held}, unknown={}, name="x", id="arn:aws:s3:::x"),)


@pytest.mark.parametrize("how", [*doubts("hr")])
@pytest.mark.parametrize("held", HELD)
def test_what_is_known_beside_a_doubt_still_fails(held: str, how: str) -> None:
    """In the United States, open to all, kept for ever, shared with a stranger."""
    unsure = doubts(held)[how]
    found, said = outcomes(held, unsure[-1].name, *unsure)
    alone, known = outcomes(held, "x", *sure(held, unsure))
    assert found.facts["data"]["categories"] == alone.facts["data"]["categories"] == [held]
    assert found.unknown["data.categories"]
    failing = {rule for rule, outcome in known.items() if outcome is Outcome.FAIL} - {"GOV-001", "TRF-001"}
    assert failing
    assert {rule: said[rule] for rule in failing} == dict.fromkeys(failing, Outcome.FAIL)
    passing = {rule for rule, outcome in said.items() if outcome is Outcome.PASS}
    assert {rule for rule in passing if known[rule] is Outcome.FAIL} == set()


def test_a_word_that_nobody_knows_is_heard_where_only_the_name_tells() -> None:
    """A guess from the name is not all there is; that nobody classified it still shows."""
    found, said = outcomes("hr", "videoprotection", bucket("videoprotection", tags={"rgpd:categorie": "dossiers-medicaux"}))
    assert found.unknown["data.categories"] == "category_unknown: dossiers-medicaux"
    assert said["HDS-001"] is Outcome.UNKNOWN
    assert said["GOV-001"] is Outcome.FAIL


def test_police_data_that_other_data_may_be_with() -> None:
    """Switzerland is adequate for the GDPR, not for the police: which of both holds is not known."""
    found, _ = outcomes("hr", "x", bucket("x", "eu-central-2", {"rgpd:categorie": "municipal_police, foo"}))
    assert found.unknown["places[0].permitted"] == "category_unknown: foo"
    assert "permitted" not in found.facts["places"][0]
    near, _ = outcomes("hr", "x", bucket("x", "eu-west-3", {"rgpd:categorie": "municipal_police, foo"}))
    assert near.facts["places"][0]["permitted"] is True


@pytest.mark.parametrize("given", ["yes", "no"])
def test_an_answer_for_one_activity_is_no_yes_for_what_may_be_anothers(given: str) -> None:
    """A no counts: it is about data that is there."""
    context = {
        "processing_activities": [{"id": "a", "categories": ["video"], "select": [{"name": "a-*"}]}, ACTIVITIES[-1]],
        "known": {"answers": [{"rule": "LOC-022", "answer": given, "by": "x", "on": "2026-01-01", "until": "2027-01-01", "activity": "a"}]},
    }
    one = by_a_reader(replace(bucket("a-x"), unknown={"tags": REFUSED}))
    manifest = Manifest("", "", "", accounts={ACCOUNT: []}, resources=1)
    (found, *_) = derived(lambda: (one,), manifest, (), reference(DAY), Configuration.from_context(context))
    assert found.facts["answers"].get("LOC-022") == (given if given == "no" else None)


def test_a_word_that_nobody_knows_in_a_tag_of_categories_names_no_activity() -> None:
    """There may be more data than is told, and no more activities; a name that the register has not leaves both open."""
    found, _ = outcomes("health", "x", *tagged("health", " charabia"))
    assert found.facts["data"]["categories"] == ["health"]
    assert "data.categories" in found.unknown
    assert "data.activities" not in found.unknown
    named, _ = outcomes("health", "x", bucket("x", "eu-west-3", {"rgpd:traitement": "A, nulle part"}))
    assert named.facts["data"]["activities"] == ["a"]
    assert {"data.categories", "data.activities"} <= named.unknown.keys()


@pytest.mark.parametrize("word", ["RH et santé", "rh ET santé", "RH and santé", "santé & RH", "RH, santé"])
def test_what_stands_between_two_categories_is_no_category(word: str) -> None:
    """Two are named, and nothing is left to understand."""
    found, _ = outcomes("health", "x", bucket("x", "eu-west-3", {"rgpd:categorie": word}))
    assert set(found.facts["data"]["categories"]) == {"hr", "health"}
    assert not {"data.categories", "data.activities"} & found.unknown.keys()
