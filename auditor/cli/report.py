"""`auditor report`: the report of a run, written again from its files."""

from __future__ import annotations

from pathlib import Path

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, say
from auditor.cli.judge import inside
from auditor.files import lock
from auditor.i18n import _, language


@click.command(name="report", help=_("Write the report of RUN again, in any format or language; by default beside the run."))
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@options.out(default=None)
@options.formats()
@options.public()
@options.csv()
@options.costs()
def command(run: Path, out: Path | None, formats: tuple[str, ...], public: bool, dialect: str, costs: Path | None) -> int:
    """Write the report and say where it is."""
    told = options.wanted(formats, public, dialect, costs)
    directory = inside(run, "run.json", (RUN,))
    target = out or directory.parent
    with lock(target):
        written = pipeline.report(directory, target, formats, language(), told)
    for path in written:
        say(str(path))
    return 0
