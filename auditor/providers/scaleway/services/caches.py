"""Managed Redis, in each zone."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.scaleway.common import ZONES, listed, made

REDIS = "Scaleway::Redis"
CLUSTERS = Call("redis", "ListClusters", (), (REDIS,), "clusters", "RedisReadOnly", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every zone of the region."""
    for one in listed(reader, CLUSTERS, "/redis/v1/zones/{zone}/clusters"):
        yield made(reader, REDIS, one, {}, CLUSTERS)


COLLECTOR = Collector("caches", {REDIS: "cache"}, (CLUSTERS,), collect, times=len(ZONES))
