"""`auditor demo`: a fictional commune, built in an emulator on this machine, then audited like a real one."""

from __future__ import annotations

from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import missing, note, say, summary
from auditor.cli.run import day
from auditor.cli.scan import RUN, read
from auditor.files import lock
from auditor.i18n import _, language
from auditor.run import SNAPSHOT

OUT = Path("auditor-demo")


@click.command(name="demo", help=_("Build the cloud of a fictional commune in an emulator, audit it, and write OUT/report.html."))
@options.out(OUT)
@options.formats()
def command(out: Path, formats: tuple[str, ...]) -> int:
    """Emulate, scan, judge, report. What it finds was planted, so that finding it is no failure: the exit code is 0."""
    from auditor.demo.stage import keep_configuration, stage

    with lock(out):
        note(_("Building the cloud of Rivemont, a fictional commune, on this machine…"))
        with stage() as town:
            manifest = read(town.configuration, out)
            kept = keep_configuration(out)
        run = pipeline.judge(
            out / RUN / SNAPSHOT,
            out / RUN,
            as_of=day(manifest.started_at),
            assumptions=(),
            configuration=town.configuration,
            rules=(),
        )
        written = pipeline.report(out / RUN, out, formats, language())
    note(summary(run))
    for line in missing(out / RUN / SNAPSHOT):
        note(line)
    note(_("The configuration it was audited under: %(path)s") % {"path": kept})
    for path in written:
        say(str(path))
    return 0
