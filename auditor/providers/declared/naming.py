"""The only place that reads the ids of declared things: of a key, who decides over it."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.naming import Said

SCHEME, KEY = "declared:", "declared:key:"


def key_id(manager: str, service: str) -> str:
    """The id of the key of a service."""
    return f"{KEY}{manager}:{service}"


def said(identifier: str) -> Said | None:
    """Of a key, its manager; of a service, nothing; None of what is not ours."""
    if identifier.startswith(KEY):
        return Said(manager=identifier.removeprefix(KEY).partition(":")[0])
    return Said() if identifier.startswith(SCHEME) else None


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:  # noqa: ARG001 - as of every cloud
    """A declared thing has one name."""
    return ()
