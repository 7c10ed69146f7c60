"""Block storage and its snapshots, in each zone."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.scaleway.common import ZONES, id_of, listed, made
from auditor.providers.shapes import sized
from auditor.providers.thin import said

VOLUME, SNAPSHOT = "Scaleway::BlockVolume", "Scaleway::BlockSnapshot"
VOLUMES = Call("block", "ListVolumes", ("encryption.key", "size.allocated"), (VOLUME,), "volumes", "BlockStorageReadOnly", lists=True)
SNAPSHOTS = Call(
    "block", "ListSnapshots", ("public.access", "origin", "size.allocated"), (SNAPSHOT,), "snapshots", "BlockStorageReadOnly", lists=True
)
UNSAID = Unknown.of("not_collected", "Scaleway's API tells of encryption by a key of the customer's only")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every zone of the region."""
    for one in listed(reader, VOLUMES, "/block/v1/zones/{zone}/volumes"):
        yield made(reader, VOLUME, one, {**_keys(one.get("kms_key_id")), **sized(allocated=one.get("size"))}, VOLUMES)
    for one in listed(reader, SNAPSHOTS, "/block/v1/zones/{zone}/snapshots"):
        of = one.get("parent_volume") or {}
        origin = id_of(reader, VOLUME, one.get("zone"), of["id"]) if of.get("id") else Unknown(SNAPSHOTS.reason("empty_answer"))
        yield made(
            reader,
            SNAPSHOT,
            one,
            {
                "public.access": said(one, "public", SNAPSHOTS),
                "origin": origin,
                **_keys(one.get("kms_key_id")),
                **sized(allocated=one.get("size")),
            },
            SNAPSHOTS,
        )


def _keys(key: str | None) -> dict[str, object]:
    return {"encryption.at_rest": True, "encryption.key": key} if key else {"encryption.at_rest": UNSAID, "encryption.key": UNSAID}


COLLECTOR = Collector("block", {VOLUME: "volume", SNAPSHOT: "snapshot"}, (VOLUMES, SNAPSHOTS), collect, times=len(ZONES))
