"""Where a subscription works: the regions to ask for lists that Azure keeps by region."""

from __future__ import annotations

from auditor.providers.contract import Call, Reader

NOT_OFFERED = frozenset(
    {"InvalidResourceType", "NoRegisteredProviderFound", "MissingSubscriptionRegistration", "LocationNotAvailableForResourceType"}
)
"""Codes by which Azure says that a cloud, a region or a subscription does not have a service."""
PLACED = frozenset(
    """
    microsoft.sql/servers microsoft.sql/managedinstances microsoft.storage/storageaccounts microsoft.compute/virtualmachines
    microsoft.keyvault/vaults microsoft.network/virtualnetworks microsoft.web/sites microsoft.recoveryservices/vaults
    microsoft.dataprotection/backupvaults microsoft.eventgrid/domains microsoft.eventhub/namespaces microsoft.containerregistry/registries
    """.split()
)
"""Types whose regions are those where a subscription works: where something was deleted, some of them are mostly left."""


def regions(reader: Reader, everything: Call) -> list[str]:
    """The regions where anything of these types lies, in order."""
    return sorted({row["location"] for row in reader.pages(everything, only=PLACED) if row["location"] not in (None, "global")})
