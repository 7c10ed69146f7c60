"""OpenDocument spreadsheets, written with the standard library and streamed: numbers and text, so that no formula can be."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice, zip_longest
from math import ceil
from pathlib import Path
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from auditor.files import write_atomically
from auditor.outputs.inert import cells, visible

MIME = "application/vnd.oasis.opendocument.spreadsheet"
UNDATED = (1980, 1, 1, 0, 0, 0)
LONGEST = 32_000
"""Where a cell is cut: spreadsheets refuse more than 32 767 characters."""
_SPACES = re.compile("^ +|  +| +$")
_NAMES = (
    " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("config", "config"))
    )
    + ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    _HEAD + '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.2" manifest:media-type="{MIME}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="text/xml"/>'
        for name in ("content.xml", "styles.xml", "settings.xml")
    )
    + "</manifest:manifest>"
)
WIDTHS = ((7, 2.0), (20, 3.0), (60, 4.5), (200, 6.5), (LONGEST, 9.0))
"""How wide a column is, in centimetres, by how long its longest text is at most."""
NARROWEST, BROADEST = 1.5, 9.0
PAGE = 42.0
"""How wide what is printed may be, in centimetres: it is scaled down to the 27.7 of a page, and is still to be read."""
A_CENTIMETRE, LOST = 5.0, 3.0
"""How many letters stand in one, and how many a line loses where words wrap."""
BOLD = 0.23
"""How wide a letter of a heading is: none of its words is to be broken."""
LINE, TALLEST = 0.42, 60
"""How high a line is, in centimetres, and how many a row has at most."""
LOOKED_AT = 100
"""How many rows tell how wide a column is: the others follow as they are made."""
# Names as LibreOffice gives them: it cuts two letters off each when it saves what it opened, and falls over shorter ones.
# A row says how high it is: to find that out for each, LibreOffice takes ten times as long as for all the rest of opening a file.
_STYLES = (
    "<office:automatic-styles>"
    + "".join(
        f'<style:style style:name="co{place}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{place / 4}cm"/></style:style>'
        for place in range(int(4 * NARROWEST), int(4 * BROADEST) + 1)
    )
    + "".join(
        f'<style:style style:name="ro{lines}" style:family="table-row"><style:table-row-properties '
        f'style:row-height="{0.2 + LINE * lines:.2f}cm" style:use-optimal-row-height="false"/></style:style>'
        for lines in range(1, TALLEST + 1)
    )
    + '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" '
    'fo:background-color="#e6ebf2" fo:padding="0.08cm" fo:border="0.5pt solid #a8b0bc"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="ce2" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.08cm" '
    'fo:border="0.5pt solid #c8ced6"/></style:style>'
    '<style:style style:name="ta1" style:family="table" style:master-page-name="Landscape"/>'
    "</office:automatic-styles>"
)
_PAGES = (
    f'{_HEAD}<office:document-styles {_NAMES} office:version="1.2"><office:automatic-styles><style:page-layout style:name="pm1">'
    '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1cm" '
    'style:scale-to-X="1" style:scale-to-Y="0"/></style:page-layout></office:automatic-styles><office:master-styles>'
    '<style:master-page style:name="Landscape" style:page-layout-name="pm1"/></office:master-styles></office:document-styles>'
)
"""Printed sideways, and as many columns as there are on one page's width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its first row is a heading that stays in sight and filters the others.

    `printed` are how many of its columns and rows come on paper, where it has some for programs.
    """

    name: str
    heading: Sequence[str]
    rows: Iterable[Sequence[object]]
    printed: tuple[int, int] | None = None


def write_sheets(target: Path, sheets: Iterable[Sheet], lang: str) -> None:
    """Write a spreadsheet; the same sheets give the same bytes. Raises OutputError."""
    with write_atomically(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", UNDATED), MIME)
        written: list[tuple[str, int, int]] = []
        with archive.open(_entry("content.xml"), "w") as raw:
            _content(raw, sheets, lang, written)
        archive.writestr(_entry("styles.xml"), _PAGES)
        archive.writestr(_entry("settings.xml"), _settings([name for name, _rows, _columns in written]))
        archive.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, UNDATED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _content(raw: IO[bytes], sheets: Iterable[Sheet], lang: str, written: list[tuple[str, int, int]]) -> None:
    text = io.TextIOWrapper(raw, "utf-8", write_through=False)
    text.write(f'{_HEAD}<office:document-content {_NAMES} office:version="1.2">{_STYLES}<office:body><office:spreadsheet>')
    for sheet in sheets:
        name = _unique(sheet.name, [each for each, _rows, _columns in written])
        area = f"'{name}'.A1:'{name}'.{_letters(sheet.printed[0])}{sheet.printed[1]}" if sheet.printed else ""
        paper = f" table:print-ranges={quoteattr(area)}" if area else ""
        text.write(f'<table:table table:name={quoteattr(name)} table:style-name="ta1"{paper} xml:lang="{lang}">')
        told = iter(sheet.rows)
        first = [*islice(told, LOOKED_AT)]
        widths = _widths([*zip_longest(map(_longest_word, sheet.heading), *first, fillvalue="")], sheet.printed)
        text.write("".join(f'<table:table-column table:style-name="co{width}"/>' for width in widths))
        rows = 0
        for row in _rows(sheet.heading, chain(first, told), widths):
            text.write(row)
            rows += 1
        text.write("</table:table>")
        written.append((name, rows, len(sheet.heading)))
    text.write("<table:database-ranges>")
    for position, (name, rows, columns) in enumerate(written):
        area = f"'{name}'.A1:'{name}'.{_letters(columns)}{rows}"
        text.write(
            f'<table:database-range table:name="range{position}" table:target-range-address={quoteattr(area)} '
            'table:display-filter-buttons="true" table:orientation="row"/>'
        )
    text.write("</table:database-ranges></office:spreadsheet></office:body></office:document-content>")
    text.flush()
    text.detach()


def _longest_word(heading: str) -> str:
    return max(heading.split(), key=len, default="")


def _widths(columns: Sequence[Iterable[object]], printed: tuple[int, int] | None) -> list[int]:
    """How wide each column is, in quarters of a centimetre: as what stands in it asks for, and all that is printed within a page."""
    told = [[len(str(value)) for value in values] for values in columns]
    least = [max(NARROWEST, BOLD * lengths[0] + 0.3) for lengths in told]
    wished = [next((wide for most, wide in WIDTHS if max(lengths) <= most), BROADEST) for lengths in told]
    whole = sum(wished[: printed[0] if printed else None])
    return [min(ceil(4 * max(low, wide * min(1.0, PAGE / whole))), int(4 * BROADEST)) for low, wide in zip(least, wished, strict=True)]


def _rows(heading: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]) -> Iterator[str]:
    yield "<table:table-header-rows>" + _row(heading, "ce1", widths) + "</table:table-header-rows>"
    for row in rows:
        yield _row(row, "ce2", widths)


def _row(values: Sequence[object], style: str, widths: Sequence[int]) -> str:
    start = f'<table:table-cell table:style-name="{style}" office:value-type="string"><text:p>'
    texts = (f"{start}{_SPACES.sub(_spaces, escape(text))}</text:p></table:table-cell>" for text in cells(values, LONGEST))
    written = (_figure(value) if type(value) is int else text for value, text in zip(values, texts, strict=True))
    lines = max((len(str(value)) / (A_CENTIMETRE * width / 4 - LOST) for value, width in zip(values, widths, strict=False)), default=1.0)
    return f'<table:table-row table:style-name="ro{min(int(lines) + 1, TALLEST)}">{"".join(written)}</table:table-row>'


def _figure(value: int) -> str:
    """A number that can be added up; what only looks like one (an id, an account) is given as text, and stays text."""
    kind = f'table:style-name="ce2" office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"


def _spaces(found: re.Match[str]) -> str:
    """Spaces that OpenDocument would take for one, or for none."""
    return f'<text:s text:c="{len(found[0])}"/>'


def _unique(name: str, taken: Sequence[str]) -> str:
    """A sheet's name without what spreadsheets refuse in one, 31 characters at most, and unlike the others even in another case."""
    plain = " ".join(re.sub(r"[\[\]*?:/\\'.]", " ", visible(name)).split())[:26].strip() or "-"
    used = {each.casefold() for each in taken}
    return next(each for each in chain([plain], (f"{plain} {number}" for number in count(2))) if each.casefold() not in used)


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _settings(names: Sequence[str]) -> str:
    """The first row of each sheet stays in sight."""

    def item(name: str, kind: str, value: object) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    frozen = item("VerticalSplitMode", "short", 2) + item("VerticalSplitPosition", "int", 1) + item("PositionBottom", "int", 1)
    entries = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(name)}>{frozen}</config:config-item-map-entry>" for name in names
    )
    return (
        # The prefix of "ooo:view-settings" has to be declared: LibreOffice resolves it before it reads what it holds.
        f'{_HEAD}<office:document-settings {_NAMES} xmlns:ooo="http://openoffice.org/2004/office" office:version="1.2"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
        '<config:config-item-map-named config:name="Tables">'
        f"{entries}</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )
