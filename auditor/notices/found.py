"""What the clouds that were read say of ends: certificates, keys, secrets, credentials of applications, access keys to be renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from auditor.evidence import EVER, Piece
from auditor.inventory.snapshot import UNITS, read_units
from auditor.model import Run
from auditor.reference.durations import span
from auditor.run import SNAPSHOT

UNREAD = "unread"
"""The sort of what could not be read: it has no end, and its names are what, where and why."""
RENEWED = "access_key"


def found(run: Run, run_dir: Path, renew: str) -> Iterator[Piece]:
    """What each unit of the scan told, and what none could tell. An access key ends once it is as old as `renew`. Raises SnapshotError."""
    for head in read_units(run_dir / SNAPSHOT) if UNITS in run.snapshot.files else ():
        where = " · ".join(filter(None, (head.account, head.region)))
        for each in head.ends:
            if each.why:
                yield Piece(UNREAD, (each.what, where, each.why), EVER, None)
                continue
            made = each.what == RENEWED
            day = (date.fromisoformat(each.day) + span(renew)[0]).isoformat() if made else each.day
            yield Piece(each.what, (where, each.name), EVER, day)
