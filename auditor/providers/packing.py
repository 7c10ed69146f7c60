"""What a scan has to keep for a while, packed: as objects, the rows of an estate would be most of what it holds in memory."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

QUICKLY = 1
"""How hard to press: a row is a tenth of its objects then, and pressing harder costs more time than it saves room."""


def packed(rows: Sequence[object]) -> bytes:
    """Rows as bytes."""
    return zlib.compress(msgspec.json.encode(rows), QUICKLY)


def unpacked(rows: bytes) -> list[Any]:
    """The rows that were packed."""
    found: list[Any] = msgspec.json.decode(zlib.decompress(rows))
    return found
