"""The pdf: tagged, titled, in its language, with the data attached; a clear message where it cannot be made."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pypdf
import pytest

from auditor.errors import AuditorError
from auditor.outputs.pdf import write
from auditor.run import read_run
from tests.outputs.builder import build

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pdf of a small run."""
    directory = tmp_path_factory.mktemp("pdf")
    write(build(directory, 24), directory, directory / "report.pdf", "fr")
    return directory / "report.pdf"


def test_pdf_is_tagged_and_carries_its_data(written: Path) -> None:
    """A structure tree, a language, a title, the internal mark, and report.json inside."""
    reader = pypdf.PdfReader(written)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Où sont nos données\u202f? – Ville de Rivemont"
    assert "Document interne" in (reader.metadata.subject or "")
    (content,) = reader.attachments["report.json"]
    assert len(json.loads(content)["findings"]) == 24


def test_same_run_gives_the_same_pdf(written: Path) -> None:
    """Dated from the scan, without a chance identifier."""
    first = written.read_bytes()
    write(read_run(written.parent), written.parent, written.parent / "again.pdf", "fr")
    assert (written.parent / "again.pdf").read_bytes() == first


def test_public_pdf_carries_no_data(tmp_path: Path) -> None:
    """Nor the internal mark."""
    write(build(tmp_path, 6), tmp_path, tmp_path / "report.pdf", "en", public=True)
    reader = pypdf.PdfReader(tmp_path / "report.pdf")
    assert not reader.attachments
    assert "111122223333" not in "".join(page.extract_text() for page in reader.pages)


def test_without_its_library_the_message_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra, the system's library, and the other way."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(AuditorError, match="WeasyPrint et Pango") as raised:
        write(build(tmp_path, 1), tmp_path, tmp_path / "report.pdf", "fr")
    assert "imprimez report.html depuis un navigateur" in raised.value.remedy
    assert not (tmp_path / "report.pdf").exists()
