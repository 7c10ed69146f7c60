"""The files of a module, parsed: blocks, each with its attributes and the blocks within."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar

from auditor.providers.extras import needed

EXTRA = "terraform"
NAMES = ("identifier", "keyword", "literal_value")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


@dataclass(slots=True)
class Body:
    """What stands between braces."""

    attributes: dict[str, Any] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def of(self, type: str) -> Iterator[Block]:
        """The blocks of a type."""
        return (one for one in self.blocks if one.type == type)

    def merged(self, other: Body) -> None:
        """An override file changes what it names: its attributes count, and its blocks in place of those of the same type."""
        self.attributes |= other.attributes
        types = {one.type for one in other.blocks}
        self.blocks = [one for one in self.blocks if one.type not in types] + other.blocks


@dataclass(slots=True)
class Block:
    """A block: its type, its labels, what is in it."""

    type: str
    labels: tuple[str, ...]
    body: Body


@dataclass(frozen=True, slots=True)
class Data:
    """Plain data in which every text is a template, as JSON has it; it stands where a tree does."""

    value: Any
    data: ClassVar[str] = "json"
    children: ClassVar[tuple[Any, ...]] = ()


def parsed(text: str) -> Body:
    """The body of a file. Raises ValueError for what is no HCL."""
    hcl2, lark = needed("hcl2", EXTRA), needed("lark", EXTRA)
    try:
        tree = hcl2.parses_to_tree(text.replace("\r\n", "\n"))
    except lark.exceptions.LarkError as error:
        # What follows the first line lists everything that the grammar would have taken there.
        raise ValueError(str(error).partition("\n")[0]) from error
    return body(tree.children[0])


def expression(text: str) -> Any:
    """The tree of an expression that stands in a text. Raises ValueError."""
    return parsed(f"x = {text}").attributes["x"]


def body(tree: Any) -> Body:
    """What a tree of the grammar holds."""
    found = Body()
    for one in tree.children:
        if one.data == "attribute":
            found.attributes[_word(one.children[0])] = one.children[-1]
        elif one.data == "block":
            found.blocks.append(_block(one))
    return found


def _block(tree: Any) -> Block:
    words = [_word(one) for one in tree.children if _is(one, *NAMES, "string")]
    return Block(words[0], tuple(words[1:]), body(next(one for one in tree.children if _is(one, "body"))))


def _word(tree: Any) -> str:
    """A name, or a text without anything to evaluate."""
    if tree.data == "string":
        return "".join(unescaped(str(part.children[0])) for part in tree.children if _is(part, "string_part"))
    return str(tree.children[0])


def _is(node: object, *names: str) -> bool:
    return getattr(node, "data", None) in names


def parts(tree: Any) -> list[Any]:
    """The subtrees of a node, without line ends and comments, and the words that stand between them."""
    return [one for one in tree.children if hasattr(one, "data") and one.data != "new_line_or_comment"]


def unescaped(text: str) -> str:
    """A piece of a quoted text as it is meant."""
    if "\\" not in text:
        return text
    pieces = iter(text)
    found = []
    for sign in pieces:
        if sign != "\\":
            found.append(sign)
            continue
        escape = next(pieces, "")
        if escape in "uU" and escape:
            digits = "".join(next(pieces, "") for _ in range(4 if escape == "u" else 8))
            found.append(chr(int(digits, 16)))
        else:
            found.append(ESCAPES.get(escape, escape))
    return "".join(found)
