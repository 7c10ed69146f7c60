"""CloudFormation's functions, worked out as far as the template goes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from auditor.i18n import _
from auditor.providers.terraform.values import LARGEST, Later, invalid, joined, number, text, together, truth, within

PLACE = re.compile(r"\$\{([^{}]*)\}")


class Names(Protocol):
    """What the functions ask of a template."""

    def value(self, node: object) -> Any:
        """What a part of the template is worth."""

    def named(self, name: str) -> Any:
        """What a parameter, a pseudo parameter or a resource is worth."""

    def attribute(self, resource: str, name: str) -> Any:
        """An attribute of a resource."""

    def condition(self, name: str) -> bool | Later:
        """Whether a condition holds."""

    def mapped(self, name: object, first: object, second: object) -> Any:
        """A value of a map of the template."""


class Absent:
    """What `AWS::NoValue` stands for: the property is left out."""


ABSENT = Absent()


def _sub(names: Names, given: object) -> Any:
    pattern, own = (given[0], given[1]) if isinstance(given, list) and len(given) == 2 else (given, {})
    if not isinstance(pattern, str) or not isinstance(own, Mapping):
        return invalid("Fn::Sub of what is no text")
    later: list[Later] = []

    def one(found: re.Match[str]) -> str:
        word = found[1].strip()
        if word.startswith("!"):
            return f"${{{word[1:]}}}"
        if word in own:
            said = names.value(own[word])
        elif "." in word:
            said = names.attribute(*word.split(".", 1))
        else:
            said = names.named(word)
        put = text(said)
        if isinstance(put, Later):
            later.append(put)
            return ""
        return put

    made = PLACE.sub(one, pattern)
    if len(made) > LARGEST:
        raise ValueError(_("a value is too large"))
    return together(later) or made


def _join(names: Names, given: Any) -> Any:
    separator, words = given[0], names.value(given[1])
    return words if isinstance(words, Later) else joined(words, separator)


def _select(names: Names, given: Any) -> Any:
    index, of = number(names.value(given[0])), names.value(given[1])
    later = together((index, of))
    return later or of[int(index)]  # type: ignore[arg-type]


def _split(names: Names, given: Any) -> Any:
    said = names.value(given[1])
    return said if isinstance(said, Later) else str(said).split(given[0])


def _if(names: Names, given: Any) -> Any:
    holds = names.condition(given[0]) if isinstance(given[0], str) else truth(names.value(given[0]))
    if not isinstance(holds, Later):
        return names.value(given[1] if holds else given[2])
    either = [names.value(one) for one in given[1:3]]
    refs = together([holds, *within([one for one in either if one is not ABSENT])]) or holds
    return Later(holds.why, refs.refs)


def _equals(names: Names, given: Any) -> Any:
    one, other = (names.value(part) for part in given)
    later = together(within([one, other]))
    return later or text(one) == text(other)


def _every(names: Names, given: Any, *, decides: bool) -> Any:
    """Of `and` and `or`: what one decides, else why nobody can say."""
    found = [names.value(one) for one in given]
    if any(one is decides for one in found):
        return decides
    return together(found) or not decides


def _not(names: Names, given: Any) -> Any:
    found = names.value(given[0])
    return found if isinstance(found, Later) else not found


def _attribute(names: Names, given: Any) -> Any:
    parts = given.split(".", 1) if isinstance(given, str) else given
    return names.attribute(str(parts[0]), str(parts[1]))


def _mapped(names: Names, given: Any) -> Any:
    return names.mapped(*(names.value(one) for one in given[:3]))


def _length(names: Names, given: object) -> Any:
    found = names.value(given)
    return found if isinstance(found, Later) else len(found)


def _json(names: Names, given: object) -> Any:
    found = names.value(given)
    return together(within(found)) or json.dumps(found)


FUNCTIONS: Mapping[str, Callable[[Names, Any], Any]] = {
    "Ref": lambda names, given: names.named(str(given)),
    "Condition": lambda names, given: names.condition(str(given)),
    "Fn::GetAtt": _attribute,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::If": _if,
    "Fn::Equals": _equals,
    "Fn::And": lambda names, given: _every(names, given, decides=False),
    "Fn::Or": lambda names, given: _every(names, given, decides=True),
    "Fn::Not": _not,
    "Fn::FindInMap": _mapped,
    "Fn::Length": _length,
    "Fn::ToJsonString": _json,
}


def called(names: Names, name: str, given: object) -> Any:
    """What a function makes of what it is given; Later of one that needs more than the template."""
    function = FUNCTIONS.get(name)
    if function is None:
        return Later(f"{name} is not evaluated")
    try:
        return function(names, given)
    except (TypeError, KeyError, IndexError, AttributeError):
        return invalid(f"{name} of what it does not take")
