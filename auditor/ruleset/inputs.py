"""The facts that clauses read of a resource, in a fixed order: a verdict depends on these values and on nothing else.

Each value is of its dictionary type, None (known to be not set) or UNKNOWN. A fact that was not written, that is listed as unknown (itself
or a parent), or whose value is not of its type was not read: no rule may pass on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from auditor.model import Resource
from auditor.reference.facts import Fact
from auditor.ruleset.clause import Reads
from auditor.ruleset.durations import span

NOT_COLLECTED = "not_collected"
WRONG_TYPE = "no_answer: not a value of this fact"
IDENTITY = ("provider", "account", "region", "native_type", "name")
TAGS = "tags."
OBJECTS = frozenset({"object", "flow", None})
"""What the items of a list may be for `every` and `some`; other lists hold words."""


_TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "list": list}
_PARSERS: Mapping[str, Callable[[str], Any]] = {"duration": span, "date": date.fromisoformat}


class _Unknown:
    """The one value that was not read."""


UNKNOWN: Final = _Unknown()
Values = tuple[Any, ...]


class Inputs:
    """Reads the facts of `reads` from a resource, as one hashable tuple. `index` and `items` say where each lies."""

    def __init__(self, reads: Reads) -> None:
        self.index = {path: position for position, path in enumerate(reads)}
        self.items = {path: {name: position for position, name in enumerate(fields)} for path, (_, fields) in reads.items()}
        self._readers = [_reader(path, fact, fields) for path, (fact, fields) in reads.items()]

    def read(self, resource: Resource) -> Values:
        """The value of each fact, in the order of `index`."""
        return tuple([read(resource) for read in self._readers])


def why(resource: Resource, path: str) -> str:
    """The reason why a fact of this path is unknown, of the resource or of an item ("places[1].country")."""
    for prefix in (path, *_parents(path)):
        if prefix in resource.unknown:
            return resource.unknown[prefix]
    beyond = next((reason for key, reason in resource.unknown.items() if key.startswith(f"{path}[")), "")
    return beyond or (NOT_COLLECTED if _found(resource, path) is UNKNOWN else WRONG_TYPE)


def is_objects(fact: Fact) -> bool:
    """Whether the fact is a list of objects, over which `every` and `some` run."""
    return fact.type == "list" and fact.of in OBJECTS


def _parents(path: str) -> list[str]:
    """Every prefix that would make the whole of `path` unknown, nearest first."""
    return [path[:position] for position in range(len(path) - 1, 0, -1) if path[position] in ".["]


def _found(resource: Resource, path: str) -> Any:
    """The raw value at `path`; UNKNOWN where nothing is written."""
    node: Any = resource.facts
    for part in path.replace("]", "").replace("[", ".").split("."):
        if isinstance(node, list):
            node = node[int(part)] if part.isdecimal() and int(part) < len(node) else UNKNOWN
        else:
            node = node.get(part, UNKNOWN) if isinstance(node, dict) else UNKNOWN
    return node


def _reader(path: str, fact: Fact, fields: Mapping[str, Fact]) -> Callable[[Resource], Any]:
    accept = _accept_items(path, fields) if is_objects(fact) else _accept(fact)
    find, prefixes = _finder(path), (path, *_parents(path))

    def read(resource: Resource) -> Any:
        unknown = resource.unknown
        if unknown:
            for prefix in prefixes:
                if prefix in unknown:
                    return UNKNOWN
        return accept(find(resource), unknown)

    return read


def _finder(path: str) -> Callable[[Resource], Any]:
    """How to reach the raw value: an attribute, a tag, or a walk through the facts."""
    if path in IDENTITY:
        return lambda resource: getattr(resource, path)
    if path.startswith(TAGS):
        tag = path.removeprefix(TAGS)
        return lambda resource: resource.tags.get(tag)
    *parents, leaf = path.split(".")

    def find(resource: Resource) -> Any:
        node: Any = resource.facts
        for parent in parents:
            node = node.get(parent)
            if node.__class__ is not dict:
                return UNKNOWN
        return node.get(leaf, UNKNOWN)

    return find


def _accept(fact: Fact) -> Callable[[Any, Mapping[str, str]], Any]:
    """A check that lets through values of the fact's type and null, and turns anything else into UNKNOWN."""
    expected: Any = _TYPES.get(fact.type, str)
    parse = _PARSERS.get(fact.type)

    def accept(value: Any, _unknown: Mapping[str, str]) -> Any:
        if value is None:
            return None
        if value.__class__ is not expected:
            return UNKNOWN
        if expected is list:
            return tuple(value) if all(item.__class__ is str for item in value) else UNKNOWN
        if parse is not None:
            try:
                parse(value)
            except ValueError:
                return UNKNOWN
        return value

    return accept


def _accept_items(path: str, fields: Mapping[str, Fact]) -> Callable[[Any, Mapping[str, str]], Any]:
    """The same for a list of objects: one tuple of the fields read per item; null is an empty list."""
    columns = [(name, _accept(field)) for name, field in fields.items()]
    blank = (UNKNOWN,) * len(columns)

    def accept(value: Any, unknown: Mapping[str, str]) -> Any:
        if value is None:
            return ()
        if value.__class__ is not list:
            return UNKNOWN
        items = [
            tuple([check(item.get(name, UNKNOWN), unknown) for name, check in columns]) if item.__class__ is dict else blank
            for item in value
        ]
        return tuple(items) if not unknown else _with_holes(items, unknown)

    def _with_holes(items: list[Values], unknown: Mapping[str, str]) -> Any:
        for key in unknown:
            if not key.startswith(f"{path}["):
                continue
            number, _, field = key[len(path) + 1 :].partition("]")
            if not number.isdecimal() or len(number) > 9 or int(number) >= len(items):
                return UNKNOWN  # an item nobody wrote down: the list is longer than what was read
            position = int(number)
            hidden = field.removeprefix(".")
            items[position] = tuple(
                [UNKNOWN if hidden in ("", name) else kept for kept, (name, _) in zip(items[position], columns, strict=True)]
            )
        return tuple(items)

    return accept
