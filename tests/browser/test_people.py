"""What three people come for, done in a browser as they would: the elected member, the security officer, the data protection officer."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, expect

from auditor.outputs.html import write
from auditor.run import read_findings
from tests.browser.test_page import opened
from tests.outputs.builder import HOLDER, american, build, write_found

pytestmark = pytest.mark.long

WIDTHS = (1280, 768, 320)


@pytest.fixture(scope="module")
def page_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with health data in the United States, open stores, and a schedule of the authority for its civil status."""
    directory = tmp_path_factory.mktemp("people")
    run = build(directory, 240)
    schedule = {"civil_status": {"min": "P75Y", "max": "P100Y", "source": "tableau de gestion 2025"}}
    manifest = msgspec.structs.replace(run.snapshot, context={**run.snapshot.context, "retention": schedule})
    told = [*map(american, read_findings(directory))]
    run = write_found(directory, told, msgspec.structs.replace(run, snapshot=manifest))
    write(run, directory, directory / "report.html", "fr")
    return directory / "report.html"


@pytest.mark.parametrize("width", WIDTHS)
def test_an_elected_member_sees_the_two_worst_facts_and_what_is_asked(browser: Browser, page_path: Path, width: int) -> None:
    """Before anything else, without a click; on a desk's screen without a scroll."""
    with opened(browser, page_path, width=width) as (page, _events):
        headline = page.locator("#summary .verdict").inner_text()
        assert "données de santé" in headline
        assert "aux États-Unis" in headline
        assert "ouvertes à tout Internet" in headline
        decisions = page.locator(".decisions li")
        assert decisions.count() == 3
        for decision in decisions.all():
            told = decision.inner_text()
            assert "Avant le" in told
            assert "décide" in told
            assert "données" in told
        deadlines = decisions.locator(".due b").all_inner_texts()
        assert deadlines[0] == "Avant le 25\u00a0novembre\u00a02026"
        if width == 1280:
            last = decisions.last.bounding_box()
            assert last is not None
            assert last["y"] + last["height"] <= 900


@pytest.mark.parametrize("width", WIDTHS)
def test_a_security_officer_gets_from_a_region_to_a_command(browser: Browser, page_path: Path, width: int) -> None:
    """Two words, one click: the id, with whom it is shared, and a command that names the resource."""
    with opened(browser, page_path, width=width) as (page, _events):
        page.locator("#f-text").fill("us-east-1 critique écart")
        expect(page.locator(".status")).not_to_contain_text("240")
        line = page.locator(".detail tbody tr").first
        line.locator("summary").click()
        told = line.inner_text()
        name = line.locator(".name").inner_text()
        assert f"arn:aws:s3:::{name}-" in told
        assert HOLDER in told
        assert f"aws s3 sync s3://{name} " in line.locator("details code").inner_text()
        assert "q=us-east-1" in page.url


def test_a_filter_can_be_linked_to(browser: Browser, page_path: Path) -> None:
    """By codes, whatever the language; an article leads to the table filtered on it."""
    with opened(browser, page_path) as (page, _events):
        page.goto(f"{page_path.as_uri()}#detail?severity=critical&result=fail&region=us-east-1")
        page.reload()
        rows = page.locator(".detail tbody tr")
        expect(rows.first).to_contain_text("us-east-1")
        assert page.locator("#f-severity").input_value() == "critique"
        page.locator("#rule-SEC-001 summary").first.click()
        page.locator("#rule-SEC-001").get_by_role("link", name="Tous ses constats").click()
        expect(rows.first.locator("td").nth(2)).to_contain_text("SEC-001")
        assert "rule=SEC-001" in page.url


def test_the_lines_shown_can_be_downloaded(browser: Browser, page_path: Path) -> None:
    """All of those that the filters leave, on every page of the table, with whole ids and no formula."""
    with opened(browser, page_path, accept_downloads=True) as (page, _events):
        page.locator("#f-severity").select_option("critique")
        expect(page.locator(".status")).not_to_contain_text("240")
        count = int(page.locator(".status").inner_text().split()[0])
        with page.expect_download() as started:
            page.get_by_role("button", name="Télécharger les lignes affichées").click()
        lines = Path(started.value.path()).read_text("utf-8-sig").splitlines()
        assert len(lines) == count + 1
        assert all(line.startswith('"critique";') for line in lines[1:])
        assert "arn:aws:s3:::" in lines[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_data_protection_officer_reads_the_sheet_of_an_activity(browser: Browser, page_path: Path, tmp_path: Path, width: int) -> None:
    """One click from the table: countries, processors by who controls them, durations with their source; it prints alone, on one page."""
    import pypdf

    with opened(browser, page_path, width=width) as (page, _events):
        page.locator(".matrix").get_by_role("link", name="Gestion de l'état civil").click()
        sheet = page.locator("details.activity[open]")
        told = sheet.inner_text().replace("\u00a0", " ")
        assert "de 75 ans à 100 ans (tableau de gestion 2025)" in told
        assert "Amazon.com, Inc." in told
        assert "États-Unis non annoncé" in " ".join(told.split())
        assert "À compléter par le DPO" in told
        page.pdf(path=tmp_path / "sheet.pdf", prefer_css_page_size=True)
    reader = pypdf.PdfReader(tmp_path / "sheet.pdf")
    assert len(reader.pages) == 1
    printed = reader.pages[0].extract_text()
    assert "Gestion de l" in printed
    assert "Vidéoprotection" not in printed
