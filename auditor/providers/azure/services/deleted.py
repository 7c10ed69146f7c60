"""What Azure keeps after it was deleted: backups of databases that are no more, and vaults and accounts that can still be brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from auditor.clock import stamp, utc
from auditor.model import Resource
from auditor.providers.azure import activity
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
OF_OWNER = {
    "Microsoft.Sql/servers": "Microsoft.Sql/servers/restorableDroppedDatabases",
    "Microsoft.Sql/managedInstances": "Microsoft.Sql/managedInstances/restorableDroppedDatabases",
}
"""Type → what was deleted of it and whose backups are still there, which each tells of itself."""
DROPPED = {
    "Microsoft.DBforPostgreSQL/deletedServers": "Microsoft.DBforPostgreSQL/flexibleServers",
    "Microsoft.DBforMySQL/deletedServers": "Microsoft.DBforMySQL/flexibleServers",
}
"""What stays of a server → its type: no list shows them, and the activity log says which were deleted."""
OUTLIVES = timedelta(days=5)
"""How long Azure keeps the backups of such a server."""
NOWHERE_SAID = Unknown.of("not_collected", "the activity log does not say where a deleted server was")
KEPT = Unknown.of("not_collected", "what Azure keeps of something deleted")


def _kept(native_type: str) -> Call:
    namespace, *rest = native_type.split("/")
    name = "List" + "".join(one[:1].upper() + one[1:] for one in rest)
    return Call(namespace, name, of=(native_type,), permission=f"{native_type}/read", absent=NOT_OFFERED | NOT_THERE, lists=True)


EVERYTHING = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
LOG = Call(activity.SERVICE, activity.OPERATION, of=(*DROPPED,), permission=activity.PERMISSION, lists=True)
LISTS = {native_type: _kept(native_type) for native_type in (*KINDS, *BY_REGION, *OF_OWNER.values())}


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
    for of, native_type in OF_OWNER.items():
        for owner in [*reader.pages(EVERYTHING, only=frozenset({of.lower()}))]:
            dropped: Row
            for dropped in reader.pages(LISTS[native_type], at=f"{owner['id']}/{native_type.rpartition('/')[2]}"):
                yield _described(reader, native_type, {**dropped, "location": owner["location"]})
    for native_type, of in DROPPED.items():
        yield from _dropped(reader, native_type, of)


def _dropped(reader: Reader, native_type: str, of: str) -> Iterator[Resource]:
    """Each server that was deleted so lately that its backups are still there, by what was done and not by whom."""
    path = activity.log_of(reader.account, stamp(utc() - OUTLIVES), of.partition("/")[0])
    events = reader.pages(LOG, at=path, version=activity.VERSION, of=of.partition("/")[0])
    deeds = (one for one in events if str(at(one, "operationName", "value")).lower() == f"{of}/delete".lower())
    gone = {str(one.get("resourceId")).lower() for one in deeds if str(at(one, "status", "value")).lower() in DONE}
    for id in sorted(gone):
        group, _, name = id.partition(f"/providers/{of}/".lower())
        row: Row = {"id": f"{group}/providers/{native_type}/{name}", "name": name}
        yield _described(reader, native_type, row, region=NOWHERE_SAID)


def _listed(reader: Reader, call: Call, path: str) -> list[Any]:
    return [*reader.pages(call, at=path)]


def _described(reader: Reader, native_type: str, row: Row, region: object = ...) -> Resource:
    said = row.get("properties") or {}
    where = at(said, "location") or row.get("location") or row["id"].partition("/locations/")[2].partition("/")[0] or None
    told = {"encryption.at_rest": True} if "encryption.at_rest" in owed(COLLECTOR.native_types[native_type]) else {}
    # Backups of databases are nobody's but ours, and outlive them by ten years at most.
    told |= {"public.access": False} if native_type in UNREACHED else {}
    return described(reader, native_type, {**row, "location": where, "tags": at(said, "tags")}, told, otherwise=KEPT, region=region)


SNAPSHOTS = (*DROPPED, *OF_OWNER.values())
UNREACHED = frozenset((*(one for one, (kind, _) in BY_REGION.items() if kind == "snapshot"), *SNAPSHOTS))
DONE = frozenset({"succeeded", "accepted", "started"})
STILL_THERE = frozenset({"Microsoft.DocumentDB/restorableDatabaseAccounts"})
"""Lists that show what was not deleted too, without the day on which it was."""
COLLECTOR = Collector(
    service="deleted",
    native_types={**KINDS, **{native_type: kind for native_type, (kind, _) in BY_REGION.items()}, **dict.fromkeys(SNAPSHOTS, "snapshot")},
    calls=(EVERYTHING, *LISTS.values(), LOG),
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
