"""Lists that are the same for every unit of an account in a region: read by the unit that asks first, kept packed, and handed to all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import Any

from auditor.providers.aws.acting import whom
from auditor.providers.aws.reasons import ERRORS
from auditor.providers.contract import Call
from auditor.providers.packing import packed, unpacked


class Listings:
    """What one scan has read so far, by account, region and question.

    Only what is whole is kept: of a list that was refused, or broke off, each unit asks and tells itself.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}
        self._asking: defaultdict[str, Lock] = defaultdict(Lock)
        # What is asked just now: whoever asks it second waits for the first.
        self._waiting = Lock()

    def of(self, call: Call, region: str, parameters: Mapping[str, object], read: Callable[[], Iterable[Any]]) -> Iterator[Any]:
        """The pages of a list, read unless they are kept. Raises what reading raises, after the pages that came before."""
        question, kept = json.dumps([whom(), region, call.name, parameters], sort_keys=True), self._kept
        with self._waiting:
            mine = self._asking[question]
        pages: list[Any] = []
        lost: Exception | None = None
        with mine:
            if question not in kept:
                try:
                    for page in read():
                        pages.append(page)
                except ERRORS as error:
                    lost = error
                if lost is None and all(isinstance(page, list) for page in pages):
                    kept[question] = packed([one for page in pages for one in page])
        yield from [unpacked(kept[question])] if question in kept else pages
        if lost is not None:
            raise lost

    def forget(self) -> None:
        """Another scan begins, and what was read may have changed."""
        self._kept = {}
