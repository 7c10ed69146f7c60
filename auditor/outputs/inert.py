"""Text that others wrote (tags, names, reasons) made safe to show: nothing invisible, nothing that a reader's program would run."""

from __future__ import annotations

import re

# Controls (NUL, tab, line ends, C1), marks that reorder or hide text, line separators, byte-order mark, unpaired surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def visible(text: str) -> str:
    """`text` with each character that hides or reorders others written out: `‹U+202E›`."""
    return _HIDDEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)


def cell(value: object) -> str:
    """A spreadsheet cell that no program takes for a formula; a leading apostrophe marks what would have been one."""
    text = "" if value is None else str(value)
    quote = "'" if text.lstrip(" \u00a0\u202f\n").startswith(_FORMULA) else ""
    return quote + visible(text)
