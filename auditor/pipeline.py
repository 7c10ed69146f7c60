"""Joins the rooms: scan → snapshot → inventory → rules → run → outputs. Holds no logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import msgspec

from auditor import __version__, inherited, scan as scanning
from auditor.clock import today
from auditor.configuration import Configuration
from auditor.errors import AuditorError, HistoryError, SnapshotError, Unchanged
from auditor.files import directory_atomically, staged
from auditor.i18n import _, language
from auditor.inventory.snapshot import SnapshotWriter, copy_snapshot, new_snapshot, read_coverage, read_manifest
from auditor.judging import Bench, Grounds
from auditor.model import Finding, Manifest, Outcome, Past, Run, Unmet
from auditor.outputs import filename, output
from auditor.pool import pool
from auditor.providers.coverage import now
from auditor.reference.facts import Words
from auditor.reference.registers import reference
from auditor.reuse import Kept, Wish
from auditor.ruleset.evaluate import Ruleset
from auditor.ruleset.rule import load_rules
from auditor.ruleset.waivers import Waiver, carried, load_waivers
from auditor.run import SNAPSHOT, check_whole, identity, read_findings, read_run, write_run, write_summary
from auditor.scan import Progress
from auditor.shipped import shipped

if TYPE_CHECKING:
    from auditor.history.store import History


def scan(
    configuration: Configuration,
    directory: Path,
    *,
    started: str = "",
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
    resolve_foreign: bool = False,
    wish: Wish | None = None,
    say: Callable[[str], None] | None = None,
) -> Manifest:
    """Read every account of the configuration into a snapshot at `directory`. Raises ProviderError, OutputError, Unchanged.

    `started` is the moment that the command began, whose day's law applies; now unless it is given.
    `resolve_foreign` also asks, without credentials, where buckets lie that flows name and no account holds.
    `wish` says what need not be read again, and until when there is time; what is worth knowing of that is told to `say`.
    """
    started, until = started or now(), wish.until if wish else None
    plan = scanning.plan(configuration.accounts, until)
    with (
        closing(plan),
        closing(Kept(wish, started)) if wish else nullcontext() as kept,
        new_snapshot(directory) as writer,
        nullcontext(executor) if executor else pool(scanning.THREADS, "scan", until) as threads,
    ):
        say = say or _silent
        looked = _looked(kept, plan, configuration, say) if kept is not None else 0
        done = scanning.execute(plan, threads, writer, progress or (lambda _: None), kept, until)
        writer.close()
        run, only = wish.run if wish else None, configuration.inherits_only
        lent = inherited.take(configuration.inherits, writer, plan.accounts, run, started, only)
        for one in lent:
            say(inherited.told(one))
        located = scanning.locate(plan, configuration.accounts, writer.written()) if resolve_foreign else {}
        began = kept.began if kept is not None and kept.began != started else ""

        def first_page(writer: SnapshotWriter) -> Manifest:
            own = _manifest(started, plan, writer, done)
            more = {"context": configuration.context(), "located": located, "began": began, "api_calls": done.calls + looked}
            return inherited.joined(msgspec.structs.replace(own, **more), lent)

        return writer.finish(first_page)


def _manifest(started: str, plan: scanning.Plan, writer: SnapshotWriter, done: Progress) -> Manifest:
    """What was planned, and what was written of it."""
    return Manifest(
        started,
        now(),
        __version__,
        identities=plan.identities,
        entries=plan.entries,
        expected=plan.expected,
        accounts=plan.accounts,
        offers=plan.offers,
        calls=plan.evidence(),
        resources=writer.resources,
        settings=writer.settings,
        gaps=writer.gaps(),
        unread=writer.unread,
        reused=done.reused,
        oldest=done.oldest,
        planned=plan.planned,
    )


def _looked(kept: Kept, plan: scanning.Plan, configuration: Configuration, say: Callable[[str], None]) -> int:
    """How many calls it took to know what need not be read again. Raises Unchanged, where only changes are wanted and there is none."""
    calls = kept.look({plan.key(unit): unit for unit in plan.units}, plan.providers)
    if kept.nothing_new(map(plan.key, plan.units), plan.coverage, configuration):
        raise Unchanged(_("Nothing changed."))
    for note in kept.notes:
        say(note)
    return calls


def ruleset(
    as_of: date, assumptions: Sequence[str], configuration: Configuration, rules: Sequence[Path]
) -> tuple[Ruleset, tuple[Waiver, ...]]:
    """The shipped rules, the packs of the configuration and those in `rules`, for this day and organisation, with its waivers.

    Raises InputError.
    """
    registers = reference(as_of, assumptions, configuration.allowed_countries)
    found = load_rules([shipped("rules"), *configuration.rules, *rules], registers)
    profile = configuration.organisation.profile if configuration.organisation else None
    ids = {rule.id for rule in found}
    waivers = load_waivers(configuration.waivers, ids) if configuration.waivers else tuple(carried(configuration.known.waivers))
    return Ruleset(found, registers, profile), waivers


def grounds(as_of: date, assumptions: Sequence[str], configuration: Configuration, rules: Sequence[Path]) -> Grounds:
    """All that judging needs beside a snapshot. Raises InputError."""
    held, waivers = ruleset(as_of, assumptions, configuration, rules)
    return Grounds(as_of, tuple(assumptions), configuration.masked(), held, waivers)


def judge(
    snapshot: Path,
    run_dir: Path,
    *,
    as_of: date,
    assumptions: Sequence[str] = (),
    configuration: Configuration | None = None,
    rules: Sequence[Path] = (),
    jobs: int | None = None,
) -> Run:
    """Hold a snapshot against the rules into `run_dir`, replaced whole; without a configuration, under the one it carries.

    Raises InputError, SnapshotError, OutputError.
    """
    configuration = configuration or Configuration.from_context(read_manifest(snapshot).context)
    by = grounds(as_of, assumptions, configuration, rules)
    with directory_atomically(run_dir) as building:
        copy_snapshot(snapshot, building / SNAPSHOT)
        return judge_here(building, by, jobs=jobs)


def judge_here(run_dir: Path, by: Grounds, *, jobs: int | None = None) -> Run:
    """Hold the snapshot that lies in a run directory against the rules, and write the run beside it. Raises SnapshotError, OutputError.

    `jobs` is how many processes may judge, one a core unless it is given.
    """
    manifest = read_manifest(run_dir / SNAPSHOT)
    bench = Bench(run_dir / SNAPSHOT, manifest, by, jobs)

    def summary(unmet: list[Unmet]) -> Run:
        return Run(
            as_of=by.as_of.isoformat(),
            assumptions=list(by.assumptions),
            snapshot=manifest,
            rules=bench.tally.rules(by.held),
            totals=dict(bench.tally.totals),
            by_severity={severity: dict(counts) for severity, counts in bench.tally.by_severity.items()},
            waived=bench.tally.waived,
            reference=by.held.reference.versions,
            auditor_version=__version__,
            loaded=by.held.loaded,
            unmet=[] if manifest.gaps else unmet,
        )

    return write_run(run_dir, lambda sealing: summary(bench.write(sealing, run_dir)))


def newly_failing(
    snapshot: Path,
    supposed: Sequence[str],
    *,
    as_of: date,
    assumptions: Sequence[str] = (),
    configuration: Configuration | None = None,
    rules: Sequence[Path] = (),
) -> list[tuple[Finding, Words]]:
    """What fails once `supposed` is added to the assumptions and did not before, each with what its rule says of it. Writes nothing."""
    manifest = read_manifest(snapshot)
    configuration = configuration or Configuration.from_context(manifest.context)

    def failing(statements: Sequence[str]) -> Iterator[tuple[Finding, Words]]:
        by = grounds(as_of, statements, configuration, rules)
        failures = {rule.id: rule.failure for rule in by.held.rules}
        for one in Bench(snapshot, manifest, by).all():
            yield from ((finding, failures[finding.rule]) for finding in one.asking if finding.outcome is Outcome.FAIL)

    before = {finding.fingerprint for finding, _ in failing(assumptions)}
    return [found for found in failing((*assumptions, *supposed)) if found[0].fingerprint not in before]


def rehearse() -> None:
    """Audit and report nothing: what is compiled and looked up for the first time is so for good, in this process and its copies."""
    with suppress(AuditorError, OSError), TemporaryDirectory() as place:
        by = grounds(today(), (), Configuration(), ())
        audit(partial(scan, Configuration()), by, Path(place) / "run", Wanted(("html",), language()), jobs=1)


Keep = Callable[[], None]
"""What adds a run to the history once it stands. Raises HistoryError."""


def remember(
    run_dir: Path, history: History, *, former: Path | None = None, by: Grounds | None = None, since: str = ""
) -> tuple[Run, Keep]:
    """Compare a run with the one before, and keep in `run_dir` what changed, or why nobody knows. Raises SnapshotError, OutputError.

    The snapshot of `former`, when it is that of the run before, is judged again `by` what judges today: what differs is the law's doing.
    Runs of before the day `since` are forgotten.
    """
    from auditor.history.comparison import compared

    run = read_run(run_dir)
    try:
        memory = history.recall()
    except HistoryError as error:
        return write_summary(run_dir, msgspec.structs.replace(run, previous=Past("", 0, {}, missing=error.why))), _nothing
    last = str(memory.trend[-1]["identity"]) if memory.trend else ""
    again = partial(judged_again, former, last, by) if former and by else None
    past, entry = compared(memory, run, read_findings(run_dir), read_coverage(run_dir / SNAPSHOT), again)
    return write_summary(run_dir, msgspec.structs.replace(run, previous=past)), partial(history.keep, entry, since)


def judged_again(former: Path, last: str, by: Grounds, wanted: Collection[str]) -> dict[str, str] | None:
    """The statuses that some findings of a former run have by other grounds, what passes left out; None unless it is the run `last`."""
    from auditor.model import status

    try:
        if last and identity(read_run(former)) != last:
            return None
        manifest = read_manifest(former / SNAPSHOT)
        found = ((finding.fingerprint, status(finding)) for one in Bench(former / SNAPSHOT, manifest, by).all() for finding in one.asking)
        return {name: shown for name, shown in found if name in wanted}
    except SnapshotError:
        return None


@dataclass(frozen=True, slots=True)
class Wanted:
    """The report that is asked for: its formats, the options of each, its language."""

    formats: Sequence[str]
    lang: str
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def files(self, directory: Path) -> list[Path]:
        """Where the report lies in a directory."""
        return [directory / filename(name, **self.options.get(name, {})) for name in self.formats]


def audit(
    read: Callable[[Path], Manifest],
    by: Grounds,
    run_dir: Path,
    wanted: Wanted,
    history: History | None = None,
    since: str = "",
    jobs: int | None = None,
) -> tuple[Run, HistoryError | None]:
    """Scan with `read`, judge, compare, report: `run_dir` and the report beside it are replaced once all of it is whole, or not at all.

    Answers the run, and why the history does not hold it, if it does not. Raises AuditorError.
    """
    keep: Keep = _nothing
    with staged(run_dir.parent) as desk, directory_atomically(run_dir) as building:
        read(building / SNAPSHOT)
        run = judge_here(building, by, jobs=jobs)
        if history is not None:
            run, keep = remember(building, history, former=run_dir, by=by, since=since)
        _write(building, desk, run, wanted)
    try:
        keep()
    except HistoryError as error:
        return run, error
    return run, None


def report(
    run_dir: Path, target: Path, formats: Sequence[str], lang: str, options: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Path]:
    """Write the report of a run in each format, beside it or elsewhere; answers the files. `options` are those of a format.

    Raises SnapshotError, OutputError.
    """
    run = read_run(run_dir)
    check_whole(run_dir, run)
    wanted = Wanted(formats, lang, options or {})
    with staged(target) as desk:
        _write(run_dir, desk, run, wanted)
    return wanted.files(target)


def _write(run_dir: Path, target: Path, run: Run, wanted: Wanted) -> None:
    for name, path in zip(wanted.formats, wanted.files(target), strict=True):
        output(name)(run, run_dir, path, wanted.lang, **wanted.options.get(name, {}))


def _silent(_note: str) -> None:
    """Nobody listens."""


def _nothing() -> None:
    """What there is to keep when nothing is remembered."""
