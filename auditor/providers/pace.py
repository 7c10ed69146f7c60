"""How long a scan waits in all: answers that come late, never or without end cost each account, region and service so much, and no more."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock, local

from auditor.errors import OutOfTimeError

Place = tuple[str, str, str]
"""Account, region (empty for none), service."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What may be spent: seconds waited for nothing, seconds asking at all, bytes received."""

    waiting: float
    asking: float
    size: int


BOUNDS = (
    Bound(waiting=600, asking=2 * 3600, size=1 << 30),
    Bound(waiting=1200, asking=6 * 3600, size=8 << 30),
    Bound(waiting=1800, asking=12 * 3600, size=16 << 30),
)
"""For one service of a region, for a region of an account, for an account. docs/usage.md states them."""
BODY_SECONDS, BODY_BYTES = 60, 64 << 20
"""For the body of one answer: a longer one, or a slower one, is no answer."""
PAGES, EMPTY = 10_000, 200
"""Pages of one list, and how many of them in a row may hold nothing."""
IN_FLIGHT = 64
"""Requests of one service under way at once, for an entry: a fourth of what services were seen to refuse."""
OUT_OF_TIME = "out_of_time"
"""The reason of what was not asked any more."""


@dataclass(slots=True)
class _Clock:
    """Seconds during which at least one thread was at it: intervals that overlap count once."""

    total: float = 0.0
    until: float = float("-inf")

    def add(self, start: float, end: float) -> None:
        self.total += max(0.0, end - max(start, self.until))
        self.until = max(self.until, end)


@dataclass(slots=True)
class _Account:
    waiting: _Clock = field(default_factory=_Clock)
    asking: _Clock = field(default_factory=_Clock)
    size: int = 0

    def beyond(self, bound: Bound) -> str:
        """What is spent, in words; empty while nothing is."""
        if self.waiting.total >= bound.waiting:
            return f"{bound.waiting:.0f} seconds waited"
        if self.asking.total >= bound.asking:
            return f"{bound.asking:.0f} seconds of asking"
        return f"{bound.size} bytes received" if self.size >= bound.size else ""


class Patience:
    """What each place has cost so far. One for all threads of an entry; `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._spent: dict[tuple[str, ...], _Account] = {}
        # What each place has spent: read, added to and written back.
        self._counting = Lock()

    def check(self, place: Place) -> None:
        """Raise TimeoutError when nothing more may be asked there: what is left is a gap."""
        with self._counting:
            for keys, bound in self._bounds(place):
                if words := self._spent.setdefault(keys, _Account()).beyond(bound):
                    raise OutOfTimeError(f"{' '.join(filter(None, keys))}: {words}")

    def spent(self, place: Place, start: float, end: float, *, waiting: bool = False, size: int = 0) -> None:
        """Note a request, or the pause before the next one: `waiting` when nothing usable came of that time."""
        with self._counting:
            for keys, _ in self._bounds(place):
                account = self._spent.setdefault(keys, _Account())
                account.asking.add(start, end)
                account.size += size
                if waiting:
                    account.waiting.add(start, end)

    @staticmethod
    def _bounds(place: Place) -> Iterator[tuple[tuple[str, ...], Bound]]:
        yield from zip((place, place[:2], place[:1]), BOUNDS, strict=True)


class Turns:
    """At most `rate` requests a second, whichever thread makes them."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next = 0.0
        # The next free moment, which one thread takes at a time.
        self._taking = Lock()

    def wait(self) -> None:
        """Until it is the caller's turn."""
        with self._taking:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + self._gap
        time.sleep(turn - now)


class Ceiling:
    """How many requests of each service may be under way at once: half as many once it refuses some for that, then slowly more again.

    `under_way`, then `refused` or `served`, are called by the thread that asks. What was sent before it was lowered lowers it no further.
    """

    def __init__(self, most: int = IN_FLIGHT) -> None:
        self._most = most
        self._allowed: defaultdict[str, float] = defaultdict(lambda: float(most))
        self._under_way: Counter[str] = Counter()
        self._lowered: Counter[str] = Counter()
        self._thread = local()
        # All of them, and those who wait for room.
        self._room = Condition()

    @contextmanager
    def under_way(self, service: str) -> Iterator[None]:
        """One request, as soon as there is room for it."""
        with self._room:
            self._room.wait_for(lambda: self._under_way[service] < int(self._allowed[service]))
            self._under_way[service] += 1
            self._thread.knew = self._lowered[service]
        try:
            yield
        finally:
            with self._room:
                self._under_way[service] -= 1
                self._room.notify_all()

    def refused(self, service: str) -> None:
        """The service said that it was asked too much at once."""
        with self._room:
            if getattr(self._thread, "knew", 0) == self._lowered[service]:
                self._lowered[service] += 1
                self._allowed[service] = max(1.0, self._allowed[service] / 2)

    def served(self, service: str) -> None:
        """The service answered: as many answers as may be under way make room for one request more."""
        with self._room:
            self._allowed[service] = min(self._most, self._allowed[service] + 1 / self._allowed[service])
            self._room.notify_all()

    def allowed(self, service: str) -> int:
        """How many may be under way now."""
        with self._room:
            return int(self._allowed[service])


class Rounds:
    """Whether a list still goes on: pages are bounded, and a token or a page that comes again ends nothing, ever."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._last: object = None
        self._pages = self._empty = self._same = 0

    def astray(self, token: object, page: object) -> bool:
        """Whether asking on with that token, after that page, would go round in circles or on without end."""
        self._same = self._same + 1 if page and page == self._last else 0
        again = repr(token) in self._tokens or self._same > 1
        self._tokens.add(repr(token))
        self._last = page
        self._pages += 1
        self._empty = 0 if page else self._empty + 1
        return again or self._pages >= PAGES or self._empty >= EMPTY
