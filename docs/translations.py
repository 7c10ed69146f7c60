"""Collect every text people read, merge it into the French catalogue and compile it: `python docs/translations.py`.

Needs the `test` extra (Babel). Texts come from auditor/ and reports/, and from click, so that its own messages are French too.
It exits with 1 while a text has no French. The files carry no date: the same texts give the same bytes.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "auditor/locale/fr/LC_MESSAGES/auditor.po"
UNDATED = datetime(2026, 1, 1, tzinfo=UTC)
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "filled": None}
OPTIONS = {"**.j2": {"trimmed": "true"}}


def texts(*folders: Path) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Each text of these folders with the file it comes from; a plural is a pair."""
    for folder in folders:
        for name, _line, message, _comments, _context in extract_from_dir(folder, METHODS, OPTIONS, KEYWORDS):
            place = folder / name
            yield (place.relative_to(ROOT).as_posix() if place.is_relative_to(ROOT) else folder.name), message


def template() -> Catalog:
    """All texts, without translations."""
    catalogue = _empty()
    for place, message in texts(ROOT / "auditor", ROOT / "reports", Path(click.__file__).parent):
        catalogue.add(message, locations=[(place, 1)])
    return catalogue


def merged() -> Catalog:
    """The committed French catalogue brought up to date: new texts empty, texts no longer used left out."""
    catalogue = _empty()
    if CATALOGUE.is_file():
        with CATALOGUE.open("rb") as stream:
            catalogue = read_po(stream, locale="fr", domain="auditor")
    catalogue.update(template(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return _undated(catalogue)


def compiled(catalogue: Catalog) -> bytes:
    """The binary catalogue gettext reads."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def missing(catalogue: Catalog) -> list[str]:
    """The texts that have no French, or a doubtful one."""
    return [str(message.id) for message in catalogue if message.id and (message.fuzzy or not all(_parts(message.string)))]


def save(catalogue: Catalog) -> None:
    """Write the .po, which people edit, and the .mo, which the auditor reads."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as stream:
        write_po(stream, catalogue, width=0, sort_output=True, include_lineno=False, ignore_obsolete=True)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue))


def main() -> int:
    """Bring the .po and .mo up to date; say what is left to translate."""
    catalogue = merged()
    save(catalogue)
    left = missing(catalogue)
    for text in left:
        print(f"no French yet: {text}", file=sys.stderr)
    return int(bool(left))


def _empty() -> Catalog:
    return _undated(Catalog(locale="fr", domain="auditor", project="auditor"))


def _undated(catalogue: Catalog) -> Catalog:
    catalogue.header_comment = "# French texts of the residency auditor. Update with: python docs/translations.py"
    catalogue.creation_date = catalogue.revision_date = UNDATED
    catalogue.version, catalogue.fuzzy = "1", False
    catalogue.last_translator = catalogue.language_team = "residency auditor"
    return catalogue


def _parts(string: str | list[str] | tuple[str, ...] | None) -> list[str] | tuple[str, ...]:
    return string if isinstance(string, list | tuple) else [string or ""]


if __name__ == "__main__":
    sys.exit(main())
