"""Names as people write them in selectors, waivers, answers and tags: `*` and `?` are wildcards, and nothing else is."""

from __future__ import annotations

import fnmatch
import functools
import re

from auditor.masking import masked

PATH = "/"
"""How an id begins that is a path: who writes such ids compares them whatever the case. Any other is compared as written."""
_SEVERAL = re.compile(r"[,;+/|\n]+")


def glob(pattern: str, *, cased: bool = True) -> re.Pattern[str]:
    """`*` any text, `?` one character, over the whole value; brackets are brackets.

    Globs and not regular expressions: a lawyer reads them, and no pattern can make a value take for ever.
    """
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")), 0 if cased else re.IGNORECASE)


class Wild:
    """What somebody wrote to name things. A name that was kept with a secret masked is met by the name as it was."""

    def __init__(self, written: str, *, cased: bool = True) -> None:
        self._forms = tuple(glob(form, cased=cased) for form in dict.fromkeys((written, masked(written))))

    def meets(self, name: str) -> bool:
        """Whether the whole of `name` is what was written."""
        return any(form.match(name) for form in self._forms)


@functools.lru_cache(4096)
def wild(written: str, *, cased: bool = True) -> Wild:
    """The same, remembered."""
    return Wild(written, cased=cased)


def names(written: str, identifier: str) -> bool:
    """Whether what somebody wrote names the resource with that id."""
    return wild(written, cased=not identifier.startswith(PATH)).meets(identifier)


def several(text: str) -> list[str]:
    """The names in a text that may hold one or many."""
    return [word.strip() for word in _SEVERAL.split(text) if word.strip()]
