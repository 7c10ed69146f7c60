"""csv and json: the same findings as the page, whole, and inert whatever the names."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.model import Because, Finding, Run
from auditor.outputs import OUTPUTS, output
from auditor.outputs.csv import COLUMNS
from auditor.outputs.inert import cell, visible
from auditor.run import read_findings, write_run
from tests.outputs.builder import HOSTILE, build, findings, judged
from tests.outputs.page import Page


def written(directory: Path, name: str, count: int = 120, lang: str = "fr", **options: Any) -> bytes:
    """The bytes of one output of a synthetic run."""
    run = build(directory, count, **options)
    output(name)(run, directory, directory / f"report.{name}", lang)
    return (directory / f"report.{name}").read_bytes()


def lines(raw: bytes) -> list[dict[str, str]]:
    """The csv as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_csv_opens_in_a_french_spreadsheet(tmp_path: Path) -> None:
    """Byte-order mark, semicolons, CRLF, one line a finding, stable columns."""
    raw = written(tmp_path, "csv")
    assert raw.startswith(b"\xef\xbb\xbfrule;title;severity;outcome;")
    assert raw.count(b"\r\n") == raw.count(b"\n") == 121
    assert tuple(lines(raw)[0]) == COLUMNS


def test_csv_says_codes_and_sentences(tmp_path: Path) -> None:
    """Codes for filters, words for people."""
    line = next(line for line in lines(written(tmp_path, "csv")) if line["rule"] == "LOC-004" and line["outcome"] == "fail")
    assert (line["waived"], line["result"], line["severity"]) == ("false", "Écart", "critical")
    assert line["title"] == "Des données de santé sont conservées hors de l’EEE"
    assert line["reasons"] == "pays (réplique, us-east-1)\u202f: États-Unis (attendu\u202f: un pays de l’EEE)"
    assert line["places"] == "original France eu-west-3 | réplique États-Unis us-east-1"
    assert line["countries"] == "FR, US"
    assert line["evidence"] == "s3:GetBucketReplication 2026-11-22T02:13:05Z LOC-004.yaml:14"


def test_csv_in_english(tmp_path: Path) -> None:
    """The same columns and codes, the sentences in the other language."""
    line = next(line for line in lines(written(tmp_path, "csv", lang="en")) if line["outcome"] == "unknown")
    assert (line["result"], line["outcome"]) == ("To verify", "unknown")
    assert "Access refused s3:GetBucketReplication" in line["reasons"]


def test_csv_holds_no_formula_and_no_hidden_character(tmp_path: Path) -> None:
    """No cell begins as a formula; controls and reordering marks are written out; one line stays one line."""
    raw = written(tmp_path, "csv", 400, hostile=True)
    assert raw.count(b"\n") == 401
    rows = lines(raw)
    assert len(rows) == 400
    for row in rows:
        for value in row.values():
            assert not re.match(r"\s*[=+\-@\t\r\0]", value), value
            assert not re.search("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", value), value
    names = {row["resource_name"] for row in rows}
    assert {'\'=HYPERLINK("http://127.0.0.1/","clic")', "'+1+1", "facture‹U+202E›gpj.exe", "'‹U+0009›cmd", "nul‹U+0000›nul"} <= names
    assert "x" * 10_240 in names


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\0=1", "  =1", "\u3000=1+1", "\v=1", "＝1+1"])
def test_a_cell_that_would_run_is_marked_as_text(text: str) -> None:
    """Whatever comes before the sign, and for its full-width twin."""
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["rivemont", "a=1", "L’EEE : oui", "", "🏛️"])
def test_an_ordinary_cell_is_left_alone(text: str) -> None:
    """Only what would run is changed."""
    assert cell(text) == text


@pytest.mark.parametrize(
    "hidden", ["\0", "\x85", "\u00ad", "\u202e", "\u2028", "\u3164", "\ufeff", "\ufffe", "\uffff", "\ud800", "\U000e0041"]
)
def test_no_hidden_character_reaches_a_reader(hidden: str) -> None:
    """Controls, marks, fillers, what is no character of XML: each is written out."""
    assert visible(f"a{hidden}b") == f"a‹U+{ord(hidden):04X}›b"


