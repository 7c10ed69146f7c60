"""The tender of the demonstration: a need, three offers, and the page that compares them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.files import make_directory, write_atomically
from auditor.procure.need import read_need
from auditor.procure.offers import all_judged
from auditor.procure.written import write

FILES = Path(__file__).with_name("achat")


def tender(out: Path, lang: str, as_of: date) -> list[Path]:
    """Copy the need and the offers into `out`/achat, and compare them there. Answers the files of the comparison. Raises OutputError."""
    folder = out / FILES.name
    make_directory(folder)
    for path in sorted(FILES.glob("*.yaml")):
        with write_atomically(folder / path.name) as stream:
            stream.write(path.read_bytes())
    need = read_need(folder / "besoin.yaml")
    return write(need, all_judged(need, sorted(folder.glob("offre-*.yaml")), as_of), folder, ("html", "ods"), lang, as_of)
