"""Terraform's language as JSON has it (`.tf.json`, as CDKTF writes it): the same blocks, in which every text is a template."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.i18n import _
from auditor.providers.terraform.hcl.syntax import Block, Body, Data, expression

LABELS: Mapping[str, int] = {"resource": 2, "data": 2, "variable": 1, "output": 1, "module": 1, "provider": 1, "locals": 0}
"""How many labels the blocks have that are heeded."""
WORDS = {("resource", "provider"), ("data", "provider"), ("variable", "type"), ("dynamic", "iterator")}
"""What is written as a text, and means what stands in it."""
WITHIN: Mapping[tuple[str, str], int] = {("dynamic", "content"): 0, ("provider", "default_tags"): 0}
DYNAMIC, NOTE = "dynamic", "//"


def body_of(text: str) -> Body:
    """The body of a file. Raises ValueError for what is no JSON, or none of this sort."""
    found = Body()
    for one in _each(json.loads(text)):
        for type, said in one.items():
            if type in LABELS:
                found.blocks += _blocks(type, (), LABELS[type], said)
    return found


def _each(said: Any) -> list[dict[str, Any]]:
    """An object, or those of a list: JSON has either for any number of blocks."""
    found = said if isinstance(said, list) else [] if said is None else [said]
    if not all(isinstance(one, dict) for one in found):
        raise ValueError(_("a block that is no object"))
    return found


def _blocks(type: str, labels: tuple[str, ...], left: int, said: object) -> Iterator[Block]:
    for one in _each(said):
        if not left:
            yield Block(type, labels, _body(type, one))
            continue
        for label, inner in one.items():
            if label != NOTE:
                yield from _blocks(type, (*labels, label), left - 1, inner)


def _body(type: str, said: Mapping[str, object]) -> Body:
    """What an object says. Nobody can tell a block in it from a map, and nobody needs to; one that repeats itself is a block."""
    found = Body()
    for name, value in said.items():
        if name == DYNAMIC:
            found.blocks += _blocks(DYNAMIC, (), 1, value)
        elif (type, name) in WITHIN or _repeats(value):
            found.blocks += _blocks(name, (), 0, value)
        elif (type, name) in WORDS:
            found.attributes[name] = _word(value)
        elif (type, name) == ("module", "providers"):
            pairs = value.items() if isinstance(value, dict) else ()
            found.attributes[name] = expression("{" + ", ".join(f"{key} = {_bare(one)}" for key, one in pairs) + "}")
        elif name != NOTE:
            found.attributes[name] = Data(value)
    return found


def _repeats(value: object) -> bool:
    """Whether a block within is repeated by `dynamic`."""
    every = value if isinstance(value, list) else [value]
    return any(isinstance(one, dict) and (DYNAMIC in one or any(map(_repeats, one.values()))) for one in every)


def _word(value: object) -> Any:
    return expression(_bare(value))


def _bare(value: object) -> str:
    """An expression without what makes a template of it."""
    said = str(value).strip()
    return said[2:-1] if said.startswith("${") and said.endswith("}") else said
