"""The ten operators: which types they fit, what they expect, and when they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.reference import durations
from auditor.reference.facts import Fact
from auditor.reference.wildcards import glob
from auditor.ruleset.clause import Leaf

_ORDERED = frozenset({"duration", "integer", "date"})
_WORDS = frozenset({"string", "enum", "country", "category"})


@dataclass(frozen=True, slots=True)
class Operator:
    """`types` it fits; `takes` one value, many, a glob or a boolean; `phrase` is its English, with the value as `{}`."""

    types: frozenset[str]
    takes: str
    phrase: str


OPERATORS: Mapping[str, Operator] = {
    "equals": Operator(_WORDS | {"boolean", "integer", "date"}, "one", "equal to {}"),
    "not_equals": Operator(_WORDS | {"boolean", "integer", "date"}, "one", "different from {}"),
    "in": Operator(_WORDS | {"integer"}, "many", "in {}"),
    "not_in": Operator(_WORDS | {"integer"}, "many", "not in {}"),
    "at_most": Operator(_ORDERED, "one", "at most {}"),
    "at_least": Operator(_ORDERED, "one", "at least {}"),
    "is_set": Operator(_WORDS | _ORDERED | {"boolean", "list"}, "boolean", "{}"),
    "matches": Operator(frozenset({"string"}), "glob", "like {}"),
    "contains_any": Operator(frozenset({"list"}), "many", "containing any of {}"),
    "contains_all": Operator(frozenset({"list"}), "many", "containing all of {}"),
}

Lists = Mapping[str, Sequence[str]]


def resolved(value: object, lists: Lists) -> tuple[Any, ...]:
    """A value or values as written, with every `$NAME` replaced by its members."""
    written = value if isinstance(value, tuple) else (value,)
    return tuple(member for item in written for member in (lists[item] if isinstance(item, str) and item.startswith("$") else (item,)))


def of_null(leaf: Leaf) -> bool | None:
    """What the leaf says of a fact known to be not set: null may mean "for ever".

    It has no value that could differ from another: a rule that asks for a difference is not answered by silence.
    """
    match leaf.operator:
        case "equals":
            return leaf.value is None
        case "not_equals":
            return None if leaf.value is not None else False
        case "not_in":
            return None
        case "is_set":
            return not leaf.value
        case "at_least":
            return leaf.fact.infinite_null
        case _:
            return False


def predicate(leaf: Leaf, lists: Lists) -> Callable[[Any], bool]:
    """Whether the leaf holds for a known value of its fact that is not null; `of_null` says it of null."""
    bound = leaf.value
    match leaf.operator:
        case "equals":
            return lambda value: bool(value == bound)
        case "not_equals":
            return lambda value: bool(value != bound)
        case "at_most" | "at_least":
            return _order(leaf.fact, leaf.operator, bound)
        case "is_set":
            # An empty list is known to hold nothing: nothing is set.
            return lambda value: (value != ()) is bound
        case "matches":
            match = glob(bound).match
            return lambda value: match(value) is not None
    members = frozenset(resolved(bound, lists))
    match leaf.operator:
        case "in":
            return lambda value: value in members
        case "not_in":
            return lambda value: value not in members
        case "contains_any":
            return lambda value: not members.isdisjoint(value)
        case _:
            return members.issubset


def beyond(leaf: Leaf, holds: Callable[[object], bool], least: object) -> bool | None:
    """Whether the leaf holds where only the least is known: a duration that is too long stays so, and one that is long enough.

    What a list is known to hold it does hold.
    """
    if leaf.operator == "is_set" and leaf.fact.type == "list":
        return bool(leaf.value)
    decided = holds(least) if leaf.operator in _GROWING else None
    return decided if decided is (leaf.operator != "at_most") else None


_GROWING = frozenset({"at_most", "at_least", "contains_any", "contains_all"})


def of_any(holds: Callable[[object], bool], values: Iterable[str]) -> bool | None:
    """Whether a leaf holds for a value that is one of several: what it says of all of them."""
    found = {holds(value) for value in values}
    return found.pop() if len(found) == 1 else None


def _order(fact: Fact, operator: str, bound: Any) -> Callable[[Any], bool]:
    if fact.type == "duration":
        compare = durations.at_most if operator == "at_most" else durations.at_least
        return lambda value: compare(value, bound)
    # Whole numbers, and ISO dates whose order is that of their text.
    return (lambda value: bool(value <= bound)) if operator == "at_most" else (lambda value: bool(value >= bound))


def phrase(leaf: Leaf, negated: bool = False) -> str:
    """What the leaf expects, in short English: "in $EEA", "at most P30D", "set"; `negated` under a `not`."""
    if leaf.operator == "is_set":
        return "set" if bool(leaf.value) is not negated else "not set"
    if negated and leaf.operator not in _CONTRARY:
        return f"not {phrase(leaf)}"
    operator = _CONTRARY[leaf.operator] if negated else leaf.operator
    return OPERATORS[operator].phrase.format(", ".join(map(_written, leaf.value if isinstance(leaf.value, tuple) else (leaf.value,))))


_CONTRARY = {"equals": "not_equals", "not_equals": "equals", "in": "not_in", "not_in": "in"}


def _written(value: object) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
