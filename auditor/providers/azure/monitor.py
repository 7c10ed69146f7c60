"""Log Analytics workspaces and Application Insights: how long logs stay, and where they are exported to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import at, children, days, described, flows, found, is_on, key_uri, listed, place, rows, to, within
from auditor.providers.base import Collector, Reader, Unknown, lift

WORKSPACE, CLUSTER, COMPONENT = (
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.OperationalInsights/clusters",
    "Microsoft.Insights/components",
)
WORKSPACES = listed(WORKSPACE, "retention.max", "encryption.at_rest", "encryption.key", "flows.copy", "tags")
TABLES = children(f"{WORKSPACE}/tables", "retention.max", of=WORKSPACE)
EXPORTS = children(f"{WORKSPACE}/dataExports", "flows.copy", of=WORKSPACE)
CLUSTERS = listed(CLUSTER, "tags")
COMPONENTS = listed(COMPONENT, "retention.max", "encryption.at_rest", "encryption.key", "flows.copy", "tags")
DEFAULT_DAYS = 30


def collect(reader: Reader) -> Iterator[Resource]:
    """Clusters first: a workspace linked to one is encrypted with its key."""
    clusters = list(rows(reader, CLUSTERS))
    for row in clusters:
        yield described(reader, CLUSTER, row, {})
    keys = {row["id"]: lift(partial(_cluster_key), row["properties"]) for row in clusters}
    yield from found(reader, WORKSPACES, partial(_workspace, reader, keys))
    yield from found(reader, COMPONENTS, partial(_component, reader))


def _cluster_key(properties: Mapping[str, Any]) -> str | None:
    vault, name = (at(properties, "keyVaultProperties", one) for one in ("keyVaultUri", "keyName"))
    return key_uri(f"{vault.rstrip('/')}/keys/{name}") if vault and name else None


def _workspace(reader: Reader, keys: Mapping[str, Any], row: dict[str, Any]) -> Resource:
    properties = row["properties"]
    tables = reader.all(TABLES, at=f"{row['id']}/tables")
    exports = reader.all(EXPORTS, at=f"{row['id']}/dataExports")
    cluster = at(properties, "features", "clusterResourceId")
    lost = reader.lost(CLUSTERS) or Unknown(f"key_not_read: {cluster}")
    told = {
        "retention.max": lift(partial(_kept, properties), tables),
        "encryption.at_rest": True,
        "encryption.key": keys.get(str(cluster).lower(), lost) if cluster else None,
        "flows.copy": lift(lambda found: flows([*_exported(found or ()), *_replica(reader, properties)]), exports),
    }
    return described(reader, WORKSPACE, row, told)


def _kept(properties: Mapping[str, Any], tables: Any) -> str | None:
    """The longest of the workspace's own retention and of each table's, its archive included."""
    counts = [int(properties.get("retentionInDays") or DEFAULT_DAYS)]
    for table in tables or ():
        said = table.get("properties") or {}
        counts += [int(said[name]) for name in ("totalRetentionInDays", "retentionInDays") if said.get(name)]
    return days(max(counts))


def _exported(exports: Any) -> Iterator[dict[str, Any]]:
    for one in exports:
        target = at(one, "properties", "destination", "resourceId")
        if target and at(one, "properties", "enable") is not False:
            yield to(target)


def _replica(reader: Reader, properties: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A workspace may be kept twice."""
    if is_on(at(properties, "replication", "enabled")) and at(properties, "replication", "location"):
        yield within(reader, place(at(properties, "replication", "location")))


def _component(reader: Reader, row: dict[str, Any]) -> Resource:
    """Its records lie in the workspace it names, unless it is of the old sort."""
    properties = row["properties"]
    workspace = at(properties, "WorkspaceResourceId")
    told = {
        "retention.max": days(at(properties, "RetentionInDays") or 90),
        "encryption.at_rest": True,
        "encryption.key": None,
        "flows.copy": flows([to(workspace)] if workspace else []),
    }
    return described(reader, COMPONENT, row, told)


COLLECTOR = Collector(
    service="monitor",
    native_types={CLUSTER: "other", WORKSPACE: "log_store", COMPONENT: "log_store"},
    calls=(CLUSTERS, WORKSPACES, TABLES, EXPORTS, COMPONENTS),
    collect=collect,
    where="account",
)
