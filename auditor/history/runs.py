"""Two runs of which the files are there, compared finding by finding: what a directory tells, the history need not remember."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from auditor.history.diff import Sight
from auditor.history.spans import Again, Difference, Sightings, State, causes, change
from auditor.inventory.snapshot import read_coverage
from auditor.run import SNAPSHOT, read_findings, read_run


def seen_in(run_dir: Path, before: Mapping[str, State]) -> Sightings:
    """What does not pass in a run, and what does of what did not before. Raises SnapshotError."""
    seen = Sightings(before)
    for finding in read_findings(run_dir):
        seen.add(finding)
    return seen


def names_in(run_dir: Path, wanted: Collection[str]) -> dict[str, str]:
    """The resources of some findings by fingerprint, as the run names them. Raises SnapshotError."""
    return {each.fingerprint: each.resource.id for each in read_findings(run_dir) if each.fingerprint in wanted}


def differences(first: Path, last: Path, again: Again | None = None) -> list[Difference]:
    """What is not in a run as it was in another. `again` tells what the law changed. Raises SnapshotError."""
    before = seen_in(first, {}).states
    seen, run = seen_in(last, before), read_run(last)
    seen.lost(Sight(run.snapshot, read_coverage(last / SNAPSHOT), run.rules))
    now = seen.states
    told = {name: change(before.get(name), now.get(name)) for name in sorted(before.keys() | now.keys())}
    changed = {name for name, what in told.items() if what and what != "persisting"}
    cause = causes(changed, again, before)
    return [
        Difference(what, now.get(name) or before[name], cause(name, now[name].status if name in now else None))
        for name, what in told.items()
        if what
    ]
