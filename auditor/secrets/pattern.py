"""What one sort of secret looks like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Pattern:
    """A sort of secret, and how it is known; the group `kept` stays before the mask, `told` says whether a match is one.

    It is looked for where one of the `hints`, in lower case, is; everywhere without any, in a text of at least `least` characters.
    Every alternative of the expression has one of the examples, or a word of the lists in `words.py`.
    """

    name: str
    hints: tuple[str, ...]
    expression: str
    examples: tuple[str, ...] = ()
    told: Callable[[re.Match[str]], bool] = lambda _found: True
    least: int = 0

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The expression, compiled when it is first needed."""
        return re.compile(self.expression)
