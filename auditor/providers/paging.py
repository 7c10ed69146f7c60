"""The ways in which lists over HTTP go on: a token, a count, or the address of the next page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qs, urljoin, urlsplit

from auditor.providers.shapes import within


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page: a path at the endpoint and its parameters."""

    path: str
    parameters: Mapping[str, Any]


class Paging(Protocol):
    """How a list goes on."""

    def first(self, asked: Asked) -> Asked:
        """The request for the first page."""

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:
        """The request after an answer of `count` elements, `so_far` of them in all; None when that was the last page.

        Raises ValueError when there is another page that nobody can ask for.
        """


@dataclass(frozen=True, slots=True)
class Whole:
    """A list that comes in one piece."""

    def first(self, asked: Asked) -> Asked:
        """As it was asked."""
        return asked

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """None."""
        return None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A token `at` a path of each answer but the last, sent back as `parameter`."""

    at: str
    parameter: str

    def first(self, asked: Asked) -> Asked:
        """As it was asked."""
        return asked

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """The same with the token."""
        token = within(answer, self.at)
        if isinstance(token, (Mapping, list)):
            raise ValueError("a token that is none")  # noqa: TRY004  # one sort of error for every next page that cannot be asked for
        return Asked(asked.path, {**asked.parameters, self.parameter: token}) if token else None


@dataclass(frozen=True, slots=True)
class Offset:
    """How many elements are skipped, or with `numbered` which page it is, sent as `parameter`, `size` of them at a time.

    `total` is the path of how many there are; a list that does not say ends with a page that is not full.
    """

    parameter: str = "offset"
    limit: str = "limit"
    size: int = 100
    numbered: bool = False
    total: str = ""

    def first(self, asked: Asked) -> Asked:
        """From the start."""
        return Asked(asked.path, {self.limit: self.size, **asked.parameters, self.parameter: int(self.numbered)})

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """The next page, until all that was announced has come."""
        announced = within(answer, self.total) if self.total else None
        whole = so_far >= announced if isinstance(announced, int) else count < int(asked.parameters[self.limit])
        if whole or not count:
            return None
        step = 1 if self.numbered else count
        return Asked(asked.path, {**asked.parameters, self.parameter: int(asked.parameters[self.parameter]) + step})


@dataclass(frozen=True, slots=True)
class Link:
    """The address of the next page: of it only path and query are followed, at our own endpoint.

    It lies `at` a path of the answer, alone or among several as `{rel, href}`, or among the answer's Link headers.
    """

    at: str = ""

    def first(self, asked: Asked) -> Asked:
        """As it was asked."""
        return asked

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """What the address names, wherever it pretends to lie."""
        found = within(answer, self.at) if self.at else links.get("next")
        if isinstance(found, list):
            found = next((within(one, "href") for one in found if within(one, "rel") == "next"), None)
        if not found:
            return None
        if not isinstance(found, str):
            raise ValueError("an address that is none")  # noqa: TRY004  # as above
        parts = urlsplit(urljoin(f"https://here{asked.path}", found))
        return Asked(parts.path or "/", parse_qs(parts.query, keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Marker:
    """What the last element of each page is called, sent back as `marker` until a page is empty: whatever the provider caps a page at."""

    key: str = "name"
    parameter: str = "marker"
    size: int = 1000

    def first(self, asked: Asked) -> Asked:
        """From the start."""
        return Asked(asked.path, {"limit": self.size, **asked.parameters})

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """The same, from there on."""
        last = answer[-1] if count and isinstance(answer, list) else None
        name = within(last, self.key)
        return Asked(asked.path, {**asked.parameters, self.parameter: name}) if name else None
