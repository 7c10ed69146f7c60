"""How sure the facts of one resource are: by path, and by the register entries they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.model import Citation, Confidence

FROM_COUNTRY = tuple(f"places.{name}" for name in ("country", "adequacy", "adequacy_left", "announced", "basis", "permitted"))
"""The facts of a place that rest on where its region is, and on what the law makes of that country."""


class Doubts(dict[str, Confidence]):
    """Confidence by fact path, as a resource carries it; `unconfirmed` are the entries that lowered it.

    A guess from a name stays one, whatever the registers say.
    """

    def __init__(self, known: Mapping[str, Confidence]) -> None:
        super().__init__(known)
        self.unconfirmed: dict[str, tuple[Citation, ...]] = {}

    def cite(self, paths: Iterable[str], citations: Iterable[Citation]) -> None:
        """Let facts rest on register entries: those that are not verified lower the confidence and are kept."""
        unsure = tuple(citation for citation in citations if not citation.sure)
        for path in paths if unsure else ():
            self.unconfirmed[path] = tuple(dict.fromkeys((*self.unconfirmed.get(path, ()), *unsure)))
            self.setdefault(path, Confidence.TO_CONFIRM)
