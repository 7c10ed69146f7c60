"""Lists that are the same for every unit of an account in a region: read by the unit that asks first, kept packed, and handed to all."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any

from auditor.providers.aws.acting import whom
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

    def of(self, call: Call, region: str, parameters: Mapping[str, object], read: Callable[[], Iterable[Any]]) -> list[Any]:
        """The pages of a list, read unless they are kept. Raises what reading raises."""
        question, kept = json.dumps([whom(), region, call.name, parameters], sort_keys=True), self._kept
        with self._waiting:
            mine = self._asking[question]
        with mine:
            if question not in kept:
                pages = [*read()]
                if not all(isinstance(page, list) for page in pages):
                    return pages
                kept[question] = packed([one for page in pages for one in page])
            return [unpacked(kept[question])]

    def forget(self) -> None:
        """Another scan begins, and what was read may have changed."""
        self._kept = {}
