"""Joins the rooms: scan → snapshot → inventory → rules → run → outputs. Holds no logic of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from auditor import __version__
from auditor import scan as scanning
from auditor.configuration import Configuration
from auditor.inventory.snapshot import SnapshotWriter, new_snapshot
from auditor.model import Manifest
from auditor.scan import Progress


def scan(
    configuration: Configuration,
    directory: Path,
    *,
    progress: Callable[[Progress], None] | None = None,
    executor: Executor | None = None,
) -> Manifest:
    """Read every account of the configuration into a snapshot at `directory`. Raises ProviderError, OutputError."""
    started = scanning.now()
    plan = scanning.plan(configuration.accounts)
    with new_snapshot(directory) as writer, nullcontext(executor) if executor else ThreadPoolExecutor(scanning.THREADS) as pool:
        done = scanning.execute(plan, pool, writer, progress or (lambda _: None))

        def manifest(writer: SnapshotWriter) -> Manifest:
            return Manifest(
                started,
                scanning.now(),
                __version__,
                identities=plan.identities,
                entries=plan.entries,
                accounts=plan.accounts,
                calls=plan.evidence(),
                context=configuration.context(),
                resources=writer.resources,
                gaps=writer.gaps(),
                api_calls=done.calls,
            )

        return writer.finish(manifest)
