"""Rows of Resource Graph, packed: as objects they would be most of what a scan keeps in memory, and each is read once or twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditor.providers.azure.envelope import nameless, normalised, subscription_of
from auditor.providers.packing import packed, unpacked


class Held(Mapping[str, list[dict[str, Any]]]):
    """The rows of a subscription by lower-case type, unpacked at each asking."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        by_type: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            by_type[row["type"]].append(row)
        self._packed = {name: packed(found) for name, found in by_type.items()}

    def __getitem__(self, native_type: str) -> list[dict[str, Any]]:
        return unpacked(self._packed[native_type])

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)


class Gathering:
    """Pages as they come, packed by subscription until all of them are there: only then is it known where a child's parent lies."""

    def __init__(self) -> None:
        self.nameless = 0
        self._pages: defaultdict[str, list[bytes]] = defaultdict(list)

    def add(self, page: Iterable[object]) -> None:
        """The rows of a page."""
        page = list(page)
        self.nameless += nameless(page)
        by_subscription: defaultdict[str, list[Any]] = defaultdict(list)
        for row in page:
            by_subscription[subscription_of(row)].append(row)
        for subscription, found in by_subscription.items():
            self._pages[subscription].append(packed(found))

    def whole(self) -> dict[str, Held]:
        """The rows of each subscription. What was gathered is gone afterwards."""
        return {name: Held(normalised(row for page in self._pages.pop(name) for row in unpacked(page))) for name in [*self._pages]}
