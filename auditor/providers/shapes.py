"""The shapes that facts have, whichever cloud tells them: flows, periods, and what several answers tell of the same fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from math import isfinite
from typing import Any

import msgspec

from auditor.model import Resource
from auditor.providers.observing import Unknown, lift, split
from auditor.reference.durations import span, within_reach
from auditor.reference.facts import OWN_KEY

HOURS_A_DAY, SECONDS_A_DAY = 24, 86400
MIB, GIB = 1 << 20, 1 << 30
NO_TIME = "P0D"


def flows(seen: Iterable[Mapping[str, object]]) -> list[Mapping[str, Any]] | None:
    """The value of a `flows.*` fact: each flow once, None when there is none. Raises TypeError for what names no target."""
    once: list[Mapping[str, Any]] = []
    for flow in seen:
        if any(isinstance(flow.get(name), (list, dict)) for name in ("to", "region", "account", "holder")):
            raise TypeError(f"no target: {flow!r:.40}")
        if flow not in once:
            once.append(flow)
    return once or None


def paused(running: Iterable[Mapping[str, object]], stopped: Iterable[str]) -> Any:
    """The flows that run; unknown beyond them when others were switched off, which erases nothing of what they had brought there."""
    left = ", ".join(dict.fromkeys(stopped))
    return (
        Unknown.of("not_collected", f"what was copied to {left} before that was switched off", flows(running)) if left else flows(running)
    )


def kept_whole(*kept: Any) -> Any:
    """How long stays what several settings keep: the longest. None, for ever, whatever else was not read; unknown beyond what was."""
    if None in kept:
        return None
    told = (one.known if isinstance(one, Unknown) else one for one in kept)
    least = max((part for part in told if part is not None), key=lasting, default=None)
    unread = next((one for one in kept if isinstance(one, Unknown)), None)
    return Unknown(unread.reason, least) if unread else least


def kept_at_least(*kept: object) -> Any:
    """The same of settings that keep nothing where they say nothing: None where none of them does."""
    whole = more_than_none(kept_whole(*map(or_no_time, kept)))
    return None if whole == NO_TIME else whole


def or_no_time(period: object) -> Any:
    """A period; of what keeps nothing, none at all."""
    return period or NO_TIME


def more_than_none(kept: object) -> Any:
    """A period as it is known: at least no time at all is nothing known."""
    return Unknown(kept.reason) if isinstance(kept, Unknown) and kept.known == NO_TIME else kept


def joined(*observed: Any) -> Any:
    """The flows that several answers tell of: all that is known, and unknown beyond it when one of them was not given."""
    parts = [one.known if isinstance(one, Unknown) else one for one in observed]
    found = flows(flow for part in parts for flow in part or ())
    refused = next((one for one in observed if isinstance(one, Unknown)), None)
    return Unknown(refused.reason, found) if refused else found


def sealed(first: object = None, *others: object) -> dict[str, Any]:
    """What the keys of every part of a thing tell, None being the provider's own: that of its first part, and whatever other there is."""
    found = dict.fromkeys(OWN_KEY if key is None else key for key in others if not isinstance(key, Unknown))
    besides = [key for key in found if key != (OWN_KEY if first is None else first)] or None
    unread = next((key for key in (first, *others) if isinstance(key, Unknown)), None)
    return {"encryption.key": first, "encryption.keys": Unknown(unread.reason, besides) if unread else besides}


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
    """The longest of ISO 8601 durations; None among none. Raises ValueError for what is none."""
    return ends(durations)[0]


def ends(durations: Iterable[str | None]) -> tuple[str | None, str | None]:
    """The longest of ISO 8601 durations, and the shortest where it is another; None for what there is not."""
    kept = [text for text in durations if lasting(text) > 0]
    last, first = max(kept, key=lasting, default=None), min(kept, key=lasting, default=None)
    return last, first if lasting(first) < lasting(last) else None


def lasting(duration: str | None) -> float:
    """The most days that an ISO 8601 duration can last; none of None. Raises ValueError for what is none."""
    return span(within_reach(duration))[1] / timedelta(days=1) if duration else 0


def sized(*, allocated: object = None, used: object = None, unit: int = 1) -> dict[str, Any]:
    """What a thing may hold and what it does hold, in bytes, of numbers in a unit; what no answer gives, nobody knows."""
    told = {"size.allocated": lift(partial(_bytes, unit), allocated), "size.used": lift(partial(_bytes, unit), used)}
    return {name: size for name, size in told.items() if size is not None}


def holding(resource: Resource, used: object) -> Resource:
    """A resource with the bytes that it holds, as they were counted elsewhere than where it was read; itself where nobody counted."""
    told = sized(used=used)
    if not told:
        return resource  # what is changed after it was made is made anew the next time
    facts, unknown = split(told)
    return msgspec.structs.replace(resource, facts={**resource.facts, **facts}, unknown={**resource.unknown, **unknown})


def _bytes(unit: int, number: Any) -> int | None:
    """None of what is no number, or less than nothing, by which some say that they do not know."""
    return round(number * unit) if _is_number(number) and isfinite(number) and number >= 0 else None


def within(answer: object, path: str) -> Any:
    """The value at a dotted path of an answer; the answer itself without a path, None where there is nothing. A name may hold a dot."""
    if isinstance(answer, Mapping) and path in answer:
        return answer[path]
    for name in path.split(".") if path else ():
        answer = answer.get(name) if isinstance(answer, Mapping) else None
    return answer


def times(size: Any, count: Any) -> int | float | None:
    """What as many parts of one size hold together; None where either is not given, or nothing."""
    product = size * count if _is_number(size) and _is_number(count) else 0
    return product or None


def summed(parts: Iterable[Any]) -> int | float | None:
    """The sum of numbers; None of no part, and where one is not given."""
    found = [*parts]
    return sum(found) if found and all(map(_is_number, found)) else None


def _is_number(said: object) -> bool:
    return isinstance(said, int | float) and not isinstance(said, bool)
