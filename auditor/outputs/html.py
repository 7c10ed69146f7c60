"""report.html: one self-contained page, readable with JavaScript off. Prepares data and filters; what it looks like is in reports/."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor.files import write_atomically
from auditor.i18n import _, date_in_words, language, moment_in_words, ngettext, number, percent, speaking
from auditor.inventory.snapshot import read_coverage, read_resources
from auditor.model import Finding, Run
from auditor.outputs.explained import category, citation, country, explained, places
from auditor.outputs.inert import visible
from auditor.outputs.view import View
from auditor.outputs.wording import STATUSES, confidence, kind, local, word
from auditor.reference.registers import Reference, reference
from auditor.run import SNAPSHOT, read_findings
from auditor.shipped import shipped


def write(run: Run, run_dir: Path, target: Path, lang: str) -> None:
    """Write the page in `lang`. The same run gives the same bytes. Raises OutputError, SnapshotError."""
    allowed = run.snapshot.context.get("allowed_countries")
    registers = reference(date.fromisoformat(run.as_of), run.assumptions, allowed)
    with speaking(lang), write_atomically(target) as stream:
        snapshot = run_dir / SNAPSHOT
        unread = read_resources(snapshot) if run.snapshot.unread else ()
        view = View(run, read_findings(run_dir), read_coverage(snapshot), registers, unread)
        for piece in page(view):
            stream.write(piece.encode())


def page(view: View) -> Any:
    """The page in pieces, in the language spoken now."""
    folder = shipped("reports")
    style, script = ((folder / name).read_text("utf-8") for name in ("style.css", "script.js"))
    template = _environment(folder / "templates", view.reference).get_template("report.html.j2")
    # Markup: our own files, which the policy admits by their hash; everything else is escaped.
    return template.generate(
        report=view,
        lang=language(),
        statuses=STATUSES,
        style=Markup(style),  # noqa: S704
        script=Markup(script),  # noqa: S704
        csp=policy(style, script),
    )


def policy(style: str, script: str) -> str:
    """A content security policy that lets nothing run, load or be sent but this style and this script."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; style-src 'sha256-{digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _environment(templates: Path, registers: Reference) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(_filters(registers))
    environment.tests["https"] = lambda text: str(text).startswith("https://")
    return environment


def _filters(registers: Reference) -> dict[str, Callable[..., Any]]:
    def explain(finding: Finding) -> Any:
        return explained(finding, registers)

    def where(finding: Finding) -> Any:
        return places(finding, registers)

    return {
        "category": lambda code: category(code, registers),
        "citation": lambda entry: citation(entry, registers),
        "confidence": confidence,
        "country": lambda code: country(code, registers),
        "day": date_in_words,
        "explained": explain,
        "kind": kind,
        "local": local,
        "moment": moment_in_words,
        "number": number,
        "percent": percent,
        "places": where,
        "visible": visible,
        "word": word,
    }
