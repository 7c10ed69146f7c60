"""API versions: what the provider's own metadata says, and those known to work where it may not be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

PINNED = {
    "microsoft.authorization/policyassignments": "2022-06-01",
    "microsoft.authorization/policyexemptions": "2022-07-01-preview",
    "microsoft.cache/redis": "2024-11-01",
    "microsoft.cognitiveservices/accounts": "2024-10-01",
    "microsoft.compute": "2024-07-01",
    "microsoft.compute/disks": "2024-03-02",
    "microsoft.compute/diskencryptionsets": "2024-03-02",
    "microsoft.compute/galleries": "2023-07-03",
    "microsoft.compute/snapshots": "2024-03-02",
    "microsoft.containerregistry/registries": "2023-07-01",
    "microsoft.datafactory/factories": "2018-06-01",
    "microsoft.dataprotection/backupvaults": "2024-04-01",
    "microsoft.dbformariadb/servers": "2018-06-01",
    "microsoft.dbformysql/flexibleservers": "2023-12-30",
    "microsoft.dbformysql/servers": "2017-12-01",
    "microsoft.dbforpostgresql/flexibleservers": "2024-08-01",
    "microsoft.dbforpostgresql/servers": "2017-12-01",
    "microsoft.documentdb/databaseaccounts": "2024-11-15",
    "microsoft.eventhub/namespaces": "2024-01-01",
    "microsoft.insights/components": "2020-02-02",
    "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
    "microsoft.keyvault/managedhsms": "2023-07-01",
    "microsoft.keyvault/vaults": "2023-07-01",
    "microsoft.operationalinsights/clusters": "2023-09-01",
    "microsoft.operationalinsights/workspaces": "2023-09-01",
    "microsoft.recoveryservices/vaults": "2024-04-01",
    "microsoft.resources/subscriptions/resourcegroups": "2021-04-01",
    "microsoft.servicebus/namespaces": "2024-01-01",
    "microsoft.sql/managedinstances": "2023-08-01",
    "microsoft.sql/servers": "2023-08-01",
    "microsoft.storage/storageaccounts": "2023-05-01",
    "microsoft.synapse/workspaces": "2021-06-01",
}
"""Lower-case type, or namespace, → a version; a child without its own takes its parent's."""


def latest(pages: Iterable[Any]) -> dict[str, str]:
    """Lower-case type → its newest version that is not a preview, else its newest."""
    versions: dict[str, str] = {}
    for page in pages:
        for provider in page if isinstance(page, list) else ():
            for one in provider.get("resourceTypes") or ():
                dated = sorted(map(str, one.get("apiVersions") or ()), reverse=True)
                stable = [version for version in dated if len(version) == len("2021-04-01")]
                if dated:
                    versions[f"{provider.get('namespace')}/{one.get('resourceType')}".lower()] = (stable or dated)[0]
    return versions
