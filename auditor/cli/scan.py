"""`auditor scan`: the accounts of auditor.yaml into a snapshot."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import click
import msgspec

from auditor import pipeline
from auditor.cli import options
from auditor.cli.calls import explain, told
from auditor.cli.console import INCOMPLETE, RUN, alone, aside, incomplete, missing, note, say, to_complete, watched
from auditor.cli.found import find_configuration
from auditor.configuration import Configuration, load_configuration
from auditor.files import directory_atomically
from auditor.i18n import _
from auditor.model import Manifest
from auditor.providers import INSTALLED
from auditor.reuse import Wish, done
from auditor.run import SNAPSHOT


class Cluster(NamedTuple):
    """Who reads the units: this process, or the workers at `address`, which hand over what they read through `shards`."""

    address: str = ""
    shards: str = ""

    def executor(self, configuration: Configuration) -> AbstractContextManager[Executor | None]:
        """The executor of a cluster, none for this process. Raises AuditorError, click.UsageError."""
        if not self.address:
            if self.shards:
                raise click.UsageError(_("--shards goes with --executor"))
            return nullcontext()
        from auditor.distributed.executor import cluster

        return cluster(self.address, configuration.accounts, self.shards, note)


HERE = Cluster()


@click.command(name="scan", help=_("Read every account of auditor.yaml and save what they answer in OUT/run/snapshot."))
@options.config()
@options.out()
@options.max_calls()
@options.reveal()
@options.resolve_foreign()
@options.resume()
@options.since_last()
@options.max_age()
@options.max_duration()
@options.inherits()
@options.executor()
@options.explain_calls()
def command(
    config: Path | None,
    out: Path,
    rate: int | None,
    reveal: bool,
    resolve_foreign: bool,
    resume: bool,
    resume_within: timedelta,
    since_last: bool,
    max_age: timedelta,
    max_duration: timedelta | None,
    inherits: tuple[Path, ...],
    executor: str,
    shards: str,
    explain_calls: bool,
) -> int:
    """Scan, and say where the snapshot is."""
    configuration = configured(config, rate, reveal=reveal, inherits=inherits)
    if explain_calls:
        return explained(configuration)
    wish = Wish(out, out / RUN, resume, resume_within, since_last, max_age, deadline(max_duration))
    with alone(out):
        with directory_atomically(out / RUN) as building:
            manifest = read(
                configuration, building / SNAPSHOT, resolve_foreign=resolve_foreign, wish=wish, cluster=Cluster(executor, shards)
            )
        done(out)
    say(str(out / RUN / SNAPSHOT))
    for line in aside(manifest, out / RUN / SNAPSHOT):
        note(line)
    if not incomplete(manifest):
        return 0
    for line in missing(out / RUN / SNAPSHOT):
        note(line)
    return INCOMPLETE


def configured(given: Path | None, rate: int | None = None, *, reveal: bool = False, inherits: Sequence[Path] = ()) -> Configuration:
    """The configuration this command is to work with, its accounts paced and people named when asked, others' runs as given.

    Raises AuditorError.
    """
    configuration = load_configuration(find_configuration(given, os.environ, Path.cwd()), INSTALLED)
    for line in to_complete(configuration.to_complete):
        note(line)
    lent = tuple(str(path.absolute()) for path in inherits) or configuration.inherits
    return msgspec.structs.replace(configuration, accounts=told(configuration, max_calls_per_second=rate, reveal=reveal), inherits=lent)


def explained(configuration: Configuration) -> int:
    """Say what a scan would ask, and ask nothing."""
    for line in explain(configuration):
        say(line)
    return 0


def read(
    configuration: Configuration,
    snapshot: Path,
    *,
    started: str = "",
    resolve_foreign: bool = False,
    wish: Wish | None = None,
    cluster: Cluster = HERE,
) -> Manifest:
    """Scan into `snapshot`, with a progress bar where somebody watches."""
    with watched() as progress, cluster.executor(configuration) as executor:
        return pipeline.scan(
            configuration,
            snapshot,
            started=started,
            progress=progress,
            executor=executor,
            resolve_foreign=resolve_foreign,
            wish=wish,
            say=note,
        )


def deadline(duration: timedelta | None) -> float | None:
    """The moment, by `time.monotonic`, at which a scan that begins now has taken so long."""
    return None if duration is None else time.monotonic() + duration.total_seconds()
