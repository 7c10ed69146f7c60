"""How long Azure asks to be left alone, and how long that is worth waiting for."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from azure.core.exceptions import ClientAuthenticationError
from azure.core.pipeline.policies import HTTPPolicy, RetryPolicy
from azure.core.pipeline.transport import RequestsTransport

from auditor.providers.pace import Patience, Place

LONGEST = 120
"""Seconds. Who is asked to wait longer is told that Azure is throttling, rather than left to wonder."""
CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(?:\.\d+)?")


_place: ContextVar[Place] = ContextVar("place")


class Meter(HTTPPolicy[Any, Any]):
    """Notes what requests cost, and the pauses between them; sends none beyond the bounds of a subscription, a service, an operation."""

    def __init__(self, patience: Patience) -> None:
        super().__init__()
        self._patience = patience

    @contextmanager
    def asking(self, place: Place) -> Iterator[None]:
        """What is asked within is asked of that place."""
        token = _place.set(place)
        try:
            yield
        finally:
            _place.reset(token)

    def send(self, request: Any) -> Any:
        """One attempt. Raises TimeoutError when enough was waited already."""
        place, start = _place.get(), self._patience.clock()
        self._patience.check(place)
        waiting = True
        try:
            response = self.next.send(request)
            waiting = response.http_response.status_code == 429 or response.http_response.status_code >= 500
            return response
        finally:
            self._patience.spent(place, start, self._patience.clock(), waiting=waiting)

    def pause(self, seconds: float, sleep: Any = time.sleep) -> None:
        """Wait, unless enough was waited already: then raises TimeoutError."""
        if seconds <= 0:
            return
        place, start = _place.get(), self._patience.clock()
        self._patience.check(place)
        sleep(seconds)
        self._patience.spent(place, start, self._patience.clock(), waiting=True)


class Retries(RetryPolicy[Any, Any]):
    """azure-core's retries, which also know the quota of Resource Graph, whose throttled queries are not GETs, and do not wait for ever."""

    def __init__(self, meter: Meter, **more: object) -> None:
        super().__init__(**more)
        self._meter = meter

    def sleep(self, settings: dict[str, Any], transport: Any, response: object = None) -> None:
        """Pause before the next attempt: as long as Azure asks for, else a little longer each time."""
        wait = self.get_retry_after(response) if response is not None else None
        self._meter.pause(wait or self.get_backoff_time(settings), transport.sleep)

    def get_retry_after(self, response: Any) -> float | None:
        """Seconds to wait before the next attempt, when the answer says so."""
        headers = response.http_response.headers
        return _said(super().get_retry_after, response) or reset(headers)

    def is_retry(self, settings: dict[str, Any], response: Any) -> bool:
        """Whether to ask once more."""
        throttled = response.http_response.status_code == 429
        wait = self.get_retry_after(response) if response.http_response.status_code >= 400 else None
        return (wait or 0) <= LONGEST and (super().is_retry(settings, response) or (throttled and settings["total"] > 0))


def reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until the quota of Resource Graph is full again; None when none is left out of it or nothing is said."""
    if headers.get("x-ms-user-quota-remaining") not in (None, "0"):
        return None
    match = CLOCK.fullmatch(headers.get("x-ms-user-quota-resets-after") or "")
    return float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])) if match else None


def _said(parse: Any, response: Any) -> float | None:
    """What the answer says of how long to wait; None for what is neither a number nor a date."""
    value = str(response.http_response.headers.get("Retry-After") or "").strip()
    known = not value or value.replace(".", "", 1).isdecimal() or value.endswith("GMT")
    try:
        found: float | None = parse(response) if known else None
    except (ValueError, OverflowError, TypeError):
        return None
    return found


class Patient(RequestsTransport):  # type: ignore[misc]  # imported lazily by azure-core, so that no type of it is known
    """The way to whoever gives tokens, whose SDK would wait for as long as it is told to."""

    def sleep(self, duration: float) -> None:
        """Pause before the next attempt. Raises ClientAuthenticationError rather than wait for longer than anything is waited for."""
        if duration > LONGEST:
            raise ClientAuthenticationError(f"asked to wait for {duration:.0f} seconds")
        super().sleep(duration)
