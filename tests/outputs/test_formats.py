"""One run, every format: the same totals, the same bytes twice, and files that their programs open."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from odf.opendocument import load
from odf.table import Table, TableCell, TableRow
from odf.teletype import extractText
from odf.text import P

from auditor.model import STATUSES, status
from auditor.outputs import OUTPUTS, output
from auditor.outputs.commands import own_name
from auditor.outputs.csv import COLUMNS
from auditor.outputs.detail import IDENTIFIER, NAME, _short
from auditor.outputs.sheets import Sheet, write_sheets
from auditor.outputs.wording import word
from auditor.run import read_findings
from benchmarks.report import build as dense
from tests.outputs.builder import build
from tests.outputs.page import Page, unfolded

pytestmark = pytest.mark.long


def write(directory: Path, count: int = 240, **options: Any) -> Path:
    """Every format but pdf and those that read the inventory itself, of one run."""
    run = build(directory, count, **options)
    for name in OUTPUTS:
        if name not in ("pdf", "art28", "hds"):
            output(name)(run, directory, directory / f"report.{name}", "fr")
    return directory


def sheets(path: Path) -> dict[str, list[list[str]]]:
    """The texts of a spreadsheet, as odfpy reads them."""
    document = load(str(path))
    return {
        table.getAttribute("name"): [
            ["".join(str(line) for line in cell.getElementsByType(P)) for cell in row.getElementsByType(TableCell)]
            for row in table.getElementsByType(TableRow)
        ]
        for table in document.spreadsheet.getElementsByType(Table)
    }


def test_every_format_has_the_same_totals(tmp_path: Path) -> None:
    """Page, table of all findings, json, csv, ods: one count."""
    where = write(tmp_path)
    page = Page((where / "report.html").read_text("utf-8"))
    numbers = re.findall(r"\d+", page.one("dl", class_="totals").text)
    counts = dict(zip(STATUSES, map(int, numbers), strict=True))
    assert sum(counts.values()) == 240

    table = unfolded(page.by_id("findings").text)
    assert Counter(table["result"]) == {word(status): count for status, count in counts.items()}

    findings = json.loads((where / "report.json").read_bytes())["findings"]
    told = Counter("waived" if each["waived"] and each["outcome"] != "pass" else each["outcome"] for each in findings)
    assert told == counts

    lines = list(csv.DictReader(io.StringIO((where / "report.csv").read_text("utf-8-sig")), delimiter=";"))
    assert Counter(line["result"] for line in lines) == {word(status): count for status, count in counts.items()}

    ods = sheets(where / "report.ods")
    assert [int(cell) for cell in ods["Totaux"][-1][2:]] == [counts[status] for status in STATUSES]
    assert sum(len(rows) - 1 for name, rows in ods.items() if name not in ("Totaux", "Tous les constats", "Colonnes")) == 240
    assert len(ods["Tous les constats"]) - 1 == 240
    assert dict(ods["Colonnes"][1:])["Identifiant"] == "resource_id"


def test_ods_is_what_spreadsheets_expect(tmp_path: Path) -> None:
    """The mimetype first and uncompressed, filters and a frozen heading on each sheet, nothing but figures and texts."""
    where = write(tmp_path, hostile=True)
    with zipfile.ZipFile(where / "report.ods") as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        content, settings = archive.read("content.xml").decode(), archive.read("settings.xml").decode()
    names = re.findall(r'<table:table table:name="([^"]+)"', content)
    marks = (content.count("display-filter-buttons"), content.count("<table:table-header-rows>"), settings.count("VerticalSplitPosition"))
    assert marks == (len(names),) * 3
    assert 'xmlns:ooo="http://openoffice.org/2004/office"' in settings
    assert {*re.findall(r'office:value-type="(\w+)"', content)} <= {"string", "float"}
    assert "table:formula" not in content
    assert not [cell for rows in sheets(where / "report.ods").values() for row in rows for cell in row if cell.startswith(("=", "+", "@"))]


def test_ods_opens_at_once_and_can_be_read_on_paper(tmp_path: Path) -> None:
    """Each row says how high it is, no word of a heading is broken, what is for programs stays off the paper, codes are words."""
    where = write(tmp_path)
    with zipfile.ZipFile(where / "report.ods") as archive:
        content = archive.read("content.xml").decode()
    assert "<table:table-row>" not in content
    widths = {name: float(wide) for name, wide in re.findall(r'style:name="(co\d+)".*?column-width="([\d.]+)cm"', content)}
    for table in re.findall(r"<table:table .*?</table:table>", content, re.DOTALL):
        columns = [widths[name] for name in re.findall(r'<table:table-column table:style-name="(co\d+)"', table)]
        heading = re.findall(r"<text:p>(.*?)</text:p>", table[: table.index("</table:table-header-rows>")])
        assert all(wide >= 0.2 * max(map(len, text.split())) for wide, text in zip(columns, heading, strict=True))
        printed = re.search(r"print-ranges=\"'.*?'.A1:'.*?'.([A-Z]+)\d+\"", table)
        assert sum(columns[: ord(printed[1]) - ord("A") + 1 if printed else None]) < 60
    rows = sheets(where / "report.ods")["Tous les constats"]
    assert rows[0][:2] == ["Gravité", "Résultat"]
    assert {row[0] for row in rows[1:]} <= {"critique", "majeure", "modérée", "mineure", "information"}
    assert len(set(rows[0])) == len(COLUMNS)


def test_ods_goes_on_in_another_sheet_where_one_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spreadsheets stop at a million rows: nothing is lost, and each sheet has a name and filters of its own."""
    monkeypatch.setattr("auditor.outputs.ods.LONGEST", 15)
    found = sheets(write(tmp_path) / "report.ods")
    assert [(name, len(rows)) for name, rows in found.items() if name.startswith("LOC-004")] == [
        ("LOC-004", 16),
        ("LOC-004 2", 16),
        ("LOC-004 3", 11),
    ]
    assert len({row[-1] for name, rows in found.items() if name[3:4] == "-" for row in rows[1:]}) == 240


