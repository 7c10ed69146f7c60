"""The same answers from tables: any order of rows and columns, several sheets, and each mistake by sheet, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import InputError
from auditor.providers.declared.reading import services
from tests.test_tables import ods

PLACES = ["Réf.", "Service", "Question", "Pays", "Ville", "Hébergeur", "État", "Pièce", "Date"]
ROWS = [
    ["hébergement", "pronote", "Où ?", "France", "Marseille", "", "prouvé", "annexe 2", "01/09/2026"],
    ["sauvegardes", "pronote", "Où ?", "FR ; Allemagne", "", "", "", "", ""],
    ["journaux", "pronote", "Où ?", "aucun", "", "", "", "annexe 3", "2026-09-01"],
    ["assistance", "pronote", "D'où ?", "France, Maroc", "", "", "annoncé", "", ""],
    ["répliques", "pronote", "Où ?", "", "", "", "inconnu", "", ""],
]
OTHERS = [
    [
        "Réponse",
        "Réf.",
        "Nom",
        "Pays",
        "Garantie",
        "AITD",
        "Service",
        "Numéro de certificat",
        "Valable du",
        "Valable jusqu'au",
        "Activités",
    ],
    ["", "sous-traitants", "Zendesk", "États-Unis", "CCT", "01/05/2026", "pronote", "", "", "", ""],
    ["", "sous-traitants", "OVH", "France", "", "", "pronote", "", "", "", ""],
    ["HDS", "labels", "OVH", "", "", "", "pronote", "FR-1", "2025-01-01", "2028-01-01", "1 ; 2 ; 3"],
    ["ISO 27001", "labels", "", "", "", "", "pronote", "", "", "", ""],
    ["5 ans", "conservation", "", "", "", "", "pronote", "", "", "", ""],
    ["oui", "chiffrement", "", "", "", "", "pronote", "", "", "", ""],
    ["collectivité", "clés", "", "France", "", "", "pronote", "", "", "", ""],
    ["oui", "SST-B", "", "", "", "", "pronote", "", "", "", ""],
    ["2", "SOV-1", "", "", "", "", "pronote", "", "", "", ""],
    ["", "REV-A", "", "", "", "", "pronote", "", "", "", ""],
]


def csv(path: Path, rows: list[list[str]]) -> Path:
    """The same, with semicolons."""
    path.write_text("\n".join(";".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
    return path


def test_every_sheet_is_read(tmp_path: Path) -> None:
    """Words as people write them; what is said twice is one answer of several sites, the least sure speaking for it."""
    (one,) = services(ods(tmp_path / "offre.ods", {"Lieux": [["Réponse du candidat"], [], PLACES, *ROWS], "Le reste": OTHERS}))
    assert one.id == "pronote"
    assert one.hosting is not None
    assert [(site.country, site.city) for site in one.hosting.sites] == [("FR", "Marseille")]
    assert (one.hosting.evidence, one.hosting.document, one.hosting.dated) == ("proved", "annexe 2", "2026-09-01")
    assert one.backups is not None
    assert [site.country for site in one.backups.sites] == ["FR", "DE"]
    assert one.backups.evidence == "announced"
    assert one.logs is not None
    assert (one.logs.sites, one.logs.evidence) == ((), "proved"), "none is an answer, and a document with its day is a proof"
    assert one.support is not None
    assert one.support.countries == ("FR", "MA")
    assert one.said("replicas") is None
    assert one.processors is not None
    assert [(each.name, each.country, each.safeguard, each.tia) for each in one.processors.entries] == [
        ("Zendesk", "US", "scc", "2026-05-01"),
        ("OVH", "FR", None, None),
    ]
    assert [(each.label, each.number, each.activities) for each in one.labels] == [("hds", "FR-1", ("1", "2", "3"))]
    assert one.retention is not None
    assert one.retention.period == "P5Y"
    assert one.encryption is not None
    assert one.encryption.answer == "yes"
    assert one.keys is not None
    assert (one.keys.manager, one.keys.country) == ("customer", "FR")
    assert one.answers.keys() == {"SST-B"}, "an empty cell is no answer"
    assert one.sovereignty["SOV-1"].seal == "2"


def test_columns_and_rows_may_move(tmp_path: Path) -> None:
    """Reversed, with columns of one's own, as CSV: the same answers."""
    straight = services(csv(tmp_path / "a.csv", [PLACES, *ROWS]))
    turned = [["Observations", *reversed(row)] for row in [PLACES, *ROWS]]
    assert services(csv(tmp_path / "b.csv", [turned[0], *reversed(turned[1:])])) == straight


def test_without_a_column_of_services_the_file_is_one(tmp_path: Path) -> None:
    """It bears the file's name."""
    (one,) = services(csv(tmp_path / "Offre A.csv", [["Réf.", "Réponse"], ["chiffrement", "non"]]))
    assert one.id == "offre-a"


CELLS = [
    ("Lieux", 5, 4, "Atlantide", "ATLANTIDE"),
    ("Lieux", 4, 7, "peut-être", "peut-être"),
    ("Lieux", 4, 9, "jeudi", "jeudi"),
    ("Le reste", 6, 1, "un certain temps", "un certain temps"),
    ("Le reste", 7, 1, "oui, mais", "oui, mais"),
    ("Le reste", 4, 11, "7", "7"),
    ("Le reste", 9, 2, "ZZZ-Z", "ZZZ-Z"),
    ("Lieux", 4, 4, "", "country"),
]


@pytest.mark.parametrize(("sheet", "row", "column", "text", "word"), CELLS)
@pytest.mark.usefixtures("english")
def test_a_malformed_cell_is_named(tmp_path: Path, sheet: str, row: int, column: int, text: str, word: str) -> None:
    """By sheet, row and column, with its heading: nobody looks for it."""
    sheets = {"Lieux": [["Réponse"], [], PLACES, *(list(each) for each in ROWS)], "Le reste": [list(each) for each in OTHERS]}
    sheets[sheet][row - 1][column - 1] = text
    with pytest.raises(InputError) as caught:
        services(ods(tmp_path / "offre.ods", sheets))
    (problem,) = caught.value.problems
    assert (Path(problem.path).name, problem.line) == (f"offre.ods[{sheet}]", row), problem
    assert problem.column == column or not text
    assert word.lower() in (problem.message + problem.suggestion).lower()


def test_a_file_that_holds_no_answers(tmp_path: Path) -> None:
    """It is told, and not taken for silence."""
    with pytest.raises(InputError):
        services(csv(tmp_path / "a.csv", [["Nom", "Prénom"], ["x", "y"]]))
