"""The shapes that facts have, whichever cloud tells them: flows, and what several answers tell of the same fact."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.providers.observing import Unknown
from auditor.reference.durations import at_least


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


def longest(*kept: Any) -> Any:
    """How long several settings keep the same data: the longest. None, for ever, whatever else was not read; unknown beyond what was."""
    if None in kept:
        return None
    told = [part for part in (one.known if isinstance(one, Unknown) else one for one in kept) if part is not None]
    least = functools.reduce(lambda one, other: one if at_least(one, other) else other, told) if told else None
    unread = next((one for one in kept if isinstance(one, Unknown)), None)
    return Unknown(unread.reason, least) if unread else least


def joined(*observed: Any) -> Any:
    """The flows that several answers tell of: all that is known, and unknown beyond it when one of them was not given."""
    parts = [one.known if isinstance(one, Unknown) else one for one in observed]
    found = flows(flow for part in parts for flow in part or ())
    refused = next((one for one in observed if isinstance(one, Unknown)), None)
    return Unknown(refused.reason, found) if refused else found
