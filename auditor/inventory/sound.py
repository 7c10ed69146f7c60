"""Whether a resource that a file tells of is one that a provider could have described: its kind, its facts and their types."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec

from auditor.i18n import _, filled
from auditor.inventory.known import without
from auditor.model import Resource
from auditor.reason import reason_for
from auditor.reference.durations import span
from auditor.reference.facts import Fact, facts

FLOW = {"once": bool, "passed_on": bool}
"""What a flow says that is no text."""
_encode = msgspec.json.Encoder(order="deterministic").encode
LONGEST = 64
"""Characters of a value that a message repeats."""


def wrong(kind: str, told: Mapping[str, object]) -> str:
    """The first thing that is wrong with a resource of this kind and facts, in words; empty when it is sound."""
    if kind not in facts().kinds:
        return filled("unknown kind %(name)s", name=_shown(kind))
    return next((said for _path, said in _mistakes(kind, told, "")), "")


def fit(resource: Resource) -> Resource:
    """The resource as a snapshot may hold it.

    Of what its provider told, a fact of another type than the dictionary's is unknown, and one that its kind does not have is left out.
    """
    return _sifted(msgspec.json.decode(encoded(resource), type=Resource)) if wrong(resource.kind, resource.facts) else resource


def encoded(told: object) -> bytes:
    """A line of a snapshot; half a character, which no file can hold, is replaced."""
    try:
        return _encode(told)
    except UnicodeEncodeError:
        return _encode(_whole(msgspec.to_builtins(told)))


def _whole(told: object) -> Any:
    """The same data, its texts without the halves of characters, which no file can hold."""
    if isinstance(told, str):
        return told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(told, dict):
        return {_whole(name): _whole(one) for name, one in told.items()}
    return [_whole(one) for one in told] if isinstance(told, list | tuple) else told


def _sifted(resource: Resource) -> Resource:
    mistakes = dict(_mistakes(resource.kind, resource.facts, ""))
    reasons = {
        name: reason_for("no_answer", f"{path} is not of the type {fact.type}")
        for path in mistakes
        for name, fact in _known()[0].items()
        if resource.kind in fact.kinds and f"{name}.".startswith(f"{path}.")
    }
    return msgspec.structs.replace(resource, facts=without(resource.facts, mistakes), unknown={**resource.unknown, **reasons})


def _mistakes(kind: str, told: Mapping[str, object], above: str) -> Iterator[tuple[str, str]]:
    """Where each mistake is, and what it is."""
    known, groups = _known()
    for name, value in told.items():
        path = above + name
        if (fact := known.get(path)) is not None:
            if kind not in fact.kinds:
                yield path, filled("a fact that %(kind)s does not have: %(name)s", kind=kind, name=_shown(path))
            elif value is not None and not _is(fact.type, value, fact):
                yield path, f"{path}: {filled('expected %(what)s, found %(found)s', what=_wanted(fact), found=_shown(value))}"
        elif path not in groups:
            yield path, filled("unknown fact %(name)s", name=_shown(path))
        elif isinstance(value, dict):
            yield from _mistakes(kind, value, f"{path}.")
        elif value is not None:
            yield path, f"{path}: {filled('expected %(what)s, found %(found)s', what=_('keys and values'), found=_shown(value))}"


@functools.cache
def _known() -> tuple[Mapping[str, Fact], frozenset[str]]:
    """Every fact by its path, and the paths that only hold others."""
    known = facts().facts
    parts = (path.split(".") for path in known)
    return MappingProxyType(dict(known)), frozenset(".".join(one[:depth]) for one in parts for depth in range(1, len(one)))


def _is(sort: str | None, value: object, fact: Fact) -> bool:
    check = _SORTS.get(sort or "")
    return check is None or check(value, fact)


def _list(value: object, fact: Fact) -> bool:
    return isinstance(value, list) and all(_is(fact.of or "object", each, fact) for each in value)


def _object(value: object, fact: Fact) -> bool:
    return isinstance(value, dict) and all(
        value[name] is None or _is(field.type, value[name], field) for name, field in fact.fields.items() if name in value
    )


def _flow(value: object, _fact: Fact) -> bool:
    return isinstance(value, dict) and all(one is None or isinstance(one, FLOW.get(name, str)) for name, one in value.items())


def _readable(read: Callable[[str], object], value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        read(value)
    except ValueError:
        return False
    return True


def _text(value: object, _fact: Fact) -> bool:
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
        return filled("one of %(names)s", names=", ".join(fact.values))
    if fact.type == "list":
        return filled("a list of %(type)s", type=fact.of or "object")
    return filled("a value of type %(type)s", type=fact.type)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str | int | float | bool) else filled("a %(type)s", type=type(value).__name__)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