def test_a_cell_longer_than_a_spreadsheet_takes_is_cut_and_says_so(tmp_path: Path) -> None:
    """In the dialect of spreadsheets; programs get it whole."""
    reasons = [Because("name", "x" * 40_000, "", "LOC-004.yaml:14", "", "")]
    run = build(tmp_path, 0)
    write_run(tmp_path, judged([msgspec.structs.replace(next(findings(1)), reasons=reasons)]), lambda: run)
    for dialect, delimiter, length in (("excel-fr", ";", 32_000), ("rfc4180", ",", 40_006)):
        output("csv")(run, tmp_path, tmp_path / "report.csv", "en", dialect=dialect)
        text = (tmp_path / "report.csv").read_bytes().decode("utf-8-sig")
        (row,) = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        assert (len(row["reasons"]), row["reasons"].endswith("…")) == (length, dialect == "excel-fr")


def test_unpaired_surrogates_are_written_out() -> None:
    """They have no bytes in UTF-8: a report that held one could not be written."""
    assert visible("a\ud800b") == "a‹U+D800›b"


def test_json_holds_the_run_its_coverage_and_every_finding(tmp_path: Path) -> None:
    """Programs find again exactly what was judged."""
    report = json.loads(written(tmp_path, "json"))
    assert list(report) == ["coverage", "findings", "run", "schema_version"]
    assert msgspec.convert(report["findings"], list[Finding]) == list(read_findings(tmp_path))
    assert msgspec.convert(report["run"], Run).as_of == "2026-11-22"
    assert [line["status"] for line in report["coverage"]] == ["read", "refused", "refused", "refused"]
    assert list(report["findings"][0]) == sorted(report["findings"][0])


def test_json_is_inert_and_says_hostile_names_as_they_are(tmp_path: Path) -> None:
    """Plain ASCII without a tag in it; what is read back is what the cloud said."""
    raw = written(tmp_path, "json", 200, hostile=True)
    assert raw.isascii()
    assert b"<" not in raw
    assert b"\0" not in raw
    assert {finding["resource"]["name"] for finding in json.loads(raw)["findings"]} == set(HOSTILE[: len(HOSTILE)])


def test_json_of_an_empty_run_is_valid(tmp_path: Path) -> None:
    """No finding is an empty list."""
    assert json.loads(written(tmp_path, "json", 0))["findings"] == []


@pytest.mark.parametrize("name", sorted({*OUTPUTS} - {"pdf", "art28", "hds"}))
@pytest.mark.parametrize("hostile", [False, True])
def test_same_run_gives_the_same_bytes(tmp_path: Path, name: str, hostile: bool) -> None:
    """No clock, no chance, no order of a set."""
    assert written(tmp_path / "a", name, hostile=hostile) == written(tmp_path / "b", name, hostile=hostile)


def test_the_three_outputs_count_the_same(tmp_path: Path) -> None:
    """The page, the csv and the json agree on every total."""
    found = Counter(
        "waived" if finding["waived"] and finding["outcome"] != "pass" else finding["outcome"]
        for finding in json.loads(written(tmp_path, "json", 360))["findings"]
    )
    rows = Counter(
        "waived" if row["waived"] == "true" and row["outcome"] != "pass" else row["outcome"] for row in lines(written(tmp_path, "csv", 360))
    )
    page = Page(written(tmp_path, "html", 360).decode())
    shown = [int(element.text) for element in page.all("dd") if element.text.strip().isdigit()][:4]
    assert found == rows
    assert shown == [found[status] for status in ("fail", "waived", "unknown", "pass")]


def test_an_unknown_format_is_a_key_error() -> None:
    """The table says which formats there are."""
    with pytest.raises(KeyError):
        output("docx")
