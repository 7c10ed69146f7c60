"""How fast an entry's calls go, and how long a region that says nothing is waited for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from threading import Lock, local
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from auditor.providers.aws.reasons import THROTTLED
from auditor.providers.pace import Ceiling, Patience, Place, Turns

if TYPE_CHECKING:
    from botocore.hooks import BaseEventHooks

SILENCES = 2
"""Requests in a row that no answer came to, after which a region, or one service of it, is not asked any more."""


class Breaker:
    """Stops asking what does not answer: a region that hangs costs two waits, not one a call. Any answer closes it again.

    Resets and refusals are answers of a kind: they come at once, and asking again may do.
    """

    def __init__(self) -> None:
        self._silences: Counter[tuple[str, str]] = Counter()
        # How many silences there were, counted by every thread.
        self._counting = Lock()

    def watch(self, client: Any, service: str, region: str) -> None:
        """From now on, heed and note how that client's requests fare."""
        keys = ((region, ""), (region, service))
        client.meta.events.register("before-send", partial(self._refuse, keys))
        client.meta.events.register("needs-retry", partial(self._note, keys))

    def _refuse(self, keys: tuple[tuple[str, str], ...], **_: object) -> None:
        if any(self._silences[key] >= SILENCES for key in keys):
            # Not one of botocore's own, which it would try again.
            raise TimeoutError(f"{keys[0][0]} has stopped answering")

    def _note(self, keys: tuple[tuple[str, str], ...], caught_exception: Exception | None = None, **_: object) -> None:
        with self._counting:
            for key in keys:
                if caught_exception is None:
                    self._silences[key] = 0
                elif isinstance(caught_exception, (ConnectTimeoutError, ReadTimeoutError)):
                    self._silences[key] += 1


class Meter:
    """Notes what requests cost, and the pauses before they are made again; sends none beyond the bounds. `whom` names the account."""

    def __init__(self, patience: Patience, whom: Callable[[], str]) -> None:
        self._patience = patience
        self._whom = whom
        self._thread = local()

    def watch(self, client: Any, service: str, region: str) -> None:
        """From now on, count that client's requests."""
        client.meta.events.register_first("before-send", partial(self._before, region, service))
        client.meta.events.register("needs-retry", partial(self._after, region, service))

    def _before(self, region: str, service: str, request: Any = None, **_: object) -> None:
        place, now = self._place(region, service), self._patience.clock()
        asked, ended = getattr(self._thread, "last", (None, now))
        if asked is not None and asked is request.context:
            self._patience.spent(place, ended, now, waiting=True)
        self._thread.sent = now
        # Not one of botocore's own errors, which it would try again.
        self._patience.check(place)

    def _after(
        self, region: str, service: str, request_dict: Any = None, response: Any = None, caught_exception: object = None, **_: object
    ) -> None:
        now, size = self._patience.clock(), 0 if response is None else len(response[0].content)
        sent = getattr(self._thread, "sent", now)
        self._patience.spent(self._place(region, service), sent, now, waiting=caught_exception is not None, size=size)
        self._thread.last = request_dict["context"], now

    def _place(self, region: str, service: str) -> Place:
        return self._whom(), region, service


class Pace:
    """Holds requests back to a rate, whichever thread, account or region makes them."""

    def __init__(self, rate: float) -> None:
        self._turns = Turns(rate)

    def keep(self, client: Any) -> None:
        """From now on, hold that client's requests back; before they are signed, so that no signature grows old."""
        client.meta.events.register("before-sign", self._wait)

    def _wait(self, **_: object) -> None:
        self._turns.wait()


def heed(ceiling: Ceiling, events: BaseEventHooks, service: str) -> None:
    """From now on, answers to the service's requests lower its ceiling, or raise it again."""

    def answered(response: Any = None, **_: object) -> None:
        if response is not None:
            crowded = response[0].status_code == 429 or response[1].get("Error", {}).get("Code") in THROTTLED
            (ceiling.refused if crowded else ceiling.served)(service)

    events.register("needs-retry", answered)
