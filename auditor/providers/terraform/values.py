"""What an expression is worth: plain data, in which anything may be known only later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.i18n import _, filled

LARGEST = 1_000_000
"""Characters of a text, and values in a collection with all that lies in it: no plan has such a one."""

LATER = "known_after_apply"
"""Why nobody knows what will be known once it is there."""


@dataclass(frozen=True, slots=True)
class Later:
    """A value that the text does not have, and why. `refs` are the addresses of what it is made of.

    `loose`: it also depends on what nobody can follow. `failed`: Terraform would not accept it, as `try` and `can` ask.
    """

    why: str
    refs: frozenset[str] = frozenset()
    loose: bool = True
    failed: bool = False


def invalid(why: str) -> Later:
    """What Terraform itself could not make a value of."""
    return Later(why, failed=True)


def together(values: Iterable[object]) -> Later | None:
    """One Later of those among some values; None of none."""
    every = [one for one in values if isinstance(one, Later)]
    if len(every) < 2:
        return every[0] if every else None
    first = next((one for one in every if one.loose), every[0])
    refs = frozenset().union(*(one.refs for one in every))
    return Later(first.why, refs, any(one.loose for one in every), any(one.failed for one in every))


def leaves(value: object) -> Iterator[Any]:
    """Everything in a value that holds nothing itself. Raises ValueError for more than any plan has."""
    left, seen = [value], 0
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            left += one.values()
        elif isinstance(one, list):
            left += one
        else:
            yield one
        seen += 1
        if seen > LARGEST:
            raise ValueError(_("a value is too large"))


def within(value: object) -> Iterator[Later]:
    """Everything in a value that is known only later."""
    return (one for one in leaves(value) if isinstance(one, Later))


def at(value: object, path: str) -> Any:
    """What is said at a path; None where nothing is, Later where that lies within what nobody knows."""
    node = value
    for step in path.split("."):
        if isinstance(node, Later):
            return node
        node = node.get(step) if isinstance(node, Mapping) else None
    return node


class Once:
    """What is worked out when it is asked for by its name, and but once."""

    def __init__(self) -> None:
        self._known: dict[str, Any] = {}
        self._asked: set[str] = set()

    def __call__(self, name: str, made: Callable[..., object], *given: object) -> Any:
        """What is made of what is given, under a name. Raises ValueError for what goes round in a circle."""
        if name not in self._known:
            if name in self._asked:
                raise ValueError(filled("%(name)s refers to itself", name=name))
            self._asked.add(name)
            try:
                self._known[name] = made(*given)
            finally:
                self._asked.discard(name)
        return self._known[name]


class Scale:
    """Weighs what is made, so that a few lines that double themselves do not fill the memory, and counts what is done for it."""

    def __init__(self, most_steps: int) -> None:
        self._known: dict[int, tuple[Any, int]] = {}
        self._left = most_steps

    def step(self) -> None:
        """One part is evaluated. Raises ValueError when that is too many."""
        self._left -= 1
        if self._left < 0:
            raise ValueError(_("there is too much to evaluate"))

    def __call__(self, value: object) -> Any:
        """The same value. Raises ValueError when it is larger than any plan's."""
        if self._weight(value) > LARGEST:
            raise ValueError(filled("a value of more than %(most)s characters or parts", most=LARGEST))
        return value

    def _weight(self, value: object) -> int:
        if isinstance(value, str):
            return len(value)
        if not isinstance(value, list | dict):
            return 1
        known = self._known.get(id(value))
        if known is None:
            parts = value.values() if isinstance(value, dict) else value
            known = self._known[id(value)] = value, 1 + sum(self._weight(one) for one in parts)
        return known[1]


def text(value: object) -> str | Later:
    """A value within a text. Lists and objects have none."""
    if isinstance(value, Later):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, str | int):
        return str(value)
    return invalid("a value that is no text")


def placed(of: list[object], key: object) -> Any:
    """What stands at a place of a list, counted from none."""
    place = number(key)
    return of[place] if isinstance(place, int) and 0 <= place < len(of) else invalid("a place that is not there")


def replaced(said: str, old: str, new: str) -> str:
    """A text with another for each of one that is in it. Raises ValueError for one that may be larger than any plan's."""
    if len(said) * (len(new) + 1) > LARGEST:
        raise ValueError(_("a value is too large"))
    return said.replace(old, new)


def joined(values: Iterable[object], separator: str = "") -> str | Later:
    """Values put together in one text. Raises ValueError for one that is larger than any plan's."""
    words = [text(one) for one in values]
    known = [one for one in words if isinstance(one, str)]
    if sum(map(len, known)) + len(separator) * len(words) > LARGEST:
        raise ValueError(_("a value is too large"))
    return together(words) or separator.join(known)


def truth(value: object) -> bool | Later:
    """A value as a condition."""
    if isinstance(value, bool | Later):
        return value
    found = {"true": True, "false": False}.get(value) if isinstance(value, str) else None
    return invalid("a value that is neither true nor false") if found is None else found


def number(value: Any) -> int | float | Later:
    """A value as a number."""
    if isinstance(value, Later) or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    try:
        return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else float(value)
    except (TypeError, ValueError, OverflowError):
        return invalid("a value that is no number")
