"""What a subscription says of its providers: their API versions (those known to work where it may not be read), which it never used."""

from __future__ import annotations

from collections.abc import Iterable

PINNED = {
    "microsoft.aadiam/diagnosticsettings": "2017-04-01",
    "microsoft.aad/domainservices": "2022-12-01",
    "microsoft.apimanagement/deletedservices": "2022-08-01",
    "microsoft.apimanagement/service": "2022-08-01",
    "microsoft.app": "2024-03-01",
    "microsoft.appconfiguration/configurationstores": "2024-05-01",
    "microsoft.appconfiguration/deletedconfigurationstores": "2024-05-01",
    "microsoft.appplatform/spring": "2023-12-01",
    "microsoft.authorization/policyassignments": "2022-06-01",
    "microsoft.authorization/policyexemptions": "2022-07-01-preview",
    "microsoft.automation/automationaccounts": "2023-11-01",
    "microsoft.azureactivedirectory/b2cdirectories": "2021-04-01",
    "microsoft.azureactivedirectory/ciamdirectories": "2023-05-17-preview",
    "microsoft.batch/batchaccounts": "2024-02-01",
    "microsoft.botservice/botservices": "2022-09-15",
    "microsoft.cache/redis": "2024-11-01",
    "microsoft.cache/redisenterprise": "2023-11-01",
    "microsoft.cdn/profiles": "2024-02-01",
    "microsoft.cognitiveservices/accounts": "2024-10-01",
    "microsoft.communication": "2023-04-01",
    "microsoft.compute": "2024-07-01",
    "microsoft.compute/diskencryptionsets": "2024-03-02",
    "microsoft.compute/disks": "2024-03-02",
    "microsoft.compute/galleries": "2023-07-03",
    "microsoft.compute/snapshots": "2024-03-02",
    "microsoft.containerinstance/containergroups": "2023-05-01",
    "microsoft.containerregistry/registries": "2023-07-01",
    "microsoft.containerservice/managedclusters": "2024-02-01",
    "microsoft.dashboard/grafana": "2023-09-01",
    "microsoft.dataprotection/locations/deletedvaults": "2025-09-01",
    "microsoft.databricks/workspaces": "2024-05-01",
    "microsoft.datafactory/factories": "2018-06-01",
    "microsoft.dataprotection/backupvaults": "2024-04-01",
    "microsoft.datashare/accounts": "2021-08-01",
    "microsoft.dbformariadb/servers": "2018-06-01",
    "microsoft.dbformysql/flexibleservers": "2023-12-30",
    "microsoft.dbformysql/servers": "2017-12-01",
    "microsoft.dbforpostgresql/flexibleservers": "2024-08-01",
    "microsoft.dbforpostgresql/servergroupsv2": "2022-11-08",
    "microsoft.dbforpostgresql/servers": "2017-12-01",
    "microsoft.devices/iothubs": "2023-06-30",
    "microsoft.devices/provisioningservices": "2022-12-12",
    "microsoft.deviceupdate/accounts": "2023-07-01",
    "microsoft.digitaltwins/digitaltwinsinstances": "2023-01-31",
    "microsoft.documentdb/cassandraclusters": "2024-11-15",
    "microsoft.documentdb/databaseaccounts": "2024-11-15",
    "microsoft.documentdb/mongoclusters": "2024-07-01",
    "microsoft.eventgrid": "2022-06-15",
    "microsoft.eventhub/namespaces": "2024-01-01",
    "microsoft.fabric/capacities": "2023-11-01",
    "microsoft.hdinsight/clusters": "2021-06-01",
    "microsoft.healthcareapis": "2024-03-31",
    "microsoft.insights/components": "2020-02-02",
    "microsoft.insights/datacollectionrules": "2022-06-01",
    "microsoft.insights/diagnosticsettings": "2021-05-01-preview",
    "microsoft.insights/metrics": "2024-02-01",
    "microsoft.keyvault/managedhsms": "2023-07-01",
    "microsoft.keyvault/vaults": "2023-07-01",
    "microsoft.kusto/clusters": "2023-08-15",
    "microsoft.logic/workflows": "2019-05-01",
    "microsoft.machinelearningservices": "2024-04-01",
    "microsoft.managedservices": "2022-10-01",
    "microsoft.maps/accounts": "2023-06-01",
    "microsoft.netapp": "2023-11-01",
    "microsoft.network": "2023-11-01",
    "microsoft.network/dnszones": "2018-05-01",
    "microsoft.network/frontdoors": "2021-06-01",
    "microsoft.network/privatednszones": "2020-06-01",
    "microsoft.network/trafficmanagerprofiles": "2022-04-01",
    "microsoft.notificationhubs/namespaces": "2023-09-01",
    "microsoft.operationalinsights/clusters": "2023-09-01",
    "microsoft.operationalinsights/workspaces": "2023-09-01",
    "microsoft.powerbidedicated/capacities": "2021-01-01",
    "microsoft.purview/accounts": "2021-12-01",
    "microsoft.recoveryservices/locations/deletedvaults": "2025-02-01",
    "microsoft.recoveryservices/vaults": "2024-04-01",
    "microsoft.relay/namespaces": "2021-11-01",
    "microsoft.resources/subscriptions/resourcegroups": "2021-04-01",
    "microsoft.search/searchservices": "2023-11-01",
    "microsoft.security/automations": "2019-01-01-preview",
    "microsoft.servicebus/namespaces": "2024-01-01",
    "microsoft.servicefabric/clusters": "2021-06-01",
    "microsoft.signalrservice": "2024-03-01",
    "microsoft.sql": "2023-08-01",
    "microsoft.sql/managedinstances": "2023-08-01",
    "microsoft.sql/servers": "2023-08-01",
    "microsoft.sqlvirtualmachine/sqlvirtualmachines": "2023-10-01",
    "microsoft.storage/deletedaccounts": "2023-05-01",
    "microsoft.storage/storageaccounts": "2023-05-01",
    "microsoft.storagesync/storagesyncservices": "2022-09-01",
    "microsoft.streamanalytics/streamingjobs": "2020-03-01",
    "microsoft.synapse/workspaces": "2021-06-01",
    "microsoft.videoindexer/accounts": "2024-01-01",
    "microsoft.web": "2023-12-01",
    "microsoft.web/connections": "2016-06-01",
}
"""Lower-case type, or namespace, → a version; a child without its own takes its parent's."""


def never_registered(pages: Iterable[object]) -> frozenset[str]:
    """The lower-case namespaces of which a subscription has and had nothing.

    "Before you use a resource provider, you must make sure your Azure subscription is registered for the resource provider"
    (learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types); one that was taken back is `Unregistered`.
    """
    each = (provider for page in pages if isinstance(page, list) for provider in page)
    return frozenset(str(one.get("namespace")).lower() for one in each if one.get("registrationState") == "NotRegistered")


def latest(pages: Iterable[object]) -> dict[str, str]:
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
