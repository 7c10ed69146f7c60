"""Whether a resource that a file tells of is one that a provider could have described: its kind, its facts and their types."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from auditor.model import Resource
from auditor.reference.durations import span
from auditor.reference.facts import Fact, facts

FLOW = {"once": bool, "passed_on": bool}
"""What a flow says that is no text."""
LONGEST = 64
"""Characters of a value that a message repeats."""


def wrong(resource: Resource) -> str:
    """The first thing that is wrong with it, in words; empty when it is sound."""
    if resource.kind not in facts().kinds:
        return f"unknown kind {_shown(resource.kind)}"
    return next(_mistakes(resource.kind, resource.facts, ""), "")


def _mistakes(kind: str, told: Mapping[str, Any], above: str) -> Iterator[str]:
    known, groups = _known()
    for name, value in told.items():
        path = above + name
        if (fact := known.get(path)) is not None:
            if kind not in fact.kinds:
                yield f"a fact that {kind} does not have: {_shown(path)}"
            elif value is not None and not _is(fact.type, value, fact):
                yield f"{path}: expected {_wanted(fact)}, found {_shown(value)}"
        elif path not in groups:
            yield f"unknown fact {_shown(path)}"
        elif isinstance(value, dict):
            yield from _mistakes(kind, value, f"{path}.")
        elif value is not None:
            yield f"{path}: expected keys and values, found {_shown(value)}"


@functools.cache
def _known() -> tuple[Mapping[str, Fact], frozenset[str]]:
    """Every fact by its path, and the paths that only hold others."""
    known = facts().facts
    parts = (path.split(".") for path in known)
    return MappingProxyType(dict(known)), frozenset(".".join(one[:depth]) for one in parts for depth in range(1, len(one)))


def _is(sort: str | None, value: Any, fact: Fact) -> bool:
    check = _SORTS.get(sort or "")
    return check is None or check(value, fact)


def _list(value: Any, fact: Fact) -> bool:
    return isinstance(value, list) and all(_is(fact.of or "object", each, fact) for each in value)


def _object(value: Any, fact: Fact) -> bool:
    return isinstance(value, dict) and all(
        value[name] is None or _is(field.type, value[name], field) for name, field in fact.fields.items() if name in value
    )


def _flow(value: Any, _fact: Fact) -> bool:
    return isinstance(value, dict) and all(one is None or isinstance(one, FLOW.get(name, str)) for name, one in value.items())


def _readable(read: Callable[[str], object], value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


def _text(value: Any, _fact: Fact) -> bool:
    return isinstance(value, str)


_SORTS: Mapping[str, Callable[[Any, Fact], bool]] = {
    "string": _text,
    "country": _text,
    "category": _text,
    "boolean": lambda value, _fact: isinstance(value, bool),
    "integer": lambda value, _fact: isinstance(value, int) and not isinstance(value, bool),
    "duration": lambda value, _fact: _readable(span, value),
    "date": lambda value, _fact: _readable(date.fromisoformat, value),
    "enum": lambda value, fact: value in fact.values if isinstance(value, str) else False,
    "list": _list,
    "object": _object,
    "flow": _flow,
}


def _wanted(fact: Fact) -> str:
    if fact.type == "enum":
        return f"one of {', '.join(fact.values)}"
    return f"a list of {fact.of or 'object'}" if fact.type == "list" else f"a value of type {fact.type}"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | int | float | bool) else f"a {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
