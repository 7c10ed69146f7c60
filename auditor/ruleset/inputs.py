"""The facts that clauses read of a resource, in a fixed order: a verdict depends on these values and on nothing else.

Each value is of its dictionary type, None (known to be not set), UNKNOWN, of a duration or a list of words the least it can be (Floor),
or of an enum what it may be (Among). A fact that was
not written, that is listed as unknown (itself or a parent), or whose value is not of its type was not read: no rule may pass on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from auditor.model import Resource
from auditor.reason import reason_for
from auditor.reference.durations import span
from auditor.reference.facts import Fact
from auditor.ruleset.clause import Reads

NOT_COLLECTED = "not_collected"
NOT_ANSWERED = "not_answered"
ANSWERS = "answers."
WRONG_TYPE = reason_for("no_answer", "not a value of this fact")
IDENTITY = ("provider", "account", "region", "native_type", "name")
TAGS = "tags."
ORIGIN = "origin"
OBJECTS = frozenset({"object", "flow", None})
"""What the items of a list may be for `every` and `some`; other lists hold words."""


_TYPES: Mapping[str, type] = {"boolean": bool, "integer": int, "list": list}


class _Unknown:
    """The one value that was not read."""


UNKNOWN: Final = _Unknown()


class Floor(NamedTuple):
    """The least that a duration can be, or the words of a list that are known, where more of it was not read."""

    least: Any


class Among(NamedTuple):
    """The values that an enum may have, where it was not read and cannot have some."""

    values: frozenset[str]


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
    if not beyond and _found(resource, path) is UNKNOWN:
        return NOT_ANSWERED if path.startswith(ANSWERS) else NOT_COLLECTED
    return beyond or WRONG_TYPE


def of_its_own(reads: Reads) -> Reads:
    """Those that resources may say differently of which everything else is the same (`Resource.alike`)."""
    return {path: read for path, read in reads.items() if path in ("name", ORIGIN) or path.startswith(TAGS)}


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
    """How to read one fact. One call a fact, and no loop that can be spared: a million resources have twelve million facts."""
    if path in IDENTITY:
        return _hidden(path, lambda resource: getattr(resource, path))
    if path.startswith(TAGS):
        tag = path.removeprefix(TAGS)
        return _hidden(path, lambda resource: resource.tags.get(tag))
    *parents, leaf = path.split(".")
    prefixes = (path, *_parents(path))
    expected: Any = list if is_objects(fact) else _TYPES.get(fact.type, str)
    convert = _items(path, fields) if is_objects(fact) else _words if expected is list else _PARSED.get(fact.type)

    def read(resource: Resource) -> Any:
        unknown = resource.unknown
        if unknown:
            for prefix in prefixes:
                if prefix in unknown:
                    return _floor(resource, path, expected, convert) if fact.floor and prefix == path else UNKNOWN
        node: Any = resource.facts
        for parent in parents:
            node = node.get(parent)
            if node.__class__ is not dict:
                return UNKNOWN
        value = node.get(leaf, UNKNOWN)
        if value.__class__ is expected:
            return value if convert is None else convert(value, unknown)
        if value is None:
            return null
        return UNKNOWN

    # Null is known to be not set: no object at all, for a list of them.
    null = () if is_objects(fact) else None
    return read


def _floor(resource: Resource, path: str, expected: type, convert: _Check | None) -> Any:
    """What is known of a fact that was not read whole."""
    found = _found(resource, path)
    value = convert(found, {}) if found.__class__ is expected and convert else UNKNOWN
    return UNKNOWN if value in (UNKNOWN, ()) else Floor(value)


def _hidden(path: str, find: Callable[[Resource], Any]) -> Callable[[Resource], Any]:
    """A fact that every resource carries outside its facts, unless it is listed as unknown."""
    prefixes = (path, *_parents(path))
    return lambda resource: UNKNOWN if any(prefix in resource.unknown for prefix in prefixes) else find(resource)


def _words(value: Sequence[object], _unknown: Mapping[str, str]) -> Any:
    return tuple(value) if all(item.__class__ is str for item in value) else UNKNOWN


def _parsed(parse: Callable[[str], object]) -> Callable[[Any, Mapping[str, str]], Any]:
    """A text that has to be of a form: the text itself, or UNKNOWN."""

    def check(value: str, _unknown: Mapping[str, str]) -> Any:
        try:
            parse(value)
        except ValueError:
            return UNKNOWN
        return value

    return check


_Check = Callable[[Any, Mapping[str, str]], Any]
_PARSED: Mapping[str, _Check] = {"duration": _parsed(span), "date": _parsed(date.fromisoformat)}


def _items(path: str, fields: Mapping[str, Fact]) -> _Check:
    """Each object of a list as the values of the fields read, in their order."""
    columns = [(name, _TYPES.get(field.type, str), _PARSED.get(field.type), _unread(field)) for name, field in fields.items()]
    blank = (UNKNOWN,) * len(columns)

    def row(item: Mapping[str, object], position: int) -> Values:
        values = []
        for name, expected, check, left in columns:
            value = item.get(name, UNKNOWN)
            if value.__class__ is not expected and value is not None:
                value = left if position else UNKNOWN
            elif check is not None and value is not None:
                value = check(value, {})
            values.append(value)
        return tuple(values)

    def convert(value: Sequence[object], unknown: Mapping[str, str]) -> Any:
        items = [row(item, position) if item.__class__ is dict else blank for position, item in enumerate(value)]
        return _with_holes(path, fields, items, unknown) if unknown else tuple(items)

    return convert


def _with_holes(path: str, fields: Mapping[str, Fact], items: list[Values], unknown: Mapping[str, str]) -> Any:
    """The items without the fields that are listed as unknown."""
    for key in unknown:
        if not key.startswith(f"{path}["):
            continue
        number, _, field = key[len(path) + 1 :].partition("]")
        if not number.isdecimal() or len(number) > 9 or int(number) >= len(items):
            return UNKNOWN  # an item nobody wrote down: the list is longer than what was read
        hidden = field.removeprefix(".")
        left = _unread if int(number) else lambda _: UNKNOWN
        row = zip(items[int(number)], fields.items(), strict=True)
        items[int(number)] = tuple([left(field) if hidden in ("", name) else kept for kept, (name, field) in row])
    return tuple(items)


def _unread(field: Fact) -> Any:
    """What is left of a field that was not read, of any item but the first: what is known apart is ruled out."""
    return Among(frozenset(field.values).difference(field.known_apart)) if field.known_apart else UNKNOWN
