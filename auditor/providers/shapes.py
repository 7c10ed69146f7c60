"""The shapes that facts have, whichever cloud tells them: flows, periods, and what several answers tell of the same fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from auditor.providers.observing import Unknown
from auditor.reference.durations import span, within_reach

HOURS_A_DAY, SECONDS_A_DAY = 24, 86400


def flows(seen: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]] | None:
    """The value of a `flows.*` fact: each flow once, None when there is none. Raises TypeError for what names no target."""
    once: list[Mapping[str, Any]] = []
    for flow in seen:
        if any(isinstance(flow.get(name), (list, dict)) for name in ("to", "region", "account", "holder")):
            raise TypeError(f"no target: {flow!r:.40}")
        if flow not in once:
            once.append(flow)
    return once or None


def paused(running: Iterable[Mapping[str, Any]], stopped: Iterable[str]) -> Any:
    """The flows that run; unknown beyond them when others were switched off, which erases nothing of what they had brought there."""
    left = ", ".join(dict.fromkeys(stopped))
    return Unknown(f"not_collected: what was copied to {left} before that was switched off", flows(running)) if left else flows(running)


def joined(*observed: Any) -> Any:
    """The flows that several answers tell of: all that is known, and unknown beyond it when one of them was not given."""
    parts = [one.known if isinstance(one, Unknown) else one for one in observed]
    found = flows(flow for part in parts for flow in part or ())
    refused = next((one for one in observed if isinstance(one, Unknown)), None)
    return Unknown(refused.reason, found) if refused else found


def days(count: Any) -> str | None:
    """A number of days as an ISO 8601 duration; None for none, and for zero and less, by which clouds say never."""
    return f"P{int(count)}D" if count and int(count) > 0 else None


def hours(count: int) -> str:
    """A number of hours as an ISO 8601 duration, in days when it comes out even."""
    return f"PT{count}H" if count % HOURS_A_DAY else f"P{count // HOURS_A_DAY}D"


def seconds(count: int) -> str:
    """A number of seconds as an ISO 8601 duration, in days when it comes out even."""
    return f"PT{count}S" if count % SECONDS_A_DAY else f"P{count // SECONDS_A_DAY}D"


def longest(durations: Iterable[str | None]) -> str | None:
    """The longest of ISO 8601 durations, by the most days that each can last; None among none. Raises ValueError for what is none."""
    lasting = {text: span(within_reach(text))[1] for text in durations if text}
    return max((text for text, most in lasting.items() if most > timedelta(0)), key=lasting.__getitem__, default=None)
