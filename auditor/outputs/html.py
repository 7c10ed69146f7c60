"""report.html: one self-contained page, readable with JavaScript off. Prepares data and filters; what it looks like is in reports/."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from auditor.costing import Costs
from auditor.files import write_atomically
from auditor.i18n import _, date_in_words, language, moment_in_words, number, percent, speaking
from auditor.inventory.snapshot import read_coverage, read_resources
from auditor.model import STATUSES, Finding, Run
from auditor.outputs import public as communicable
from auditor.outputs.acting import Acting
from auditor.outputs.annex import Annex
from auditor.outputs.commands import command
from auditor.outputs.detail import Detail
from auditor.outputs.explained import category, citation, country, explained, holders, path, places, support
from auditor.outputs.holes import alike
from auditor.outputs.inert import Ours, discreet, nameless, visible
from auditor.outputs.past import Since
from auditor.outputs.templates import environment
from auditor.outputs.tense import would
from auditor.outputs.view import View, nicknames
from auditor.outputs.where import Where
from auditor.outputs.wording import adequacy, confidence, kind, local, mark, operator, provider, things, word
from auditor.reference.colours import NIGHT, WHITE, parse, readable
from auditor.reference.registers import Reference, reference
from auditor.run import SNAPSHOT, read_findings
from auditor.shipped import shipped

_LONG = re.compile(r"(\d{11,})(\d)(?!\d)")
SMALL, EACH = 1_000_000, 50
"""How many bytes a page may have beside its table of all findings, and with it for each finding of a large run."""
LISTED = ((50, 50), (12, 12), (8, 8), (4, 8), (1, 8), (0, 4), (0, 1), (0, 0))
"""How long its lists may be, and those of what is critical: the first pair that fits."""

SENTENCE = 2_000
"""A longer piece of page is made of others, that were looked through one by one."""


def write(run: Run, run_dir: Path, target: Path, lang: str, *, public: bool = False, costs: Costs | None = None) -> None:
    """Write the page in `lang`; `public` leaves identifiers out. The same run gives the same bytes. Raises OutputError, SnapshotError."""
    with speaking(lang), write_atomically(target) as stream:
        names = nicknames(run)
        detail = Detail(run, registers_of(run), lambda account: names.get(account, account), public=public)
        stream.write(fitted(seen(run, run_dir, detail.watch(read_findings(run_dir)), public=public, costs=costs), detail))


def fitted(view: View, detail: Detail) -> bytes:
    """The page with its lists as long as its size allows: what a list leaves out is counted, and is in the other formats."""
    # What the table takes, at the end of the page, is known beforehand: lists that leave no room for it are given up as soon as they do.
    table = "" if view.public else detail.packed
    allowed = max(SMALL, min(EACH * view.counts.total(), SMALL + len(detail.packed))) - len(table)
    page = _page(view, detail)
    best = _within(page, LISTED[0], allowed, table)
    low, high = (0, 0) if best else (1, len(LISTED) - 1)
    while low < high:
        middle = (low + high) // 2
        found = _within(page, LISTED[middle], allowed, table)
        if found is None:
            low = middle + 1
        else:
            best, high = found, middle
    return best or _within(page, LISTED[-1], None) or b""


def _within(page: Callable[..., Iterator[str]], lists: tuple[int, int], allowed: int | None, table: str = "") -> bytes | None:
    """The page with lists of this length; None as soon as it is too large without its table."""
    pieces: list[bytes] = []
    size = 0
    for piece in page(most=lists[0], last=lists[1]):
        pieces.append(piece.encode())
        size += len(pieces[-1]) if piece != table else 0
        if allowed is not None and size > allowed:
            return None
    return b"".join(pieces)


def registers_of(run: Run) -> Reference:
    """The registers of the day and under the assumptions of a run."""
    return reference(date.fromisoformat(run.as_of), run.assumptions, run.snapshot.context.get("allowed_countries"))


def seen(run: Run, run_dir: Path, findings: Iterable[Finding], *, public: bool = False, costs: Costs | None = None) -> View:
    """What the page shows of a run, in the language spoken now. Raises SnapshotError."""
    snapshot = run_dir / SNAPSHOT
    resources = read_resources(snapshot) if any(snapshot.glob("resources-*")) else iter(())
    coverage = read_coverage(snapshot)
    if public:
        findings, resources, coverage = (
            communicable.findings(findings),
            communicable.resources(resources),
            [*communicable.coverage(coverage)],
        )
    return View(run, findings, coverage, registers_of(run), resources, public=public, costs=costs)


def _page(view: View, detail: Detail) -> Callable[..., Iterator[str]]:
    """What gives the page in pieces, in the language spoken now, with lists no longer than `most`."""
    folder = shipped("reports")
    style, script = ((folder / name).read_text("utf-8") for name in ("style.css", "script.js"))
    style += accent(view.accent)
    template = page_environment(_filters(view), public=view.public, planned=view.planned).get_template("report.html.j2")
    return partial(
        template.generate,
        report=view,
        where=Where(view),
        acting=Acting(view),
        once=_once(),
        annex=Annex(view),
        since=Since(view),
        detail=detail,
        lang=language(),
        statuses=STATUSES,
        style=Ours(style),
        script=Ours(script),
        csp=Ours(policy(style, script)),
    )


def _once() -> Callable[..., Any]:
    """Asks a macro for each row and text once, whatever the length of the lists around."""
    kept: dict[tuple[object, ...], tuple[Any, object]] = {}

    def once(macro: Any, *told: object) -> Any:
        key = macro.name, *(each if isinstance(each, int) else id(each) for each in told)
        if key not in kept:
            # What a row is about is held as well: its number would be given anew.
            kept[key] = macro(*told), told
        return kept[key][0]

    return once


def accent(colour: str) -> str:
    """The authority's colour by day, and the nearest shade that can be read by night."""
    if parse(colour) is None:
        return ""
    by_day, by_night = readable(colour, WHITE), readable(colour, NIGHT)
    return (
        f":root {{ --accent: {by_day}; --link: {by_day}; --focus: {by_day}; }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ "
        + (f"--accent: {by_night}; --link: {by_night}; --focus: {by_night}; }} }}\n")
    )


