"""The page in a real browser: what a person sees, reaches and hears, and that nothing in it runs, loads or leaks."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.report import FILTERED
from tests.browser.conftest import Validate
from tests.nightly import NIGHTLY

pytestmark = pytest.mark.long

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
    "print": {"media": "print"},
    "narrow": {},
}
RECOLOURED = {"dark", "forced"}
"""The looks that differ in colours and lines alone, which one sheet gives every page: by day the plain one is held to them."""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BROKEN = """() => [...document.querySelectorAll("thead th")].flatMap((head) => {
    if (getComputedStyle(head.closest("thead")).clipPath !== "none" || !head.checkVisibility()) return [];
    const text = document.createTreeWalker(head, NodeFilter.SHOW_TEXT);
    const wrong = head.scrollWidth > head.clientWidth + 1 ? [head.textContent] : [];
    while (text.nextNode()) for (const word of text.currentNode.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(text.currentNode, word.index);
        range.setEnd(text.currentNode, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) wrong.push(word[0]);
    }
    return wrong;
})"""
LISTEN = "window.refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.violatedDirective))"

STRAY = """() => [...document.querySelectorAll("svg.map .arrow[data-to]")].flatMap((arrow) => {
    const drawing = arrow.ownerSVGElement, name = drawing.classList[1];
    const ends = [[arrow.dataset.from, 0], [arrow.dataset.to, arrow.getTotalLength()]];
    return ends.filter(([code, length]) => {
        const point = arrow.getPointAtLength(length), land = drawing.querySelector(`#${name}-${code || "none"}`);
        const covered = drawing.querySelector(".land").isPointInFill(point);
        return land ? !land.isPointInFill(point) : code === "" && covered;
    }).map(([code]) => `${arrow.dataset.from}>${arrow.dataset.to} at ${code || "?"}`);
})"""
"""The ends of arrows that are not inside the land of their country, or, for a place that nobody could tell, are on any land."""
COVERING = """() => [...document.querySelectorAll("svg.map .box")].filter((box) => {
    const land = box.ownerSVGElement.querySelector(".land"), {x, y, width, height} = box.getBBox();
    const grid = [0, .25, .5, .75, 1];
    return grid.some(a => grid.some(b => land.isPointInFill(new DOMPoint(x + a * width, y + b * height))));
}).length"""
PRINTED = """() => [...document.querySelectorAll("table")].filter(e => e.checkVisibility()).flatMap(
    (table) => [...table.querySelectorAll("tr")].map((row) => [...row.querySelectorAll("td.number")].map((cell) => cell.innerText.trim()))
).filter((row) => row.length)"""
"""The figures of each row of each table that is printed, in order."""

PATIENCE = 5
"""How much slower than ours the machine that runs the tests may be."""


@contextmanager
def opened(browser: Browser, path: Path, *, width: int = 1280, **options: Any) -> Iterator[tuple[Page, list[str]]]:
    """The page, once its table is there, and every request and error that it caused."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    try:
        page, events = context.new_page(), []
        context.add_init_script(LISTEN)
        page.on("request", lambda request: events.append(request.url))
        page.on("console", lambda message: events.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: events.append(str(error)))
        page.goto(path.as_uri())
        if options.get("java_script_enabled", True) and page.locator("#findings").count():
            page.locator(".detail tbody tr, .status:not(:empty)").first.wait_for(state="attached")
        yield page, events
    finally:
        context.close()


def violations_of(page: Page, axe: str, *, colours: bool = True) -> dict[str, Any]:
    """What axe finds, whatever its impact, in every way of looking at the page; by day those that only recolour it if `colours`."""
    page.evaluate(axe)
    found = {}
    for look, settings in LOOKS.items():
        if look in RECOLOURED and not (colours or NIGHTLY):
            continue
        page.set_viewport_size({"width": 320 if look == "narrow" else 1280, "height": 900})
        page.emulate_media(**{"media": "screen", "color_scheme": "light", "forced_colors": "none", **settings})
        violations = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)["violations"]
        if violations:
            found[look] = [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in violations]
    return found


@pytest.mark.parametrize("name", ["plain", "hostile", pytest.param("english", marks=pytest.mark.slow), "public", "empty"])
def test_axe_finds_nothing(browser: Browser, pages: dict[str, Path], axe: str, name: str) -> None:
    """No violation of any impact, every list unfolded, in every way of looking at the page."""
    with opened(browser, pages[name]) as (page, _events):
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert violations_of(page, axe, colours=name == "plain") == {}


