"""`auditor run`: scan, judge and report in one go; the line for cron."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import click

from auditor import pipeline
from auditor.cli import options
from auditor.cli.console import RUN, alone, conclude, note, say
from auditor.cli.heartbeat import Heart
from auditor.cli.notify import tell_people
from auditor.cli.options import Wrapped
from auditor.cli.scan import HERE, Cluster, configured, deadline, explained, read
from auditor.configuration import Configuration
from auditor.history import url_of
from auditor.i18n import _, language, number
from auditor.inventory.snapshot import read_manifest
from auditor.judging import Grounds
from auditor.model import Manifest
from auditor.providers.coverage import now
from auditor.reference.durations import span
from auditor.reuse import Wish, done
from auditor.run import SNAPSHOT, organisation

if TYPE_CHECKING:
    from auditor.history.store import History


def asked(command: Wrapped) -> Wrapped:
    """The options of a run, for the verbs that make some."""
    for option in reversed(
        (
            *(options.config(), options.out(), options.as_of(), options.assume(), options.rules(), options.formats(), options.public()),
            *(options.csv(), options.history(), options.keep_history(), options.fail_on(), options.max_calls(), options.resolve_foreign()),
            *(options.reveal(), options.resume(), options.max_age(), options.max_duration(), options.jobs(), options.inherits()),
            options.executor(),
        )
    ):
        command = option(command)
    return command


@click.command(name="run", help=_("Scan, judge and write OUT/report.html. Says one line, and more where something is wrong."))
@asked
@options.since_last()
@options.explain_calls()
def command(since_last: bool, explain_calls: bool, **told: Any) -> int:
    """Scan, judge, compare with the run before, report."""
    job = Job(**told)
    return explained(job.configuration) if explain_calls else job.once(since_last)


class Job:
    """What `auditor run` is asked, found to be right, as often as it is done. Raises AuditorError, click.UsageError."""

    def __init__(
        self,
        *,
        config: Path | None,
        rate: int | None,
        reveal: bool,
        inherits: tuple[Path, ...],
        formats: tuple[str, ...],
        public: bool,
        dialect: str,
        **told: object,
    ) -> None:
        self.told = SimpleNamespace(**told)
        self.wanted = pipeline.Wanted(formats, language(), options.wanted(formats, public, dialect))
        self.configuration = configured(config, rate, reveal=reveal, inherits=inherits)
        self.out: Path = self.told.out

    def once(self, since_last: bool = False, only_changes: bool = False) -> int:
        """Scan, judge, compare with the run before, report; answers the exit code, which the monitor is told. Raises AuditorError."""
        with Heart(self.configuration.healthcheck_url, note).beating() as ended:
            code = self._done(since_last, only_changes)
            ended(code)
        return code

    def _done(self, since_last: bool, only_changes: bool) -> int:
        told, out, started, began = self.told, self.out, now(), time.monotonic()
        # A mistake in a rule, a waiver, an assumption or an address must not wait for the end of the scan.
        by = pipeline.grounds(told.as_of or day(started), told.assumptions, self.configuration, told.rule_paths)
        past = None if told.assumptions or told.as_of else past_runs(url_of(told.history, out), self.configuration)
        wish = Wish(out, out / RUN, told.resume, told.resume_within, since_last, told.max_age, deadline(told.max_duration), only_changes)
        return concluded(
            self.configuration,
            out,
            by,
            self.wanted,
            told.fail_on,
            past,
            started=started,
            since=oldest(told.keep_history, started),
            resolve_foreign=told.resolve_foreign,
            wish=wish,
            began=began,
            jobs=told.jobs,
            cluster=Cluster(told.executor, told.shards),
        )


def concluded(
    configuration: Configuration,
    out: Path,
    by: Grounds,
    wanted: pipeline.Wanted,
    fail_on: str,
    past: History | None = None,
    *,
    started: str,
    since: str = "",
    resolve_foreign: bool = False,
    wish: Wish | None = None,
    jobs: int | None = None,
    began: float | None = None,
    cluster: Cluster = HERE,
) -> int:
    """Read and judge into `out`, say where the reports are and what deserves it, and answer the exit code.

    With `began`, a moment of `time.monotonic`, it also says how long it took and what it cost.
    """

    def scanned(snapshot: Path) -> Manifest:
        return read(configuration, snapshot, started=started, resolve_foreign=resolve_foreign, wish=wish, cluster=cluster)

    with alone(out):
        run, lost = pipeline.audit(scanned, by, out / RUN, wanted, past, since=since, jobs=jobs)
        tell_people(run, out, configuration, None if lost else past)
        if wish is not None:
            done(out)
    if sys.stdout.isatty():
        for path in wanted.files(out):
            say(str(path))
    code = conclude(run, out / RUN / SNAPSHOT, fail_on, "" if began is None else cost(run.snapshot, time.monotonic() - began))
    if lost is not None:
        note(_("This run is whole, and is missing from the history: %(why)s.") % {"why": lost})
    return code


def cost(manifest: Manifest, seconds: float) -> str:
    """What a run cost, in a sentence."""
    values = {"calls": number(manifest.api_calls), "reused": number(manifest.reused), "seconds": number(round(seconds))}
    return _("%(calls)s calls, %(reused)s readings taken over, %(seconds)s s.") % values


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
