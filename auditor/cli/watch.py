"""`auditor watch`: what `auditor run --since-last` does, again and again, in the foreground: for systemd."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import click

from auditor.cli import options
from auditor.cli.console import note
from auditor.cli.run import Job, asked
from auditor.errors import AuditorError, Unchanged
from auditor.i18n import _
from auditor.reuse import done


@click.command(
    name="watch", help=_("Look for changes every so often, read again what changed and write the report anew; ends with SIGTERM.")
)
@asked
@options.every()
def command(every: timedelta, **told: Any) -> int:
    """Look, and look again, until somebody ends it: while it waits that is no failure; in the middle of a run it is an interruption."""
    job, first = Job(**told), True
    while True:
        due = time.monotonic() + every.total_seconds()
        try:
            # The configuration may be another than that of the run that stands: the first one judges whatever happened.
            job.once(since_last=True, only_changes=not first)
            first = False
        except Unchanged as nothing:
            done(job.out)
            note(str(nothing), event="unchanged")
        except AuditorError as error:
            # The next look may find the disk emptied, the other run ended or the network back.
            note(str(error), level="error")
        try:
            time.sleep(max(0.0, due - time.monotonic()))
        except KeyboardInterrupt:
            return 0
