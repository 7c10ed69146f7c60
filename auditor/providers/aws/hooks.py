"""What the SDK does around each call, for one service alone: a client copies all of it, and looks through all of it at each event."""

from __future__ import annotations

from typing import Any

from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.hooks import EVENT_ALIASES, EventAliaser, HierarchicalEmitter

DOCUMENTATION = "docs"


def of_service(service_id: str) -> EventAliaser:
    """botocore's own handlers, in their order, but for those of other services and of its documentation; names it had are names still."""
    events = EventAliaser(HierarchicalEmitter(), {old: new for old, new in EVENT_ALIASES.items() if new == service_id})
    turns: dict[Any, Any] = {None: events.register, REGISTER_FIRST: events.register_first, REGISTER_LAST: events.register_last}
    for event, handler, *turn in BUILTIN_HANDLERS:
        first, _point, rest = event.partition(".")
        whose = rest.partition(".")[0]
        if first != DOCUMENTATION and EVENT_ALIASES.get(whose, whose) in ("", service_id):
            turns[turn[0] if turn else None](event, handler)
    return events
