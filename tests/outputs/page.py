"""Reads a page as a browser would: its elements, its text, and what could run."""

from __future__ import annotations

import base64
import gzip
import itertools
import json
from dataclasses import dataclass, field
from html.parser import HTMLParser

from auditor.outputs.detail import COLUMNS, OF_RESOURCE, OWN_NAME

VOID = {"meta", "br", "img", "link", "input", "hr"}
INLINE = {"a", "b", "bdi", "code", "span", "strong"}
SILENT = {"script", "style"}


@dataclass(slots=True)
class Element:
    """One element with its attributes and all the text inside it."""

    tag: str
    attributes: dict[str, str | None]
    parents: tuple[str, ...]
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All the text inside it."""
        if len(self.pieces) > 1:
            self.pieces[:] = ["".join(self.pieces)]
        return self.pieces[0] if self.pieces else ""


@dataclass
class Page(HTMLParser):
    """A parsed page. `unbalanced` lists end tags that close nothing open."""

    source: str
    elements: list[Element] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[Element] = []
        self.feed(self.source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        element = Element(tag, dict(attrs), tuple(parent.tag for parent in self._open))
        self.elements.append(element)
        self._space(tag)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An SVG element that closes itself."""
        self.elements.append(Element(tag, dict(attrs), tuple(parent.tag for parent in self._open)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element, which must be this one."""
        if self._open and self._open[-1].tag == tag:
            self._open.pop()
            self._space(tag)
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        """Text belongs to every element it is in; what a browser does not show, only to its own."""
        if self._open and self._open[-1].tag in SILENT:
            self._open[-1].pieces.append(data)
            return
        for element in self._open:
            element.pieces.append(data)

    def _space(self, tag: str) -> None:
        if tag not in INLINE:
            for element in self._open:
                element.pieces.append(" ")

    def all(self, tag: str) -> list[Element]:
        """Every element of this name."""
        return [element for element in self.elements if element.tag == tag]

    def one(self, tag: str, **attributes: str) -> Element:
        """The first element of this name with these attributes (`class_` for class, matched as a word)."""
        for element in self.all(tag):
            if all(value in (element.attributes.get(name.rstrip("_")) or "").split() for name, value in attributes.items()):
                return element
        raise LookupError(f"no <{tag}> with {attributes}")

    def by_id(self, name: str) -> Element:
        """The element with this id."""
        return next(element for element in self.elements if element.attributes.get("id") == name)


def unfolded(packed: str) -> dict[str, list[str]]:
    """The table of all findings as the page's script unfolds it: column → the text of each line."""
    data = base64.b85decode(packed.translate(str.maketrans(",.", "<&")))
    about, *columns = json.loads(gzip.decompress(data))

    def numbers(at: list[int]) -> list[int]:
        following = itertools.count()
        return [next(following) if each < 0 else each for each in at]

    told = {name: [each["words"][at] for at in numbers(each["at"])] for name, each in zip(COLUMNS, columns, strict=True)}
    told["id"] = [text.replace(OWN_NAME, name) for text, name in zip(told["id"], told["resource"], strict=True)]
    whose = numbers(about)
    return {name: [texts[line] for line in whose] if name in OF_RESOURCE else texts for name, texts in told.items()}
