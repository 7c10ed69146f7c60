"""Estates for the collectors of backups, logs and messages: see `seeds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.azure import CCAS, MARSEILLE, PARIS, TOWN, Cloud, arm
from tests.providers.azure.seeds_common import (
    COMPUTE,
    KEY,
    KEY_VERSION,
    PAIR,
    PLAIN,
    STORAGE,
    TAGS,
    WORKSPACE,
    Expected,
    id_of,
    to,
)


def recovery(cloud: Cloud) -> Expected:
    """A vault with cross-region restore and a machine ready in the Netherlands, an old vault, a backup vault, and their policies."""
    vault, old, backup = (f"Microsoft.RecoveryServices/vaults/{name}" for name in ("coffre", "ancien", "-"))
    backup = "Microsoft.DataProtection/backupVaults/coffre"
    schedule = {"retentionPolicy": {"dailySchedule": {"retentionDuration": {"count": 30, "durationType": "Days"}}}}
    schedule["retentionPolicy"]["yearlySchedule"] = {"retentionDuration": {"count": 10, "durationType": "Years"}}
    rules = [
        {"objectType": "AzureRetentionRule", "lifecycles": [{"deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": "P90D"}}]}
    ]
    machine = f"{COMPUTE}/virtualMachines/paie"
    item = {
        "providerSpecificDetails": {"instanceType": "A2A", "recoveryFabricLocation": "westeurope", "fabricObjectId": arm(machine)["id"]}
    }
    soft = {"softDeleteSettings": {"softDeleteState": "AlwaysON", "softDeleteRetentionPeriodInDays": 14}}
    said = {
        "redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"},
        "encryption": {"keyVaultProperties": {"keyUri": KEY_VERSION}},
        "securitySettings": soft,
    }
    on_site = {"providerSpecificDetails": {"instanceType": "InMageRcm", "fabricObjectId": "vm-12"}}
    back = {"providerSpecificDetails": {"instanceType": "InMageRcmFailback"}, "recoveryFabricFriendlyName": "Mairie"}
    locked = {"immutabilitySettings": {"state": "Locked"}}
    cloud.add(
        arm(vault, tags=TAGS, properties=said),
        arm(f"{vault}/backupPolicies/quotidienne", properties=schedule),
        arm(f"{vault}/replicationProtectedItems/vm", properties=item),
        arm(f"{vault}/replicationProtectedItems/pc", properties=on_site),
        arm(f"{vault}/replicationProtectedItems/retour", properties=back),
        arm(old),
        arm(f"{old}/backupstorageconfig/vaultstorageconfig", properties={"storageModelType": "LocallyRedundant"}),
        arm(f"{old}/backupPolicies/p", properties=schedule),
        arm(backup, properties={"storageSettings": [{"datastoreType": "VaultStore", "type": "GeoRedundant"}], "securitySettings": locked}),
        arm(f"{backup}/backupPolicies/trimestre", properties={"policyRules": rules}),
    )
    pair = [{"region": MARSEILLE, "account": TOWN}]
    plan: dict[str, Any] = {"region": PARIS, "flows.share": None}
    return {
        id_of(vault): {
            "lock.min": "P14D",
            "lock.max": None,
            "encryption.key": KEY,
            "flows.backup": [
                *pair,
                {"region": "westeurope", "account": TOWN, "source": id_of(machine)},
                {"region": PARIS, "account": TOWN, "source": "vm-12"},
                {"to": "fabric:mairie"},
            ],
            "tags": TAGS,
        },
        id_of(f"{vault}/backupPolicies/quotidienne"): {
            **plan,
            "retention.max": "P10Y",
            "flows.backup": [{**pair[0], "source": id_of(vault)}],
        },
        id_of(old): {"lock.min": None, "flows.backup": None},
        id_of(f"{old}/backupPolicies/p"): {**plan, "retention.max": "P10Y", "flows.backup": None},
        id_of(backup): {"lock.min": "P90D", "flows.backup": pair, "encryption.key": None},
        id_of(f"{backup}/backupPolicies/trimestre"): {
            **plan,
            "retention.max": "P90D",
            "flows.backup": [{**pair[0], "source": id_of(backup)}],
        },
    }


def monitor(cloud: Cloud) -> Expected:
    """A workspace kept 730 days but for a table kept twelve years, exported and replicated; a component that lies in it."""
    cluster, far, linked = "Microsoft.OperationalInsights/clusters/dedie", f"{STORAGE}/archives", f"{STORAGE}/requetes"
    said = {"retentionInDays": 730, "features": {"clusterResourceId": arm(cluster)["id"]}}
    said["replication"] = {"enabled": True, "location": "westeurope"}
    simple, other = "Microsoft.OperationalInsights/workspaces/simple", "Microsoft.OperationalInsights/workspaces/ccas"
    away = arm(other, subscription=CCAS)["id"]
    component = "Microsoft.Insights/components"
    cloud.add(
        arm(cluster, properties={"keyVaultProperties": {"keyVaultUri": "https://coffre.vault.azure.net/", "keyName": "cle"}}),
        arm(WORKSPACE, tags=TAGS, properties=said),
        arm(f"{WORKSPACE}/tables/Heartbeat", properties={"retentionInDays": 90, "totalRetentionInDays": 4383}),
        arm(f"{WORKSPACE}/tables/AppRequests", properties={"retentionInDays": 90, "totalRetentionInDays": 400}),
        arm(f"{WORKSPACE}/dataExports/e", properties={"destination": {"resourceId": arm(far)["id"]}, "enable": True}),
        arm(f"{WORKSPACE}/linkedStorageAccounts/query", properties={"storageAccountIds": [arm(linked)["id"]]}),
        arm(simple, properties={"retentionInDays": 730}),
        {"id": away, "properties": {"retentionInDays": 60}},
        arm(f"{component}/site", properties={"RetentionInDays": 180, "WorkspaceResourceId": arm(WORKSPACE)["id"]}),
        arm(f"{component}/voisin", properties={"RetentionInDays": 90, "WorkspaceResourceId": away}),
        arm(f"{component}/ancien", properties={"RetentionInDays": 180}),
    )
    return {
        id_of(cluster): {"region": PARIS},
        id_of(WORKSPACE): {
            "retention.max": "P4383D",
            "encryption.key": KEY,
            "flows.copy": [to(far), to(linked), {"region": "westeurope", "account": TOWN}],
            "tags": TAGS,
        },
        id_of(simple): {**PLAIN, "retention.max": "P730D", "flows.copy": None},
        id_of(f"{component}/site"): {"retention.max": "P400D", "encryption.key": KEY, "flows.copy": [to(WORKSPACE)]},
        id_of(f"{component}/voisin"): {**PLAIN, "retention.max": "P60D", "flows.copy": [{"to": away.lower(), "account": CCAS}]},
        id_of(f"{component}/ancien"): {**PLAIN, "retention.max": "P180D", "flows.copy": None},
    }


def trails(cloud: Cloud) -> Expected:
    """A vault whose audit goes to an event hub, and the activity of the subscription, which goes to a workspace."""
    vault, hub = "Microsoft.KeyVault/vaults/coffre", "Microsoft.EventHub/namespaces/siem"
    rule = f"{arm(hub)['id']}/authorizationRules/RootManageSharedAccessKey"
    own = {"workspaceId": arm(WORKSPACE)["id"], "logs": [{"category": "Administrative", "enabled": True}]}
    name = "providers/Microsoft.Insights/diagnosticSettings"
    subscription = f"/subscriptions/{TOWN}"
    logs = [{"category": "AuditEvent", "enabled": True}]
    partner = arm("Microsoft.Datadog/monitors/dd")["id"]
    collection, network = "Microsoft.Insights/dataCollectionRules/machines", "Microsoft.Network/networkWatchers/paris/flowLogs/nsg"
    export = "Microsoft.Security/automations/export"
    fabric = "https://ailleurs.kusto.fabric.microsoft.com"
    tenant = "/providers/Microsoft.AadIam/diagnosticSettings"
    root = "/providers/Microsoft.Management/managementGroups/racine"
    cloud.azure.descendants |= {"racine": [TOWN, CCAS], "ailleurs": [CCAS]}
    signed = {"storageAccountId": arm(f"{STORAGE}/connexions")["id"], "logs": [{"category": "SignInLogs", "enabled": True}]}
    destinations = {
        "logAnalytics": [{"workspaceResourceId": arm(WORKSPACE)["id"], "name": "w"}],
        "eventHubs": [{"eventHubResourceId": f"{arm(hub)['id']}/eventhubs/h", "name": "h"}],
        "azureMonitorMetrics": {"name": "m"},
        "microsoftFabric": [{"ingestionUri": fabric}],
    }
    group, kept = arm("Microsoft.Network/networkSecurityGroups/nsg")["id"], arm(f"{STORAGE}/flux")["id"]
    analytics = {"networkWatcherFlowAnalyticsConfiguration": {"enabled": True, "workspaceResourceId": arm(WORKSPACE)["id"]}}
    flow = {"enabled": True, "targetResourceId": group, "storageId": kept, "flowAnalyticsConfiguration": analytics}
    machine, agent = "Microsoft.Compute/virtualMachines/vm", {"workspaceId": "0000AAAA-1111-4222-8333-444444444444"}
    several = f"{COMPUTE}/virtualMachineScaleSets/grappe"
    screens = {"enabled": True, "storageUri": "https://ecrans.blob.core.windows.net/"}
    captured = {"target": arm(machine)["id"], "storageLocation": {"storageId": kept, "filePath": "D:\\p.cap"}}
    cloud.add(
        *(
            arm(f"{machine}/extensions/{one}", location=PARIS, properties={"type": one, "settings": said})
            for one, said in {"IaaSDiagnostics": {"StorageAccount": "Traces"}, "OmsAgent": agent, "Script": {"fileUris": []}}.items()
        ),
        arm(
            machine,
            properties={
                "diagnosticsProfile": {"bootDiagnostics": {"enabled": True, "storageUri": "https://ECRANS.blob.core.windows.net/"}}
            },
        ),
        arm(f"{machine}-geree", properties={"diagnosticsProfile": {"bootDiagnostics": {"enabled": True}}}),
        arm(several, properties={"virtualMachineProfile": {"diagnosticsProfile": {"bootDiagnostics": screens}}}),
        arm("Microsoft.Network/networkWatchers/paris"),
        arm("Microsoft.Network/networkWatchers/paris/packetCaptures/p", properties=captured),
        arm(vault),
        arm(f"{vault}/{name}/siem", properties={"eventHubAuthorizationRuleId": rule, "logs": logs}),
        arm(f"{vault}/{name}/editeur", properties={"marketplacePartnerId": partner, "logs": logs}),
        {"id": f"{subscription}/{name}/activite", "properties": own},
        {"id": f"{root}/{name}/droits", "properties": own},
        {"id": f"{tenant}/audit", "properties": signed},
        {"id": f"{tenant}/eteint", "properties": {**signed, "logs": [{"category": "AuditLogs", "enabled": False}]}},
        arm(collection, tags=TAGS, properties={"destinations": destinations}),
        arm(network, location=PARIS, properties=flow),
        arm("Microsoft.Network/networkWatchers/paris/flowLogs/eteint", location=PARIS, properties={**flow, "enabled": False}),
        arm(export, properties={"actions": [{"actionType": "Workspace", "workspaceResourceId": arm(WORKSPACE)["id"]}]}),
    )
    whole = {"trail.organization": False}
    one = {**whole, "trail.multi_region": False, "region": PARIS}
    source = {"source": group.lower()}
    inside = id_of(f"{machine}/providers/Microsoft.Insights/guestDiagnosticSettings")
    return {
        f"{inside}/iaasdiagnostics": {**one, "flows.copy": [{"to": "https://traces.blob.core.windows.net"}]},
        f"{inside}/omsagent": {**one, "flows.copy": [{"to": "workspace:0000aaaa-1111-4222-8333-444444444444"}]},
        f"{id_of(machine)}/bootdiagnostics/current": {
            **one,
            "flows.copy": [{"to": "https://ecrans.blob.core.windows.net/", "source": id_of(machine)}],
        },
        f"{id_of(several)}/bootdiagnostics/current": {
            **one,
            "flows.copy": [{"to": "https://ecrans.blob.core.windows.net/", "source": id_of(several)}],
        },
        id_of("Microsoft.Network/networkWatchers/paris/packetCaptures/all"): {
            **one,
            "flows.copy": [{**to(f"{STORAGE}/flux"), "source": id_of(machine)}],
        },
        tenant.lower(): {"flows.copy": [to(f"{STORAGE}/connexions")], "trail.multi_region": True, "trail.organization": True},
        id_of(f"{vault}/{name}"): {
            **one,
            "flows.copy": [
                {**to(hub), "source": id_of(vault)},
                {"to": f"partner:{partner.lower()}", "holder": "microsoft.datadog", "source": id_of(vault)},
            ],
        },
        f"{subscription}/{name}".lower(): {
            **whole,
            "trail.multi_region": True,
            "flows.copy": [{**to(WORKSPACE), "source": subscription}],
        },
        f"{root}/{name}".lower(): {
            "trail.organization": True,
            "trail.multi_region": True,
            "flows.copy": [{**to(WORKSPACE), "source": root.lower()}],
        },
        id_of(export): {**one, "flows.copy": [to(WORKSPACE)]},
        id_of(collection): {**one, "flows.copy": [to(WORKSPACE), to(hub), {"to": fabric}], "tags": TAGS},
        id_of(network): {**one, "flows.copy": [{**to(f"{STORAGE}/flux"), **source}, {**to(WORKSPACE), **source}]},
        id_of("Microsoft.Network/networkWatchers/paris/flowLogs/eteint"): {**one, "flows.copy": None},
    }


def messaging(cloud: Cloud) -> Expected:
    """Event hubs kept twice, with a partner and a capture; a service bus; an IoT hub that is ready in the pair."""
    hubs, bus, iot = "Microsoft.EventHub/namespaces/flux", "Microsoft.ServiceBus/namespaces/bus", "Microsoft.Devices/IotHubs/compteurs"
    partner, store = "Microsoft.EventHub/namespaces/flux-nl", f"{STORAGE}/captures"
    sealed = {"keyVaultProperties": [{"keyVaultUri": "https://coffre.vault.azure.net", "keyName": "cle"}]}
    twice = {"locations": [{"locationName": "francecentral"}, {"locationName": "West Europe", "roleType": "Secondary"}]}
    capture = {"enabled": True, "destination": {"properties": {"storageAccountResourceId": arm(store)["id"]}}}
    keyed = "DefaultEndpointsProtocol=https;AccountName=releves;AccountKey=****"
    routes = {
        "eventHubs": [{"name": "e", "id": "e1", "endpointUri": "sb://ailleurs.servicebus.windows.net"}],
        "serviceBusQueues": [
            {
                "name": "q",
                "subscriptionId": CCAS.upper(),
                "connectionString": "Endpoint=sb://file.servicebus.windows.net:5671/;SharedAccessKey=****",
            }
        ],
    }
    moved = {"locations": [{"location": "West Europe", "role": "primary"}, {"location": "France Central", "role": "secondary"}]}
    cloud.add(
        arm(hubs, tags=TAGS, properties={"encryption": sealed, "geoDataReplication": twice}),
        arm(f"{hubs}/disasterRecoveryConfigs/a", properties={"partnerNamespace": arm(partner)["id"], "role": "Primary"}),
        arm(f"{hubs}/eventhubs/h", properties={"captureDescription": capture}),
        arm(bus),
        arm(f"{bus}/disasterRecoveryConfigs/a", properties={"partnerNamespace": "bus-nl", "role": "Primary"}),
        arm(
            iot,
            properties={
                "routing": {"endpoints": routes},
                "storageEndpoints": {"$default": {"connectionString": keyed, "containerName": "c"}},
            },
        ),
        arm(f"{iot}-2", properties=moved),
    )
    closed = {**PLAIN, "public.access": False, "flows.share": None}
    return {
        id_of(hubs): {
            **closed,
            "encryption.key": KEY,
            "flows.replication": [{"region": "westeurope", "account": TOWN}, to(partner)],
            "flows.copy": [to(store)],
            "tags": TAGS,
        },
        id_of(bus): {**closed, "flows.replication": [{"to": "https://bus-nl.servicebus.windows.net"}], "flows.copy": None},
        id_of(iot): {
            **closed,
            "flows.replication": PAIR,
            "flows.copy": [
                {"to": "sb://ailleurs.servicebus.windows.net"},
                {"to": "sb://file.servicebus.windows.net:5671/", "account": CCAS},
                {"to": "https://releves.blob.core.windows.net"},
            ],
        },
        id_of(f"{iot}-2"): {
            **closed,
            "region": "westeurope",
            "flows.replication": [{"region": PARIS, "account": TOWN}],
            "flows.copy": None,
        },
    }


UNSEALED = ("Microsoft.ApiManagement/deletedServices", "Microsoft.Web/deletedSites")


def deleted(cloud: Cloud) -> Expected:
    """A vault, an account and a database that were deleted, and a database account that was not."""
    scope = f"/subscriptions/{TOWN}/providers"
    vault = f"{scope}/Microsoft.KeyVault/deletedVaults/ancien"
    gone, live = (f"{scope}/Microsoft.DocumentDB/restorableDatabaseAccounts/{name}" for name in ("passe", "present"))
    region = f"{scope}/Microsoft.Sql/locations/{PARIS}/longTermRetentionBackups"
    backup = f"{region}/paie;2020"
    others = {
        "Microsoft.KeyVault/deletedManagedHSMs": {"location": PARIS},
        "Microsoft.CognitiveServices/deletedAccounts": {},
        "Microsoft.OperationalInsights/deletedWorkspaces": {},
        "Microsoft.Sql/deletedServers": {"originalId": arm("Microsoft.Sql/servers/ancien")["id"]},
        "Microsoft.Storage/deletedAccounts": {},
        "Microsoft.AppConfiguration/deletedConfigurationStores": {},
        "Microsoft.ApiManagement/deletedServices": {},
        "Microsoft.Web/deletedSites": {},
    }
    regional = {
        "Microsoft.RecoveryServices/locations/deletedVaults": f"{scope}/Microsoft.RecoveryServices/locations/{PARIS}/deletedVaults/coffre",
        "Microsoft.DataProtection/locations/deletedVaults": f"{scope}/Microsoft.DataProtection/locations/{PARIS}/deletedVaults/0a1b",
        "Microsoft.Sql/locations/longTermRetentionManagedInstanceBackups": (
            f"{scope}/Microsoft.Sql/locations/{PARIS}/longTermRetentionManagedInstanceBackups/rh;2021"
        ),
    }
    server = arm("Microsoft.DBforPostgreSQL/flexibleServers/ancien")["id"]
    dropped = [f"Microsoft.Sql/{one}/reste/restorableDroppedDatabases/paie,1" for one in ("servers", "managedInstances")]
    cloud.azure.feed.happened(server, "delete", "")
    cloud.add(
        arm("Microsoft.Sql/servers/reste"),
        arm("Microsoft.Sql/managedInstances/reste"),
        *(arm(one, properties={"deletionDate": "2026-11-20T00:00:00Z"}) for one in dropped),
        {"id": vault, "properties": {"location": "westeurope", "tags": TAGS}},
        {"id": gone, "location": PARIS, "properties": {"accountName": "passe", "deletionTime": "2026-11-01T00:00:00Z"}},
        {"id": live, "location": PARIS, "properties": {"accountName": "present"}},
        *({"id": f"{scope}/{one}/x", "location": PARIS, "properties": said} for one, said in others.items()),
        *({"id": one, "type": native_type, "properties": {"deleted": True}} for native_type, one in regional.items()),
        {"id": backup, "properties": {"databaseName": "paie", "backupExpirationTime": "2030-01-01T00:00:00Z"}},
    )
    for one in (gone, live, *(f"{scope}/{other}/x" for other in others)):
        cloud.azure.objects[one.lower()].pop("location")
        cloud.azure.objects[one.lower()]["properties"]["location"] = PARIS
    kept = {"encryption.at_rest": True}
    return {
        **{id_of(one): {**kept, "region": PARIS, "public.access": False, "flows.share": None} for one in dropped},
        id_of("Microsoft.DBforPostgreSQL/deletedServers/ancien"): {
            "region": "missing",
            "encryption.at_rest": True,
            "public.access": False,
            "flows.share": None,
        },
        vault.lower(): {**kept, "region": "westeurope", "tags": TAGS},
        gone.lower(): {**kept, "region": PARIS},
        backup.lower(): {**kept, "region": PARIS, "public.access": False},
        **{f"{scope}/{one}/x".lower(): {**(kept if one not in UNSEALED else {}), "region": PARIS} for one in others},
        **{one.lower(): {**kept, "region": PARIS} for one in regional.values()},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {seed.__name__: seed for seed in (recovery, monitor, trails, messaging, deleted)}
