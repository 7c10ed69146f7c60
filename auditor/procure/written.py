"""The files of a comparison, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from auditor.files import staged
from auditor.procure.matrix import Matrix
from auditor.procure.need import Need
from auditor.procure.offers import Offer
from auditor.procure.page import write_page
from auditor.procure.tables import write_csv, write_ods


def write(
    need: Need, offers: Sequence[Offer], folder: Path, formats: Sequence[str], lang: str, as_of: date, *, public: bool = False
) -> list[Path]:
    """Write the matrix in each format; answers the files. In public only the page is written. Raises OutputError."""
    matrix = Matrix(need, tuple(offers))
    wanted = [name for name in formats if name == "html" or not public]
    with staged(folder) as desk:
        for name in wanted:
            target = desk / filename(name, public=public)
            if name == "html":
                write_page(matrix, target, lang, as_of, public=public)
            else:
                {"ods": write_ods, "csv": write_csv}[name](matrix, target, lang, as_of)
    return [folder / filename(name, public=public) for name in wanted]


def filename(name: str, *, public: bool = False) -> str:
    """What the file of a format is called; the public page has a name of its own."""
    return f"procurement{'-public' * public}.{name}"
