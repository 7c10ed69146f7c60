"""Terraform's functions that need nothing but their arguments. Any other is known only later, and says so."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from auditor.providers.terraform.values import LARGEST, Later, invalid, joined, number, replaced, text, together, truth, within

Function = Callable[..., Any]
TOO_LARGE = "too large"
FORMAT = re.compile(r"%(?:%|[-+ 0#]*\d*(?:\.\d+)?[vsdqtf])")


def called(name: str, arguments: list[object]) -> Any:
    """What a function makes of its arguments; Later of one that needs more than them."""
    if name in SHALLOW:
        unknown, function = together(arguments), SHALLOW[name]
    elif name in DEEP:
        unknown, function = together(within(arguments)), DEEP[name]
    else:
        refs = together(within(arguments)) or Later("")
        return Later(f"{name}() is not evaluated", refs.refs)
    if unknown is not None:
        return unknown
    try:
        return function(*arguments)
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, OverflowError, ArithmeticError, re.error):
        return invalid(f"{name}() of arguments that it does not take")


def elements(value: object) -> list[Any]:
    """What is in a list, a set or a map. Raises TypeError for anything else."""
    if isinstance(value, Mapping):
        return [*value.values()]
    if not isinstance(value, list):
        raise TypeError
    return value


def once(values: list[object]) -> list[Any]:
    """A set: each value but once."""
    seen: dict[str, Any] = {}
    for one in values:
        seen.setdefault(repr(one), one)
    return [*seen.values()]


def _merge(*maps: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in maps:
        found |= one or {}
    return found


def _lookup(of: Mapping[str, object], key: str, *default: object) -> Any:
    return of[key] if key in of else default[0] if default else invalid("a key that is not there")


def _flatten(value: list[object]) -> Any:
    found: list[Any] = []
    for one in value:
        if isinstance(one, Later):
            return one
        inner = _flatten(one) if isinstance(one, list) else [one]
        if isinstance(inner, Later):
            return inner
        found += inner
    return found


def _format(pattern: str, *values: Any) -> Any:
    left = iter(values)

    def one(found: re.Match[str]) -> str:
        sign = found[0]
        if sign == "%%":
            return "%"
        value = next(left)
        if sign[-1] in "vs" and len(sign) == 2:
            said = text(value)
            return said if isinstance(said, str) else json.dumps(value)
        if sign[-1] == "d" and int(re.sub(r"\D", "", sign) or 0) < 100:
            return sign % int(value)
        raise ValueError

    try:
        return FORMAT.sub(one, pattern)
    except StopIteration:
        return invalid("format() with too few values")


def _join(separator: str, *lists: Sequence[object]) -> Any:
    return joined([one for many in lists for one in elements(many)], separator)


def _replace(said: str, old: str, new: str) -> Any:
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return Later("replace() by a pattern is not evaluated")
    return replaced(said, old, new)


def _range(*bounds: Any) -> Any:
    found = range(*(int(one) for one in bounds))
    if len(found) > 1024:
        return invalid("range() of more than 1024 values")
    return [*found]


def _element(of: list[object], index: Any) -> Any:
    return of[int(index) % len(of)]


def _slice(of: list[object], start: Any, end: Any) -> list[Any]:
    return of[int(start) : int(end)]


def _set(of: object) -> list[Any]:
    return once(elements(of))


def _coalesce(*values: object) -> Any:
    return next((one for one in values if one is not None and one != ""), invalid("coalesce() of nothing"))


def _coalescelist(*values: object) -> Any:
    return next((one for one in values if one), invalid("coalescelist() of nothing"))


def _sorted(of: Mapping[str, object]) -> list[Any]:
    return [of[key] for key in sorted(of)]


def _zipmap(keys: list[str], values: list[object]) -> dict[str, Any]:
    return dict(zip(keys, values, strict=True))


def _substr(said: str, start: Any, count: Any) -> str:
    begin = int(start) if int(start) >= 0 else len(said) + int(start)
    return said[begin:] if int(count) < 0 else said[begin : begin + int(count)]


def _title(said: str) -> str:
    return re.sub(r"\b\w", lambda found: found[0].upper(), said)


def _contains(of: object, value: object) -> bool:
    return any(one == value for one in elements(of))


def _one(of: list[object]) -> Any:
    return of[0] if len(of) == 1 else None if not of else invalid("one() of several")


def _product(*sets: Sequence[object]) -> Any:
    found: list[list[Any]] = [[]]
    for many in sets:
        if len(found) * max(1, len(many)) > LARGEST // 10:
            raise ValueError(TOO_LARGE)
        found = [[*one, value] for one in found for value in elements(many)]
    return found


def _encoded(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _trim(said: str, signs: str = " \n\t\r") -> str:
    return said.strip(signs)


def _same(value: object) -> Any:
    return value


def _string(value: object) -> Any:
    return None if value is None else text(value)


SHALLOW: Mapping[str, Function] = {
    "merge": _merge,
    "concat": lambda *lists: [one for many in lists for one in elements(many)],
    "lookup": _lookup,
    "element": _element,
    "flatten": _flatten,
    "jsondecode": json.loads,
    "slice": _slice,
    "tolist": elements,
    "tomap": lambda of: dict(of),
    "coalescelist": _coalescelist,
    "keys": sorted,
    "values": _sorted,
    "length": len,
    "zipmap": _zipmap,
    "one": _one,
    "reverse": lambda of: [*reversed(of)],
    "sensitive": _same,
    "nonsensitive": _same,
    "tostring": _string,
    "tonumber": lambda value: None if value is None else number(value),
    "tobool": lambda value: None if value is None else truth(value),
    "chunklist": lambda of, size: [of[at : at + int(size)] for at in range(0, len(of), int(size))],
}
"""Those that look at no value within their arguments: what is known only later may lie there."""
DEEP: Mapping[str, Function] = {
    "alltrue": lambda of: all(truth(one) is True for one in of),
    "anytrue": lambda of: any(truth(one) is True for one in of),
    "abs": abs,
    "ceil": math.ceil,
    "floor": math.floor,
    "max": max,
    "min": min,
    "sum": sum,
    "chomp": lambda said: said.rstrip("\r\n"),
    "coalesce": _coalesce,
    "compact": lambda of: [one for one in of if one],
    "contains": _contains,
    "distinct": once,
    "endswith": lambda said, end: said.endswith(end),
    "format": _format,
    "index": lambda of, value: of.index(value),
    "join": _join,
    "jsonencode": _encoded,
    "lower": lambda said: said.lower(),
    "replace": _replace,
    "setintersection": lambda first, *more: [one for one in _set(first) if all(one in other for other in more)],
    "setproduct": _product,
    "setsubtract": lambda first, other: [one for one in _set(first) if one not in other],
    "setunion": lambda *sets: once([one for many in sets for one in many]),
    "range": _range,
    "sort": sorted,
    "split": lambda by, said: said.split(by) if said else [""],
    "startswith": lambda said, begin: said.startswith(begin),
    "strcontains": lambda said, part: part in said,
    "substr": _substr,
    "title": _title,
    "toset": _set,
    "trim": _trim,
    "trimprefix": lambda said, begin: said.removeprefix(begin),
    "trimspace": lambda said: said.strip(),
    "trimsuffix": lambda said, end: said.removesuffix(end),
    "upper": lambda said: said.upper(),
}
"""Those that need every value."""
