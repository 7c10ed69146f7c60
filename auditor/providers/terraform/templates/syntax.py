"""The expressions of templates of Azure, parsed: a call, a text or a number, and what is asked of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import _

TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_][\w.]*)|([().,\[\]?])|(\S))")
DEEPEST = 60


@dataclass(slots=True)
class Call:
    """A function with what it is given, or a literal (`name` is empty and `given` is it); `steps` are asked of its value."""

    name: str
    given: list[Any] = field(default_factory=list)
    steps: list[Any] = field(default_factory=list)


def parsed(text: str) -> Call:
    """The expression that stands between brackets. Raises ValueError."""
    tokens = list(TOKEN.finditer(text))
    at, found = _expression(tokens, 0, 0)
    if at < len(tokens):
        raise ValueError(_("an expression that goes on after its end"))
    return found


def _sign(tokens: list[re.Match[str]], at: int) -> str:
    return str(tokens[at][4] or "") if at < len(tokens) else ""


def _expression(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[int, Call]:
    if at >= len(tokens) or depth > DEEPEST or tokens[at][5] is not None:
        raise ValueError(_("an expression that does not end, or is too deep"))
    word, number, name = tokens[at][1], tokens[at][2], tokens[at][3]
    at += 1
    if word is not None or number is not None:
        return at, Call("", [word[1:-1].replace("''", "'") if word is not None else int(number[:18])])
    if name is None or _sign(tokens, at) != "(":
        raise ValueError(_("an expression that is no call"))
    at, given = _arguments(tokens, at + 1, depth)
    found = Call(name.lower(), given)
    while _sign(tokens, at) in (".", "[", "?"):
        at, step = _step(tokens, at, depth)
        found.steps.append(step)
    return at, found


def _arguments(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[int, list[Any]]:
    given = []
    while _sign(tokens, at) != ")":
        at, one = _expression(tokens, at, depth + 1)
        given.append(one)
        if _sign(tokens, at) == ",":
            at += 1
        elif _sign(tokens, at) != ")":
            raise ValueError(_("an expression that does not end, or is too deep"))
    return at + 1, given


def _step(tokens: list[re.Match[str]], at: int, depth: int) -> tuple[int, Any]:
    """A name after a dot, or an expression between brackets."""
    if _sign(tokens, at) == "?":
        at += 1
    if _sign(tokens, at) == ".":
        if at + 1 >= len(tokens) or tokens[at + 1][3] is None:
            raise ValueError(_("an expression that does not end, or is too deep"))
        return at + 2, tokens[at + 1][3]
    at, inner = _expression(tokens, at + 1, depth + 1)
    if _sign(tokens, at) != "]":
        raise ValueError(_("an expression that does not end, or is too deep"))
    return at + 1, inner
