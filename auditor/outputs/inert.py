"""Text that others wrote (tags, names, reasons) made safe to show: nothing invisible, nothing that a reader's program would run."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup

# Controls (NUL, tab, line ends, C1), marks that reorder or hide text, fillers that show nothing, line separators, byte-order mark,
# what is no character of XML, unpaired surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")


# Names of machines and addresses of services, which a title may hold and an address of a text of law does too.
_HOSTS = re.compile(
    r"\b[a-z][a-z0-9+.:-]{0,19}://[^\s,;<>\"')]+|(?<![\w.-])(?:[a-z0-9_-]+\.)+(?:com|net|fr|org|eu|io|cloud|local|lan|internal|intra|corp)\b",
    re.IGNORECASE,
)
# What tells an attacker where to look: names with colons and paths, whole or from where they say whose group or project it is; then
# what they are made of; e-mails, addresses, keys. No cloud by its name: an id of any of them is one of these.
_IDENTIFIERS = re.compile(
    r"""(?<![\w:.-])[a-z][\w.-]{0,40}(?::[^\s,;<>"':)]*){3,} | (?<![\w/-])/[\w.-]+/[^\s,;<>"')]+
    | \b(?:resourceGroups|providers|projects|organizations|compartments)/[^\s,;<>"')]+
    | \.[a-z0-9]{30,}\b
    | (?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+
    | [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}
    | (?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d+)?(?![\w.])
    | (?<![\w:])(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{1,4}(?![\w:]) | (?<![\w:])(?:[0-9a-f]{1,4}:){1,7}:(?:[0-9a-f]{1,4}:?)*
    | (?<![\w:])::(?:[0-9a-f]{1,4}:)*[0-9a-f]{1,4}(?![\w:])
    | (?<!\d)\d{4}[-\ \u00a0]?\d{4}[-\ \u00a0]?\d{4}(?!\d)
    | -----BEGIN[^-]*-----.* | (?:sig|signature|accountkey|sharedaccesskey)=[^\s&;]+ | bearer\s+\S+
    | \b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[0-9A-Z]{12,} | \b(?:gh[pousr]_|xox[abp]-|sk-|eyJ)[\w.-]{16,} | \b[0-9a-f]{32,}\b
    | \b[a-z]{1,12}-(?=[0-9a-f]*\d)[0-9a-f]{8,}\b | \bo-[a-z0-9]{10,32}\b | \bou-[a-z0-9]{4,32}-[a-z0-9]{8,32}\b | \brg-[\w-]+
    | \bdb-[A-Z0-9]{20,}\b""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


class Ours(Markup):
    """Our own pieces of page, in which nothing has to be hidden."""


def discreet(text: str) -> str:
    """`text` without anything that has the shape of an identifier, an address or a key."""
    return _IDENTIFIERS.sub("[…]", text)


def nameless(text: str) -> str:
    """The same for a text that somebody wrote: no name of a machine and no address either."""
    return _HOSTS.sub("[…]", discreet(text))


def visible(text: str) -> str:
    """`text` with each character that hides or reorders others written out: `‹U+202E›`."""
    # Most are names and numbers, in which nothing hides.
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", text)


def cells(values: Iterable[object], most: int | None = None) -> list[str]:
    """A row of a spreadsheet: no formula and no hidden character."""
    return [cell(value, most) for value in values]


def cell(value: object, most: int | None = None) -> str:
    """A spreadsheet cell that no program takes for a formula; a leading apostrophe marks what would have been one.

    What is longer than `most` ends with an ellipsis.
    """
    text = "" if value is None else str(value)
    quote = "'" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else ""
    shown = quote + visible(text)
    return shown if most is None or len(shown) <= most else f"{shown[: most - 1]}…"
