"""`auditor config`, and the schema by which an editor completes auditor.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from auditor.cli.init import template
from auditor.configuration_schema import schema
from auditor.providers import PROVIDERS, provider
from auditor.reference.source import parse
from tests.cli.conftest import Run
from tests.cli.test_init import uncommented

SCHEMA = Path(__file__).resolve().parents[2] / "docs/auditor.schema.json"
ACCOUNT = "accounts:\n  - {id: prod, provider: aws, regions: [eu-west-3, eu-west-1], organization: true}\n"


def valid(text: str) -> bool:
    """What an editor would say of the file."""
    return bool(Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).is_valid(parse(text, "auditor.yaml").data))


def test_check_says_what_will_be_read(auditor: Run, tmp_path: Path) -> None:
    """Each account with what its entry says, the activities, the files; nothing is asked of anybody."""
    (tmp_path / "auditor.yaml").write_text(ACCOUNT + "processing_activities: [{id: cantine, categories: [enfance]}]\n")
    done = auditor("config", "check")
    assert done.code == 0
    lines = done.out.splitlines()
    assert lines[:3] == [
        f"{tmp_path / 'auditor.yaml'} est valide.",
        "- prod (aws), organization: oui, regions: eu-west-3 eu-west-1",
        "1 traitement",
    ]
    assert "Dérogations (waivers)\u202f: aucun fichier" in done.out


def test_check_says_every_mistake(auditor: Run, tmp_path: Path) -> None:
    """With its place, and exit 2."""
    (tmp_path / "auditor.yaml").write_text(ACCOUNT + 'organisation: {name: X, siren: "217500017"}\nretenton: {}\n')
    done = auditor("config", "check")
    assert done.code == 2
    assert "auditor.yaml:3:32: " in done.err
    assert "auditor.yaml:4:1: " in done.err


@pytest.mark.parametrize("number", ["217500016", "21750001600019", "356000000", "35600000000048"])
def test_a_right_siren_is_taken(auditor: Run, tmp_path: Path, number: str) -> None:
    """The post office's establishments too, whose key is made in another way."""
    (tmp_path / "auditor.yaml").write_text(ACCOUNT + f"organisation: {{name: X, siren: {number}}}\n")
    assert auditor("config", "check").code == 0


@pytest.mark.parametrize("number", ["217500061", "21750001600018", "21750001700019", "35600000000049"])
def test_a_siren_with_a_wrong_key_is_told(auditor: Run, tmp_path: Path, number: str) -> None:
    """Two digits exchanged, a wrong one, a right number of a wrong company."""
    (tmp_path / "auditor.yaml").write_text(ACCOUNT + f"organisation: {{name: X, siren: {number}}}\n")
    done = auditor("config", "check")
    assert done.code == 2
    assert number in done.err


def test_the_schema_is_fresh(auditor: Run) -> None:
    """To write it: python docs/configuration.py. The verb prints the same where no other package brings a provider."""
    text = schema({name: provider(name) for name in PROVIDERS})
    assert SCHEMA.read_text("utf-8") == text
    assert json.loads(auditor("config", "schema").out)["properties"].keys() == json.loads(text)["properties"].keys()
    Draft202012Validator.check_schema(json.loads(text))


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_what_init_writes_fits_the_schema(name: str, lang: str) -> None:
    """As written, and with every example in use."""
    assert valid(template(lang, [name]))
    assert valid(uncommented(template(lang, [name])))


@pytest.mark.parametrize(
    "change",
    [
        {"accounts": [{"id": "a", "provider": "aws", "regoins": "all"}]},
        {"accounts": [{"id": "a", "provider": "awz"}]},
        {"accounts": []},
        {"processing_activities": [{"id": "x", "categories": ["santée"]}]},
        {"allowed_countries": ["UK"]},
        {"organisation": {"name": "X", "profile": "comune"}},
    ],
)
def test_an_editor_sees_a_slip(change: dict[str, Any]) -> None:
    """A key, a provider, a word of a vocabulary."""
    assert not valid(yaml.safe_dump(yaml.safe_load(ACCOUNT) | change))


@pytest.mark.parametrize("cloud", ["azure", "m365"])
def test_a_tenant_that_has_not_the_form_of_one_is_told(cloud: str, auditor: Run, tmp_path: Path) -> None:
    """Before anybody signs in to it; one that has it is taken, whatever its case."""
    for tenant, code in (("zzz", 2), ("11111111-aaaa-4aaa-8aaa-1111111111", 2), ("11111111-AAAA-4aaa-8aaa-111111111111", 0)):
        (tmp_path / "auditor.yaml").write_text(f"accounts: [{{id: town, provider: {cloud}, tenant_id: {tenant}}}]\n")
        done = auditor("config", "check")
        assert (done.code, tenant in done.err) == (code, code == 2)
