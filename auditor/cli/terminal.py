"""The one way to a terminal: what clouds and files name is shown, and commands nothing; no encoding makes a line fail."""

from __future__ import annotations

import codecs
import json
import re
import sys
import unicodedata
from collections.abc import Mapping
from io import TextIOWrapper

import click

from auditor.clock import stamp, utc
from auditor.masking import masked

NEAREST = "nearest"
"""The name under which codecs know `_nearest`."""
_PLAIN = str.maketrans({"«": '"', "»": '"', "“": '"', "”": '"', "’": "'", "‘": "'", "…": "...", "–": "-", "—": "-", "‹": "<", "›": ">"})
_PLAIN |= str.maketrans({"→": "->", "·": "-", "×": "x", "œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "€": "EUR", "✓": "+", "✗": "-"})


class Log:
    """How standard error is written: lines for people, or with `as_json` one JSON object a line, for what collects logs."""

    as_json = False


def tell(text: str, *, err: bool = False, level: str = "info", **more: object) -> None:
    """Write one line: no secret, and every character that moves, hides or reorders others, an end of line too, written out.

    `level` and `more` are for a log that is JSON.
    """
    line = _inert(masked(text))
    _write(_logged(line, level, more) if err and Log.as_json else line, err)


def tell_whole(text: str, *, err: bool = False) -> None:
    """Write a text of ours that has lines and tabs of its own: a script, a policy, a rule."""
    if err and Log.as_json:
        tell(text, err=True)
        return
    _write("".join(one if one in ("\n", "\t") else _inert(one) for one in re.split(r"([\n\t])", masked(text))), err)


def _logged(line: str, level: str, more: Mapping[str, object]) -> str:
    return json.dumps({"at": stamp(utc()), "level": level, "message": line, **more}, ensure_ascii=False)


def _inert(text: str) -> str:
    from auditor.outputs.inert import visible  # help does without

    return visible(text)


def _write(text: str, err: bool) -> None:
    # Named, since click would else write UTF-8 to a stream that says ASCII.
    click.echo(text, file=sys.stderr if err else sys.stdout)


def bear_any_encoding() -> None:
    """From now on, what the encoding of standard output or error can't say is written as what looks most like it."""
    codecs.register_error(NEAREST, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=NEAREST)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """« becomes ", é becomes e, an emoji a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    return "".join(_alike(one) for one in lost), error.end


def _alike(character: str) -> str:
    for found in (character.translate(_PLAIN), "".join(one for one in unicodedata.normalize("NFKD", character) if one.isascii())):
        if found and found.isascii():
            return found
    return "?"
