"""How lists of the second version of OVHcloud's API go on: by a cursor, in headers both ways. Those of the first come in one piece."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from auditor.providers.paging import Asked

CURSOR = "X-Pagination-Cursor"
NEXT = f"{CURSOR}-Next"


@dataclass(frozen=True, slots=True)
class ByCursor:
    """The cursor of the next page, which the API's own room hands on among the links of an answer."""

    def first(self, asked: Asked) -> Asked:
        """As it was asked."""
        return asked

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """The same from the cursor on."""
        return Asked(asked.path, {**asked.parameters, CURSOR: links[NEXT]}) if links.get(NEXT) else None
