"""`auditor run`: scan, judge and report in one go; the line for cron."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import conclude, say
from auditor.cli.scan import RUN, configured, explained, read
from auditor.files import lock
from auditor.history import url_of
from auditor.i18n import _, language
from auditor.inventory.snapshot import read_manifest
from auditor.reference.registers import reference
from auditor.run import SNAPSHOT


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
    fail_on: str,
    rate: int | None,
    resolve_foreign: bool,
    explain_calls: bool,
) -> int:
    """Scan, judge, compare with the run before, report."""
    told = options.wanted(formats, public, dialect)
    configuration = configured(config, rate)
    if explain_calls:
        return explained(configuration)
    # A mistyped assumption must not wait for the end of the scan.
    reference(as_of or datetime.now(UTC).date(), assumptions, configuration.allowed_countries)
    with lock(out):
        manifest = read(configuration, out, resolve_foreign=resolve_foreign)
        run = pipeline.judge(
            out / RUN / SNAPSHOT,
            out / RUN,
            as_of=as_of or day(manifest.started_at),
            assumptions=assumptions,
            configuration=configuration,
            rules=rule_paths,
        )
        if not assumptions and as_of is None:
            run = pipeline.remember(out / RUN, url_of(history, out))
        written = pipeline.report(out / RUN, out, formats, language(), told)
    if sys.stdout.isatty():
        for path in written:
            say(str(path))
    return conclude(run, out / RUN / SNAPSHOT, fail_on)


def day(moment: str) -> date:
    """The day of an ISO moment."""
    return date.fromisoformat(moment[:10])


def scanned_on(snapshot: Path) -> date:
    """The day of the scan: unless asked otherwise, a snapshot is judged by the law of that day, whenever that is done."""
    return day(read_manifest(snapshot).started_at)
