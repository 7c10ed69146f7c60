"""The table of guarantees for health data, the annex of processors, and what an impact assessment starts from."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from auditor import pipeline
from auditor.configuration import load_configuration
from auditor.providers import INSTALLED
from tests.procure.conftest import DAY, TENDER

CONFIGURATION = f"""
organisation: {{name: Ville de Rivemont, profile: commune}}
accounts:
  - {{id: offre-a, provider: declared, file: {TENDER / "offre-a.yaml"}}}
  - {{id: offre-b, provider: declared, file: {TENDER / "offre-b.yaml"}}}
  - {{id: offre-c, provider: declared, file: {TENDER / "offre-c.yaml"}}}
  - {{id: paie, provider: declared, file: paie.yaml}}
processing_activities:
  - id: pmi
    title: Protection maternelle
    categories: [health]
    select: [{{account: offre-a}}, {{account: offre-b}}, {{account: offre-c}}]
  - {{id: paie, title: Paie, categories: [payroll_accounting], select: [{{account: paie}}]}}
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both workbooks, in French."""
    folder = tmp_path_factory.mktemp("run")
    (folder / "auditor.yaml").write_text(CONFIGURATION)
    (folder / "paie.yaml").write_text("services: [{id: paie, operator: ovh}]\n")
    known = load_configuration(folder / "auditor.yaml", INSTALLED)
    pipeline.scan(known, folder / "snapshot")
    pipeline.judge(folder / "snapshot", folder / "run", as_of=DAY, configuration=known)
    pipeline.report(folder / "run", folder, ("hds", "art28"), "fr")
    return folder


def rows(path: Path, sheet: int) -> list[dict[str, str]]:
    """The rows of a sheet, each by its headings."""
    book = CalamineWorkbook.from_path(str(path))
    heading, *lines = book.get_sheet_by_index(sheet).to_python()
    return [dict(zip(map(str, heading), map(str, line), strict=True)) for line in lines]


def test_guarantees_are_those_of_health_data(written: Path) -> None:
    """One row an actor: what is proved, what is announced only is to be asked, who reaches the data from outside the EEA."""
    found = {(row["Compte"].partition("/")[0], row["Acteur"]): row for row in rows(written / "report.hds.ods", 0)}
    assert {account for account, _actor in found} == {"offre-a", "offre-b", "offre-c"}, "payroll is no health data"
    hosts = {account: row for (account, _), row in found.items() if row["Rôle"] == "héberge et exploite"}
    first, second, third = (hosts[name] for name in ("offre-a", "offre-b", "offre-c"))
    assert (first["Acteur"], third["Acteur"]) == ("Santéo SAS", "Amazon Web Services")
    assert found["offre-c", "BabyCloud, Inc."]["Rôle"] == "fournit le service"
    assert (first["Certificat HDS"], first["Activités HDS couvertes"]) == ("valide", "1, 2, 3, 4, 5, 6")
    assert first["Accès depuis un pays hors de l’EEE (EXI 29)"] == "aucun déclaré"
    assert first["Carte publique des transferts (EXI 31)"] == "oui"
    assert (second["Certificat HDS"], second["Carte publique des transferts (EXI 31)"]) == ("à demander", "à demander")
    assert "hds" in second["Manque, à demander"]
    outside = {row["Accès depuis un pays hors de l’EEE (EXI 29)"] for (account, _), row in found.items() if account == "offre-c"}
    assert any("Inde" in text and "États-Unis" in text for text in outside)
    assert third["Pays de conservation"]


def test_processors_are_those_of_each_activity(written: Path) -> None:
    """Operators and further processors, with the contract that covers them or not."""
    found = rows(written / "report.art28.ods", 0)
    assert {row["Traitement"] for row in found} == {"pmi", "paie"}
    assert {"Helpline GmbH", "Amazon Web Services, Inc.", "OVHcloud"} <= {row["Sous-traitant"] for row in found}
    assert {row["Contrat de sous-traitance"] for row in found} == {"À vérifier"}
    payroll = next(row for row in found if row["Traitement"] == "paie")
    assert (payroll["Contrôle"], payroll["Pays"]) == ("France", "à demander")


def test_an_assessment_starts_from_what_was_observed(written: Path) -> None:
    """One row an activity, with why, and with what only the DPO knows."""
    found = {row["Référence"]: row for row in rows(written / "report.art28.ods", 1)}
    assert found.keys() == {"pmi", "paie"}
    assert "santé" in found["pmi"]["Pourquoi une analyse"]
    assert "Inde" in found["pmi"]["Accès depuis"]
    assert all("nécessité" in row["À compléter par le DPO"] for row in found.values())
