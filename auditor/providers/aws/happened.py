"""One event of CloudTrail, however it came."""

from __future__ import annotations

from typing import NamedTuple


class Event(NamedTuple):
    """One event: when, which service was called, what for, and all of it as a text."""

    at: str
    source: str
    name: str
    text: str
