"""Settings that every resource of a type has without anybody making them, and how Azure says that one it could have is not set."""

from __future__ import annotations

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
    "microsoft.storage/storageaccounts/blobservices": {"deleteRetentionPolicy": {"enabled": False}, "isVersioningEnabled": False},
}
"""Lower-case type → the properties it has when nobody set any."""
NOT_SET = {
    "microsoft.storage/storageaccounts/managementpolicies": ("ManagementPolicyNotFound", "No ManagementPolicy found for account"),
}
"""Lower-case type → the code and message of the 404 that means `not set`."""
