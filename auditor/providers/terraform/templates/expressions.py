"""Works out the expressions of a template of Azure. What nobody knows yet is a mark within a text, the same for the same question."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from auditor.providers.terraform.templates.syntax import Call, parsed
from auditor.providers.terraform.values import (
    LARGEST,
    Later,
    Scale,
    invalid,
    leaves,
    number,
    placed,
    replaced,
    text,
    together,
    truth,
    within,
)

MARK = re.compile("\x00(\\d+)\x00")
MOST_STEPS = 1_000_000
Function = Callable[..., Any]


class Names(Protocol):
    """What expressions ask of a template."""

    def parameter(self, name: str) -> Any:
        """A parameter."""

    def variable(self, name: str) -> Any:
        """A variable."""

    def given(self, name: str) -> Any:
        """What the deployment itself tells by a function without arguments; None for what it does not."""

    def index(self, name: str) -> Any:
        """Which one of many is being made."""


class Evaluator:
    """Makes values of what is written."""

    def __init__(self) -> None:
        self._marks: dict[str, int] = {}
        self._why: list[str] = []
        self._scale = Scale(MOST_STEPS)

    def mark(self, question: str, why: str) -> str:
        """What stands in a text for what nobody knows yet."""
        number_ = self._marks.setdefault(question, len(self._why))
        if number_ == len(self._why):
            self._why.append(why)
        return f"\x00{number_}\x00"

    def why(self, said: str) -> str | None:
        """Why nobody knows a text; None of one that is known."""
        found = MARK.search(said)
        return self._why[int(found[1])] if found and int(found[1]) < len(self._why) else None

    def value(self, written: object, names: Names) -> Any:
        """What a part of a template is worth. Raises ValueError for what is too much."""
        self._scale.step()
        if isinstance(written, str):
            if written.startswith("[[") or not (written.startswith("[") and written.endswith("]")):
                return written[1:] if written.startswith("[[") else written
            return self._scale(self._of(parsed(written[1:-1]), names))
        if isinstance(written, list):
            return self._scale([self.value(one, names) for one in written])
        if isinstance(written, Mapping):
            return self._scale({name: self.value(one, names) for name, one in written.items() if name != "copy"})
        return written

    def _of(self, call: Call, names: Names) -> Any:
        self._scale.step()
        if not call.name:
            return call.given[0]
        found = self._called(call, names)
        for step in call.steps:
            key = self._of(step, names) if isinstance(step, Call) else step
            found = self._step(found, key)
        return found

    def _called(self, call: Call, names: Names) -> Any:
        if call.name == "if" and len(call.given) == 3:
            return self._if(call, names)
        given = [self._of(one, names) for one in call.given]
        if call.name in ("parameters", "variables") and len(given) == 1:
            return names.parameter(str(given[0])) if call.name == "parameters" else names.variable(str(given[0]))
        if call.name == "copyindex":
            base = [one for one in given if isinstance(one, int)]
            at = names.index(next((one for one in given if isinstance(one, str)), ""))
            return at if isinstance(at, Later) or not base else at + base[0]
        told = names.given(call.name) if not given else None
        return told if told is not None else self._function(call.name, given)

    def _if(self, call: Call, names: Names) -> Any:
        holds = truth(self._of(call.given[0], names))
        if not isinstance(holds, Later):
            return self._of(call.given[1 if holds else 2], names)
        one, other = (self._of(part, names) for part in call.given[1:])
        return one if one == other and not [*within([one, other])] else Later(holds.why)

    def _function(self, name: str, given: list[object]) -> Any:
        """What a function makes of what it is given; a mark for one that needs more than the template."""
        self._scale([*given])
        later = together(within(given))
        function = FUNCTIONS.get(name)
        if later is not None and name not in SHALLOW:
            return later
        marked = any(isinstance(one, str) and MARK.search(one) for one in leaves(given))
        if function is None or (marked and name not in KEEPS):
            return self._asked(name, given)
        try:
            return function(*given)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError, ArithmeticError):
            return invalid(f"{name}() of what it does not take")

    def _asked(self, name: str, given: list[object]) -> Any:
        if name in TRUTHS or name in ("length", "int", "bool", "createarray", "split", "reference", "listkeys"):
            return Later(f"{name}() is known once it is deployed")
        return self.mark(f"{name}({given!r})", f"{name}() is known once it is deployed")

    def _step(self, of: object, key: object) -> Any:
        if isinstance(of, Later) or isinstance(key, Later):
            return together((of, key))
        if isinstance(of, str) and MARK.search(of):
            return self.mark(f"{of}.{key}", self.why(of) or "")
        if isinstance(of, list):
            return placed(of, key)
        if isinstance(of, Mapping):
            same = next((name for name in of if name.lower() == str(key).lower()), None)
            return of[same] if same is not None else invalid(f"nothing is called {key} there")
        return invalid(f"nothing is called {key} there")


def _concat(*parts: Any) -> Any:
    if parts and isinstance(parts[0], list):
        return [one for part in parts for one in part]
    return "".join(_said(one) for one in parts)


def _said(value: object) -> str:
    found = text(value)
    if isinstance(found, Later):
        raise TypeError
    return "True" if value is True else "False" if value is False else found


def _format(pattern: str, *values: object) -> str:
    made = re.sub(r"\{(\d+)(?::[^{}]*)?\}", lambda found: _said(values[int(found[1])]), pattern)
    if len(made) > LARGEST:
        raise ValueError
    return made


def _resource(*parts: object) -> str:
    """`resourceId`: subscription and group may stand before the type."""
    at = next(place for place, one in enumerate(parts) if "/" in str(one))
    subscription = parts[at - 2] if at > 1 else SUBSCRIPTION
    group = parts[at - 1] if at > 0 else GROUP
    return f"{grouped(subscription, group)}/providers/{below(str(parts[at]), [str(one) for one in parts[at + 1 :]])}"


def below(type: str, names: list[str]) -> str:
    """The end of an id: the provider, then each type with its name."""
    provider, *types = type.split("/")
    return "/".join([provider, *(word for pair in zip(types, names, strict=True) for word in pair)])


SUBSCRIPTION, GROUP = "\x01subscription\x01", "\x01group\x01"
"""Stand in ids for the subscription and the group that a template is deployed to."""


def grouped(subscription: object = SUBSCRIPTION, group: object = GROUP) -> str:
    """The id of a group: of the one that a template is deployed to, where no other is named."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def _union(*parts: Any) -> Any:
    if parts and isinstance(parts[0], list):
        found: list[Any] = []
        for one in (each for part in parts for each in part):
            if one not in found:
                found.append(one)
        return found
    made: dict[str, Any] = {}
    for part in parts:
        made |= part
    return made


