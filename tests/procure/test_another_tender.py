"""A second tender, whose cells were worked out by hand before it was run: where keys are, how long a plan keeps, what is only announced."""

from __future__ import annotations

import pytest

from auditor.procure.matrix import Matrix, Value
from auditor.procure.need import Need, read_need
from auditor.procure.offers import all_judged
from tests.procure.conftest import DAY

NEED = """
title: Guichet d'état civil et relation usagers
organisation: {name: Ville de Montclair, profile: commune}
data: [{category: civil_status, volume: "60 000 actes"}]
countries: [FR, DE, IT]
countries_reason: "trois pays où les agents d'astreinte peuvent se rendre"
labels: [{label: iso27001, kind: scored}]
retention: {civil_status: {max: P10Y}}
"""
PROVED = "evidence: proved, document: annexe A, dated: 2026-10-01"
NORD = f"""
services:
  - id: nord
    entity: {{name: Nord Inc, control: US, evidence: announced}}
    hosting: {{sites: [{{country: FR, city: Lille}}], {PROVED}}}
    replicas: {{sites: [{{country: CH}}], evidence: announced}}
    backups: {{sites: [{{country: FR}}], {PROVED}}}
    logs: {{sites: [{{country: FR}}], {PROVED}}}
    support: {{countries: [IN], evidence: announced}}
    processors: {{entries: [{{name: Helpdesk Ltd, country: IN, role: support, safeguard: scc, tia: 2026-05-01}}], {PROVED}}}
    labels: [{{label: iso27001, holder: Nord Inc, number: N-1, valid_from: 2025-01-01, valid_until: 2027-12-31, {PROVED}}}]
    retention: {{period: P5Y, {PROVED}}}
    backup_retention: {{period: P30D, evidence: announced}}
    encryption: {{answer: "yes", {PROVED}}}
    keys: {{manager: provider, country: US, {PROVED}}}
    answers: {{SST-B: {{answer: "yes", {PROVED}}}, REV-A: {{answer: "no", detail: six mois}}, REV-B: {{answer: "yes"}}}}
"""
EST = """Réf.;Réponse;Pays;Ville;Nom;Pièce;Date;Colonne en plus
entite;Est GmbH;Allemagne;;;;;x
hebergement;;Allemagne;Berlin;;;;y
repliques;;Allemagne;Munich;;;;
sauvegardes;;Allemagne;Munich;;;;
journaux;;Allemagne;Berlin;;;;
assistance;;Allemagne;;;;;
sous-traitants;aucun;;;;;;
labels;iso27001;;;Est GmbH;;;
conservation;10 ans;;;;;;
conservation-des-sauvegardes;30 jours;;;;;;
chiffrement;oui;;;;;;
cles;client;Allemagne;;;;;
REV-A;oui;;;;;;
SEC-A;oui;;;;;;
"""
SUD = """
provider "aws" { region = "eu-west-3" }
provider "aws" {
  alias  = "loin"
  region = "eu-west-2"
}
resource "aws_s3_bucket" "actes" { bucket = "montclair-actes" }
resource "aws_s3_bucket" "copie" {
  provider = aws.loin
  bucket   = "montclair-copie"
}
resource "aws_s3_bucket_replication_configuration" "actes" {
  bucket = aws_s3_bucket.actes.id
  role   = "arn:aws:iam::111122223333:role/r"
  rule {
    status = "Enabled"
    destination { bucket = aws_s3_bucket.copie.arn }
  }
}
"""
NO, UNSHOWN, RESERVE, YES = Value.UNSATISFIED, Value.UNDEMONSTRATED, Value.RESERVED, Value.SATISFIED
EXPECTED = {
    "LOC-A": (NO, RESERVE, NO),
    "LOC-B": (NO, RESERVE, NO),
    "LOC-C": (NO, RESERVE, UNSHOWN),
    "CER-A": (Value.NOT_APPLICABLE,) * 3,
    "CER-C": (YES, UNSHOWN, UNSHOWN),
    "JUR-D": (NO, RESERVE, UNSHOWN),
    "JUR-E": (NO, RESERVE, NO),
    "SST-A": (RESERVE, RESERVE, UNSHOWN),
    "SST-B": (YES, UNSHOWN, UNSHOWN),
    "REV-A": (NO, RESERVE, UNSHOWN),
    "REV-B": (RESERVE, UNSHOWN, UNSHOWN),
    "RET-A": (RESERVE, RESERVE, NO),
    "SEC-A": (UNSHOWN, RESERVE, UNSHOWN),
    "SEC-B": (UNSHOWN, UNSHOWN, UNSHOWN),
}
"""Requirement → Nord (YAML), Est (CSV, announced only), Sud (a folder of Terraform)."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Matrix:
    """The three offers against the need."""
    folder = tmp_path_factory.mktemp("appel")
    for name, text in {"besoin.yaml": NEED, "nord.yaml": NORD, "est.csv": EST, "sud/main.tf": SUD}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    need: Need = read_need(folder / "besoin.yaml")
    return Matrix(need, tuple(all_judged(need, [folder / "nord.yaml", folder / "est.csv", folder / "sud"], DAY)))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_cell_is_as_worked_out_by_hand(name: str, found: Matrix) -> None:
    """Announced places outside count against an offer, and no announced one for it; a plan answers no question."""
    row = next(one for one in found.rows if one.requirement.id == name)
    assert tuple(one.value for one in row.cells) == EXPECTED[name]


def test_nothing_is_satisfied_that_was_only_announced(found: Matrix) -> None:
    """Whatever the requirement, the offer without a document has at most a reserve."""
    assert not [row.requirement.id for row in found.rows if row.cells[1].value is Value.SATISFIED]
