"""The resources of a run with all that was derived of them: what the annexes read beside the findings."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from auditor.model import Resource, Run
from auditor.outputs.html import registers_of
from auditor.run import SNAPSHOT

DECLARED = frozenset({"organisation", "activity", "evidence"})


def inventoried(run: Run, run_dir: Path) -> Iterator[Resource]:
    """Every resource and account, as it was judged. Raises SnapshotError."""
    snapshot = run_dir / SNAPSHOT
    known = Configuration.from_context(run.snapshot.context)
    found = derived(partial(read_resources, snapshot), read_manifest(snapshot), read_coverage(snapshot), registers_of(run), known)
    return (one for one in found if one.kind not in DECLARED)
