"""Whether the rule of an Azure policy refuses what somebody would create: yes, no, as they choose, or nobody can say.

Not an engine of Azure Policy: of the language we read what can be said of a type in a region. The rest is never taken for a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from auditor.providers.azure.common import place


class Refused(Enum):
    """The answer. CHOICE: it depends on what else the creator writes, who can write what is not refused. UNSURE: not understood."""

    YES = auto()
    NO = auto()
    CHOICE = auto()
    UNSURE = auto()


FREE, OPAQUE = object(), object()
"""In place of a value: whatever the creator likes; what we cannot work out."""
NEGATED = {
    **{"notequals": "equals", "notin": "in", "notlike": "like", "notcontains": "contains"},
    **{"notmatch": "match", "notmatchinsensitively": "matchinsensitively", "notcontainskey": "containskey"},
}
OPERATORS = {*NEGATED, *NEGATED.values(), "less", "lessorequals", "greater", "greaterorequals", "exists"}
CALL = re.compile(r"\[\s*(.+?)\s*\]", re.DOTALL)
NAMED = re.compile(r"(parameters|field|tolower|toupper|string)\(\s*(.+?)\s*\)", re.IGNORECASE | re.DOTALL)
TAGS = re.compile(r"\[\s*concat\(\s*'tags", re.IGNORECASE)
TEXT = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody would create: fields by name in lower case; of any other field they may write what they like.

    `asked` notes those that an answer was sought from.
    """

    fields: Mapping[str, Any]
    asked: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def of(cls, native_type: str, region: str, **more: object) -> Wanted:
        """A resource of a type in a region."""
        return cls({"type": native_type, "location": region, **{name.lower(): value for name, value in more.items()}})

    def says(self, name: str, otherwise: object = None) -> Any:
        """What is written in a field."""
        self.asked.add(name)
        return self.fields.get(name, otherwise)


def every(parts: Iterable[Refused]) -> Refused:
    """All of them: one that the creator can avoid is enough to avoid the whole."""
    seen = set(parts)
    return next((one for one in (Refused.NO, Refused.CHOICE, Refused.UNSURE) if one in seen), Refused.YES)


def some(parts: Iterable[Refused]) -> Refused:
    """Any of them."""
    seen = set(parts)
    return next((one for one in (Refused.YES, Refused.UNSURE, Refused.CHOICE) if one in seen), Refused.NO)


def holds(condition: object, given: Mapping[str, object], wanted: Wanted, turned: bool = False) -> Refused:
    """Whether a condition is true of what is wanted, or with `turned` whether it is false; `given` are the parameters, in lower case."""
    if not isinstance(condition, Mapping):
        return Refused.UNSURE
    node = {str(key).lower(): value for key, value in condition.items()}
    if "not" in node:
        return holds(node["not"], given, wanted, not turned)
    for name, whole in (("allof", some if turned else every), ("anyof", every if turned else some)):
        if name in node:
            below = node[name] if isinstance(node[name], list) else [None]
            return whole(holds(one, given, wanted, turned) for one in below)
    tests = node.keys() & OPERATORS
    if len(tests) != 1 or len(node) != 2:
        return Refused.UNSURE
    (test,) = tests
    found = _compared(test, *_operand(node, given, wanted), resolved(node[test], given, wanted))
    return Refused.UNSURE if found is OPAQUE else Refused.CHOICE if found is FREE else Refused.YES if found is not turned else Refused.NO


def named(condition: Any, given: Mapping[str, Any]) -> Iterator[str]:
    """Every location that a condition compares with."""
    for key, value in condition.items() if isinstance(condition, Mapping) else ():
        if key.lower() in OPERATORS:
            right = resolved(value, given, Wanted({})) if _operand({**condition}, given, Wanted({}))[1] else ()
            yield from (str(one) for one in (right if isinstance(right, list) else [right]) if isinstance(one, str))
        for one in value if isinstance(value, list) else [value]:
            yield from named(one, given)


def resolved(value: object, given: Mapping[str, object], wanted: Wanted) -> Any:
    """A value with its expressions worked out; OPAQUE where one is not understood."""
    if isinstance(value, list):
        parts = [resolved(one, given, wanted) for one in value]
        return next((mark for mark in (OPAQUE, FREE) if any(part is mark for part in parts)), parts)
    if not isinstance(value, str) or not value.startswith("["):
        return value
    inside = None if value.startswith("[[") else CALL.fullmatch(value)
    return _worked_out(inside[1], given, wanted) if inside else value.removeprefix("[") if value.startswith("[[") else OPAQUE


def _worked_out(expression: str, given: Mapping[str, object], wanted: Wanted) -> Any:
    if text := TEXT.fullmatch(expression):
        return text[1]
    if expression.lower().startswith("requestcontext().apiversion"):
        return FREE
    call = NAMED.fullmatch(expression)
    argument = _worked_out(call[2], given, wanted) if call else OPAQUE
    if call is None or not isinstance(argument, str):
        return FREE if argument is FREE else OPAQUE
    match call[1].lower():
        case "parameters":
            return resolved(given[argument.lower()], {}, wanted) if argument.lower() in given else OPAQUE
        case "field":
            return wanted.says(argument.lower(), FREE)
        case _:
            # Comparisons do not look at capital letters.
            return argument


def _operand(node: Mapping[str, Any], given: Mapping[str, object], wanted: Wanted) -> tuple[Any, bool]:
    """What is compared, and whether it is the location."""
    if "field" in node:
        name = "tags" if TAGS.match(str(node["field"])) else resolved(node["field"], given, wanted)
        return (wanted.says(name.lower(), FREE), name.lower() == "location") if isinstance(name, str) else (OPAQUE, False)
    if "value" in node:
        return resolved(node["value"], given, wanted), "location" in str(node["value"]).lower()
    # How many elements of an array are so and so: the creator writes the array.
    return (FREE, False) if "field" in (node.get("count") or {}) else (OPAQUE, False)


def _compared(test: str, left: object, located: bool, right: object) -> Any:
    """True, False, FREE or OPAQUE."""
    if left is OPAQUE or right is OPAQUE:
        return OPAQUE
    if left is FREE or right is FREE:
        return FREE
    found = _plainly(NEGATED.get(test, test), left, right, located)
    return found if found is OPAQUE else found is not (test in NEGATED)


def _plainly(test: str, left: object, right: object, located: bool) -> Any:
    here = _spelled(left, located)
    match test:
        case "equals":
            return here == _spelled(right, located)
        case "in":
            return here in {_spelled(one, located) for one in right} if isinstance(right, list) else OPAQUE
        case "like":
            pattern = ".*".join(re.escape(_spelled(part, located)) for part in str(right).split("*"))
            return re.fullmatch(pattern, here) is not None
        case "contains":
            return _spelled(right, located) in here if isinstance(left, str) else OPAQUE
        case "exists":
            return str(right).lower() == "true"
        case _:
            return OPAQUE


def _spelled(value: object, located: bool) -> str:
    """As Azure compares it: without regard to capital letters, and a location in any of its spellings."""
    return (place(str(value)) or "") if located else str(value).lower()