@pytest.mark.parametrize("name", ["plain", "hostile", "english", "public", "empty", "large", "spoilt", "spoilt-public"])
def test_nothing_is_fetched_and_nothing_is_refused(browser: Browser, pages: dict[str, Path], name: str) -> None:
    """The file itself is the only request; the policy stops nothing because nothing tries."""
    with opened(browser, pages[name]) as (page, events):
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        assert [event for event in events if event != pages[name].as_uri()] == []
        assert page.evaluate("refused") == []


@pytest.mark.parametrize(("tag", "before"), [("script", '"use strict";'), ("style", "color-scheme: light dark;")])
def test_a_changed_byte_of_script_or_style_is_refused(
    browser: Browser, pages: dict[str, Path], tmp_path: Path, tag: str, before: str
) -> None:
    """The hashes of the policy are those of this very script and style."""
    source = pages["plain"].read_text("utf-8")
    assert source.count(before) == 1
    (tmp_path / "changed.html").write_text(source.replace(before, before + " "), "utf-8")
    context = browser.new_context()
    context.add_init_script(LISTEN)
    page = context.new_page()
    page.goto((tmp_path / "changed.html").as_uri())
    refused = page.evaluate("refused")
    context.close()
    assert refused == [f"{tag}-src-elem"]


@pytest.mark.parametrize("name", ["plain", "hostile", "english", "public", "empty"])
def test_nothing_sticks_out_and_no_heading_is_broken(browser: Browser, pages: dict[str, Path], name: str) -> None:
    """The page reflows: no sideways scrolling with everything unfolded, every word of a table's headings whole and in its column."""
    with opened(browser, pages[name]) as (page, _events):
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        for width in (320, 640, 768, 1024, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
            assert page.evaluate(BROKEN) == [], width


def test_wider_spacing_cuts_nothing(browser: Browser, pages: dict[str, Path]) -> None:
    """WCAG 1.4.12, at the narrowest width."""
    spaced = "document.querySelectorAll('body *').forEach(e => e.style.cssText = 'letter-spacing:.12em;word-spacing:.16em;line-height:1.5')"
    with opened(browser, pages["plain"], width=320, bypass_csp=True) as (page, _events):
        page.evaluate(spaced)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_keyboard_reaches_everything_and_is_seen(browser: Browser, pages: dict[str, Path]) -> None:
    """The skip link comes first; each stop has an outline; there is no trap; targets are large enough."""
    with opened(browser, pages["plain"]) as (page, _events):
        targets = "[...document.querySelectorAll('a[href], button, input, select, summary')]"
        stops = page.evaluate(f"{targets}.filter(e => e.checkVisibility()).length")
        seen = []
        for _stop in range(stops + 1):
            page.keyboard.press("Tab")
            seen.append(
                page.evaluate(
                    "(e => [e.tagName, e.getAttribute('href'), getComputedStyle(e).outlineStyle, getComputedStyle(e).outlineWidth])"
                    "(document.activeElement)"
                )
            )
        assert seen[0][:2] == ["A", "#content"]
        assert all(style != "none" and float(width.removesuffix("px")) >= 2 for tag, _href, style, width in seen if tag != "BODY")
        assert len([stop for stop in seen if stop[0] != "BODY"]) >= stops - 5
        small = page.evaluate(
            "[...document.querySelectorAll('button, input, select')].filter(e => e.checkVisibility())"
            ".map(e => e.getBoundingClientRect()).filter(r => r.width < 24 || r.height < 24).length"
        )
        assert small == 0


def test_the_table_sorts_filters_and_says_so(browser: Browser, pages: dict[str, Path]) -> None:
    """By keyboard and by mouse: pages of 15, order announced by aria-sort, counts by a status."""
    with opened(browser, pages["large"]) as (page, _events):
        status, rows = page.locator(".status"), page.locator(".detail tbody tr")
        assert status.inner_text() == "10\u202f000 constats, page 1 sur 667"
        assert rows.count() == 15
        page.get_by_role("button", name="Page suivante").click()
        assert "page 2 sur 667" in status.inner_text()
        head = page.locator(".detail th").nth(3)
        head.locator("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "ascending"
        names = rows.locator("td:nth-child(4) .name").all_inner_texts()
        assert names == sorted(names)
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        page.locator("#f-result").select_option("Écart")
        page.locator("#f-text").fill("video-voie")
        expect(status).not_to_have_text(re.compile("^10"))
        assert {*rows.locator("td:nth-child(2) .badge").all_inner_texts()} == {"Écart"}
        assert all("video-voie" in text for text in rows.locator("td:nth-child(4)").all_inner_texts())
        page.locator("#f-text").fill("rien de tel")
        expect(status).to_have_text("Aucun constat ne correspond.")
        assert rows.count() == 0
        page.get_by_role("button", name="Effacer").click()
        expect(status).to_have_text(re.compile("^10"))


def test_large_pages_stay_usable(browser: Browser, pages: dict[str, Path]) -> None:
    """10,000 findings fit in a megabyte, whatever they have in common; the table is there at once and filters at once."""
    for name in ("large", "dense"):
        assert pages[name].stat().st_size <= 1_000_000
        with opened(browser, pages[name]) as (page, _events):
            assert page.evaluate("document.querySelectorAll('*').length") < 25_000
            assert page.evaluate("performance.now()") < 1_500 * PATIENCE
            assert max(page.evaluate(FILTERED, text) for text in ("rivemont-paie", "zzz", "", "arn:aws:kms")) < 400 * PATIENCE


def test_arrows_of_the_map_start_and_end_in_their_countries(browser: Browser, pages: dict[str, Path]) -> None:
    """As the browser fills them; what has no known place covers no country, and every flow listed is drawn."""
    for name in ("plain", "public", "large"):
        with opened(browser, pages[name]) as (page, _events):
            assert page.evaluate("document.querySelectorAll('svg.map .arrow[data-to]').length") > 0
            assert page.evaluate(STRAY) == []
            assert page.evaluate(COVERING) == 0


def test_every_figure_of_every_table_is_on_the_paper(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    """Read back from the printed page by another program, which leaves out what lies beyond the sheet."""
    for name in ("plain", "large", "english"):
        with opened(browser, pages[name]) as (page, _events):
            page.emulate_media(media="print")
            rows = page.evaluate(PRINTED)
            page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        read = subprocess.run(
            [shutil.which("pdftotext") or "", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        lines = [re.sub(r"[\s\u202f]+", "", line) for line in read.splitlines()]
        assert len(rows) > 10
        assert [row for row in rows if not any(re.sub(r"[\s\u202f]+", "", "".join(row)) in line for line in lines)] == []


def test_without_script_everything_that_matters_is_there(browser: Browser, pages: dict[str, Path]) -> None:
    """Verdict, totals, decisions, the map's table, every rule, the annex; the table of findings says where to look instead."""
    with opened(browser, pages["plain"], java_script_enabled=False) as (page, _events):
        for selector in (".verdict", ".totals", ".decisions", ".lands", ".europe", ".rule", ".entry", ".action", ".waiting"):
            assert page.locator(selector).first.is_visible(), selector
        for selector in (".filters", ".paged"):
            assert not page.locator(selector).first.is_visible(), selector
        page.get_by_role("link", name="Une page").click()
        assert page.locator(".onepage").is_visible()


def test_hostile_names_stay_text(browser: Browser, pages: dict[str, Path]) -> None:
    """In the table that the script builds too: no element of theirs, no dialog."""
    with opened(browser, pages["hostile"]) as (page, events):
        assert page.locator("img").count() == 0
        assert "<script>alert(1)</script>" in page.locator(".detail tbody").inner_text()
        assert page.locator(".detail tbody script").count() == 0
        assert events == [pages["hostile"].as_uri()]


def test_printed_page_is_tagged_and_short(browser: Browser, pages: dict[str, Path], tmp_path: Path) -> None:
    """A4, with a structure, a title and a language, without the table of all findings, and not longer when the run is."""
    import pypdf

    lengths = {}
    for name in ("plain", "large"):
        with opened(browser, pages[name]) as (page, _events):
            page.pdf(path=tmp_path / f"{name}.pdf", prefer_css_page_size=True, tagged=True, outline=True)
        reader = pypdf.PdfReader(tmp_path / f"{name}.pdf")
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "fr"
        assert "/Outlines" in root
        lengths[name] = len(reader.pages)
    assert lengths["plain"] <= 25
    assert lengths["large"] <= 2.5 * lengths["plain"]


def test_html_is_valid(pages: dict[str, Path], html_validate: Validate) -> None:
    """In every sort of page."""
    shown = {name: pages[name] for name in ("plain", "hostile", "english", "public", "empty")}
    assert html_validate(shown) == {name: [] for name in shown}
