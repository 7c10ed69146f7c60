"""YAML as people write it: 1.2 scalars (`NO` is Norway), positions kept, duplicate keys refused.

libyaml parses and gives the marks; the scalars and the checks are ours, so that a country code is never a boolean,
and no tag, anchor or alias can make a file mean more than it shows.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import BaseResolver

from auditor.errors import InputError, Problem
from auditor.files import to_read, why
from auditor.files.bounded import read_bounded
from auditor.files.garbled import plainly
from auditor.i18n import _, filled

Path_ = tuple[str | int, ...]
Place = tuple[int, int]

_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 60
MAX_VALUES = 100_000
"""Keys and values of a file; a register of a thousand activities has a fifth of that."""
DIGITS = 18
"""Of a whole number: what 64 bits hold."""
DEEPEST = "exceeded maximum nesting depth"
"""What libyaml says where it gives up by itself, a thousand levels down; its latest releases look so far ahead before they tell of ours."""
SHORTER = 900
"""Characters before that place at which a text is still deeper than ours: a level takes one at least."""


class Untyped(CParser, BaseResolver):
    """libyaml's parser with no implicit types: every plain scalar reaches `_scalar`."""

    def __init__(self, stream: str) -> None:
        CParser.__init__(self, stream)
        BaseResolver.__init__(self)


@dataclass(slots=True)
class Document:
    """One YAML file: plain `data`, and where each value and key stands (1-based line and column)."""

    path: str
    data: Any = None
    _values: dict[Path_, Place] = field(default_factory=dict)
    _keys: dict[Path_, Place] = field(default_factory=dict)

    def position(self, path: Path_) -> Place:
        """Line and column of the value at `path`, or of its nearest parent."""
        while path and path not in self._values:
            path = path[:-1]
        return self._values.get(path, (1, 1))

    def key_position(self, path: Path_) -> Place:
        """Line and column of the key that ends `path`, or of the value when it has none."""
        return self._keys.get(path) or self.position(path)

    def problem(self, path: Path_, message: str, suggestion: str = "", *, key: bool = False) -> Problem:
        """A mistake at `path` in this file."""
        line, column = self.key_position(path) if key else self.position(path)
        return Problem(self.path, line, column, message, suggestion)


class Unplaced(Document):
    """Data that no text holds, such as what a snapshot carries: a mistake is told by the names that lead to it."""

    def problem(self, path: Path_, message: str, suggestion: str = "", *, key: bool = False) -> Problem:  # noqa: ARG002 - as of a document
        """A mistake at `path`."""
        return Problem(self.path, 1, 1, f"{'.'.join(map(str, path)) or self.path}: {message}", suggestion)


def suggest(word: object, candidates: Iterable[str]) -> str:
    """The candidate most like `word`, or an empty string."""
    close = difflib.get_close_matches(str(word).lower(), [*candidates], n=1, cutoff=0.6)
    return close[0] if close else ""


def load(path: Path) -> Document:
    """Read one YAML file. Raises InputError with the place of the mistake."""
    return parse(read(path), str(path))


def read(path: Path) -> str:
    """The text of one YAML file. Raises InputError."""
    try:
        raw = read_bounded(path, MAX_BYTES)
    except OSError as error:
        said = filled("cannot be read: %(why)s", why=why(error))
        raise InputError(
            [Problem(str(path), 1, 1, said)], to_read(error.errno, _("Check the path: it is read from where the command is run."))
        ) from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError([Problem(str(path), line, 1, _("is not UTF-8"))]) from error


def parse(text: str, name: str) -> Document:
    """Parse YAML text; `name` stands for the path in messages. Raises InputError."""
    document = Document(name)
    problems: list[Problem] = []
    try:
        problems += _refused(text, name)
        node = None if problems else Untyped(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark and error.problem == DEEPEST:
            return parse(text[: mark.index - SHORTER], name)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise InputError(
            [Problem(name, line, column, filled("not valid YAML: %(why)s", why=plainly(error.problem or error.context)))]
        ) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise InputError([Problem(name, 1, 1, filled("not valid YAML: %(why)s", why=plainly(error)))]) from error
    if node is not None:
        document.data = _build(node, (), document, problems)
    if problems:
        raise InputError(problems)
    return document


def _refused(text: str, name: str) -> list[Problem]:
    """What no file of ours may hold: aliases, explicit tags, and a nesting that would exhaust the stack of the C composer."""
    problems: list[Problem] = []
    loader, depth, values = Untyped(text), 0, 0
    while loader.check_event():
        event: Any = loader.get_event()
        values += 1
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return [*problems, Problem(name, *place, filled("nested deeper than %(most)s levels", most=MAX_DEPTH))]
        if values > MAX_VALUES:
            return [*problems, Problem(name, *place, filled("more than %(most)s keys and values", most=MAX_VALUES))]
        if isinstance(event, yaml.AliasEvent):
            problems.append(Problem(name, *place, _("aliases (*name) are not accepted")))
        elif getattr(event, "tag", None):
            problems.append(Problem(name, *place, filled("tags (%(tag)s) are not accepted", tag=event.tag)))
    return problems


def _build(node: Any, path: Path_, document: Document, problems: list[Problem]) -> Any:
    place = (node.start_mark.line + 1, node.start_mark.column + 1)
    document._values[path] = place
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document, problems)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), document, problems) for index, item in enumerate(node.value)]
    return _scalar(str(node.value), node.style)


def _mapping(node: Any, path: Path_, document: Document, problems: list[Problem]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            problems.append(Problem(document.path, *place, _("a key must be a word")))
            continue
        key = str(key_node.value)
        if key in result:
            problems.append(Problem(document.path, *place, filled("duplicate key '%(key)s'", key=key)))
            continue
        document._keys[(*path, key)] = place
        result[key] = _build(value_node, (*path, key), document, problems)
    return result


def _scalar(text: str, style: str | None) -> Any:
    if style in ("'", '"', "|", ">"):
        return text
    if text in _WORDS:
        return _WORDS[text]
    # A number that no field could take stays the text that it is, and is told as such.
    if _INTEGER.match(text):
        return int(text) if len(text) <= DIGITS else text
    if _FLOAT.match(text):
        return value if isfinite(value := float(text)) else text
    return text
