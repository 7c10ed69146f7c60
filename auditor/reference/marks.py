"""How sure an entry of a register is on a day, and the one way to cite it: what a finding rests on is told by these citations alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from auditor.model import VERIFIED, Citation

SHELF_LIFE = timedelta(days=180)
"""After that long without a look, an entry is stale."""
STALE, CLAIMED, RECONFIRM, ABSENT = "stale", "claimed", "to_reconfirm", "absent"
WORST = ("to_confirm", STALE, "partly_verified", VERIFIED)
"""The marks of a register, the least sure first."""


class Dated(Protocol):
    """An entry of a register, as far as its mark goes."""

    @property
    def evidence(self) -> str:
        """Its own mark: how its source was read."""

    @property
    def checked_on(self) -> str:
        """The day that was done."""


def aged(checked_on: str, as_of: date) -> bool:
    """Whether what was looked at on one day was to be looked at again by another."""
    return as_of - date.fromisoformat(checked_on) > SHELF_LIFE


def cite(register: str, name: str, entry: Dated, as_of: date) -> Citation:
    """The citation of an entry on that day. An entry that was never sure does not become so by being old."""
    stale = entry.evidence == VERIFIED and bool(entry.checked_on) and aged(entry.checked_on, as_of)
    return Citation(register, name, STALE if stale else entry.evidence)
