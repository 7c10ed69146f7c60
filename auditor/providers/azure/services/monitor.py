"""Log Analytics workspaces and Application Insights: how long logs stay, and where they are exported to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, built, children, described, is_on, listed, place, rows, to, within
from auditor.providers.azure.keys import vault_key
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined

WORKSPACE, CLUSTER, COMPONENT = (
    "Microsoft.OperationalInsights/workspaces",
    "Microsoft.OperationalInsights/clusters",
    "Microsoft.Insights/components",
)
WORKSPACES = listed(WORKSPACE, "retention.max", "encryption.at_rest", "encryption.key", "flows.copy", "tags")
TABLES = children(f"{WORKSPACE}/tables", "retention.max", "retention.min", of=(WORKSPACE, COMPONENT))
STORES = children(f"{WORKSPACE}/linkedStorageAccounts", "flows.copy", of=WORKSPACE)
EXPORTS = children(f"{WORKSPACE}/dataExports", "flows.copy", of=WORKSPACE)
CLUSTERS = listed(CLUSTER, "tags")
COMPONENTS = listed(COMPONENT, "retention.max", "encryption.at_rest", "encryption.key", "flows.copy", "tags")
PERIODS = ("totalRetentionInDays", "retentionInDays")
"""How a table says how long it keeps: with its archive, else without."""
CLASSIC_DAYS = 90
"""How long a component without a workspace keeps its records when nobody said."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Clusters first: a workspace linked to one is encrypted with its key. Workspaces next: components keep their records in them."""
    clusters = list(rows(reader, CLUSTERS))
    for row in clusters:
        yield described(reader, CLUSTER, row, {})
    keys = {row["id"]: lift(_cluster_key, row["properties"]) for row in clusters}
    workspaces = list(rows(reader, WORKSPACES))
    spaces = {row["id"]: row["properties"] for row in workspaces}
    components = list(rows(reader, COMPONENTS))
    named = {str(at(row["properties"], "WorkspaceResourceId") or "").lower() for row in components} - {"", *spaces}
    elsewhere = {id: lift(lambda answer: answer["properties"], reader.get(WORKSPACES, at=id)) for id in sorted(named)}
    every = {**spaces, **elsewhere}
    tables = dict(zip(every, reader.map(lambda id: reader.all(TABLES, at=f"{id}/tables"), every), strict=True))
    key = partial(_key, reader, keys)
    yield from reader.map(partial(built, reader, WORKSPACE, partial(_workspace, reader, key, tables)), workspaces)
    yield from reader.map(partial(built, reader, COMPONENT, partial(_component, reader, key, every, tables)), components)


def _cluster_key(properties: Mapping[str, object]) -> Any:
    return vault_key(properties.get("keyVaultProperties"))


def _workspace(reader: Reader, key: Any, tables: Mapping[str, object], row: Row) -> Resource:
    properties = row["properties"]
    exports, stores = (
        reader.all(call, at=f"{row['id']}/{name}") for call, name in ((EXPORTS, "dataExports"), (STORES, "linkedStorageAccounts"))
    )

    told = {
        **_kept(properties, tables[row["id"]]),
        "encryption.at_rest": True,
        "encryption.key": key(properties),
        "flows.copy": joined(
            lift(lambda seen: flows(_exported(seen or ())), exports),
            lift(lambda seen: flows(map(to, _linked(seen or ()))), stores),
            flows(_replica(reader, properties)),
        ),
    }
    return described(reader, WORKSPACE, row, told)


def _key(reader: Reader, keys: Mapping[str, object], workspace: Mapping[str, object]) -> Any:
    """The key of a workspace's cluster, which may be of another subscription."""
    id = str(at(workspace, "features", "clusterResourceId") or "").lower()
    if not id:
        return None
    return (
        keys[id]
        if id in keys
        else reader.lost(CLUSTERS) or lift(lambda said: _cluster_key(said["properties"]), reader.get(CLUSTERS, at=id))
    )


def _kept(properties: object, tables: object, named: str = "") -> dict[str, Any]:
    """How long all of a workspace is kept at most, and at least; `named` is how the names of the tables that count begin."""
    counts = lift(partial(_counts, named), properties, tables)
    longest = lift(lambda ends: days(ends[1]) or Unknown(WORKSPACES.reason("empty_answer")), counts)
    return {"retention.max": longest, "retention.min": lift(lambda ends: days(ends[0]) if 0 < ends[0] < ends[1] else None, counts)}


def _counts(named: str, properties: Mapping[str, Any], tables: Any) -> tuple[int, int]:
    """The days of the table that is emptied first, and of the one that is emptied last, archives included."""
    own = int(properties.get("retentionInDays") or 0)
    said = [one.get("properties") or {} for one in tables or () if str(one.get("name")).startswith(named)]
    # A table without a period of its own has that of the workspace.
    each = [next((int(one[name]) for name in PERIODS if int(one.get(name) or 0) > 0), own) for one in said]
    # One made tomorrow has it too.
    return min(each, default=own), max([*each, *([] if named and each else [own])])


def _linked(stores: Any) -> Iterator[str]:
    """The storage accounts that a workspace was given for what it keeps aside."""
    yield from (one for store in stores for one in at(store, "properties", "storageAccountIds") or ())


def _exported(exports: Any) -> Iterator[dict[str, Any]]:
    for one in exports:
        target = at(one, "properties", "destination", "resourceId")
        if target and at(one, "properties", "enable") is not False:
            yield to(target)


def _replica(reader: Reader, properties: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """A workspace may be kept twice."""
    if is_on(at(properties, "replication", "enabled")) and at(properties, "replication", "location"):
        yield within(reader, place(at(properties, "replication", "location")))


def _component(reader: Reader, key: Any, spaces: Mapping[str, Any], tables: Mapping[str, object], row: Row) -> Resource:
    """Its records lie in the workspace it names, for as long as that keeps them, unless it is of the old sort."""
    properties = row["properties"]
    workspace = str(at(properties, "WorkspaceResourceId") or "").lower()
    classic = {"retention.max": days(at(properties, "RetentionInDays") or CLASSIC_DAYS)}
    told = {
        **(_kept(spaces[workspace], tables[workspace], named="App") if workspace else classic),
        "encryption.at_rest": True,
        "encryption.key": lift(key, spaces[workspace]) if workspace else None,
        "flows.copy": flows([to(workspace)] if workspace else []),
    }
    return described(reader, COMPONENT, row, told)


COLLECTOR = Collector(
    service="monitor",
    native_types={CLUSTER: "other", WORKSPACE: "log_store", COMPONENT: "log_store"},
    calls=(CLUSTERS, WORKSPACES, TABLES, EXPORTS, STORES, COMPONENTS),
    collect=collect,
    where="account",
    never=unset("flows.share", of=(WORKSPACE, COMPONENT)),
)
