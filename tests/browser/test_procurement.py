"""The page of a tender in a real browser: the manners of the report, whatever candidates call themselves."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from auditor.procure.matrix import Matrix
from auditor.procure.need import read_need
from auditor.procure.offers import all_judged
from auditor.procure.page import write_page
from tests.browser.conftest import Validate
from tests.browser.test_page import BROKEN, opened, violations_of
from tests.procure.conftest import DAY, TENDER

pytestmark = pytest.mark.long

HOSTILE = r"""
services:
  - id: x
    title: "<script>alert(1)</script> \u202E=cmd & 'co' Lopadotemachoselachogaleokranioleipsanodrimhypotrimmatosilphio"
    entity: {name: "\"><img src=x onerror=alert(1)>", control: FR, evidence: proved, document: "<b>acte</b>", dated: 2026-01-01}
    answers: {REV-A: {answer: "no", detail: "javascript:alert(1) </td></table><style>*{display:none}</style>"}}
"""


@pytest.fixture(scope="module")
def tenders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each sort, by name."""
    folder = tmp_path_factory.mktemp("tender")
    (folder / "hostile.yaml").write_text(HOSTILE, "utf-8")
    need = read_need(TENDER / "besoin.yaml")
    plain = Matrix(need, tuple(all_judged(need, sorted(TENDER.glob("offre-*.yaml")), DAY)))
    hostile = Matrix(need, tuple(all_judged(need, [folder / "hostile.yaml"], DAY)))
    found = {name: folder / f"{name}.html" for name in ("plain", "public", "hostile")}
    write_page(plain, found["plain"], "fr", DAY)
    write_page(plain, found["public"], "fr", DAY, public=True)
    write_page(hostile, found["hostile"], "fr", DAY)
    return found


@pytest.mark.parametrize("name", ["plain", "hostile"])
def test_anybody_can_read_it(browser: Browser, tenders: dict[str, Path], axe: str, name: str) -> None:
    """Nothing for axe in any look, no sideways scrolling but in the tables of offers, no heading broken, nothing asked of any network."""
    with opened(browser, tenders[name]) as (page, events):
        assert [event for event in events if event != tenders[name].as_uri()] == []
        assert page.evaluate("refused") == []
        for width in (320, 768, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        assert page.evaluate(BROKEN) == []
        assert violations_of(page, axe, colours=name == "plain") == {}


def test_it_is_valid(tenders: dict[str, Path], html_validate: Validate) -> None:
    """As the report is."""
    assert html_validate(tenders) == {name: [] for name in tenders}
