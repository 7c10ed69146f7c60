"""Instances, the images made of them, block storage and its snapshots, in each zone."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.scaleway.common import id_of, listed, made, said
from auditor.providers.shapes import sized, within
from auditor.providers.thin import on_its_premises

SERVER, IMAGE, VOLUME, SNAPSHOT = "Scaleway::Instance", "Scaleway::Image", "Scaleway::BlockVolume", "Scaleway::BlockSnapshot"
SERVERS = Call("instance", "ListServers", (), (SERVER,), "servers", "InstancesReadOnly", lists=True)
IMAGES = Call("instance", "ListImages", ("public.access", "size.allocated"), (IMAGE,), "images", "InstancesReadOnly", lists=True)
VOLUMES = Call("block", "ListVolumes", ("encryption.key", "size.allocated"), (VOLUME,), "volumes", "BlockStorageReadOnly", lists=True)
SNAPSHOTS = Call(
    "block", "ListSnapshots", ("public.access", "origin", "size.allocated"), (SNAPSHOT,), "snapshots", "BlockStorageReadOnly", lists=True
)
UNSAID = Unknown("not_collected: Scaleway's API tells of encryption by a key of the customer's only")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every zone of the region."""
    for one in listed(reader, SERVERS, "/instance/v1/zones/{zone}/servers"):
        yield made(reader, SERVER, one, {}, SERVERS)
    for one in listed(reader, IMAGES, "/instance/v1/zones/{zone}/images"):
        if one.get("organization") == reader.account:
            size = sized(allocated=within(one, "root_volume.size"))
            yield made(reader, IMAGE, one, {"public.access": said(one, "public", IMAGES), **size}, IMAGES)
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


COLLECTOR = Collector(
    "compute",
    {SERVER: "machine", IMAGE: "image", VOLUME: "volume", SNAPSHOT: "snapshot"},
    (SERVERS, IMAGES, VOLUMES, SNAPSHOTS),
    collect,
    never=(on_its_premises("https://www.scaleway.com/en/docs/account/reference-content/products-availability/", SERVER),),
)
