"""report.pdf: the page as tagged PDF, for councils and archives, with the data attached. Needs the `pdf` extra and Pango.

Not validated by a PDF/UA or PDF/A checker: it says which profile it was written for, and claims no conformity.
"""

from __future__ import annotations

import io
import os
from datetime import date
from pathlib import Path
from typing import Any

from auditor.errors import AuditorError
from auditor.files import write_atomically
from auditor.model import Run
from auditor.outputs import html, json

VARIANT = "pdf/a-3a"


def write(run: Run, run_dir: Path, target: Path, lang: str, *, public: bool = False) -> None:
    """Write the page as PDF. Raises OutputError, SnapshotError, AuditorError without WeasyPrint."""
    library = _library()
    folder = target.parent
    page = folder / f".{target.name}.html"
    data = folder / f".{target.name}.json"
    # WeasyPrint dates what it writes: the day of the scan, so that the same run gives the same file.
    os.environ["SOURCE_DATE_EPOCH"] = str((date.fromisoformat(run.snapshot.started_at[:10]) - date(1970, 1, 1)).days * 86_400)
    try:
        html.write(run, run_dir, page, lang, public=public)
        attached = []
        if not public:
            json.write(run, run_dir, data, lang)
            attached = [library.Attachment(file_obj=io.BytesIO(data.read_bytes()), name="report.json", relationship="Data")]
        document = library.HTML(string=page.read_text("utf-8"), media_type="print", url_fetcher=_nothing)
        written = document.write_pdf(pdf_variant=VARIANT, attachments=attached, full_fonts=False)
    finally:
        page.unlink(missing_ok=True)
        data.unlink(missing_ok=True)
    with write_atomically(target) as stream:
        stream.write(written)


def _nothing(url: str, *_arguments: Any, **_options: Any) -> Any:
    """Nothing is fetched but what the page holds."""
    from weasyprint.urls import default_url_fetcher

    if not url.startswith("data:"):
        raise ValueError(url)
    return default_url_fetcher(url)


def _library() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise AuditorError(
            "the pdf needs WeasyPrint and Pango",
            "Install 'residency-auditor[pdf]' and Pango (Debian: libpangoft2-1.0-0), or print report.html from a browser.",
        ) from error
    return weasyprint
