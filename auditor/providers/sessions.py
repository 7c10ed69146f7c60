"""The sessions of a provider: one an entry of `accounts:`, kept for the life of the process and shared by its units and threads.

A worker of a cluster outlives the scans that it reads for: an entry then says which SCAN it is of, and its session goes after it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, Protocol, TypeVar, cast

from auditor.providers.contract import Said
from auditor.reason import Reason


class Closes(Protocol):
    """Whatever holds connections open."""

    def close(self) -> None:
        """Close every connection."""


SCAN = "scan"
"""The key by which an entry says of which scan it is, so that what one scan waited for costs no other."""
IDLE = 2 * 3600
"""Seconds after which nobody asks any more through a session of a scan."""
Session = TypeVar("Session", bound=Closes)


def unopened(error: Exception, hint: str = "") -> tuple[str, Reason]:
    """Why an entry has no session, with what to look at: as `observe` wants it of an error."""
    return type(error).__name__, Reason.of("no_credentials", f"{error}{hint}")


class Sessions(Generic[Said, Session]):
    """Makes each session once. `learnt` names what opening adds to an entry's options, with and without which the session is the same."""

    def __init__(self, make: Callable[[Said], Session], learnt: Collection[str] = ()) -> None:
        self._make = make
        self._learnt = learnt
        self._kept: dict[str, Session] = {}
        self._used: dict[str, float] = {}
        # The sessions kept: two threads must not make the same one.
        self._making = Lock()

    def of(self, options: Mapping[str, object]) -> Session:
        """The session of an entry. Raises what making one raises."""
        key = json.dumps({name: value for name, value in options.items() if name not in self._learnt}, sort_keys=True, default=str)
        with self._making:
            if key not in self._kept:
                self._drop()
                self._kept[key] = self._make(cast("Said", options))
            if SCAN in options:
                self._used[key] = time.monotonic()
            return self._kept[key]

    def close(self) -> None:
        """Close every session and forget it: what is asked afterwards opens another."""
        with self._making:
            for session in self._kept.values():
                session.close()
            self._kept.clear()
            self._used.clear()

    def _drop(self) -> None:
        """Close those of scans that ended long ago."""
        for key in [key for key, moment in self._used.items() if moment < time.monotonic() - IDLE]:
            del self._used[key]
            self._kept.pop(key).close()
