"""Logs Data Platform: how long each stream is indexed and archived, and the cluster it lies in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import call, each, said, title
from auditor.providers.shapes import days, longest
from auditor.providers.thin import named

STREAM = "OVH::LogStream"
ROOT = "/dbaas/logs/*"
SERVICES = call("logs", "ListServices", "/dbaas/logs", lists=True)
STREAMS = call("logs", "ListStreams", f"{ROOT}/output/graylog/stream", lists=True)
DETAIL = call("logs", "GetStream", f"{ROOT}/output/graylog/stream/*", "region", "name", "retention.max", "hds.enabled")
CLUSTER = call("logs", "GetCluster", f"{ROOT}/cluster/*", "region", "hds.enabled")
RETENTION = call("logs", "GetRetention", f"{ROOT}/cluster/*/retention/*", "retention.max")
CERTIFIED = {"HDS": True, "STANDARD": False, "PCI_DSS": False, "SOC2": False}
"""What the level of a cluster says of health data; of the others, nothing that is written."""
BY_SIZE = Unknown.of("only_a_bound", "an index that ends by its size, after a time that depends on what is written")
UNENDED = Unknown.of("empty_answer", "a cold storage that does not say for how long")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every stream of every service."""
    for service in reader.pages(SERVICES, at="/dbaas/logs"):
        root = f"/dbaas/logs/{service['id']}"
        for id, told in each(reader, STREAMS, DETAIL, f"{root}/output/graylog/stream"):
            yield _stream(reader, root, f"{service['id']}/{id}", told)


def _stream(reader: Reader, root: str, id: str, told: object) -> Resource:
    cluster, retention = said(told, "clusterId", DETAIL), said(told, "retentionId", DETAIL)
    place = lift(lambda name: reader.get(CLUSTER, at=f"{root}/cluster/{name}"), cluster)
    period = lift(lambda name, kept: reader.get(RETENTION, at=f"{root}/cluster/{name}/retention/{kept}"), cluster, retention)
    option = lift(_certified, said(place, "certificationLevel", CLUSTER))
    facts = {"retention.max": lift(_kept, told, period), "hds.enabled": option}
    return reader.resource(STREAM, named(reader, STREAM, id), title(told, "title", id), facts, {}, said(place, "region", CLUSTER))


def _certified(level: str) -> Any:
    return CERTIFIED.get(level, Unknown(CLUSTER.reason("not_collected", f"a cluster of the level {level}")))


def _kept(stream: Mapping[str, Any], period: Mapping[str, Any]) -> Any:
    """The longer of the index and of the archives."""
    indexed = period.get("duration") if stream.get("indexingEnabled", True) else "P0D"
    if indexed is None:
        return BY_SIZE
    if not stream.get("coldStorageEnabled"):
        return indexed
    archived = days(stream.get("coldStorageRetention"))
    return longest((indexed, archived)) if archived else UNENDED


COLLECTOR = Collector("logs", {STREAM: "log_store"}, (SERVICES, STREAMS, DETAIL, CLUSTER, RETENTION), collect, where="account")
