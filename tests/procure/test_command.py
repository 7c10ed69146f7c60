"""`auditor procure`: what it writes, what it refuses, and a page that can be handed out."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.procure.matrix import Matrix
from auditor.procure.page import write_page
from tests.outputs.page import Page
from tests.procure.conftest import DAY, TENDER

OFFERS = [str(path) for path in sorted(TENDER.glob("offre-*.yaml"))]


def test_offers_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a requirement and an offer; the files are said on standard output."""
    code = main(["procure", str(TENDER / "besoin.yaml"), OFFERS[2], "--out", str(tmp_path), "--as-of", str(DAY), "--format", "csv"])
    assert code == 0
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / "procurement.csv")]
    rows = [*csv.DictReader(io.StringIO((tmp_path / "procurement.csv").read_text("utf-8-sig")), delimiter=";")]
    assert len(rows) == 27
    assert {row["offer"] for row in rows} == {"offre-c"}
    assert next(row["value"] for row in rows if row["requirement"] == "LOC-A") == "unsatisfied"


@pytest.mark.usefixtures("english")
def test_mistakes_end_in_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no offer, an offer with a mistake, a format that there is not."""
    (tmp_path / "offre.doc").write_text("…")
    (tmp_path / "offre.yaml").write_text("services: [{id: a, hosting: {sites: [{country: UK}]}}]\n")
    for arguments, said in (
        ([str(tmp_path / "offre.doc")], "offre.doc"),
        ([str(tmp_path / "offre.yaml")], "offre.yaml:1:"),
        ([OFFERS[0], "--format", "doc"], "doc"),
    ):
        assert main(["procure", str(TENDER / "besoin.yaml"), *arguments, "--out", str(tmp_path / "out")]) == 2
        assert said in capsys.readouterr().err
    assert not (tmp_path / "out" / "procurement.html").exists()


def test_the_questionnaire_is_a_verb_of_it(tmp_path: Path) -> None:
    """Its name stands where a need would."""
    assert main(["procure", "questionnaire", str(TENDER / "besoin.yaml"), "--out", str(tmp_path)]) == 0
    assert {path.name for path in tmp_path.glob("questionnaire.*")} == {"questionnaire.ods", "questionnaire.md"}


@pytest.mark.parametrize("public", [False, True])
def test_the_page_has_the_manners_of_the_report(tmp_path: Path, matrix: Matrix, public: bool) -> None:
    """Whole, offline, nothing runs, every table has its headings; the public one names neither candidate nor document."""
    write_page(matrix, tmp_path / "page.html", "fr", DAY, public=public)
    text = (tmp_path / "page.html").read_text("utf-8")
    page = Page(text)
    assert page.unbalanced == []
    assert not [element for element in page.elements if element.tag in ("script", "iframe", "object", "img", "link")]
    assert "default-src 'none'" in text
    assert "landscape" in text
    assert all("scope" in element.attributes for element in page.elements if element.tag == "th")
    assert [name in text for name in ("Santéo", "annexe 1", "BabyCloud", "tableau de correspondance")] == [not public] * 4
    write_page(matrix, tmp_path / "again.html", "fr", DAY, public=public)
    assert (tmp_path / "again.html").read_text("utf-8") == text