def _split(said: str, by: object) -> list[str]:
    marks = by if isinstance(by, list) else [by]
    return re.split("|".join(map(re.escape, marks)), said)


def _range(start: int, count: int) -> list[int]:
    if count > 10_000:
        raise ValueError
    return [*range(start, start + count)]


def _contains(of: Any, what: Any) -> bool:
    return str(what).lower() in {str(one).lower() for one in of} if isinstance(of, Mapping) else what in of


def _join(of: list[object], by: str) -> str:
    if len(by) * len(of) > LARGEST:
        raise ValueError
    return by.join(_said(one) for one in of)


FUNCTIONS: Mapping[str, Function] = {
    "add": lambda one, other: one + other,
    "and": lambda *parts: all(truth(one) is True for one in parts),
    "array": lambda one: one if isinstance(one, list) else [one],
    "bool": truth,
    "coalesce": lambda *parts: next((one for one in parts if one is not None), None),
    "concat": _concat,
    "contains": _contains,
    "createarray": lambda *parts: [*parts],
    "createobject": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
    "div": lambda one, other: one // other,
    "empty": lambda one: not one,
    "endswith": lambda said, end: said.lower().endswith(end.lower()),
    "equals": lambda one, other: one.lower() == other.lower() if isinstance(one, str) and isinstance(other, str) else one == other,
    "false": lambda: False,
    "first": lambda of: of[0],
    "format": _format,
    "greater": lambda one, other: one > other,
    "greaterorequals": lambda one, other: one >= other,
    "int": number,
    "join": _join,
    "last": lambda of: of[-1],
    "length": len,
    "less": lambda one, other: one < other,
    "lessorequals": lambda one, other: one <= other,
    "max": lambda *parts: max(parts[0] if isinstance(parts[0], list) else parts),
    "min": lambda *parts: min(parts[0] if isinstance(parts[0], list) else parts),
    "mod": lambda one, other: one % other,
    "mul": lambda one, other: one * other if abs(one * other) < 2**63 else invalid("a number that is too large"),
    "not": lambda one: truth(one) is False,
    "null": lambda: None,
    "or": lambda *parts: any(truth(one) is True for one in parts),
    "padleft": lambda said, count, sign=" ": _said(said).rjust(min(count, 1000), sign),
    "range": _range,
    "replace": replaced,
    "resourceid": _resource,
    "skip": lambda of, count: of[count:],
    "split": _split,
    "startswith": lambda said, begin: said.lower().startswith(begin.lower()),
    "string": _said,
    "sub": lambda one, other: one - other,
    "subscriptionresourceid": lambda *parts: f"/subscriptions/{SUBSCRIPTION}/providers/{below(parts[0], [*parts[1:]])}",
    "substring": lambda said, start, count=LARGEST: said[start : start + count],
    "take": lambda of, count: of[:count],
    "tolower": lambda said: said.lower(),
    "toupper": lambda said: said.upper(),
    "trim": lambda said: said.strip(),
    "true": lambda: True,
    "union": _union,
}
"""Those that need nothing but what they are given."""
KEEPS = frozenset(
    "array coalesce concat createarray createobject format join resourceid string subscriptionresourceid tolower union".split()
)
"""Those that leave marks in a text as they are."""
SHALLOW = frozenset("array createarray createobject union concat first last skip take".split())
"""Those that do not look at what is in a list or an object."""
TRUTHS = frozenset("and bool contains empty endswith equals greater greaterorequals less lessorequals not or startswith".split())
