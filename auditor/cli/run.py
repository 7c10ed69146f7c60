"""`auditor run`: scan, judge and report in one go; the line for cron."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, conclude, kept, note, say
from auditor.cli.notify import told
from auditor.cli.scan import configured, explained, read
from auditor.configuration import Configuration
from auditor.files import lock
from auditor.history import url_of
from auditor.i18n import _, language
from auditor.inventory.snapshot import read_manifest
from auditor.model import Manifest
from auditor.providers.coverage import now
from auditor.reference.durations import span
from auditor.run import SNAPSHOT, organisation

if TYPE_CHECKING:
    from auditor.history.store import History


@click.command(name="run", help=_("Scan, judge and write OUT/report.html. Silent without a terminal when nothing is wrong."))
@options.config()
@options.out()
@options.as_of()
@options.assume()
@options.rules()
@options.formats()
@options.public()
@options.csv()
@options.history()
@options.keep_history()
@options.fail_on()
@options.max_calls()
@options.resolve_foreign()
@options.explain_calls()
def command(
    config: Path | None,
    out: Path,
    as_of: date | None,
    assumptions: tuple[str, ...],
    rule_paths: tuple[Path, ...],
    formats: tuple[str, ...],
    public: bool,
    dialect: str,
    history: str,
    keep_history: str | None,
    fail_on: str,
    rate: int | None,
    resolve_foreign: bool,
    explain_calls: bool,
) -> int:
    """Scan, judge, compare with the run before, report."""
    asked = options.wanted(formats, public, dialect)
    configuration = configured(config, rate)
    if explain_calls:
        return explained(configuration)
    # A mistake in a rule, a waiver, an assumption or an address must not wait for the end of the scan.
    started = now()
    by = pipeline.grounds(as_of or day(started), assumptions, configuration, rule_paths)
    past = None if assumptions or as_of else past_runs(url_of(history, out), configuration)
    wanted = pipeline.Wanted(formats, language(), asked)

    def scanned(snapshot: Path) -> Manifest:
        return read(configuration, snapshot, started=started, resolve_foreign=resolve_foreign)

    with kept(out), lock(out):
        run, lost = pipeline.audit(scanned, by, out / RUN, wanted, past, since=oldest(keep_history, started))
        told(run, out, configuration, None if lost else past)
    if sys.stdout.isatty():
        for path in wanted.files(out):
            say(str(path))
    code = conclude(run, out / RUN / SNAPSHOT, fail_on)
    if lost is not None:
        note(_("This run is whole, and is missing from the history: %(why)s.") % {"why": lost})
    return code


def past_runs(url: str, configuration: Configuration) -> History:
    """The history, its address and its driver found to be good. Raises AuditorError."""
    from auditor.history.store import History

    return History(url, organisation(configuration.context()))


def oldest(period: str | None, moment: str) -> str:
    """The first day of which runs are kept, that long before a moment; empty for ever."""
    return (day(moment) - span(period)[1]).isoformat() if period else ""


def day(moment: str) -> date:
    """The day of an ISO moment."""
    return date.fromisoformat(moment[:10])


def scanned_on(snapshot: Path) -> date:
    """The day of the scan: unless asked otherwise, a snapshot is judged by the law of that day, whenever that is done."""
    return day(read_manifest(snapshot).started_at)
