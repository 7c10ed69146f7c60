"""What the SDK does around each call, for one service alone: a client copies all of it, and looks through all of it at each event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from copy import copy
from functools import cache
from typing import Any

from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.hooks import EVENT_ALIASES, EventAliaser, HierarchicalEmitter

DOCUMENTATION = "docs"
EVERYBODYS = ""
Handler = tuple[str, Callable[..., Any], Any]
"""An event, what happens then, and its turn among the others."""


def of_service(service_id: str) -> EventAliaser:
    """botocore's own handlers, in their order, but for those of other services and of its documentation; names it had are names still."""
    events = EventAliaser(copy(_of_all()), {old: new for old, new in EVENT_ALIASES.items() if new == service_id})
    _register(events, _by_service().get(service_id, []))
    return events


@cache
def _of_all() -> HierarchicalEmitter:
    """What happens around the calls of every service; looking at each handler costs more than copying them."""
    events = HierarchicalEmitter()
    _register(events, _by_service()[EVERYBODYS])
    return events


@cache
def _by_service() -> Mapping[str, list[Handler]]:
    """botocore's handlers, by whose calls they are for."""
    found: defaultdict[str, list[Handler]] = defaultdict(list)
    for event, handler, *turn in BUILTIN_HANDLERS:
        first, _point, rest = event.partition(".")
        whose = rest.partition(".")[0]
        if first != DOCUMENTATION:
            found[EVENT_ALIASES.get(whose, whose)].append((event, handler, turn[0] if turn else None))
    return dict(found)


def _register(events: HierarchicalEmitter | EventAliaser, handlers: list[Handler]) -> None:
    turns: dict[Any, Any] = {None: events.register, REGISTER_FIRST: events.register_first, REGISTER_LAST: events.register_last}
    for event, handler, turn in handlers:
        turns[turn](event, handler)
