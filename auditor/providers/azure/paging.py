"""When a list ends: not where its pages say so, but where they stop bringing anything, at the latest after a bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

IDLE, MOST = 20, 5000
"""So many pages in a row may bring nothing new; so many pages may a list have."""


class Pages:
    """The pages of one list as they come. Its next page is not asked for once it goes round in circles or without end."""

    def __init__(self) -> None:
        self._links: set[str] = set()
        self._known: set[str] = set()
        self._idle = 0

    def endless(self, link: str, found: Iterable[Any]) -> bool:
        """Whether `link`, the next page after one that brought `found`, must not be followed."""
        named = {str(one.get("id") or one) if isinstance(one, Mapping) else str(one) for one in found}
        self._idle = 0 if named - self._known else self._idle + 1
        self._known |= named
        again = link in self._links
        self._links.add(link)
        return again or self._idle > IDLE or len(self._links) >= MOST
