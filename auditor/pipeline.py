"""Joins the rooms: scan → snapshot → inventory → rules → run → outputs. Holds no logic of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from auditor import __version__, scan as scanning
from auditor.configuration import Configuration
from auditor.files import copy_directory
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import SnapshotWriter, new_snapshot, read_coverage, read_manifest, read_resources
from auditor.inventory.unmet import Watch
from auditor.model import Finding, Manifest, Outcome, Run
from auditor.outputs import filename, output
from auditor.providers.coverage import now
from auditor.reference.facts import Words
from auditor.reference.registers import reference
from auditor.ruleset.evaluate import Ruleset, Tally, judge as hold
from auditor.ruleset.rule import load_rules
from auditor.ruleset.waivers import Waiver, load_waivers
from auditor.run import SNAPSHOT, check_whole, read_findings, read_run, write_run, write_summary
from auditor.scan import Progress
from auditor.shipped import shipped


def scan(
    configuration: Configuration,
    directory: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
    resolve_foreign: bool = False,
) -> Manifest:
    """Read every account of the configuration into a snapshot at `directory`. Raises ProviderError, OutputError.

    `resolve_foreign` also asks, without credentials, where buckets lie that flows name and no account holds.
    """
    started = now()
    plan = scanning.plan(configuration.accounts)
    with (
        closing(plan),
        new_snapshot(directory) as writer,
        nullcontext(executor) if executor else ThreadPoolExecutor(scanning.THREADS) as pool,
    ):
        done = scanning.execute(plan, pool, writer, progress or (lambda _: None))

        writer.close()
        located = scanning.locate(plan, configuration.accounts, read_resources(writer.directory)) if resolve_foreign else {}

        def manifest(writer: SnapshotWriter) -> Manifest:
            return Manifest(
                started,
                now(),
                __version__,
                identities=plan.identities,
                entries=plan.entries,
                expected=plan.expected,
                accounts=plan.accounts,
                calls=plan.evidence(),
                context=configuration.context(),
                located=located,
                resources=writer.resources,
                settings=writer.settings,
                gaps=writer.gaps(),
                unread=writer.unread,
                api_calls=done.calls,
            )

        return writer.finish(manifest)


def ruleset(
    as_of: date, assumptions: Sequence[str], configuration: Configuration, rules: Sequence[Path]
) -> tuple[Ruleset, tuple[Waiver, ...]]:
    """The shipped rules, the packs of the configuration and those in `rules`, for this day and organisation, with its waivers.

    Raises InputError.
    """
    registers = reference(as_of, assumptions, configuration.allowed_countries)
    found = load_rules([shipped("rules"), *configuration.rules, *rules], registers)
    profile = configuration.organisation.profile if configuration.organisation else None
    waivers = load_waivers(configuration.waivers, {rule.id for rule in found}) if configuration.waivers else ()
    return Ruleset(found, registers, profile), waivers


def judge(
    snapshot: Path,
    run_dir: Path,
    *,
    as_of: date,
    assumptions: Sequence[str] = (),
    configuration: Configuration | None = None,
    rules: Sequence[Path] = (),
) -> Run:
    """Hold a snapshot against the rules into `run_dir`; without a configuration, under the one it carries.

    Raises InputError, SnapshotError, OutputError.
    """
    manifest, coverage = read_manifest(snapshot), read_coverage(snapshot)
    configuration = configuration or Configuration.from_context(manifest.context)
    held, waivers = ruleset(as_of, assumptions, configuration, rules)
    resources = derived(partial(read_resources, snapshot), manifest, coverage, held.reference, configuration)
    tally, watch = Tally(), Watch(configuration, manifest.entries)
    findings = tally.watch(hold(watch.of(resources), held, as_of=as_of, waivers=waivers, calls=manifest.calls))
    if snapshot.resolve() != (run_dir / SNAPSHOT).resolve():
        copy_directory(snapshot, run_dir / SNAPSHOT)

    def summary() -> Run:
        return Run(
            as_of=as_of.isoformat(),
            assumptions=list(assumptions),
            snapshot=manifest,
            rules=tally.rules(held),
            totals=dict(tally.totals),
            by_severity={severity: dict(counts) for severity, counts in tally.by_severity.items()},
            waived=tally.waived,
            reference=held.reference.versions,
            auditor_version=__version__,
            loaded=held.loaded,
            unmet=[] if manifest.gaps else watch.left(),
        )

    return write_run(run_dir, findings, summary)


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
    manifest, coverage = read_manifest(snapshot), read_coverage(snapshot)
    configuration = configuration or Configuration.from_context(manifest.context)

    def failing(statements: Sequence[str]) -> Iterator[tuple[Finding, Words]]:
        held, waivers = ruleset(as_of, statements, configuration, rules)
        failures = {rule.id: rule.failure for rule in held.rules}
        resources = derived(partial(read_resources, snapshot), manifest, coverage, held.reference, configuration)
        for finding in hold(resources, held, as_of=as_of, waivers=waivers, calls=manifest.calls):
            if finding.outcome is Outcome.FAIL:
                yield finding, failures[finding.rule]

    before = {finding.fingerprint for finding, _ in failing(assumptions)}
    return [found for found in failing((*assumptions, *supposed)) if found[0].fingerprint not in before]


def remember(run_dir: Path, url: str) -> Run:
    """Compare a run with the one before in the history at `url`, and keep in `run_dir` what changed. Raises OutputError."""
    from auditor.history.store import remember as keep

    run = read_run(run_dir)
    past = keep(url, run, read_findings(run_dir), read_coverage(run_dir / SNAPSHOT))
    return write_summary(run_dir, msgspec.structs.replace(run, previous=past))


def report(
    run_dir: Path, target: Path, formats: Sequence[str], lang: str, options: Mapping[str, Mapping[str, Any]] | None = None
) -> list[Path]:
    """Write the report of a run in each format, beside it or elsewhere; answers the files. `options` are those of a format.

    Raises SnapshotError, OutputError.
    """
    run = read_run(run_dir)
    check_whole(run_dir, run)
    told = options or {}
    written = [target / filename(name, **told.get(name, {})) for name in formats]
    for name, path in zip(formats, written, strict=True):
        output(name)(run, run_dir, path, lang, **told.get(name, {}))
    return written
