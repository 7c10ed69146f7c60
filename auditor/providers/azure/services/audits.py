"""Auditing of Azure SQL: records of who asked what, kept in a storage account for as long as the setting says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from auditor.model import Resource
from auditor.providers.azure.common import Row, at, children, described
from auditor.providers.azure.services.sql import DATABASE, SERVER
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows

OF_SERVER, OF_DATABASE = f"{SERVER}/auditingSettings", f"{DATABASE}/auditingSettings"
SOURCES = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
SETTINGS = {one: children(one, "retention.max", "flows.copy", of=one) for one in (OF_SERVER, OF_DATABASE)}
STORED = Unknown.of("key_not_read", "that of the storage account")


def collect(reader: Reader) -> Iterator[Resource]:
    """The auditing of each server, then of each database that has its own."""
    rows = reader.pages(SOURCES, only=frozenset({SERVER.lower(), DATABASE.lower()}))
    yield from (audit for audit in reader.map(partial(_audit, reader), rows) if audit is not None)


def _audit(reader: Reader, row: Row) -> Resource | None:
    """None where nothing is kept in a storage account; one that says so where that may not be read."""
    native_type = OF_SERVER if row["type"] == SERVER.lower() else OF_DATABASE
    id = f"{row['id']}/auditingSettings"
    settings = reader.all(SETTINGS[native_type], at=id)
    kept = lift(lambda seen: [one for one in seen or () if _keeps(one)], settings)
    if not kept:
        return None
    told = {
        "retention.max": lift(lambda seen: days(at(seen[0], "properties", "retentionDays")), kept),
        "flows.copy": lift(lambda seen: flows({"to": str(at(one, "properties", "storageEndpoint")).lower()} for one in seen), kept),
        "encryption.at_rest": True,
        "encryption.key": STORED,
    }
    return described(reader, native_type, {"id": id, "name": row["name"], "location": row["location"]}, told)


def _keeps(setting: Mapping[str, object]) -> bool:
    return str(at(setting, "properties", "state")).lower() == "enabled" and bool(at(setting, "properties", "storageEndpoint"))


COLLECTOR = Collector(
    service="audits",
    native_types=dict.fromkeys(SETTINGS, "log_store"),
    calls=(SOURCES, *SETTINGS.values()),
    collect=collect,
    where="account",
)
