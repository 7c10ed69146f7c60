"""What an expression refers to: resources of the plan, through variables, outputs, `count` and `for_each`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from auditor.providers.terraform.document import ConfiguredModule, Document, Entry, Index, ModuleCall

Path = tuple[tuple[str, Index], ...]
PART = re.compile(r'([^.\[\]]+)|\[(?:"((?:[^"\\]|\\.)*)"|(\d+)|[^\]]*)\]')
DEEPEST = 64
MOST_STEPS = 2000
"""Modules call modules, and outputs name outputs: no further than this, and no more of them."""
WHOLE = "@"
"""Before the whole address of a resource, which no scope changes."""
HARMLESS = frozenset({"path", "terraform", "self"})


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a reference is written: a module, by the calls that lead to it, and which one of many repeats it."""

    module: Path
    index: Index = None
    repeated: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The module as it is written."""
        return tuple(name for name, _ in self.module)


class References:
    """Resolves what the configuration of a plan refers to."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._steps = 0

    def resources(self, entry: Entry, expression: object) -> list[Entry] | None:
        """The resources that an expression of a resource may mean; None when it also depends on what nobody can follow."""
        found = self._meant(entry, expression)
        return None if any(one is None for one in found) else _each_once(found)

    def named(self, entry: Entry, expression: object) -> list[Entry]:
        """The resources that an expression names, whatever else it depends on."""
        return _each_once(self._meant(entry, expression))

    def sources(self, entry: Entry, expression: object, type: str) -> list[Entry]:
        """The data sources of a type that an expression of a resource names in its own module, when it names nothing else."""
        found: list[Entry] = []
        for one in references(expression):
            whole = self._document.by_address.get(one.removeprefix(WHOLE)) if one.startswith(WHOLE) else None
            if whole is not None and whole.mode == "data":
                found += [whole] if whole.type == type else []
                continue
            parts = _parts(one)
            if parts[:2] != ["data", type]:
                if parts[:1] not in (["each"], ["count"], ["data"]):
                    return []
                continue
            found += self._named(parts[1:], _scope(entry), "data")
        return _each_once(found)

    def _meant(self, entry: Entry, expression: object) -> list[Entry | None]:
        """What an expression of a resource may mean, with None for what nobody can follow."""
        self._steps = 0
        return list(self._of(expression, _scope(entry), entry, 0))

    def _of(self, expression: object, scope: Scope, entry: Entry | None, depth: int) -> Iterator[Entry | None]:
        self._steps += 1
        if depth > DEEPEST or self._steps > MOST_STEPS:
            yield None
            return
        written = references(expression)
        for one in written:
            # Terraform writes `a.b.c`, and then what it is part of.
            if not any(other != one and other.startswith((f"{one}.", f"{one}[")) for other in written):
                yield from self._one(one, scope, entry, depth + 1)

    def _one(self, reference: str, scope: Scope, entry: Entry | None, depth: int) -> Iterator[Entry | None]:
        if reference.startswith(WHOLE):
            found = self._document.by_address.get(reference.removeprefix(WHOLE))
            if found is None or found.mode == "managed":
                yield found
            return
        parts = _parts(reference)
        head = str(parts[0]) if parts else ""
        if head == "var" and len(parts) > 1:
            yield from self._variable(str(parts[1]), scope, depth)
        elif head == "module" and len(parts) > 1:
            yield from self._output(parts, scope, depth)
        elif head == "each" and reference.startswith("each.value"):
            yield from self._each(scope, entry, depth)
        elif head == "local":
            yield None
        elif head not in {"each", "count", "data", *HARMLESS} and len(parts) > 1:
            yield from self._named(parts, scope)

    def _named(self, parts: list[str | int], scope: Scope, mode: str = "managed") -> Iterator[Entry]:
        """The instances of a block: the one that is named, else the one of the same key as who refers to it, else all."""
        block = scope.names, mode, str(parts[0]), str(parts[1])
        every = [one for one in self._document.by_block.get(block, ()) if one.module == scope.module]
        named = parts[2] if len(parts) > 2 else None
        exact = [one for one in every if named is not None and one.index == named]
        same = [one for one in every if scope.repeated and one.index == scope.index]
        yield from exact or same or every

    def _variable(self, name: str, scope: Scope, depth: int) -> Iterator[Entry | None]:
        """What the caller of the module gave; a variable of the root is a value, and refers to nothing."""
        call = self._call(scope)
        if call is not None and name in call.expressions:
            key = scope.module[-1][1]
            yield from self._of(msgspec.json.decode(call.expressions[name]), Scope(scope.module[:-1], key, key is not None), None, depth)

    def _output(self, parts: list[str | int], scope: Scope, depth: int) -> Iterator[Entry | None]:
        """What an output of a module that is called here means, in the instance that is named, or in each."""
        name = str(parts[1])
        keyed = len(parts) > 2 and (isinstance(parts[2], int) or len(parts) > 3)
        output = str(parts[3] if keyed else parts[2]) if len(parts) > (3 if keyed else 2) else None
        child = self._document.modules.get((*scope.names, name))
        if child is None or output is None or output not in child.outputs:
            yield None
            return
        expression = msgspec.json.decode(child.outputs[output].expression)
        paths = [path for path in self._instances((*scope.module,), name) if not keyed or path[-1][1] == parts[2]]
        same = [path for path in paths if scope.repeated and path[-1][1] == scope.index]
        for path in same or paths:
            yield from self._of(expression, Scope(path), None, depth)

    def _instances(self, parent: Path, name: str) -> list[Path]:
        """The instances of a module that is called somewhere."""
        here = len(parent) + 1
        found = (one.module[:here] for one in self._document.entries if one.module[: here - 1] == parent and len(one.module) >= here)
        return [*dict.fromkeys(path for path in found if path[-1][0] == name)]

    def _each(self, scope: Scope, entry: Entry | None, depth: int) -> Iterator[Entry | None]:
        """What a block is repeated over: the resource of the same key, where it is repeated over resources."""
        block = self._document.blocks.get(entry.block) if entry else None
        over = list(self._of(msgspec.json.decode(block.for_each_expression), Scope(scope.module), None, depth)) if block else []
        same = [one for one in over if one is not None and one.index == scope.index]
        yield from same if same and None not in over else [None]

    def _call(self, scope: Scope) -> ModuleCall | None:
        parent: ConfiguredModule | None = self._document.modules.get(scope.names[:-1]) if scope.module else None
        return parent.module_calls.get(scope.names[-1]) if parent else None

    def constant(self, expression: object, path: Path) -> Any:
        """The value that an expression is known to have: written, or a variable's, through the modules; None when nobody can say."""
        for _ in range(DEEPEST):
            if not isinstance(expression, Mapping):
                return None
            if "constant_value" in expression:
                return expression["constant_value"]
            written = [one for one in references(expression) if one.startswith("var.")]
            if len(written) != 1 or len(references(expression)) != 1 or written[0].count(".") != 1:
                return None
            name, scope = written[0].removeprefix("var."), Scope(path)
            call = self._call(scope)
            if not path:
                return self._document.variables.get(name)
            if call is None or name not in call.expressions:
                return self._default(scope, name)
            expression, path = msgspec.json.decode(call.expressions[name]), path[:-1]
        return None

    def _default(self, scope: Scope, name: str) -> Any:
        module = self._document.modules.get(scope.names)
        variable = msgspec.json.decode(module.variables[name]) if module and name in module.variables else None
        return variable.get("default") if isinstance(variable, Mapping) else None


def references(expression: object) -> list[str]:
    """The names that an expression, or a block of them, refers to."""
    found: list[str] = []
    left = [expression]
    while left:
        one = left.pop()
        if isinstance(one, Mapping):
            said = one.get("references")
            found += [name for name in said if isinstance(name, str)] if isinstance(said, list) else []
            left += [value for key, value in one.items() if key not in ("references", "constant_value")]
        elif isinstance(one, list):
            left += one
    return [*dict.fromkeys(found)]


def _scope(entry: Entry) -> Scope:
    return Scope(entry.module, entry.index, entry.index is not None)


def _each_once(found: Iterable[Entry | None]) -> list[Entry]:
    return list({one.address: one for one in found if one is not None}.values())


def _parts(reference: str) -> list[str | int]:
    return [int(number) if number else word or key for word, key, number in PART.findall(reference) if word or key or number]
