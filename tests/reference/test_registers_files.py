"""The register files: their shape, their cross-references, and the facts about the world that other rules lean on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import botocore
import pytest
from jsonschema import Draft202012Validator

from auditor.reference import places, shelf
from auditor.reference.categories import LEVELS, categories, folded
from auditor.reference.operators import operators
from auditor.reference.registers import reference
from auditor.reference.requirements import FORCES, requirements
from auditor.reference.source import load
from auditor.shipped import shipped

FILES = sorted(shelf.SHELF.rglob("*.yaml"))
REGIONS = [region for provider in sorted(shelf.region_files()) for region in places.regions(provider)]
TODAY = date(2026, 11, 28)
FRENCH_SPACING = re.compile(r"(?<=\w)'(?=\w)|[ \u00a0][;?!»]|[ \u00a0]:(\s|$)|«[ \u00a0]")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(shelf.SHELF).as_posix())
def test_every_register_has_the_shape_of_its_schema(path: Path) -> None:
    """Unknown keys, wrong types, missing evidence and codes that are not two capital letters are refused."""
    name = path.parent.name if path.parent.name in ("regions", "labels") else path.stem
    schema = json.loads((shelf.SHELF / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    mistakes = [f"{list(error.absolute_path)}: {error.message}" for error in Draft202012Validator(schema).iter_errors(load(path).data)]
    assert mistakes == []


def test_every_entry_says_how_sure_it_is_and_when_it_was_checked() -> None:
    """Regions, operators, categories, requirements and adequacy decisions all carry evidence, source and a real date."""
    entries: list[Any] = [*REGIONS, *operators().values(), *categories().values(), *requirements().values(), *places.adequacies(TODAY)]
    assert len(entries) > 400
    for entry in entries:
        assert entry.evidence in shelf.MARKS
        assert entry.source
        assert date.fromisoformat(entry.checked_on) <= TODAY


def test_every_country_code_in_every_register_is_a_country() -> None:
    """Zones, regions and operators name no code that has no name."""
    named = set(places.countries())
    assert {region.country for region in REGIONS} - {None, places.UNKNOWN} <= named
    assert {code for region in REGIONS for code in region.countries} <= named
    assert {operator.country for operator in operators().values()} - {None} <= named
    data = shelf.register("zones")
    assert {code for zone in data["zones"].values() for code in zone["members"]} <= named
    assert {decision["country"] for decision in data["adequacy"]} <= named


def test_a_region_has_one_country_or_a_reason_to_have_none() -> None:
    """A country left null is a global service or a set of countries; one nobody could name is said unknown."""
    for region in REGIONS:
        if region.country is None:
            assert region.countries or region.kind == "global", region
        else:
            assert not region.countries, region
    unknown = {(region.provider, region.code) for region in REGIONS if region.country == places.UNKNOWN}
    asia = {("gcp", "asia"), ("googleworkspace", "EUROPE")}
    assert unknown - asia == {("ovh", "ap-south-lz-icd"), ("aws", "eu-isoe-west-1")}


def test_no_two_regions_of_a_provider_share_a_spelling() -> None:
    """Codes and aliases written differently never fold into one another."""
    for provider in shelf.region_files():
        entries = shelf.register(f"regions/{provider}")["regions"]
        spellings = [
            re.sub(r"[^a-z0-9]", "", word.lower()) for code, entry in entries.items() for word in (code, *entry.get("aliases", ()))
        ]
        assert len(spellings) == len(set(spellings)), provider


def test_azure_pairs_exist_and_are_mutual_but_for_the_four_one_way_ones() -> None:
    """Geo-redundant storage replicates both ways, except where the source says otherwise."""
    azure = {region.code: region for region in places.regions("azure")}
    pairs = {code: region.pair for code, region in azure.items() if region.pair}
    assert set(pairs.values()) <= set(azure)
    one_way = {code for code, pair in pairs.items() if pairs.get(pair) != code}
    assert one_way == {"brazilsouth", "brazilsoutheast", "westindia", "westus3", "usgovvirginia", "usgoviowa"}
    abroad = {code for code, pair in pairs.items() if azure[code].country != azure[pair].country}
    assert abroad == {"northeurope", "westeurope", "brazilsouth", "eastasia", "southeastasia"}


def test_aws_register_holds_every_region_of_the_sdk_in_its_partition() -> None:
    """The SDK's own table, all partitions: nothing is missing, and only the SDK's pseudo regions have no country."""
    path = Path(botocore.__file__).with_name("data") / "partitions.json"
    known = {region.code: region for region in places.regions("aws")}
    for partition in json.loads(path.read_text(encoding="utf-8"))["partitions"]:
        for code in partition["regions"]:
            assert known[code].partition == partition["id"]
            assert (known[code].country is None) == code.endswith("-global")


def test_a_multi_region_over_the_union_holds_its_present_members() -> None:
    """Google's EU multi-region is the 27."""
    union = places.zone("eu", TODAY)
    google = places.region("gcp", "EU")
    assert google is not None
    assert set(google.countries) == union


def test_categories_cite_texts_that_exist_and_no_spelling_means_two() -> None:
    """Every text resolves; ids, aliases and labels fold to one category each; the 25 of them have a level."""
    assert len(categories()) == 28
    assert {text for category in categories().values() for text in category.texts} <= set(requirements())
    seen: dict[str, str] = {}
    for category in categories().values():
        assert category.level in LEVELS
        for word in {folded(spelling) for spelling in (category.id, *category.aliases, *category.labels.values())}:
            assert seen.setdefault(word, category.id) == category.id, word
    guessed = [name for category in categories().values() for name in category.presumed_names]
    assert len(guessed) == len(set(guessed))


def test_requirements_inherit_from_their_text_and_have_a_known_force() -> None:
    """45 texts were carried over; an article takes force and address from its text."""
    assert {requirement.force for requirement in requirements().values()} == set(FORCES)
    assert len(shelf.register("requirements")["texts"]) >= 45
    article = requirements()["RGPD-46"]
    assert (article.text, article.article, article.force, article.evidence) == ("RGPD", "46", "law", "verified")
    assert article.url == "https://eur-lex.europa.eu/eli/reg/2016/679/oj"
    assert requirements()["HDS-2.0-EXI-28"].valid_from == "2024-11-16"


def _french(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from (str(text) for key, text in node.items() if key == "fr")
        node = list(node.values())
    for child in node if isinstance(node, list) else ():
        yield from _french(child)


def test_french_is_set_with_its_own_spaces_and_apostrophes() -> None:
    """Narrow no-break spaces before ; : ? ! and inside quotation marks, curved apostrophes, in every rule and register."""
    wrong = [text for path in sorted(shipped("rules").rglob("*.yaml")) for text in _french(load(path).data) if FRENCH_SPACING.search(text)]
    assert wrong == []


def test_exposure_and_indirect_law_are_measured_alike_for_all() -> None:
    """Control outside the EEA is E3; nothing reaches what is E0; no source is left that nobody can open again."""
    eea = set(reference(TODAY).lists["$EEA"])
    for one in operators().values():
        if one.country is not None:
            assert (one.exposure == "E3") == (one.country not in eea), one.id
        assert one.exposure != "E0" or one.us_law == "none", one.id
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "that was not recorded" not in text, path
        assert "third-party sources read" not in text, path
