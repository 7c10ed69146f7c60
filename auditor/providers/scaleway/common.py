"""What Scaleway's collectors share: where lists are, what they say, and labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Reader
from auditor.providers.thin import named, said

ZONES = "123"
"""Those of each region, as its SDK lists them."""
PAGE = 100


def listed(reader: Reader, call: Call, at: str, numbers: str = ZONES) -> Iterator[Mapping[str, Any]]:
    """The elements of a list of the region, or, where its path says `{zone}`, of each of its zones, or of these alone."""
    zones = [f"{reader.region}-{number}" for number in numbers] if "{zone}" in at else [""]
    for zone in zones:
        # The Instance API calls the size of a page otherwise than all others.
        yield from reader.pages(call, at=at.format(region=reader.region, zone=zone), per_page=PAGE)


def id_of(reader: Reader, native_type: str, place: str | None, id: str) -> str:
    """The id of something of the organisation, in a region or a zone."""
    return named(reader.at(place), native_type, id)


def made(reader: Reader, native_type: str, one: Mapping[str, object], facts: Mapping[str, object], call: Call) -> Resource:
    """A resource in the zone or the region that its list says."""
    place = one.get("zone") or said(one, "region", call)
    where = place if isinstance(place, str) else None
    return reader.resource(
        native_type, id_of(reader, native_type, where, str(one["id"])), one.get("name") or str(one["id"]), facts, labels(one), place
    )


def labels(one: Mapping[str, Any]) -> dict[str, str]:
    """Tags, which are words here; `key=value` is what people make of them."""
    return {key: value for key, _, value in (str(tag).partition("=") for tag in one.get("tags") or ())}
