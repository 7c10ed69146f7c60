"""The questionnaire goes out and comes back: as a workbook, through LibreOffice, with columns moved, as Markdown."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.i18n import speaking
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.procure.need import read_need
from auditor.procure.questionnaire import _markdown, _sheets, write_questionnaire
from auditor.providers.declared.answers import Service
from auditor.providers.declared.reading import services
from tests.procure.conftest import TENDER

pytestmark = pytest.mark.long

SOFFICE = shutil.which("soffice")
ANSWERS = {
    "hebergement": {"Pays": "France", "Ville": "Lyon", "Pièce": "annexe 1", "Date": "01/10/2026"},
    "repliques": {"Pays": "aucun"},
    "sauvegardes": {"Pays": "France ; Allemagne"},
    "sous-traitants": {"Nom": "Aide SA", "Pays": "Belgique", "Rôle": "assistance"},
    "labels": {"Titulaire": "Santéo", "Version": "2.0", "Certificat": "FR-1", "Valable du": "01/06/2025", "Valable jusqu’au": "31/05/2028"},
    "conservation": {"Réponse": "20 ans", "Pièce": "fiche", "Date": "2026-10-01"},
    "chiffrement": {"Réponse": "oui"},
    "cles": {"Réponse": "collectivité", "Pays": "France"},
    "REV-A": {"Réponse": "non", "Précisions": "six mois | ou plus"},
    "SST-B": {"Réponse": "oui", "État": "annoncé"},
    "SOV-1": {"Réponse": "3"},
}
Arrange = Callable[[list[str]], list[str]]


def filled_in(arrange: Arrange = list) -> list[Sheet]:
    """The questionnaire with answers, the first row of each reference filled in, its columns rearranged."""
    with speaking("fr"):
        sheets = [*_sheets(read_need(TENDER / "besoin.yaml"))]
    left = dict(ANSWERS)
    found = []
    for sheet in sheets:
        rows = []
        for row in sheet.rows:
            cells: dict[str, Any] = dict(zip(sheet.heading, row, strict=True))
            cells |= left.pop(str(row[0]), {})
            rows.append(arrange([str(cells[name]) for name in sheet.heading]))
        found.append(Sheet(sheet.name, arrange([*sheet.heading]), rows))
    assert not left, "every reference is somewhere in the questionnaire"
    return found


def check_holds(found: tuple[Service, ...]) -> None:
    """What was answered, and nothing else."""
    (one,) = found
    assert one.hosting is not None
    assert [(site.country, site.city) for site in one.hosting.sites] == [("FR", "Lyon")]
    assert (one.hosting.evidence, one.hosting.dated) == ("proved", "2026-10-01")
    assert one.replicas is not None
    assert (one.replicas.sites, one.replicas.evidence) == ((), "announced")
    assert one.backups is not None
    assert [site.country for site in one.backups.sites] == ["FR", "DE"]
    assert one.processors is not None
    assert [(each.name, each.country) for each in one.processors.entries] == [("Aide SA", "BE")]
    assert [(each.label, each.number, each.valid_until) for each in one.labels] == [("hds", "FR-1", "2028-05-31")]
    assert one.retention is not None
    assert (one.retention.period, one.retention.evidence) == ("P20Y", "proved")
    assert one.encryption is not None
    assert one.keys is not None
    assert (one.encryption.answer, one.keys.manager, one.keys.country) == ("yes", "customer", "FR")
    assert {name: (said.answer, said.detail) for name, said in one.answers.items()} == {
        "REV-A": ("no", "six mois | ou plus"),
        "SST-B": ("yes", ""),
    }
    assert {name: said.seal for name, said in one.sovereignty.items()} == {"SOV-1": "3"}
    assert one.logs is None
    assert one.support is None


def test_it_goes_out_without_an_answer(tmp_path: Path) -> None:
    """Sent back as it is, it says nothing at all."""
    for path in write_questionnaire(read_need(TENDER / "besoin.yaml"), tmp_path, "fr"):
        (one,) = services(path)
        assert one == Service(id="questionnaire")


@pytest.mark.parametrize("arrange", [list, lambda row: ["Observations", *reversed(row)]], ids=["as sent", "moved"])
def test_it_comes_back_as_a_workbook(tmp_path: Path, arrange: Arrange) -> None:
    """Whatever the order of its columns, and with one of the candidate's own."""
    write_sheets(tmp_path / "reponse.ods", filled_in(arrange), "fr")
    check_holds(services(tmp_path / "reponse.ods"))


def test_it_comes_back_as_markdown(tmp_path: Path) -> None:
    """The same tables in a text."""
    need = read_need(TENDER / "besoin.yaml")
    with speaking("fr"):
        (tmp_path / "reponse.md").write_text("".join(_markdown(need, filled_in())), "utf-8")
    check_holds(services(tmp_path / "reponse.md"))


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", ["ods", "xlsx"])
def test_it_survives_libreoffice(tmp_path: Path, suffix: str) -> None:
    """Opened and saved again by the program that most town halls have."""
    write_sheets(tmp_path / "reponse.ods", filled_in(lambda row: [*row[1:], row[0], "Observations"]), "fr")
    home = f"-env:UserInstallation=file://{tmp_path / 'home'}"
    command = [str(SOFFICE), home, "--headless", "--convert-to", suffix, "--outdir", str(tmp_path / "back"), str(tmp_path / "reponse.ods")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    check_holds(services(tmp_path / "back" / f"reponse.{suffix}"))