def policy(style: str, script: str) -> str:
    """A content security policy that lets nothing run, load or be sent but this style and this script."""

    def digest(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    return (
        f"default-src 'none'; script-src 'sha256-{digest(script)}'; style-src 'sha256-{digest(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _shown(value: object, public: bool) -> Any:
    """What an expression of a page may show: in a public one no identifier, which a translated sentence may hold too."""
    if not isinstance(value, str) or isinstance(value, Ours) or (isinstance(value, Markup) and not (public and len(value) < SENTENCE)):
        return value
    return type(value)(discreet(value)) if public else value


def _link(url: str, public: bool) -> Ours:
    """An address of a text of law, whose number in a public page is written so that nobody takes it for that of an account."""
    escaped = _LONG.sub(lambda found: f"{found[1]}%{ord(found[2]):X}", url) if public else url
    return Ours(escape(escaped))


def page_environment(filters: Mapping[str, Callable[..., Any]], *, public: bool, planned: bool = False) -> Environment:
    """What fills every page of ours; no identifier in a public one; a `planned` one says what would be."""
    made = environment({"visible": lambda text: visible(nameless(text) if public else text), **filters}, say=would if planned else _)
    made.finalize = partial(_shown, public=public)
    made.tests["https"] = lambda text: str(text).startswith("https://")
    return made


PLAIN: Mapping[str, Callable[..., Any]] = {
    "alike": alike,
    "apart": lambda calls: sorted({one for told in calls for one in told.split(", ") if not one.startswith("declared:")}),
    "anchor": lambda action: f"act-{action.key}",
    "command": command,
    "first_sentence": lambda text: re.split(r"(?<=[.;])\s|\u202f;", text, maxsplit=1)[0].rstrip(".;"),
    "holders": holders,
    "confidence": confidence,
    "mark": mark,
    "adequacy": adequacy,
    "day": date_in_words,
    "in_letters": lambda count: {1: _("one"), 2: _("two"), 3: _("three")}.get(count, number(count)),
    "kind": kind,
    "local": local,
    "lower_first": lambda text: text[:1].lower() + text[1:],
    "upper_first": lambda text: text[:1].upper() + text[1:],
    "moment": moment_in_words,
    "number": number,
    "percent": percent,
    "path": path,
    "operator": operator,
    "provider": provider,
    "things": things,
    "word": word,
}
"""What templates say in words, whatever the run."""


def _filters(view: View) -> dict[str, Callable[..., Any]]:
    """These, and what takes the run's registers or names."""
    registers = view.reference
    return {
        **PLAIN,
        "account": view.account,
        "nickname": view.nickname,
        "category": lambda code: category(code, registers),
        "citation": lambda entry: citation(entry, registers),
        "country": lambda code: country(code, registers),
        "explained": lambda finding: explained(finding, registers),
        "link": lambda url: _link(url, view.public),
        "places": lambda finding: places(finding, registers),
        "support": lambda cited: support(cited, registers),
    }
