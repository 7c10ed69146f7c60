"""The rows of a table: from a spreadsheet, or from a CSV whose separator is the one under which its headings are found."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from auditor.errors import InputError, Problem
from auditor.files import to_read, why
from auditor.files.bounded import read_bounded
from auditor.files.garbled import plainly
from auditor.i18n import _, filled
from auditor.reference.source import MAX_BYTES

Rows = list[tuple[int, list[str]]]
"""Each row with the line it starts on."""
SEPARATORS = ";,\t|"
SHEETS = (".ods", ".xlsx", ".xlsm", ".xls")
MARKDOWN = ".md"
SECONDS = 20
"""How long a spreadsheet may take to be read."""
TOP = 200
"""Headings stand among the first rows, or nowhere."""


_BAR = re.compile(r"(?<!\\)\|")


def tables(path: Path) -> Iterator[Rows]:
    """The tables that a file may be: each sheet of a spreadsheet, a CSV under each separator. Raises InputError."""
    return (rows for _name, rows in named_tables(path))


def named_tables(path: Path) -> Iterator[tuple[str, Rows]]:
    """The same, each with the name of its sheet, or of the chapter of a Markdown text; a CSV has none."""
    raw = _bytes(path)
    if path.suffix.lower() in SHEETS:
        yield from _sheets(path)
        return
    text = _decoded(raw)
    if path.suffix.lower() == MARKDOWN:
        yield from _markdown(text)
        return
    for separator in SEPARATORS:
        yield "", _csv(path, text, separator)


def best(found: Iterator[Rows], worth: Callable[[Sequence[str]], int]) -> tuple[Rows, int]:
    """The table with the row of headings that is worth most, and the line of that row; the first of several, line 0 for none."""
    top, rows, line = 0, [], 0
    for table in found:
        for start, row in table[:TOP]:
            if (value := worth(row)) > top:
                top, rows, line = value, table, start
    return rows, line


def _bytes(path: Path) -> bytes:
    try:
        return read_bounded(path, MAX_BYTES)
    except OSError as error:
        said = filled("cannot be read: %(why)s", why=why(error))
        raise InputError([Problem(str(path), 1, 1, said)], to_read(error.errno)) from error


def _csv(path: Path, text: str, separator: str) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    found, start = [], 1
    try:
        for row in reader:
            found.append((start, row))
            start = reader.line_num + 1
    except csv.Error as error:
        raise InputError([Problem(str(path), reader.line_num, 1, filled("not valid CSV: %(why)s", why=plainly(error)))]) from error
    return found


def _markdown(text: str) -> Iterator[tuple[str, Rows]]:
    """The tables of a Markdown text: lines that begin with a bar, each table under the heading above it."""
    heading = ""
    rows: Rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("|"):
            cells = [cell.replace("\\|", "|").strip() for cell in _BAR.split(line.strip().strip("|"))]
            if not all(set(cell) <= {"-", ":"} for cell in cells) or not any(cells):
                rows.append((number, cells))
            continue
        if rows:
            yield heading, rows
            rows = []
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
    if rows:
        yield heading, rows


def _decoded(raw: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one ("Unicode text" of a spreadsheet), else the encoding of French Windows."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _sheets(path: Path) -> Iterator[tuple[str, Rows]]:
    """Read in a process of its own, whose memory and time are bounded: a sheet of a few bytes can unfold into gigabytes."""
    command = [sys.executable, "-m", "auditor.tables.workbook", str(path)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, no shell
            command, capture_output=True, timeout=SECONDS, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        )
        told = done.stderr.decode(errors="replace").strip().splitlines()
        # A process that the system stopped for its bound says nothing.
        wrong = "" if done.returncode == 0 else plainly(told[-1]) if told else _("it takes too much memory")
    except subprocess.TimeoutExpired:
        wrong = _("it takes too long to read")
    if wrong:
        raise InputError([Problem(str(path), 1, 1, filled("not a spreadsheet that can be read: %(why)s", why=wrong[:200]))])
    for name, sheet in json.loads(done.stdout):
        yield name, list(enumerate(sheet, 1))
