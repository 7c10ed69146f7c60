"""`auditor history`: the runs that are kept, and how many findings each had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from auditor.cli import options
from auditor.cli.console import RUN, note, say, say_json
from auditor.errors import SnapshotError
from auditor.files import standing
from auditor.history import url_of
from auditor.i18n import _, number
from auditor.model import STATUSES
from auditor.outputs.wording import word
from auditor.run import organisation as key_of, read_run

if TYPE_CHECKING:
    from auditor.history.store import History


@click.command(name="history", help=_("List the runs that the history keeps: number, moment, findings by status."))
@options.out()
@options.history()
@options.organisation()
@options.as_json()
def command(out: Path, history: str, organisation: str | None, as_json: bool) -> int:
    """One line a run, oldest first."""
    runs = opened(out, history, organisation).runs()
    if as_json:
        say_json(runs)
        return 0
    if not runs:
        note(_("The history holds no run yet; 'auditor run' adds one each time."))
    width = max((len(number(run[name])) for run in runs for name in STATUSES), default=1)
    for run in runs:
        counts = "  ".join(f"{word(name)} {number(run[name]):>{width}}" for name in STATUSES)
        partial = "  " + _("partial scan") if run["partial"] else ""
        say(f"{run['number']:>5}  {run['at']}  {counts}{partial}")
    return 0


def opened(out: Path, history: str, organisation: str | None) -> History:
    """The history beside a report, of the organisation that is named or that the run there is of. Raises AuditorError."""
    if organisation is None:
        try:
            organisation = key_of(read_run(standing(out / RUN)).snapshot.context)
        except SnapshotError:
            organisation = ""
    from auditor.history.store import History

    return History(url_of(history, out), organisation)
