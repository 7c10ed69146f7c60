"""The sessions of a provider: one an entry of `accounts:`, kept for the life of the process and shared by its units and threads."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Any, Generic, Protocol, TypeVar


class Closes(Protocol):
    """Whatever holds connections open."""

    def close(self) -> None:
        """Close every connection."""


Session = TypeVar("Session", bound=Closes)


class Sessions(Generic[Session]):
    """Makes each session once. `learnt` names what opening adds to an entry's options, with and without which the session is the same."""

    def __init__(self, make: Callable[[Mapping[str, Any]], Session], learnt: Collection[str] = ()) -> None:
        self._make = make
        self._learnt = learnt
        self._kept: dict[str, Session] = {}
        # The sessions kept: two threads must not make the same one.
        self._making = Lock()

    def of(self, options: Mapping[str, Any]) -> Session:
        """The session of an entry. Raises what making one raises."""
        key = json.dumps({name: value for name, value in options.items() if name not in self._learnt}, sort_keys=True, default=str)
        with self._making:
            if key not in self._kept:
                self._kept[key] = self._make(options)
            return self._kept[key]

    def close(self) -> None:
        """Close every session and forget it: what is asked afterwards opens another."""
        with self._making:
            for session in self._kept.values():
                session.close()
            self._kept.clear()
