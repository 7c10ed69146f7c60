"""Volumes: where they lie and whether they are encrypted."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.thin import named

VOLUME = "Nuage::Volume"
VOLUMES = Call("block", "ListVolumes", feeds=("encryption.at_rest", "tags"), path="volumes", permission="block:read", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every volume of the region; what Nuage does not tell is left unsaid, hence unknown."""
    for one in reader.pages(VOLUMES, at=f"/v1/{reader.region}/volumes"):
        yield reader.resource(VOLUME, named(reader, VOLUME, one["id"]), one["name"], {"encryption.at_rest": one["encrypted"]}, one["tags"])


COLLECTOR = Collector("block", {VOLUME: "volume"}, (VOLUMES,), collect)
