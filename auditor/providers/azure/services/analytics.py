"""Synapse, Power BI and Fabric capacities, Databricks, Purview."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS, unset
from auditor.providers.azure.common import LOCATIONS, Row, at, children, described, found, geo, listed, to
from auditor.providers.azure.hosts import host_in
from auditor.providers.azure.keys import within_vault
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined, sealed

POOL = "Microsoft.Synapse/workspaces/sqlPools"
SYNAPSE, NOTEBOOKS, CATALOG = "Microsoft.Synapse/workspaces", "Microsoft.Databricks/workspaces", "Microsoft.Purview/accounts"
CAPACITIES = ("Microsoft.PowerBIDedicated/capacities", "Microsoft.Fabric/capacities")
SEALED = ("encryption.at_rest", "encryption.key", "tags")
LISTS = {
    POOL: listed(POOL, "encryption.at_rest", "flows.backup", "tags"),
    **{one: listed(one, "encryption.at_rest", "public.access", "tags") for one in CAPACITIES},
    SYNAPSE: listed(SYNAPSE, "flows.copy", "tags"),
    NOTEBOOKS: listed(NOTEBOOKS, *SEALED),
    CATALOG: listed(CATALOG, "encryption.at_rest", "flows.copy", "tags"),
}
HUBS = children(f"{CATALOG}/kafkaConfigurations", "flows.copy", of=CATALOG)
TENANTS = Unknown.of("not_collected", "what is shared with other tenants, which only the capacity itself shows")
LINKED = Unknown.of("not_collected", "the linked services of a workspace, which only the workspace itself shows")


def collect(reader: Reader) -> Iterator[Resource]:
    """Everything of the family, by type."""
    readings = {
        POOL: partial(_pool, reader),
        SYNAPSE: _workspace,
        NOTEBOOKS: _notebooks,
        CATALOG: partial(_catalog, reader),
    }
    for native_type, call in LISTS.items():
        read = readings.get(native_type, lambda _: {"encryption.at_rest": True, "public.access": False, "flows.share": TENANTS})
        yield from found(reader, call, partial(_described, reader, native_type, read))


def _described(reader: Reader, native_type: str, read: Any, row: Row) -> Resource:
    return described(reader, native_type, row, read(row))


def _workspace(row: Row) -> dict[str, Any]:
    """Where a workspace keeps its files, and what else only itself shows."""
    lake = host_in(at(row["properties"], "defaultDataLakeStorage", "accountUrl"))
    return {"flows.copy": joined(flows([{"to": f"https://{lake}"}] if lake else []), LINKED)}


def _pool(reader: Reader, row: Row) -> dict[str, Any]:
    redundancy = row["properties"].get("storageAccountType")
    copies = geo(reader, row["location"], geo_redundant=str(redundancy).upper().startswith("G"))
    return {
        "encryption.at_rest": True,
        "flows.backup": copies if redundancy else Unknown(LISTS[POOL].reason("empty_answer")),
    }


def _notebooks(row: Row) -> dict[str, Any]:
    """Notebooks, disks of clusters and files have a key each; a workspace without machines of its own has notebooks only."""
    properties = row["properties"]
    entities = [at(properties, "encryption", "entities", name) or {} for name in ("managedServices", "managedDisk")]
    files = at(properties, "parameters", "encryption", "value") or {}
    keys = [
        *(within_vault(one.get("keyVaultProperties"), one.get("keySource")) for one in entities),
        within_vault(files, at(files, "keySource")),
    ]
    serverless = str(properties.get("computeMode")).lower() == "serverless"
    return {"encryption.at_rest": True, **sealed(*(keys[:1] if serverless else keys))}


def _catalog(reader: Reader, row: Row) -> dict[str, Any]:
    """Where a catalogue keeps what it takes in, and the hubs that it tells of each change."""
    hubs = lift(
        lambda seen: flows(to(str(id)) for one in seen or () if (id := at(one, "properties", "eventHubResourceId"))),
        reader.all(HUBS, at=f"{row['id']}/kafkaConfigurations"),
    )
    stores = (at(row["properties"], *path) for path in (("managedResources", "storageAccount"), ("ingestionStorage", "id")))
    return {
        "encryption.at_rest": True,
        "flows.copy": joined(flows(to(one) for one in stores if one), hubs),
    }


KINDS = {POOL: "warehouse", SYNAPSE: "transfer", NOTEBOOKS: "notebook", CATALOG: "data_catalog"}
COLLECTOR = Collector(
    service="analytics",
    native_types={**KINDS, **dict.fromkeys(CAPACITIES, "warehouse")},
    calls=(*LISTS.values(), HUBS, LOCATIONS),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("flows.replication",), f"{DOCS}/synapse-analytics/sql-data-warehouse/backup-and-restore: elsewhere only as a backup", (POOL,)
        ),
        *unset("encryption.key", of=(CATALOG,)),
        *unset("flows.share", of=(POOL, SYNAPSE, CATALOG)),
    ),
)
