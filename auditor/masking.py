"""Secrets that somebody left in a name, a tag or a message: hidden before anything is kept, shown or logged. Known by their shape alone.

What they look like is in `secrets/`. A line of JSON is taken apart before it is masked, so that it stays JSON whatever was in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial
from itertools import chain, filterfalse
from typing import Any

from auditor.secrets.pattern import at_a_word
from auditor.secrets.patterns import NAMED, PATTERNS
from auditor.secrets.sentences import BEGUN
from auditor.secrets.telling import in_an_id, worth
from auditor.secrets.words import forked

MASK = "[secret]"
"""What stands where a secret was, in both languages."""
REASONS = "unknown"
"""What a line says of facts that are not known, each with its reason."""
_LABELS, _VALUES = ("key", "name"), ("value", "default")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LEAST = min(pattern.least for pattern in PATTERNS if not pattern.hints)
"""From how many characters on something is looked for that has no hint."""
_WORD, _NAME = 11, 80
"""The shortest secret of letters and figures alone, and how much of a key, from its end, tells what it is called; in characters."""
_REMEMBERED = 512
"""The longest text, in characters, whose masking is remembered: names and words come again and again, long texts do not."""


def masked(text: str) -> str:
    """`text` with MASK in the place of each secret."""
    if len(text) < _WORD and text.isalnum():
        return text
    return _remembered(text) if len(text) <= _REMEMBERED else _masked(text)


def masked_line(line: bytes) -> bytes:
    """A line of JSON with MASK in the place of each secret; still JSON, and untouched when it has none."""
    import msgspec  # not loaded by a command that reads no line

    try:
        value = msgspec.json.decode(line)
        clean = without(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return masked(line.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return line if clean == value else msgspec.json.encode(clean) + line[len(line.rstrip()) :]


def without(value: object) -> Any:
    """A value of JSON without its secrets: neither in its texts, nor under a key that is called one."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, list):
        return [without(each) for each in value]
    if not isinstance(value, dict):
        return value
    shown: dict[str, Any] = {}
    for key, each in value.items():
        told, secret, labelled, begins = _key(key)
        if key == REASONS and isinstance(each, dict):
            # Its keys are facts, encryption.key among them, and its values say why they are not known.
            shown[told] = {masked(fact): without(reason) for fact, reason in each.items()}
        else:
            hidden = secret or (labelled and _label(value)) or (begins and isinstance(each, str) and _assigned(begins, each))
            shown[told] = _hidden(each) if hidden else without(each)
    return shown


def _assigned(key: str, value: str) -> bool:
    """Whether a key that says whose secret it is has it for its value, as an assignment in a text would."""
    return masked(f"{key}={value}").endswith(f"={MASK}")


def _hidden(value: object) -> Any:
    """What stands under a key that is called a secret: a text, texts, or a block that says what its value is."""
    if isinstance(value, str):
        return MASK if worth(value) else masked(value)
    if isinstance(value, list):
        return [_hidden(each) if isinstance(each, str) else without(each) for each in value]
    if isinstance(value, dict):
        return without(value) | {
            _key(key)[0]: _hidden(each) for key, each in value.items() if key.lower() in _VALUES and isinstance(each, str)
        }
    return value


def harmless(key: str, value: object) -> bool:
    """Whether a pair of an object has no secret, whatever stands beside it."""
    told, secret, labelled, begins = _key(key)
    if isinstance(value, str) and not secret and not begins:
        return told == key and not labelled and masked(value) == value
    return told == key and not labelled and without({key: value}) == {key: value}


@lru_cache(4096)
def _key(key: str) -> tuple[str, bool, bool, str]:
    """A key without its secrets, whether its value is one, whether that depends on what a pair is called, and what it is called in
    words where it begins with the name of a secret, and says whose."""
    words = _HUMP.sub("_", key) if len(key) <= _NAME and BEGUN.compiled.search(key) else ""
    return masked(key), NAMED.compiled.search(key[-_NAME:]) is not None, key.lower() in _VALUES, words


def _label(pair: Mapping[str, object]) -> bool:
    """Whether a pair of a key and a value is called a secret."""
    called = (each for key, each in pair.items() if key.lower() in _LABELS and isinstance(each, str))
    return any(NAMED.compiled.search(each[-_NAME:]) for each in called)


@lru_cache(8192)
def _remembered(text: str) -> str:
    return _masked(text)


def _masked(text: str) -> str:
    # An option may be the first thing said; words are as far apart in hints as one space, and in texts as anybody wrote them.
    lowered = f" {' '.join(text.lower().split())}"
    at_a_word = len(text) >= _LEAST and _at_a_word().search(f" {text}") is not None
    for search, mask in _patterns(at_a_word, _hints_in(lowered)):
        text = search(mask, text)
    return text


def _hints_in(lowered: str) -> frozenset[str]:
    """The hints that a text has: first those that hold no other one, of which no two begin at one place."""
    signs, words, longer = _hints()
    hints = [*filter(lowered.__contains__, signs)]
    found = words.search(lowered)
    while found:
        hints.append(found[0])
        found = words.search(lowered, found.start() + 1)
    hints += [other for hint in hints if hint in longer for other in longer[hint] if other in lowered]
    return frozenset(hints)


@cache
def _hints() -> tuple[list[str], re.Pattern[str], dict[str, list[str]]]:
    """The hints that hold no other one: signs, and what finds words; and of those that others hold, which, each beside its longest."""
    every = {*chain.from_iterable((*pattern.hints, *pattern.beside) for pattern in PATTERNS)}
    held = {hint: [other for other in sorted(every - {hint}) if other in hint] for hint in every}
    shortest = [hint for hint in sorted(every) if not held[hint]]
    longer: dict[str, list[str]] = {}
    for hint in sorted(every.difference(shortest)):
        longer.setdefault(max((each for each in held[hint] if not held[each]), key=len), []).append(hint)
    return [*filter(_one, shortest)], re.compile(forked(filterfalse(_one, shortest))), longer


def _one(hint: str) -> bool:
    return len(hint) == 1


@cache
def _at_a_word() -> re.Pattern[str]:
    return at_a_word(pattern for pattern in PATTERNS if not pattern.hints)


@lru_cache(4096)
def _patterns(at_a_word: bool, hints: frozenset[str]) -> list[tuple[Callable[..., str], Callable[[re.Match[str]], str]]]:
    """What to look for in a text that has these hints, and maybe what has none: that first."""
    anywhere = [pattern for pattern in PATTERNS if at_a_word and not pattern.hints]
    hinted = [pattern for pattern in PATTERNS if pattern.looked_for(hints)]
    return [(pattern.compiled.sub, partial(_mask, pattern.told)) for pattern in (*anywhere, *hinted)]


def _mask(told: Callable[[re.Match[str]], bool], found: re.Match[str]) -> str:
    return (found.groupdict().get("kept") or "") + MASK if told(found) and not in_an_id(found) else found[0]
