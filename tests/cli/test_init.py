"""`auditor init`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from auditor.cli.init import template
from auditor.configuration import load_configuration
from auditor.providers import INSTALLED
from tests.cli.conftest import Run


def uncommented(text: str) -> str:
    """The template with every example in use: prose has one space after its #, an example none or several."""
    return re.sub(r"^#(?! \S)", "", text, flags=re.MULTILINE)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_template_is_a_valid_configuration(auditor: Run, tmp_path: Path, lang: str) -> None:
    """As written: one AWS account, all regions, nothing else."""
    done = auditor("init", "--lang", lang)
    assert (done.code, done.out.strip()) == (0, "auditor.yaml")
    read = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert [entry["provider"] for entry in read.accounts] == ["aws"]
    assert read.activities == ()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_example_in_the_comments_is_right(tmp_path: Path, lang: str) -> None:
    """Whoever removes the comment marks gets a configuration that loads."""
    for name in ("waivers.yaml", "evidence.yaml", "saas.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "registre.csv").write_text("Traitement;Catégories\nCantine;enfance\n")
    (tmp_path / "tableau-de-gestion.csv").write_text("Catégorie;Min;Max\nvidéo;;1 an\n")
    path = tmp_path / "auditor.yaml"
    path.write_text(uncommented(template(lang, ["aws"])))
    read = load_configuration(path, INSTALLED)
    assert read.organisation is not None
    assert read.organisation.profile == "commune"
    assert read.accounts[0]["role_arn"].endswith("role/audit-residence")
    register = {activity.id: activity for activity in read.activities}
    assert {*register} == {"cantine", "etat-civil"}
    assert (len(register["etat-civil"].select), register["etat-civil"].categories) == (3, ("civil_status",))
    assert (read.retention["video"].max, read.required_labels) == ("P1M", ("hds",))
    assert {*read.retention} == {"civil_status", "video"}
    assert read.allowed_countries == ("FR",)
    assert read.waivers == tmp_path / "waivers.yaml"


def test_never_overwrites_unless_forced(auditor: Run, tmp_path: Path) -> None:
    """A register of activities takes weeks to write."""
    path = tmp_path / "mine.yaml"
    path.write_text("precious\n")
    refused = auditor("init", "--config", path)
    assert (refused.code, path.read_text()) == (2, "precious\n")
    assert "--force" in refused.err
    assert auditor("init", "--config", path, "--force").code == 0
    assert "accounts:" in path.read_text()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_entry_of_each_provider_is_its_own(auditor: Run, tmp_path: Path, lang: str) -> None:
    """Chosen, it is in use and loads; the others stay in comments; a provider nobody has is told."""
    assert auditor("init", "--lang", lang, "--provider", "azure", "--provider", "aws").code == 0
    read = load_configuration(tmp_path / "auditor.yaml", INSTALLED)
    assert [entry["provider"] for entry in read.accounts] == ["azure", "aws"]
    refused = auditor("init", "--lang", lang, "--config", tmp_path / "other.yaml", "--provider", "nuage")
    assert (refused.code, (tmp_path / "other.yaml").exists()) == (2, False)
    assert "nuage" in refused.err
