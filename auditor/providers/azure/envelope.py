"""What every row has whichever of the two paths brought it: an id, a type, a place and tags, in one spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditor.providers.azure.common import place

SAID = ("kind", "sku", "managedBy", "extendedLocation", "resourceId", "operationName", "status")
LEAST = 7
"""The parts, split at `/`, of the shortest id of a resource: directly below a subscription."""


def normalised(rows: Iterable[object]) -> list[dict[str, Any]]:
    """Each row once, in order of its id; a child that says no location lies where its parent does. What has no id is left out."""
    once = {row["id"]: row for row in map(_row, rows) if row is not None}
    for row in once.values():
        if row["location"] is None:
            row["location"] = next((once[above]["location"] for above in _above(row["id"]) if above in once), None)
    return [once[identifier] for identifier in sorted(once)]


def nameless(rows: Iterable[object]) -> int:
    """How many rows have no id, and so cannot be told apart nor asked about."""
    return sum(not _id(row) for row in rows)


def subscription_of(row: object) -> str:
    """The subscription that a row's id names, in lower case; empty for none."""
    segments = _id(row).split("/")
    return segments[2].lower() if len(segments) > 2 else ""


def named_type(identifier: str) -> str:
    """The type that an id spells: namespace, then every other part."""
    namespace, *parts = identifier.rpartition("/providers/")[2].split("/")
    return "/".join((namespace, *parts[::2]))


def _row(row: Any) -> dict[str, Any] | None:
    """Lower-case id and type, a location without spaces, tags as text; properties only where they were said."""
    written = _id(row)
    if not written:
        return None
    segments = written.split("/")
    name, tags, properties = row.get("name"), row.get("tags"), row.get("properties")
    kept = {
        "id": written.lower(),
        "written": written,
        "subscription": subscription_of(row),
        # Lists name a child after its parent: `server/database`.
        "name": (name.rpartition("/")[2] if isinstance(name, str) else "") or segments[-1],
        "type": str(row.get("type") or named_type(written)).lower(),
        "location": place(row.get("location")),
        "tags": {str(key): str(value) for key, value in tags.items()} if isinstance(tags, Mapping) else {},
    }
    kept |= {name: row[name] for name in SAID if row.get(name)}
    # An empty object says no more than none.
    return kept | {"properties": properties} if properties and isinstance(properties, Mapping) else kept


def _id(row: object) -> str:
    """The id as it is written, but for a slash too many or too few; empty for none."""
    said = row.get("id") if isinstance(row, Mapping) else None
    bare = said.strip("/") if isinstance(said, str) else ""
    return f"/{bare}" if bare else ""


def _above(identifier: str) -> Iterator[str]:
    """The ids of what a resource lies below, the nearest first."""
    segments = identifier.split("/")
    return ("/".join(segments[:end]) for end in range(len(segments) - 2, LEAST - 1, -2))
