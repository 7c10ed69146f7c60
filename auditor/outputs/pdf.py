"""report.pdf: the page as tagged PDF, for councils and archives, with the data attached. Needs the `pdf` extra and Pango.

Not validated by a PDF/UA or PDF/A checker: it is written for a profile, and claims no conformity.
"""

from __future__ import annotations

import os
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from auditor.errors import AuditorError
from auditor.files import write_atomically
from auditor.i18n import _
from auditor.model import Run
from auditor.outputs import html, json
from auditor.shipped import shipped

VARIANT = "pdf/a-3a"
_DRAWING = re.compile(r'(<svg class="(?:map|key|bar|line|shape)[^>]*>)')
_HEADS = re.compile(r'<marker id="head.*?</marker>', re.DOTALL)
_NAMED = re.compile(r'(<text class="many" [^>]*y=")([\d.]+)')


def write(run: Run, run_dir: Path, target: Path, lang: str, *, public: bool = False) -> None:
    """Write the page as PDF. Raises OutputError, SnapshotError, AuditorError without WeasyPrint."""
    library = _library()
    # What is written is dated from the scan, so that it does not change from one day to the next.
    day = datetime.fromisoformat(run.snapshot.started_at).replace(tzinfo=UTC)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(day.timestamp()))
    with tempfile.TemporaryDirectory() as folder:
        page, data = Path(folder) / "report.html", Path(folder) / "report.json"
        html.write(run, run_dir, page, lang, public=public)
        attached = []
        if not public:
            json.write(run, run_dir, data, lang)
            content = data.read_text("ascii")
            attached = [library.Attachment(string=content, name="report.json", relationship="Data", created=day, modified=day)]
        style, drawings = (shipped("reports") / "pdf.css").read_text("utf-8").split("/*svg*/")
        source = page.read_text("utf-8").replace("</style>", f"{style}</style>", 1)
        document = library.HTML(string=drawn(source, drawings), media_type="print", url_fetcher=_nothing)
        written = document.write_pdf(pdf_variant=VARIANT, attachments=attached)
    with write_atomically(target) as stream:
        stream.write(written)


def drawn(page: str, style: str) -> str:
    """The page with each drawing carrying its own style and arrow heads: WeasyPrint reads a drawing apart from its page."""
    heads = "".join(_HEADS.findall(page))
    lowered = _NAMED.sub(lambda found: f"{found[1]}{float(found[2]) + 18:g}", page)
    return _DRAWING.sub(lambda found: f"{found[1]}<defs><style>{style}</style>{heads}</defs>", lowered)


def _nothing(url: str, *_arguments: object, **_options: object) -> Any:
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
            _("the pdf needs WeasyPrint and Pango"),
            _("Install 'residency-auditor[pdf]' and Pango (Debian: libpangoft2-1.0-0), or print report.html from a browser."),
        ) from error
    return weasyprint
