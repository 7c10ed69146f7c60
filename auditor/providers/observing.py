"""Knowledge and its absence: the one place that turns an error into an unknown fact, and what is worked out over what may be unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Facts
from auditor.reason import Reason


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read, and why; `known` is the part of it that was, or None."""

    reason: Reason
    known: Any = None

    @classmethod
    def of(cls, code: str, detail: str, known: object = None) -> Unknown:
        """What no call could have told, or whose call is known to whoever reads it."""
        return cls(Reason.of(code, detail), known)


NOTHING_SAID = "(nothing said)"
GONE = "gone"
"""The reason of what was listed and is there no more: whatever else is said of it, it is no resource, and no gap."""
SHORT = 190
"""How much of what an exception says is kept, in characters."""
SILENT = frozenset({NOTHING_SAID})
"""For `absent`: an answer without what lies at `path` means that there is none, as some services leave empty lists out."""

MISSHAPEN = (AttributeError, LookupError, OverflowError, RecursionError, TypeError, ValueError)
"""What reading an answer of another shape than the documented one raises."""


def observe(
    call: Callable[[], object],
    *,
    errors: tuple[type[Exception], ...],
    reason: Callable[[Exception], tuple[str, Reason]],
    absent: Collection[str] = (),
) -> Any:
    """The only place that turns an error into knowledge: the value, None (an `absent` code: known to be not set) or Unknown."""
    try:
        return call()
    except errors as error:
        code, why = reason(error)
        return None if code in absent else Unknown(why)


def lift(function: Callable[..., object], *observed: object) -> Any:
    """`function` over observed values; the first Unknown among them is the answer, and Unknown where it cannot read their shape.

    Of an Unknown of which a part is known, what the function makes of that part stays known when it is a list: more could only add to it.
    """
    unread = next((value for value in observed if isinstance(value, Unknown)), None)
    if unread is None:
        return observe(lambda: function(*observed), errors=MISSHAPEN, reason=misshapen)
    if unread.known is None:
        return unread
    parts = [value.known if isinstance(value, Unknown) else value for value in observed]
    known = observe(lambda: function(*parts), errors=MISSHAPEN, reason=misshapen)
    known = known.known if isinstance(known, Unknown) else known
    return Unknown(unread.reason, known if isinstance(known, list) else None)


def misshapen(error: Exception) -> tuple[str, Reason]:
    """For `observe`: an answer of another shape than the documented one says nothing."""
    told = f"not in the documented shape ({type(error).__name__}: {error})"
    return type(error).__name__, Reason.of("no_answer", told[:SHORT])


def either(*observed: object) -> Any:
    """Three-valued or: True when one is, else the first Unknown, else False."""
    if any(value is True for value in observed):
        return True
    return next((value for value in observed if isinstance(value, Unknown)), False)


def split(flat: Mapping[str, object]) -> tuple[Facts, dict[str, str]]:
    """Dotted facts → nested facts, and the unknown ones with their reasons: of these only what is known of a part is among the facts."""
    facts: Facts = {}
    unknown: dict[str, str] = {}
    for path, observed in flat.items():
        value = observed.known if isinstance(observed, Unknown) else observed
        if isinstance(observed, Unknown):
            unknown[path] = str(observed.reason)
            if value is None:
                continue
        *parents, leaf = path.split(".")
        node = facts
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return facts, unknown
