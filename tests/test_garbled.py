"""What libraries say of a broken file is told in the reader's language, by kind of mistake: here each says it itself."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
import yaml

from auditor import i18n
from auditor.errors import InputError
from auditor.files.garbled import _SAID, plainly
from auditor.tables import read_register


class Thing(msgspec.Struct, forbid_unknown_fields=True):
    """What the lines of JSON are read as."""

    name: str
    count: int = 0
    day: date | None = None
    word: Literal["a", "b"] = "a"
    parts: list[int] = []


YAML = {
    "a colon where no key can be": "a: b: c",
    "a key without its colon": "a: 1\nb\nc: 2",
    "a line that is neither a key of this block nor indented as one": "a:\n  b: 1\n c: 2",
    "a list whose lines do not begin alike": "- a\nb: c",
    "a comma or a ']' is missing": "[a b",
    "a quotation mark or a bracket that is not closed": 'a: "b',
    "a character that nothing can begin with, such as a tabulation or @": "a: @b",
    "an unknown escape after a backslash": '"\\q"',
    "a control character": "a: \x07",
    "text where nothing more can stand": "'a' b",
    "a sign such as & or * before no name": "a: * b",
}
JSON = {
    "missing 'name'": b"{}",
    "unknown key 'b'": b'{"name": "a", "b": 1}',
    "name: expected a text, found a whole number": b'{"name": 1}',
    "day: expected a date or nothing, found a whole number": b'{"name": "a", "day": 1}',
    "parts[0]: expected a whole number, found nothing": b'{"name": "a", "parts": [null]}',
    "expected keys and values, found a list": b"[]",
    "word: unknown word 'c'": b'{"name": "a", "word": "c"}',
    "day: expected a date": b'{"name": "a", "day": "x"}',
    "cut short": b'{"name":',
    "not JSON from byte 1 on": b"{name}",
    "not UTF-8": b'{"name": "\xff"}',
}


def said(act: Callable[[], Any]) -> Exception:
    """What it raises."""
    with pytest.raises(Exception) as caught:
        act()
    return caught.value


@pytest.fixture(params=["en", "fr"])
def lang(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both languages."""
    with i18n.speaking(request.param):
        yield request.param


def check_told(error: Exception | str, english: str, lang: str) -> None:
    """In English as it should be; in French nothing of the library's own words."""
    told = plainly(error)
    if lang == "en":
        assert told == english
    else:
        assert told != english
        assert "expected" not in told
        assert "`" not in told


@pytest.mark.parametrize("english", YAML)
def test_yaml(english: str, lang: str) -> None:
    """As libyaml says it, the library that reads our files."""
    error = said(lambda: yaml.load(YAML[english], yaml.CSafeLoader))
    problem = getattr(error, "problem", None) or getattr(error, "context", None)
    check_told(problem or error, english, lang)


@pytest.mark.parametrize("english", JSON)
def test_json(english: str, lang: str) -> None:
    """As msgspec says it."""
    check_told(said(lambda: msgspec.json.decode(JSON[english], type=Thing)), english, lang)


def test_packed(lang: str) -> None:
    """A file that is no gzip, one that is cut, one whose bytes changed on the way."""
    whole = gzip.compress(b"a" * 1000)
    check_told(said(lambda: gzip.decompress(b"no gzip")), "not a gzip file", lang)
    check_told(said(lambda: gzip.GzipFile(fileobj=io.BytesIO(whole[:-12])).read()), "cut short", lang)
    changed = whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:]
    check_told(said(lambda: gzip.decompress(changed)), "damaged on its way: its checksum is another", lang)
    check_told(said(lambda: zlib.decompress(whole[:30])), "damaged on its way: its checksum is another", lang)


def test_tables(lang: str, tmp_path: Path) -> None:
    """CSV by Python's own reader, workbooks by calamine's."""
    check_told(said(lambda: [*csv.reader(["a" * 200_000])]), "a cell too large", lang)
    check_told(said(lambda: [*csv.reader(['"a"b'], strict=True)]), "text after the quotation mark that closes a cell", lang)
    check_told(said(lambda: [*csv.reader(["a\rb"])]), "a line break in a cell without quotation marks", lang)
    for name in ("a.ods", "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(b"no workbook")
        with pytest.raises(InputError) as caught:
            read_register(path)
        assert str(caught.value).endswith("neither ODS nor XLSX" if lang == "en" else "ni ODS ni XLSX")


def test_a_sentence_that_is_not_known_is_told_as_it_is(lang: str) -> None:
    """Better the library's words than none."""
    assert plainly("something else is wrong in " + lang) == "something else is wrong in " + lang
    assert plainly(json.JSONDecodeError("Expecting value", "x", 0)) == "Expecting value: line 1 column 1 (char 0)"


def test_no_message_is_doubled() -> None:
    """Each kind of mistake once."""
    assert len({message for _, message in _SAID}) == len(_SAID)
