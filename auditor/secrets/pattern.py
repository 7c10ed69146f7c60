"""What one sort of secret looks like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Pattern:
    """A sort of secret, and how it is known; the group `kept` stays before the mask, `told` says whether a match is one.

    It is looked for where one of the `hints`, in lower case, is, and one of `beside` if it has such; without hints, in a text of at
    least `least` characters where `at_a_word` says that one of these may begin. Every alternative of the expression has one of the
    examples, or a word of the lists in `words.py`.
    """

    name: str
    hints: tuple[str, ...]
    expression: str
    examples: tuple[str, ...] = ()
    told: Callable[[re.Match[str]], bool] = lambda _found: True
    least: int = 0
    beside: tuple[str, ...] = ()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled when it is first needed."""
        return re.compile(self.expression)

    def looked_for(self, hints: AbstractSet[str]) -> bool:
        """Whether it may be in a text that has these hints."""
        return not hints.isdisjoint(self.hints) and (not self.beside or not hints.isdisjoint(self.beside))

    @property
    def opened(self) -> str:
        """The expression without what has to stand before it and without names of groups: all that it finds after a sign or a space.

        ValueError for one that may begin within a word.
        """
        expression, begun = _BEGINNING.subn(r"\g<group>", self.expression, 1)
        if not begun:
            raise ValueError(self.name)
        return _NAMES.sub("(?:", expression)


BODY = r"\w~+/=.@-"
"""What a secret without hints begins with, for as long as the shortest of them is; no space and no colon are among it."""
_BEGINNING = re.compile(r"\A(?P<group>(?:\(\?P<\w+>)?)\(\?<!\[(?:A-Za-z0-9|\\w)[^]]*\]\)")
_NAMES = re.compile(r"\(\?P<\w+>")


def at_a_word(patterns: Iterable[Pattern]) -> re.Pattern[str]:
    """What finds something after a space and a text where any of these patterns does: one look instead of one for each.

    It begins with what is passed over at once in the middle of a word, and where less follows than the shortest of them takes.
    """
    every = [*patterns]
    least = min(pattern.least for pattern in every)
    return re.compile(rf"[^A-Za-z0-9](?=[{BODY}]{{{least}}})(?:{'|'.join(pattern.opened for pattern in every)})")
