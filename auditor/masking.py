"""Secrets that somebody left in a name, a tag or a message: hidden before anything is kept, shown or logged. Known by their shape alone."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import lru_cache

MASK = "[secret]"
"""What stands where a secret was, in both languages."""
RANDOM = 25
"""How many different letters make forty of them a key rather than words: a random key has about thirty, words about twenty."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a sort of secret looks like. It is looked for only where one of the hints, in lower case, is; `kept` stays before the mask."""

    hints: tuple[bytes, ...]
    pattern: re.Pattern[str]


def _shape(hints: str, pattern: str, flags: int = re.IGNORECASE) -> Shape:
    return Shape(tuple(hints.encode().split()), re.compile(pattern, flags | re.DOTALL))


_SHAPES = (
    _shape("://", r"(?P<kept>://[^/\s:@\"\\]{0,99}:)[^/\s@\"\\]{1,499}(?=@)"),
    _shape(
        "=",
        r"(?P<kept>(?:\b|_)(?:sig|signature|password|passwd|pwd|secret|(?:account|access|api|private|secret)[_-]?key|token)=)"
        r"""[^\s;,&"'\\<>]{4,}""",
    ),
    # A tag, in a line of JSON.
    _shape(
        'passw passe" pwd" secret" token" apikey" _key" -key"',
        r'(?P<kept>"(?:\w{1,20}[_-])?(?:password|passwd|pwd|secret|(?:access|api|private|secret)[_-]?key|token|mot[_-]?de[_-]?passe)"\s*:\s*")'
        r'(?:[^"\\]|\\.)+',
    ),
    _shape("-----begin", r'-----BEGIN [^"]*?(?:-----END [A-Z0-9 ]*-----|(?="|\Z))'),
    _shape("bearer basic", r"\b(?:bearer|basic)\s+[\w.~+/=-]{16,}"),
    _shape("eyj", r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"),
    _shape("ghp_ gho_ ghs_ github_pat_ glpat-", r"(?:gh[pousr]_|github_pat_|glpat-)[\w-]{16,}"),
    _shape("xox _live_ aiza", r"(?:\bxox[abprs]-|[rs]k_live_|AIza)[\w-]{10,}"),
    _shape("sk-", r"\bsk-(?:proj-|ant-)?[A-Za-z0-9]{20,}"),
    _shape("akia asia", r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}", 0),
    _shape("8q~", r"\b[\w.~-]{3}8Q~[\w.~-]{31,37}", 0),
    _shape("==", r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{86}==", 0),
)
_HINTS = tuple(hint for shape in _SHAPES for hint in shape.hints)
_LETTERS = (string.ascii_letters + string.digits + "+/").encode()
_AS_X = bytes(ord("x") if code in _LETTERS else ord(" ") for code in range(256))
_FORTY = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])")


def suspect(text: str) -> bool:
    """Whether it is worth looking for a secret: nearly every text is let through by this alone."""
    shapes, long = _suspicions(text.encode("utf-8", "surrogatepass"))
    return bool(shapes) or long


@lru_cache(8192)
def masked(text: str) -> str:
    """`text` with MASK in the place of each secret."""
    return masked_line(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def masked_line(line: bytes) -> bytes:
    """A line of JSON with MASK in the place of each secret; still JSON, and untouched when it has none."""
    shapes, long = _suspicions(line)
    if not shapes and not long:
        return line
    text = line.decode("utf-8", "surrogateescape")
    for pattern in shapes:
        text = pattern.sub(_mask, text)
    return (_FORTY.sub(_key, text) if long else text).encode("utf-8", "surrogateescape")


def _suspicions(line: bytes) -> tuple[list[re.Pattern[str]], bool]:
    """The shapes that have a hint in the line, and whether it has forty letters in a row."""
    lowered = line.lower()
    shapes = _SHAPES if any(map(lowered.__contains__, _HINTS)) else ()
    found = [shape.pattern for shape in shapes if any(map(lowered.__contains__, shape.hints))]
    return found, len(line) >= 40 and b"x" * 40 in line.translate(_AS_X)


def _mask(found: re.Match[str]) -> str:
    return found.groupdict().get("kept", "") + MASK


def _key(found: re.Match[str]) -> str:
    """Forty letters are a key when they are of every sort and hardly ever twice the same."""
    forty = found[0]
    random = len({*forty}) >= RANDOM and all(any(map(test, forty)) for test in (str.isupper, str.islower, str.isdigit))
    return MASK if random else forty
