"""A part of a planned resource: its values, and which of them nobody knows yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.observing import Unknown

LATER, DYNAMIC = "known_after_apply", "not_static"
TEXT = 2000
"""The longest text of a setting that is kept; a policy has its own way."""


class Node:
    """Values, with what is unknown and what is sensitive among them, laid out alike; `written` is the block as it is written.

    What is not known is `true`, or a text that says why.
    """

    __slots__ = ("_sensitive", "_unknown", "_values", "filled", "fresh", "partial", "place", "unset", "written")

    def __init__(self, values: object, unknown: object, sensitive: object, written: object, place: str, *, partial: bool = False) -> None:
        self._values, self._unknown, self._sensitive = values, unknown, sensitive
        self.written, self.place, self.partial = written, place, partial
        self.unset: frozenset[str] = frozenset()
        self.filled: frozenset[str] = frozenset()
        """The blocks that the service makes by its own defaults where nobody writes any."""
        self.fresh = True
        """Whether it is to be made: of what is there already, nobody knows what the service was told elsewhere."""

    def get(self, path: str) -> Any:
        """The value there; None when it is not set, or left to the service's default; Unknown before it was applied, or when secret."""
        value, unknown, sensitive, written = self._at(path)
        if sensitive is True:
            return Unknown.of("not_collected", f"{self.place}.{path}: a value that is marked sensitive")
        if isinstance(value, Unknown):
            return value
        why = _not_known(unknown)
        said = value if why is None else self._unsaid(path, written, why)
        if said is None and self._left_open(path):
            return Unknown.of(DYNAMIC, f"{self.place}.{path}: left to the default of the service")
        return said

    def _left_open(self, path: str) -> bool:
        """Whether nobody can say what it is that is not said."""
        return self.partial and path.partition(".")[0] not in self.unset

    def _unsaid(self, path: str, written: object, why: str) -> Any:
        """Of what nobody knows yet: None for what the configuration leaves to the service, whose default it will be."""
        return None if self._left(path, written) else self._later(path, why)

    def _left(self, path: str, written: object) -> bool:
        """Whether the configuration says nothing there, of what is to be made.

        A plan is silent of how blocks are written that may be attributes, too, and of `dynamic`: of those, nothing at all may be known.
        """
        if not self.fresh or not isinstance(self.written, Mapping) or written is not None or "references" in self.written:
            return False
        if path not in self.filled and "." not in path:
            return True
        steps = ".".join(step for step in path.split(".") if not step.isdigit())
        block = next((one for one in self.filled if f"{steps}.".startswith(f"{one}.")), "")
        return bool(block) and self._blank(block) and all(map(self._told_or_blank, self.filled))

    def _blank(self, block: str) -> bool:
        """Whether nothing of a block is known, not even how many there are."""
        _value, unknown, _sensitive, written = self._at(block.replace(".", ".0."))
        around = self._at(block.rpartition(".")[0].replace(".", ".0.") + ".0")[3] if "." in block else self.written
        return unknown is True and written is None and isinstance(around, Mapping) and "references" not in around

    def _told_or_blank(self, block: str) -> bool:
        """Whether a block is as the service makes it of nothing: were it no such block in that version, there would be an empty list."""
        return bool(self._at(block.replace(".", ".0."))[0]) or self._blank(block)

    def _later(self, path: str, why: str) -> Unknown:
        return Unknown.of(DYNAMIC, f"{self.place}.{path}: {why}") if why else Unknown.of(LATER, f"{self.place}.{path}")

    def each(self, path: str) -> list[Node] | Unknown:
        """The blocks there; Unknown when nobody knows how many there will be."""
        value, unknown, sensitive, written = self._at(path)
        if isinstance(value, Unknown):
            return value
        if unknown is True or isinstance(unknown, str):
            if self._left(path, written):
                return []
            return self._later(path, unknown if isinstance(unknown, str) else "")
        if value is None and self._left_open(path):
            return Unknown.of(DYNAMIC, f"{self.place}.{path}: left to the default of the service")
        if isinstance(value, Mapping):
            return [self._part(value, unknown, sensitive, written, path)]
        blocks = value if isinstance(value, list) else [] if value is None else [value]
        return [
            self._part(block, _below(unknown, number), _step(sensitive, number, value), _step(written, number, value), path)
            for number, block in enumerate(blocks)
        ]

    def _part(self, values: object, unknown: object, sensitive: object, written: object, path: str) -> Node:
        found = Node(values, unknown, sensitive, written, f"{self.place}.{path}")
        found.fresh = self.fresh
        return found

    def first(self, path: str) -> Node | Unknown | None:
        """The only block there, or None."""
        found = self.each(path)
        return found if isinstance(found, Unknown) else found[0] if found else None

    def expression(self, path: str) -> Any:
        """What is written there, as the configuration tells it: a mapping with `references`, or None."""
        return self._at(path)[3]

    def _at(self, path: str) -> tuple[Any, Any, Any, Any]:
        value, unknown, sensitive, written = self._values, self._unknown, self._sensitive, self.written
        for step in path.split("."):
            if isinstance(value, Unknown):
                break
            if step == "0" and isinstance(value, Mapping) and step not in value:
                # JSON writes a single block without the list that a plan has around it.
                continue
            key: Any = int(step) if isinstance(value, list) and step.isdigit() else step
            before = value
            # Most of what is asked for is not set, and nothing of it unknown: only what is there is followed.
            value = _step(value, key) if value else None
            unknown = _below(unknown, key) if unknown else None
            sensitive = _step(sensitive, key) if sensitive else None
            written = _step(written, key, before) if written else None
        return value, unknown, sensitive, written


def _step(node: object, key: object, of: object = None) -> Any:
    """One step down; what is wholly unknown or sensitive stays so. A single block is written without the list that its values have."""
    if isinstance(node, dict):
        return node.get(key) if isinstance(key, str) else node if isinstance(of, list) else None
    if node is True or isinstance(node, Unknown):
        return node
    if isinstance(node, list):
        return node[key] if isinstance(key, int) and key < len(node) else None
    return None


def _below(unknown: object, key: object) -> Any:
    """The same of what is not known: a reason holds for all that lies below."""
    return unknown if isinstance(unknown, str) else _step(unknown, key)


def _not_known(unknown: object) -> str | None:
    """Why something in there is not known, empty where it is so until it was applied; None where all is known."""
    left = [unknown]
    while left:
        one = left.pop()
        if one is True or isinstance(one, str):
            return one if isinstance(one, str) else ""
        left += one.values() if isinstance(one, Mapping) else one if isinstance(one, list) else ()
    return None
