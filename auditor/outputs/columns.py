"""A table as one small block of text: each text once a column, gzip, base85. The page's script unfolds it."""

from __future__ import annotations

import base64
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec

from auditor.inventory.packed import GZIP

NEW = -1
"""In place of a text's number: the next one, which no line before has."""
_PIECE = 1 << 16
_SAFE = bytes.maketrans(b"<&", b",.")
"""What a page gives a meaning to, and what base85 leaves free."""


class Column:
    """One column: each text once, and which one each line has."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words = {text: position for position, text in enumerate(words)}
        self.at = array("i")

    def __len__(self) -> int:
        """How many lines."""
        return len(self.at)

    def add(self, text: str) -> None:
        """One more line."""
        self.at.append(self.words.setdefault(text, len(self.words)))

    def told(self, most: int | None = None) -> dict[str, list[Any]]:
        """The column as the page reads it, with no text longer than `most`."""
        words = [*self.words]
        if most is None:
            return {"words": words, "at": [*numbered(self.at)]}
        cut = Column()
        for text in words:
            cut.add(_cut(text, most))
        return {"words": [*cut.words], "at": [*numbered(map(cut.at.__getitem__, self.at))]}


def numbered(at: Iterable[int]) -> Iterator[int]:
    """Numbers of texts as the page reads them."""
    following = 0
    for position in at:
        if position == following:
            following += 1
            yield NEW
        else:
            yield position


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most + 1 else f"{text[:most]}…"


def packed(columns: Iterable[object], last: Column, lengths: Sequence[int], allowed: int) -> str:
    """Columns, and one more whose texts are cut at the first of these lengths that makes the whole fit; at the last if none does."""
    pack = zlib.compressobj(6, zlib.DEFLATED, GZIP)
    # One column at a time is written out.
    head = pack.compress(b"[") + b"".join(pack.compress(msgspec.json.encode(column) + b",") for column in columns)

    @cache
    def cut(place: int) -> bytes:
        rest = pack.copy()
        return head + rest.compress(msgspec.json.encode(last.told(lengths[place])) + b"]") + rest.flush()

    first = bisect_left(range(len(lengths) - 1), True, key=lambda place: _encoded(len(cut(place))) <= allowed)
    whole = cut(first)
    # As many bytes at a time as leave nothing over: what base85 makes of each is some fifty times as large while it is made.
    pieces = (base64.b85encode(whole[start : start + _PIECE]) for start in range(0, len(whole), _PIECE))
    return b"".join(pieces).translate(_SAFE).decode()


def _encoded(size: int) -> int:
    """How long base85 makes so many bytes: five for four, and of what is left over one more than that."""
    return size // 4 * 5 + (size % 4 and size % 4 + 1)
