"""Buckets, and who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.thin import named

BUCKET = "Nuage::Bucket"
BUCKETS = Call("object", "ListBuckets", feeds=("tags",), path="buckets", permission="object:list", lists=True)
ACCESS = Call("object", "GetAccess", feeds=("public.access",), path="public", permission="object:read")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bucket of the region, each asked for its access."""

    def made(one: dict[str, Any]) -> Resource:
        public = lift(bool, reader.get(ACCESS, at=f"/v1/buckets/{one['id']}/access"))
        return reader.resource(BUCKET, named(reader, BUCKET, one["id"]), one["name"], {"public.access": public}, one["tags"])

    yield from reader.map(made, reader.pages(BUCKETS, at=f"/v1/{reader.region}/buckets"))


COLLECTOR = Collector("object", {BUCKET: "object_store"}, (BUCKETS, ACCESS), collect)