def test_sheets_have_names_that_spreadsheets_accept(tmp_path: Path) -> None:
    """31 characters at most, none of those they refuse, none twice even in another case, whatever a rule is called."""
    names = ["A" * 40, "a" * 40, "x/y:z*?[]", "", "'q'", "\0", "\ud800", "LOC-001", "loc-001", "LOC-001 2", "LOC-001", "LOC-001"]
    write_sheets(tmp_path / "x.ods", [Sheet(name, ["a"], [["  two  spaces "], ["\ufffe"]]) for name in names], "fr")
    document = load(str(tmp_path / "x.ods"))
    found = [table.getAttribute("name") for table in document.spreadsheet.getElementsByType(Table)]
    assert len({name.casefold() for name in found}) == len(found) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]*?:/\\\0]|^'|'$", name) for name in found)
    cells = document.spreadsheet.getElementsByType(TableCell)
    assert [extractText(cells[1]), extractText(cells[2])] == ["  two  spaces ", "‹U+FFFE›"]


def test_annex_has_a_row_an_activity(tmp_path: Path) -> None:
    """In the register's words, with what only the DPO knows left to complete."""
    rows = sheets(write(tmp_path) / "report.art30")["Annexe art 30"]
    assert rows[0][:2] == ["Traitement", "Référence"]
    assert {row[1] for row in rows[1:]} == {"etat-civil", "ccas", "paie", "video"}
    health = next(dict(zip(rows[0], row, strict=True)) for row in rows if row[1] == "ccas")
    assert "États-Unis" in health["Transferts hors EEE"]
    assert "garantie de chaque transfert" in health["À compléter par le DPO"]
    assert health["Pays annoncés au registre"] == "France"


@pytest.mark.parametrize(("dialect", "start", "delimiter"), [("excel-fr", b"\xef\xbb\xbfrule;", ";"), ("rfc4180", b"rule,", ",")])
def test_csv_dialects_hold_the_same(tmp_path: Path, dialect: str, start: bytes, delimiter: str) -> None:
    """Semicolons and a byte-order mark for French spreadsheets, commas for programs, CRLF for both."""
    run = build(tmp_path, 60)
    output("csv")(run, tmp_path, tmp_path / "report.csv", "fr", dialect=dialect)
    raw = (tmp_path / "report.csv").read_bytes()
    assert raw.startswith(start)
    assert raw.count(b"\r\n") == raw.count(b"\n") == 61
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    assert {len(line) for line in lines} == {len(lines[0])}


@pytest.mark.parametrize("hostile", [False, True])
def test_the_table_says_of_each_finding_what_the_others_say(tmp_path: Path, hostile: bool) -> None:
    """What is packed once for a resource, or once for all, is back on each line."""
    run = build(tmp_path, 240, hostile=hostile)
    output("html")(run, tmp_path, tmp_path / "report.html", "fr")
    table = unfolded(Page((tmp_path / "report.html").read_text("utf-8")).by_id("findings").text)
    found = [*read_findings(tmp_path)]
    assert {len(texts) for texts in table.values()} == {240}
    assert table["id"] == [_short(finding.resource.id, IDENTIFIER) for finding in found]
    assert table["resource"] == [_short(finding.resource.name or own_name(finding.resource.id), NAME) for finding in found]
    assert table["severity"] == [word(finding.severity) for finding in found]
    assert table["result"] == [word(status(finding)) for finding in found]
    assert [text.split()[0] for text in table["rule"]] == [finding.rule for finding in found]


def test_large_runs_list_what_is_not_compliant_only(tmp_path: Path) -> None:
    """Above the limit, the page says how many it leaves out, and stays small."""
    run = build(tmp_path, 24_000)
    output("html")(run, tmp_path, tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert "Conforme" not in unfolded(page.by_id("findings").text)["result"]
    assert "ce qui est conforme est compté plus haut" in " ".join(page.by_id("detail").text.split())
    assert len(page.source.encode()) < 1_000_000


@pytest.mark.parametrize("failing", [0.2, 1.0])
def test_a_page_of_ten_thousand_findings_fits_in_a_megabyte(tmp_path: Path, failing: float) -> None:
    """Findings with nothing in common, over every shipped rule: lists get shorter, totals and articles stay whole."""
    run = dense(tmp_path / "run", 10_000, failing)
    output("html")(run, tmp_path / "run", tmp_path / "report.html", "fr")
    page = Page((tmp_path / "report.html").read_text("utf-8"))
    assert len(page.source.encode()) <= 1_000_000
    counts = Counter(status(finding) for finding in read_findings(tmp_path / "run"))
    shown = [int(re.sub(r"\D", "", number)) for number in re.findall(r"\d[\d\u202f]*", page.one("dl", class_="totals").text)]
    assert shown == [counts[name] for name in STATUSES]
    table = unfolded(page.by_id("findings").text)
    assert len(table["id"]) == 10_000
    articles = [each for each in page.all("article") if "rule" in (each.attributes["class"] or "").split()]
    assert {f"rule-{name}" for name in run.rules} <= {each.attributes.get("id") for each in page.elements}
    assert articles
    assert "dans les sorties ods, csv et json" in page.by_id("rules").text
    links = {each.attributes.get("data-filter") for each in page.all("a")}
    assert {f"rule={(article.attributes['id'] or '').removeprefix('rule-')}" for article in articles} <= links
