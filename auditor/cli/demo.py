"""`auditor demo`: a fictional commune, built in an emulator on this machine, then audited like a real one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, alone, missing, note, say, summary
from auditor.cli.run import day
from auditor.cli.scan import read
from auditor.i18n import _, language
from auditor.providers.coverage import now
from auditor.run import SNAPSHOT

OUT = Path("auditor-demo")


@click.command(name="demo", help=_("Build the cloud of a fictional commune in an emulator, audit it, and write OUT/report.html."))
@options.out(OUT)
@options.formats()
def command(out: Path, formats: tuple[str, ...]) -> int:
    """Emulate, scan, judge, report. What it finds was planted, so that finding it is no failure: the exit code is 0."""
    from auditor.demo.stage import keep_configuration, stage
    from auditor.demo.tender import tender

    wanted = pipeline.Wanted(formats, language())
    with alone(out):
        note(_("Building the cloud of Rivemont, a fictional commune, on this machine…"))
        with stage() as town:
            started = now()
            by = pipeline.grounds(day(started), (), town.configuration, ())
            run, _lost = pipeline.audit(partial(read, town.configuration, started=started), by, out / RUN, wanted)
            kept_configuration = keep_configuration(out)
        compared = tender(out, language(), day(started))
    note(summary(run))
    for line in missing(out / RUN / SNAPSHOT):
        note(line)
    note(_("The configuration it was audited under: %(path)s") % {"path": kept_configuration})
    for path in (*wanted.files(out), *compared):
        say(str(path))
    return 0
