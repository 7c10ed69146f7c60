"""Settings that every resource of a type has without anybody making them, and how Azure says that one it could have is not set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ALWAYS: dict[str, dict[str, Any]] = {
    "microsoft.recoveryservices/vaults/backupstorageconfig": {"storageModelType": "GeoRedundant", "crossRegionRestoreFlag": False},
    "microsoft.sql/managedinstances/databases/backuplongtermretentionpolicies": {
        "weeklyRetention": "PT0S",
        "monthlyRetention": "PT0S",
        "yearlyRetention": "PT0S",
        "weekOfYear": 1,
    },
    "microsoft.sql/managedinstances/databases/backupshorttermretentionpolicies": {"retentionDays": 7},
    "microsoft.sql/servers/databases/backuplongtermretentionpolicies": {
        "weeklyRetention": "PT0S",
        "monthlyRetention": "PT0S",
        "yearlyRetention": "PT0S",
        "weekOfYear": 1,
    },
    "microsoft.sql/servers/databases/backupshorttermretentionpolicies": {"retentionDays": 7, "diffBackupIntervalInHours": 12},
    "microsoft.sql/servers/databases/transparentdataencryption": {"state": "Enabled"},
    "microsoft.sql/servers/encryptionprotector": {"serverKeyName": "ServiceManaged", "serverKeyType": "ServiceManaged"},
    "microsoft.web/sites/config": {"azureStorageAccounts": {}},
    "microsoft.web/sites/slots/config": {"azureStorageAccounts": {}},
    "microsoft.storage/storageaccounts/blobservices": {"deleteRetentionPolicy": {"enabled": False}, "isVersioningEnabled": False},
}
"""Lower-case type → the properties it has when nobody set any."""
NOT_SET = {
    "microsoft.storage/storageaccounts/managementpolicies": ("ManagementPolicyNotFound", "No ManagementPolicy found for account"),
}
"""Lower-case type → the code and message of the 404 that means `not set`."""

LOCAL = {"backupRetentionDays": 7, "geoRedundantBackup": "Disabled"}
SEALED = {"encryption": {"type": "EncryptionAtRestWithPlatformKey"}, "diskState": "Unattached"}
SAID: dict[str, dict[str, Any]] = {
    "microsoft.cache/redis": {"redisConfiguration": {"maxclients": "1000"}},
    "microsoft.compute/disks": SEALED,
    "microsoft.compute/galleries": {"identifier": {"uniqueName": "galerie"}},
    "microsoft.compute/galleries/images/versions": {"publishingProfile": {"targetRegions": []}},
    "microsoft.compute/images": {"storageProfile": {}},
    "microsoft.compute/snapshots": SEALED,
    "microsoft.containerregistry/registries": {"anonymousPullEnabled": False, "encryption": {"status": "disabled"}},
    "microsoft.dataprotection/backupvaults": {"storageSettings": [{"datastoreType": "VaultStore", "type": "LocallyRedundant"}]},
    "microsoft.dbformariadb/servers": {"storageProfile": LOCAL},
    "microsoft.dbformysql/flexibleservers": {"backup": LOCAL},
    "microsoft.dbformysql/servers": {"storageProfile": LOCAL},
    "microsoft.dbforpostgresql/flexibleservers": {"backup": LOCAL},
    "microsoft.dbforpostgresql/servergroupsv2": {"enableGeoBackup": False},
    "microsoft.dbforpostgresql/servers": {"storageProfile": LOCAL},
    "microsoft.devices/iothubs": {"routing": {"endpoints": {}}},
    "microsoft.netapp/netappaccounts/capacitypools/volumes": {"encryptionKeySource": "Microsoft.NetApp"},
    "microsoft.operationalinsights/workspaces": {"customerId": "00000000-0000-4000-8000-000000000000"},
    "microsoft.sql/managedinstances": {"publicDataEndpointEnabled": False, "state": "Ready"},
    "microsoft.storage/storageaccounts": {"encryption": {"keySource": "Microsoft.Storage"}},
}
"""Lower-case type → what Resource Manager says of every resource of it besides `provisioningState`, which all of them have."""


def completed(resource: Mapping[str, object]) -> Any:
    """The properties of a resource with those that nobody sets; anything but an object as it is."""
    properties = resource.get("properties")
    if not isinstance(properties, Mapping):
        return properties
    kind = str(resource.get("type")).lower()
    own = {"locations": [{"locationName": resource.get("location"), "failoverPriority": 0}]} if kind == COSMOS else {}
    return {"provisioningState": "Succeeded", **ALWAYS.get(kind, {}), **SAID.get(kind, {}), **own, **properties}


COSMOS = "microsoft.documentdb/databaseaccounts"
