"""What the type of a variable makes of a value: defaults of what may be left out, and texts, numbers and sets of their like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.providers.terraform.hcl import syntax
from auditor.providers.terraform.hcl.functions import once
from auditor.providers.terraform.values import Later, number, text, truth

PRIMITIVE: Mapping[str, Callable[[Any], Any]] = {"string": text, "number": number, "bool": truth}
Default = Callable[[Any], Any]


def converted(value: object, type: object, default: Default) -> Any:
    """A value as its type has it; `default` evaluates what `optional` gives. What does not fit stays as it is."""
    if type is None or value is None or isinstance(value, Later):
        return value
    node = _bare(type)
    if node.data == "identifier":
        made = PRIMITIVE.get(str(node.children[0]))
        return made(value) if made and not isinstance(value, list | dict) else value
    if node.data != "function_call":
        return value
    name, arguments = _call(node)
    inner = arguments[0] if arguments else None
    if name == "object" and isinstance(value, dict):
        return _object(value, inner, default)
    if name in ("list", "set") and isinstance(value, list):
        found = [converted(one, inner, default) for one in value]
        return once(found) if name == "set" else found
    if name == "map" and isinstance(value, dict):
        return {key: converted(one, inner, default) for key, one in value.items()}
    return converted(value, inner, default) if name == "optional" else value


def _bare(type: Any) -> Any:
    """A type without what stands around any expression."""
    return syntax.parts(type)[0] if type.data == "expr_term" else type


def _call(node: object) -> tuple[str, list[Any]]:
    name, *given = syntax.parts(node)
    return str(name.children[0]), syntax.parts(given[0]) if given else []


def _object(value: Mapping[str, object], type: object, default: Default) -> Any:
    """With what may be left out and has a default, and null for what has none."""
    node = None if type is None else _bare(type)
    if node is None or node.data != "object":
        return value
    found: dict[str, Any] = {}
    for one in syntax.parts(node):
        key_tree, inner = syntax.parts(one)
        key = str(syntax.parts(syntax.parts(key_tree)[0])[0].children[0])
        said = value.get(key)
        if said is None:
            said = _left_out(inner, default)
        found[key] = converted(said, inner, default)
    return found


def _left_out(type: object, default: Default) -> Any:
    node = _bare(type)
    name, arguments = _call(node) if node.data == "function_call" else ("", [])
    return default(arguments[1]) if name == "optional" and len(arguments) > 1 else None
