"""What Azure keeps after it was deleted: backups of databases that are no more, and vaults and accounts that can still be brought back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import NOT_THERE, Row, at, described
from auditor.providers.azure.places import NOT_OFFERED, regions
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.reader import owed

KINDS = {
    "Microsoft.KeyVault/deletedVaults": "secret",
    "Microsoft.KeyVault/deletedManagedHSMs": "secret",
    "Microsoft.CognitiveServices/deletedAccounts": "model",
    "Microsoft.DocumentDB/restorableDatabaseAccounts": "database",
    "Microsoft.OperationalInsights/deletedWorkspaces": "log_store",
    "Microsoft.Sql/deletedServers": "database",
    "Microsoft.Storage/deletedAccounts": "object_store",
    "Microsoft.AppConfiguration/deletedConfigurationStores": "parameter",
    "Microsoft.ApiManagement/deletedServices": "application",
    "Microsoft.Web/deletedSites": "application",
}
"""Type → kind of what one list of a subscription shows, wherever it was."""
BY_REGION = {
    "Microsoft.RecoveryServices/locations/deletedVaults": ("backup_vault", ""),
    "Microsoft.DataProtection/locations/deletedVaults": ("backup_vault", ""),
    "Microsoft.Sql/locations/longTermRetentionBackups": ("snapshot", "?databaseState=Deleted"),
    "Microsoft.Sql/locations/longTermRetentionManagedInstanceBackups": ("snapshot", "?databaseState=Deleted"),
}
"""Type → kind of what a list a region shows, and what to ask it for."""
KEPT = Unknown("not_collected: what Azure keeps of something deleted")


def _kept(native_type: str) -> Call:
    namespace, *rest = native_type.split("/")
    name = "List" + "".join(one[:1].upper() + one[1:] for one in rest)
    return Call(namespace, name, of=(native_type,), permission=f"{native_type}/read", absent=NOT_OFFERED | NOT_THERE, lists=True)


EVERYTHING = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
LISTS = {native_type: _kept(native_type) for native_type in (*KINDS, *BY_REGION)}


def collect(reader: Reader) -> Iterator[Resource]:
    """What the whole subscription shows in one list, then what has a list a region, wherever anything lies."""
    scope = f"/subscriptions/{reader.account}/providers"
    for native_type in KINDS:
        for row in reader.pages(LISTS[native_type], at=f"{scope}/{native_type}"):
            if native_type not in STILL_THERE or at(row, "properties", "deletionTime"):
                yield _described(reader, native_type, row)
    places = regions(reader, EVERYTHING)
    for native_type, (_, asking) in BY_REGION.items():
        paths = (f"{scope}/{native_type.replace('/locations/', f'/locations/{region}/')}{asking}" for region in places)
        for found in reader.map(partial(_listed, reader, LISTS[native_type]), paths):
            yield from map(partial(_described, reader, native_type), found)


def _listed(reader: Reader, call: Call, path: str) -> list[Any]:
    return [*reader.pages(call, at=path)]


def _described(reader: Reader, native_type: str, row: Row) -> Resource:
    said = row.get("properties") or {}
    where = at(said, "location") or row.get("location") or row["id"].partition("/locations/")[2].partition("/")[0] or None
    told = {"encryption.at_rest": True} if "encryption.at_rest" in owed(COLLECTOR.native_types[native_type]) else {}
    # Backups of databases are nobody's but ours, and outlive them by ten years at most.
    told |= {"public.access": False} if native_type in UNREACHED else {}
    return described(reader, native_type, {**row, "location": where, "tags": at(said, "tags")}, told, otherwise=KEPT)


UNREACHED = frozenset(one for one, (kind, _) in BY_REGION.items() if kind == "snapshot")
STILL_THERE = frozenset({"Microsoft.DocumentDB/restorableDatabaseAccounts"})
"""Lists that show what was not deleted too, without the day on which it was."""
COLLECTOR = Collector(
    service="deleted",
    native_types={**KINDS, **{native_type: kind for native_type, (kind, _) in BY_REGION.items()}},
    calls=(EVERYTHING, *LISTS.values()),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/azure-sql/database/long-term-retention-overview: restored within its subscription",
            tuple(sorted(UNREACHED)),
        ),
    ),
)
