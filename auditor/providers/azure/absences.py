"""What Azure has no setting for, where many types share the reason: the reference of their templates lists all that can be set of them."""

from __future__ import annotations

from auditor.providers.contract import Absence

DOCS = "https://learn.microsoft.com/azure"


def unset(*facts: str, of: tuple[str, ...]) -> tuple[Absence, ...]:
    """Of types none of whose properties sets these facts: an absence a type, each with the page that lists its properties."""
    return tuple(Absence(facts, f"{DOCS}/templates/{one.lower()}: none of its properties sets it", (one,)) for one in of)
