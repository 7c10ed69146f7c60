"""The shapes that facts have, whichever cloud tells them: flows, and what several answers tell of the same fact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.providers.observing import Unknown
from auditor.reference.facts import OWN_KEY


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


def sealed(*keys: Any) -> dict[str, Any]:
    """What the keys of every part of a thing tell, None being the provider's own: the first that is not, and all the others."""
    found = dict.fromkeys(OWN_KEY if key is None else key for key in keys if not isinstance(key, Unknown))
    unread = next((key for key in keys if isinstance(key, Unknown)), None)
    first = next((key for key in found if key != OWN_KEY), None)
    others = [key for key in found if key != first] if first or unread else []
    return {
        "encryption.key": unread if unread and first is None else first,
        "encryption.keys": Unknown(unread.reason, others or None) if unread else others or None,
    }
