"""Names as people write them: any case, several in a tag, brackets that are brackets; and what names nothing is told."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from auditor.configuration import Configuration
from auditor.inventory.classify import met
from auditor.inventory.unmet import Watch
from auditor.masking import masked
from auditor.model import Resource
from auditor.reference.wildcards import glob, names
from tests.inventory.test_derive import CONTEXT, bucket, derive

ARM = "/subscriptions/0f8f/resourcegroups/rg-ville/providers/microsoft.storage/storageaccounts/sacas1"
AZURE = Resource(
    ARM,
    "object_store",
    "Microsoft.Storage/storageAccounts",
    "azure",
    "0f8f",
    "westeurope",
    "sacas1",
    "rg-ville",
    {"Application": "urbanisme"},
)


@pytest.mark.parametrize(
    "selector",
    [
        {"id": ARM.replace("rg-ville", "RG-Ville").replace("resourcegroups", "resourceGroups")},
        {"tag": {"application": "urbanisme"}},
        {"tag": {"APPLICATION": "urb*"}},
        {"region": "West Europe"},
        {"region": "WestEurope"},
        {"native_type": "microsoft.storage/STORAGEaccounts"},
        {"resource_group": "RG-*"},
        {"provider": "Azure", "account": "0F8F", "name": "SACAS?", "kind": "Object_Store"},
    ],
)
def test_what_azure_compares_without_case_is(selector: Any) -> None:
    """As the portal writes it, or as somebody types it."""
    assert met(selector, AZURE, {})


def test_what_aws_tells_apart_by_case_stays_apart() -> None:
    """Two queues may differ by a capital only; the values of tags too."""
    one = bucket("Paie", tags={"App": "Paie"})
    assert not met({"name": "paie"}, one, {})
    assert not met({"tag": {"app": "paie"}}, one, {})
    assert met({"tag": {"app": "Paie"}}, one, {})
    assert not names("arn:aws:s3:::paie", one.id)


@pytest.mark.parametrize(
    ("pattern", "meets", "not_meets"),
    [
        ("Etat-civil [prod]", "Etat-civil [prod]", "Etat-civil p"),
        ("a[*]", "a[1]", "a1"),
        ("[!a]?", "[!a]b", "bb"),
        ("]a[", "]a[", "a"),
        ("a*c", "a\nc", "a\ncd"),
    ],
)
def test_brackets_are_brackets(pattern: str, meets: str, not_meets: str) -> None:
    """Only `*` and `?` stand for something else, in `matches`, selectors, waivers and answers alike."""
    assert glob(pattern).match(meets)
    assert names(pattern, meets)
    assert not glob(pattern).match(not_meets)
    assert not names(pattern, not_meets)


def test_a_masked_name_still_meets_its_selector() -> None:
    """The name was kept without its secret; the selector in auditor.yaml still has it."""
    name = "export-ghp_0123456789abcdefghij0123456789abcdef"
    assert met({"name": name}, bucket(masked(name)), {})
    assert met({"id": f"*{name}"}, bucket(masked(name)), {})


@pytest.mark.parametrize("value", ["Etat-Civil", "ÉTAT CIVIL", "état-civil, creche", "État civil"])
def test_a_tag_names_an_activity_by_id_or_title_whatever_its_case(value: str) -> None:
    """Tags are typed by hand in consoles."""
    found = derive(bucket("x", tags={"rgpd:traitement": value}))["x"]
    assert "etat-civil" in found.facts["data"]["activities"]


def test_an_activity_that_the_register_has_not_leaves_the_data_open() -> None:
    """It is told as such, and nothing is guessed from the name instead."""
    found = derive(bucket("videoprotection", tags={"rgpd:traitement": "etatcivil2"}))["videoprotection"]
    assert found.unknown["data.categories"] == "activity_unknown: etatcivil2"
    nothing = derive(bucket("videoprotection", tags={"rgpd:traitement": "x"}), context={})["videoprotection"]
    assert nothing.facts["data"]["source"] == "presumed"


@pytest.mark.parametrize("value", ["rh,dossiers-medicaux", "open_data, santee", "rh dossiers-medicaux", "santee/rh", "rh; ;santee"])
def test_an_unknown_word_beside_a_known_category_leaves_them_open(value: str) -> None:
    """The known one alone would say that there is nothing else."""
    found = derive(bucket("x", tags={"rgpd:categorie": value}))["x"]
    assert found.unknown["data.categories"].startswith("category_unknown: ")


@pytest.mark.parametrize(
    "key",
    [
        *("RGPD:Catégorie", "rgpd_categorie", "rgpd-categorie", "Catégorie", "Data Category", "data_category"),
        *("categories", "Catégories de données", "RGPD:Catégories", "data-categories", "dataCategories", "GDPR:Category"),
    ],
)
def test_the_key_of_a_tag_may_be_written_as_people_write(key: str) -> None:
    """With accents, and with the signs that each cloud allows."""
    assert derive(bucket("x", tags={key: "RH et santé"}))["x"].facts["data"]["categories"] == ["hr", "health"]
    assert "categories" not in derive(bucket("x", tags={f"sous-{key}": "rh"}))["x"].facts.get("data", {})


def test_several_known_categories_are_all_there() -> None:
    """In one tag or in two, a name of several words included."""
    found = derive(bucket("x", tags={"rgpd:categorie": "État civil, rh", "Categorie": "open data"}))["x"]
    assert {*found.facts["data"]["categories"]} == {"civil_status", "hr", "open_data"}


def test_what_meets_nothing_is_told() -> None:
    """A selector, a waiver and an answer; not one that might have met a resource whose tags were not read."""
    context = {
        **CONTEXT,
        "processing_activities": [
            *CONTEXT["processing_activities"],
            {"id": "paie", "select": [{"name": "paie-*"}, {"tag": {"app": "paie"}, "region": "eu-west-3"}]},
        ],
        "known": {
            "waivers": [
                {"rule": "SEC-001", "resource": "arn:aws:s3:::gone", "approved_by": "DPO", "expires": "2027-01-01"},
                {"rule": "SEC-001", "resource": "arn:aws:s3:::ec-*", "approved_by": "DPO", "expires": "2027-01-01"},
            ],
            "answers": [
                {"rule": "STR-001", "answer": "yes", "by": "x", "on": "2026-01-01", "until": "2027-01-01", "resource": "arn:aws:s3:::[a]"}
            ],
        },
    }
    resources = [bucket("ec-actes"), replace(bucket("other"), unknown={"tags": "access_denied: x"})]
    watch = Watch(Configuration.from_context(context), {})
    assert [*watch.of(resources)] == resources
    assert {(one.what, one.owner, one.written) for one in watch.left()} == {
        ("selector", "paie", "name: paie-*"),
        ("waiver", "SEC-001", "arn:aws:s3:::gone"),
        ("answer", "STR-001", "arn:aws:s3:::[a]"),
    }
