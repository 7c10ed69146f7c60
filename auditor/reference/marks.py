"""How sure an entry of a register is on a day, and the one way to cite it: what a finding rests on is told by these citations alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, Protocol

SHELF_LIFE = timedelta(days=180)
"""After that long without a look, an entry is stale."""
VERIFIED, STALE = "verified", "stale"


class Dated(Protocol):
    """An entry of a register, as far as its mark goes."""

    @property
    def evidence(self) -> str:
        """Its own mark: how its source was read."""

    @property
    def checked_on(self) -> str:
        """The day that was done."""


class Citation(NamedTuple):
    """One entry, and its mark on the day of the audit: verified, partly_verified, to_confirm (from memory) or stale."""

    register: str
    entry: str
    mark: str

    @property
    def sure(self) -> bool:
        """Whether its source was read, and lately enough."""
        return self.mark == VERIFIED

    def __str__(self) -> str:
        return f"{self.register}: {self.entry}: {self.mark}"


def cite(register: str, name: str, entry: Dated, as_of: date) -> Citation:
    """The citation of an entry on that day. An entry that was never sure does not become so by being old."""
    looked_at = date.fromisoformat(entry.checked_on) if entry.checked_on else as_of
    aged = entry.evidence == VERIFIED and as_of - looked_at > SHELF_LIFE
    return Citation(register, name, STALE if aged else entry.evidence)
