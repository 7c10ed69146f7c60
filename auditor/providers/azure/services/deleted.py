"""What Azure keeps after it was deleted: backups of databases that are no more, and vaults and accounts that can still be brought back."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS
from auditor.providers.azure.common import NOT_THERE, at, described
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown

BACKUP = "Microsoft.Sql/locations/longTermRetentionBackups"
KINDS = {
    "Microsoft.KeyVault/deletedVaults": "secret",
    "Microsoft.KeyVault/deletedManagedHSMs": "secret",
    "Microsoft.CognitiveServices/deletedAccounts": "model",
    "Microsoft.DocumentDB/restorableDatabaseAccounts": "database",
    "Microsoft.OperationalInsights/deletedWorkspaces": "log_store",
}
"""Type → kind of what one list of a subscription shows, wherever it was."""
NOT_OFFERED = frozenset(
    {"InvalidResourceType", "NoRegisteredProviderFound", "MissingSubscriptionRegistration", "LocationNotAvailableForResourceType"}
)
"""Codes by which Azure says that a cloud, a region or a subscription does not have a service."""
KEPT = Unknown("not_collected: what Azure keeps of something deleted")


def _kept(native_type: str) -> Call:
    namespace, *rest = native_type.split("/")
    name = "List" + "".join(one[:1].upper() + one[1:] for one in rest)
    return Call(namespace, name, of=(native_type,), permission=f"{native_type}/read", absent=NOT_OFFERED | NOT_THERE, lists=True)


EVERYTHING = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
BACKUPS = _kept(BACKUP)
LISTS = {native_type: _kept(native_type) for native_type in KINDS}


def collect(reader: Reader) -> Iterator[Resource]:
    """Deleted vaults and accounts in one list each, then the backups of deleted databases, a list a region where anything lies."""
    scope = f"/subscriptions/{reader.account}/providers"
    for native_type, call in LISTS.items():
        for row in reader.pages(call, at=f"{scope}/{native_type}"):
            if native_type not in STILL_THERE or at(row, "properties", "deletionTime"):
                yield _described(reader, native_type, row)
    regions = sorted({row["location"] for row in reader.pages(EVERYTHING, only=PLACED) if row["location"] not in (None, "global")})
    asked = (f"{scope}/Microsoft.Sql/locations/{region}/longTermRetentionBackups?databaseState=Deleted" for region in regions)
    for found in reader.map(lambda path: [*reader.pages(BACKUPS, at=path)], asked):
        yield from map(partial(_backup, reader), found)


def _described(reader: Reader, native_type: str, row: dict[str, Any]) -> Resource:
    said = row.get("properties") or {}
    where = at(said, "location") or row.get("location")
    told = {"encryption.at_rest": True}
    return described(reader, native_type, {**row, "location": where, "tags": at(said, "tags")}, told, otherwise=KEPT)


def _backup(reader: Reader, row: dict[str, Any]) -> Resource:
    """A backup that outlives its database, up to ten years, in the region that its list is of."""
    region = row["id"].partition("/locations/")[2].partition("/")[0] or None
    told = {"encryption.at_rest": True, "public.access": False}
    return described(reader, BACKUP, {**row, "location": region}, told, otherwise=KEPT)


STILL_THERE = frozenset({"Microsoft.DocumentDB/restorableDatabaseAccounts"})
"""Lists that show what was not deleted too, without the day on which it was."""
PLACED = frozenset(
    """
    microsoft.sql/servers microsoft.sql/managedinstances microsoft.storage/storageaccounts microsoft.compute/virtualmachines
    microsoft.keyvault/vaults microsoft.network/virtualnetworks microsoft.web/sites microsoft.recoveryservices/vaults
    """.split()
)
"""Types whose regions are those where a subscription works: where a server was deleted, some of them are mostly left."""
COLLECTOR = Collector(
    service="deleted",
    native_types={BACKUP: "snapshot", **KINDS},
    calls=(EVERYTHING, BACKUPS, *LISTS.values()),
    collect=collect,
    where="account",
    never=(
        Absence(("flows.share",), f"{DOCS}/azure-sql/database/long-term-retention-overview: restored within its subscription", (BACKUP,)),
    ),
)
