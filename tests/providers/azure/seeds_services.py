"""Estates for the collectors of services that run, carry and hand on: see `seeds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.providers.azure.services.applications import BY_ITSELF
from auditor.providers.azure.services.holders import PLAIN as PLAINLY
from tests.emulators.azure import CCAS, FOREIGN, PARIS, THIRD, TOWN, Cloud, arm
from tests.providers.azure.seeds_common import KEY, KEY_VERSION, PAIR, PLAIN, SQL, STORAGE, TAGS, WORKSPACE, Expected, id_of, to

AMSTERDAM = [{"region": "westeurope", "account": TOWN}]
VAULT = {"keyVaultUri": "https://coffre.vault.azure.net/", "keyName": "cle"}
QUIET: dict[str, Any] = {"flows.logs": None, "flows.copy": None, "flows.processing": None}
CLOSED: dict[str, Any] = {**PLAIN, "public.access": False, "flows.share": None}


def clusters(cloud: Cloud) -> Expected:
    """A MongoDB with a replica, a Cassandra of two data centres, a PostgreSQL whose backups go to Marseille."""
    mongo, cassandra = "Microsoft.DocumentDB/mongoClusters/docs", "Microsoft.DocumentDB/cassandraClusters/fil"
    citus, away = "Microsoft.DBforPostgreSQL/serverGroupsv2/gros", f"{mongo}-nl"
    everybody = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}  # noqa: S104  # a firewall rule of the emulated server
    sealed = {"customerManagedKeyEncryption": {"keyEncryptionKeyUrl": KEY_VERSION}}
    replica = {"sourceResourceId": arm(mongo)["id"], "role": "GeoAsyncReplica"}
    centers = {"paris": "France Central", "nl": "West Europe"}
    lies = {"encryption.at_rest": True, "public.access": False}
    large = {"enableGeoBackup": True, "readReplicas": [arm(f"{citus}-nl")["id"]], "dataEncryption": {"primaryKeyUri": KEY_VERSION}}
    cloud.add(
        arm(mongo, tags=TAGS, properties={"encryption": sealed}),
        arm(f"{mongo}/firewallRules/tous", properties=everybody),
        {"id": f"{arm(mongo)['id']}/replicas/nl", "location": "westeurope", "properties": {"replica": replica}},
        arm(away, location="westeurope", properties={"replica": replica, "publicNetworkAccess": "Disabled"}),
        arm(cassandra, properties={"restoreFromBackupId": f"{arm(f'{cassandra}-ancien')['id']}/backups/1"}),
        *(arm(f"{cassandra}/dataCenters/{name}", properties={"dataCenterLocation": place}) for name, place in centers.items()),
        arm(citus, properties={**large, "coordinatorEnablePublicIpAccess": True}),
        arm(f"{citus}/firewallRules/tous", properties=everybody),
    )
    replicas = [{"to": f"{arm(mongo)['id']}/replicas/nl".lower(), "region": "westeurope", "account": TOWN}]
    return {
        id_of(mongo): {"encryption.key": KEY, "public.access": True, "origin": None, "flows.replication": replicas, "tags": TAGS},
        id_of(away): {**PLAIN, "public.access": False, "origin": id_of(mongo), "flows.replication": None, "region": "westeurope"},
        id_of(cassandra): {**lies, "origin": id_of(f"{cassandra}-ancien"), "flows.replication": AMSTERDAM},
        id_of(citus): {"encryption.key": KEY, "public.access": True, "flows.replication": [to(f"{citus}-nl")], "flows.backup": PAIR},
    }


def analytics(cloud: Cloud) -> Expected:
    """Pools with and without copies, a capacity, notebooks, a catalogue."""
    synapse = "Microsoft.Synapse/workspaces/analyses"
    notebooks, catalog = "Microsoft.Databricks/workspaces/labo", "Microsoft.Purview/accounts/catalogue"
    services = {"encryption": {"entities": {"managedServices": {"keyVaultProperties": VAULT}}}}
    cloud.add(
        arm(synapse),
        arm(f"{synapse}/sqlPools/entrepot", location=PARIS, properties={"storageAccountType": "GRS"}),
        arm(f"{synapse}/sqlPools/local", location=PARIS, properties={"storageAccountType": "LRS"}),
        *(arm(f"{one}/c", location="westus") for one in ("Microsoft.PowerBIDedicated/capacities", "Microsoft.Fabric/capacities")),
        arm(notebooks, properties=services),
        arm(catalog, properties={"managedResources": {"storageAccount": arm(f"{STORAGE}/scan")["id"]}}),
    )
    pool = {"encryption.at_rest": True, "flows.share": None, "flows.replication": None}
    capacity = {"encryption.at_rest": True, "public.access": False, "region": "westus"}
    return {
        id_of(synapse): {"flows.share": None, "region": PARIS},
        id_of(f"{synapse}/sqlPools/entrepot"): {**pool, "flows.backup": PAIR},
        id_of(f"{synapse}/sqlPools/local"): {**pool, "flows.backup": None},
        id_of("Microsoft.PowerBIDedicated/capacities/c"): capacity,
        id_of("Microsoft.Fabric/capacities/c"): capacity,
        id_of(notebooks): {"encryption.at_rest": True, "encryption.key": KEY},
        id_of(catalog): {**PLAIN, "flows.copy": [to(f"{STORAGE}/scan")], "flows.share": None},
    }


def explorer(cloud: Cloud) -> Expected:
    """A cluster that trusts another tenant, with a database under a key of its own; one in another region that follows it."""
    one, two = "Microsoft.Kusto/clusters/flotte", "Microsoft.Kusto/clusters/flotte-2"
    trust = {"trustedExternalTenants": [{"value": FOREIGN}]}
    bases = {"vues": {"softDeletePeriod": "P30D"}, "actes": {"softDeletePeriod": "P365D", "keyVaultProperties": VAULT}}
    feeds = {
        "hub": ("EventHub", {"eventHubResourceId": f"{arm('Microsoft.EventHub/namespaces/flux')['id']}/eventhubs/h"}),
        "depot": ("EventGrid", {"storageAccountResourceId": arm(f"{STORAGE}/depot")["id"], "eventHubResourceId": "/x/eventhubs/h"}),
    }
    cloud.add(
        arm(one, tags=TAGS, properties=trust),
        arm(two, location="westeurope"),
        *(arm(f"{one}/databases/{name}", kind="ReadWrite", location=PARIS, properties=said) for name, said in bases.items()),
        *(arm(f"{one}/databases/vues/dataConnections/{name}", kind=kind, properties=said) for name, (kind, said) in feeds.items()),
        arm(f"{two}/databases/durable", kind="ReadWrite", properties={"hotCachePeriod": "P1D"}),
        arm(f"{two}/databases/suivie", kind="ReadOnlyFollowing", properties={"softDeletePeriod": "P1D"}),
        arm(f"{two}/attachedDatabaseConfigurations/suivi", properties={"clusterResourceId": arm(one)["id"]}),
    )
    shared = [{"holder": FOREIGN, "region": PARIS}]
    followed = {**to(two, region="westeurope"), "source": id_of(one)}
    fed = {**to(f"{one}/databases/vues", region=PARIS)}
    base = {"encryption.at_rest": True, "retention.max": "missing"}
    return {
        id_of(one): {**CLOSED, "encryption.keys": [KEY], "flows.share": shared, "flows.replication": None, "tags": TAGS},
        id_of(two): {**CLOSED, "flows.replication": None, "region": "westeurope"},
        id_of(f"{one}/databases/vues"): {**base, "encryption.key": None, "flows.share": shared, "tags": TAGS},
        id_of(f"{one}/databases/actes"): {**base, "encryption.key": KEY, "flows.share": shared},
        id_of(f"{two}/databases/durable"): {**base, "encryption.key": None, "flows.share": None, "region": "westeurope"},
        id_of(f"{one}/databases/vues/dataConnections/hub"): {
            "flows.copy": [{**fed, "source": id_of("Microsoft.EventHub/namespaces/flux")}],
            "flows.share": None,
        },
        id_of(f"{one}/databases/vues/dataConnections/depot"): {"flows.copy": [{**fed, "source": id_of(f"{STORAGE}/depot")}]},
        id_of(f"{two}/attachedDatabaseConfigurations/suivi"): {"flows.copy": [followed], "flows.share": None, "region": "westeurope"},
    }


def applications(cloud: Cloud) -> Expected:
    """Apps whose logs, backups, files and copies go somewhere, and some that say of no other place than their own."""
    site, slot = "Microsoft.Web/sites/guichet", "Microsoft.Web/sites/guichet/slots/essai"
    component = "Microsoft.Insights/components/guichet"
    environment, group = "Microsoft.App/managedEnvironments/env", "Microsoft.ContainerInstance/containerGroups/lot"
    cluster, fabric = "Microsoft.ContainerService/managedClusters/aks", "Microsoft.ServiceFabric/clusters/sf"
    batch, hadoop = "Microsoft.Batch/batchAccounts/lots", "Microsoft.HDInsight/clusters/hadoop"
    automation, video, media = (
        "Microsoft.Automation/automationAccounts/aa",
        "Microsoft.VideoIndexer/accounts/vi",
        "Microsoft.Media/mediaservices/m",
    )
    backup = "https://SAUVE.blob.core.windows.net/apps?sv=2024&sig=secret"
    code = {"functionAppConfig": {"deployment": {"storage": {"value": "https://code.blob.core.windows.net/c"}}}}
    spread = [{"location": "West Europe", "numberOfWorkers": 1}]
    watched = {"hidden-link: /app-insights-resource-id": arm(component)["id"]}
    logs = {"config": {"logAnalyticsWorkspaceResourceID": arm(WORKSPACE)["id"]}, "enabled": True}
    mounted = {"volumes": [{"name": "v", "azureFile": {"storageAccountName": "fichiers"}}]}
    folder = {"type": "AzureFiles", "accountName": "dossiers", "accessKey": None, "mountPath": "/d"}
    elsewhere = "00000000-1111-4222-8333-444444444444"
    cloud.add(
        arm(WORKSPACE, properties={"customerId": "AAAA0000-1111-4222-8333-444444444444"}),
        arm(site, tags=watched, kind="app", properties={"sku": "Standard", "geoDistributions": spread}),
        *(arm(f"{one}/config/web", properties={"azureStorageAccounts": {"a": folder}}) for one in (site, slot)),
        arm(f"{site}/backups/1", properties={"storageAccountUrl": backup}),
        arm(slot, location=PARIS, properties={"sku": "Standard", **code}),
        arm(f"{slot}/backups/1", properties={"storageAccountUrl": backup}),
        arm(cluster, tags=TAGS, properties={"addonProfiles": {"omsagent": logs, "azurepolicy": {"enabled": True, "config": None}}}),
        arm(fabric, properties={"diagnosticsStorageAccountConfig": {"blobEndpoint": "https://journaux.blob.core.windows.net/"}}),
        arm(
            environment,
            properties={"appLogsConfiguration": {"logAnalyticsConfiguration": {"customerId": "aaaa0000-1111-4222-8333-444444444444"}}},
        ),
        arm(group, properties={"diagnostics": {"logAnalytics": {"workspaceId": elsewhere}}, **mounted}),
        arm(batch, properties={"autoStorage": {"storageAccountId": arm(f"{STORAGE}/lots")["id"]}}),
        arm(hadoop, properties={"storageProfile": {"storageaccounts": [{"name": "hadoop.blob.core.windows.net", "isDefault": True}]}}),
        arm(automation),
        arm(f"{automation}-it", location="italynorth"),
        arm(video, properties={"storageServices": {"resourceId": arm(f"{STORAGE}/films")["id"]}}),
        arm(media, properties={"storageAccounts": [{"id": arm(f"{STORAGE}/films")["id"], "type": "Primary"}]}),
        *(arm(f"{one}/x", location="westus") for one in _PLAIN),
    )
    saved = [{"to": "https://sauve.blob.core.windows.net/apps"}, {"to": "https://dossiers.file.core.windows.net"}]
    return {
        id_of(site): {"flows.logs": [to(component)], "flows.copy": saved, "flows.processing": AMSTERDAM, "tags": watched},
        id_of(slot): {**QUIET, "flows.copy": [{"to": "https://code.blob.core.windows.net/c"}, *saved]},
        id_of(cluster): {**QUIET, "flows.logs": [to(WORKSPACE)], "tags": TAGS},
        id_of(fabric): {**QUIET, "flows.logs": [{"to": "https://journaux.blob.core.windows.net/"}]},
        id_of(environment): {**QUIET, "flows.logs": [to(WORKSPACE)]},
        id_of(group): {
            **QUIET,
            "flows.logs": [{"to": f"workspace:{elsewhere}"}],
            "flows.copy": [{"to": "https://fichiers.file.core.windows.net"}],
        },
        id_of(batch): {**QUIET, "flows.copy": [to(f"{STORAGE}/lots")]},
        id_of(hadoop): {**QUIET, "flows.copy": [{"to": "https://hadoop.blob.core.windows.net"}]},
        id_of(automation): {**QUIET, "flows.copy": PAIR},
        id_of(f"{automation}-it"): QUIET,
        id_of(video): {**QUIET, "flows.copy": [to(f"{STORAGE}/films")]},
        id_of(media): {**QUIET, "flows.copy": [to(f"{STORAGE}/films")]},
        **{
            id_of(f"{one}/x"): {
                path: value for path, value in {**QUIET, "region": "westus"}.items() if one not in BY_ITSELF or path != "flows.copy"
            }
            for one in _PLAIN
        },
    }


_PLAIN = (
    "Microsoft.App/containerApps",
    "Microsoft.App/jobs",
    "Microsoft.AppPlatform/Spring",
    "Microsoft.AVS/privateClouds",
    "Microsoft.Dashboard/grafana",
    "Microsoft.HealthBot/healthBots",
    "Microsoft.IoTCentral/iotApps",
    "Microsoft.RedHatOpenShift/openShiftClusters",
)


def gateways(cloud: Cloud) -> Expected:
    """An API gateway of two regions, a bot on Slack, maps, live connections, devices, a workflow that mails through a third party."""
    api, bot, maps = "Microsoft.ApiManagement/service/api", "Microsoft.BotService/botServices/bot", "Microsoft.Maps/accounts/plan"
    live, pub, relay = "Microsoft.SignalRService/signalR/r", "Microsoft.SignalRService/webPubSub/p", "Microsoft.Relay/namespaces/relais"
    devices, updates = "Microsoft.Devices/provisioningServices/dps", "Microsoft.DeviceUpdate/accounts/maj"
    workflow, connection = "Microsoft.Logic/workflows/courriers", "Microsoft.Web/connections/envoi"
    hub = "Microsoft.EventHub/namespaces/flux"
    call = {"type": "Http", "inputs": {"method": "POST", "uri": "https://api.editeur.example/v1?cle=secret"}}
    steps = {
        "actions": {
            "si": {"type": "If", "else": {"actions": {"appel": call}}},
            "autre": {"type": "Http", "inputs": {"uri": "@variables('u')"}},
        }
    }
    used = {"$connections": {"value": {"sendgrid": {"connectionId": arm(connection)["id"]}}}}
    cloud.add(
        arm(api, tags=TAGS, properties={"additionalLocations": [{"location": "West Europe", "sku": {"capacity": 1}}]}),
        arm(f"{api}/loggers/eh", properties={"loggerType": "azureEventHub", "resourceId": arm(hub)["id"]}),
        arm(bot, location="westeurope"),
        *(arm(f"{bot}/channels/{one}", properties={"channelName": one}) for one in ("DirectLineChannel", "SlackChannel")),
        arm(maps, location="global", properties={"locations": [{"locationName": "westeurope"}]}),
        arm(live, properties={"upstream": {"templates": [{"urlTemplate": "https://ecoute.example/hub?code=secret"}]}}),
        arm(f"{live}/replicas/nl", location="westeurope"),
        arm(pub),
        arm(f"{pub}/replicas/nl", location="westeurope"),
        arm(relay),
        arm(devices, properties={"iotHubs": [{"name": "hub.azure-devices.net", "location": "westeurope"}]}),
        arm(f"{devices}-2", properties={"enableDataResidency": True}),
        arm(updates, properties={"locations": [{"name": "France Central", "role": "Primary"}, {"name": "westeurope", "role": "Failover"}]}),
        arm(workflow, properties={"definition": steps, "parameters": used}),
        arm(connection, properties={"api": {"name": "sendgrid"}}),
        arm(f"{connection}-2", properties={"api": {"id": "/subscriptions/x/providers/Microsoft.Web/locations/l/managedApis/office365"}}),
    )
    return {
        id_of(api): {**QUIET, "flows.processing": AMSTERDAM, "flows.logs": [to(hub)], "tags": TAGS},
        id_of(bot): {**QUIET, "flows.copy": [{"to": "channel:slackchannel"}], "region": "westeurope"},
        id_of(maps): {**QUIET, "flows.processing": AMSTERDAM, "region": "global"},
        id_of(live): {**QUIET, "flows.processing": AMSTERDAM, "flows.copy": [{"to": "https://ecoute.example/hub"}]},
        id_of(pub): {**QUIET, "flows.processing": AMSTERDAM},
        id_of(relay): QUIET,
        id_of(devices): {**QUIET, "flows.copy": [*PAIR, {"to": "https://hub.azure-devices.net"}]},
        id_of(f"{devices}-2"): QUIET,
        id_of(updates): {**QUIET, "flows.processing": AMSTERDAM},
        id_of(workflow): {**QUIET, "flows.copy": [to(connection), {"to": "https://api.editeur.example"}]},
        id_of(connection): {"flows.copy": [{"to": "connector:sendgrid"}], "flows.share": None},
        id_of(f"{connection}-2"): {"flows.share": None},
    }


def events(cloud: Cloud) -> Expected:
    """Topics that keep to their region or not, with subscribers of every sort; notifications copied by default and to Dublin."""
    topic, system, domain = (f"Microsoft.EventGrid/{name}" for name in ("topics/t", "systemTopics/s", "domains/d"))
    push = "Microsoft.NotificationHubs/namespaces/mobile"
    hub = "Microsoft.EventHub/namespaces/flux"
    hook = {"endpointType": "WebHook", "properties": {"endpointBaseUrl": "https://recoit.example/x"}}
    dead = {"endpointType": "StorageBlob", "properties": {"resourceId": arm(f"{STORAGE}/rebuts")["id"]}}
    inside = {"endpointType": "EventHub", "properties": {"resourceId": f"{arm(hub)['id']}/eventhubs/h"}}
    partner = {"endpointType": "PartnerDestination", "properties": {}}
    key = {"keyEncryptionKeyUrl": KEY_VERSION}
    cloud.add(
        arm(topic, tags=TAGS),
        arm(f"{topic}/eventSubscriptions/a", properties={"destination": hook, "deadLetterDestination": dead}),
        arm(system, properties={"source": arm(f"{STORAGE}/actes")["id"], "dataResidencyBoundary": "WithinRegion"}),
        arm(f"{system}/eventSubscriptions/a", properties={"deliveryWithResourceIdentity": {"destination": inside}}),
        arm(f"{system}-2", location="global"),
        arm(domain, properties={"dataResidencyBoundary": "WithinGeopair", "encryption": {"customerManagedKeyEncryption": [key]}}),
        arm(f"{domain}/eventSubscriptions/a", properties={"destination": partner}),
        arm(push),
        arm(f"{push}-2", properties={"replicationRegion": "NorthEurope"}),
        arm(f"{push}-3", properties={"replicationRegion": "None"}),
    )
    return {
        id_of(topic): {
            **CLOSED,
            "flows.replication": PAIR,
            "flows.copy": [{"to": "https://recoit.example"}, to(f"{STORAGE}/rebuts")],
            "tags": TAGS,
        },
        id_of(system): {**CLOSED, "flows.replication": None, "flows.copy": [to(hub)]},
        id_of(f"{system}-2"): {"flows.replication": None, "flows.copy": None},
        id_of(domain): {
            **CLOSED,
            "encryption.key": KEY,
            "flows.replication": PAIR,
            "flows.copy": [{"to": "subscriber:partnerdestination"}],
        },
        # Whom its hubs hand notifications to Azure does not show.
        **{id_of(f"{push}{number}"): CLOSED for number in ("", "-2", "-3")},
    }


def sync(cloud: Cloud) -> Expected:
    """Files synchronised to a server of the town hall, a share that another organisation took, a job with three outputs."""
    service, share, job = (
        "Microsoft.StorageSync/storageSyncServices/s",
        "Microsoft.DataShare/accounts/p",
        "Microsoft.StreamAnalytics/streamingjobs/j",
    )
    group, taken = f"{service}/syncGroups/g", f"{share}/shares/dossiers"
    blob = {"type": "Microsoft.Storage/Blob", "properties": {"storageAccounts": [{"accountName": "sortie", "accountKey": None}]}}
    base = {"type": "Microsoft.Sql/Server/Database", "properties": {"server": "srv"}}
    board = {"type": "PowerBI", "properties": {"groupName": "g"}}
    cloud.add(
        arm(service, tags=TAGS),
        arm(group),
        arm(f"{group}/cloudEndpoints/c", properties={"storageAccountResourceId": arm(f"{STORAGE}/partages")["id"]}),
        arm(f"{group}/serverEndpoints/e", properties={"friendlyName": "SRV-MAIRIE"}),
        arm(share),
        arm(taken),
        arm(f"{taken}/providerShareSubscriptions/1", properties={"consumerTenantName": "Editeur", "consumerEmail": "a@editeur.example"}),
        arm(f"{taken}/dataSets/d", properties={"storageAccountName": "actes", "containerName": "c"}),
        arm(job),
        *(arm(f"{job}/outputs/{name}", properties={"datasource": one}) for name, one in (("1", blob), ("2", base), ("3", board))),
    )
    return {
        id_of(service): {
            "flows.copy": [{"to": "server:srv-mairie", "source": id_of(f"{STORAGE}/partages")}],
            "flows.share": None,
            "tags": TAGS,
        },
        id_of(share): {
            "flows.share": [{"holder": "Editeur"}],
            "flows.copy": [{"holder": "Editeur", "source": "https://actes.blob.core.windows.net"}],
        },
        id_of(job): {
            "flows.copy": [
                {"to": "https://sortie.blob.core.windows.net"},
                {"to": "https://srv.database.windows.net"},
                {"to": "output:powerbi"},
            ],
            "flows.share": None,
        },
    }


def holders(cloud: Cloud) -> Expected:
    """Settings copied to Amsterdam, models of two regions, directories, health records exported, and everything told by its kind only."""
    settings, models = "Microsoft.AppConfiguration/configurationStores/s", "Microsoft.MachineLearningServices/registries/m"
    domain, customers = "Microsoft.AAD/domainServices/rivemont.example", "Microsoft.AzureActiveDirectory/b2cDirectories/usagers"
    fhir = "Microsoft.HealthcareApis/workspaces/w/fhirservices/dossiers"
    machine = "Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm"
    backups: tuple[dict[str, Any], ...] = (
        {"autoBackupSettings": {"enable": True, "retentionPeriod": 30, "storageAccountUrl": "https://sauve.blob.core.windows.net/"}},
        {"autoBackupSettings": {"enable": True, "retentionPeriod": 30}},
        {},
    )
    others = [native_type for types in PLAINLY.values() for native_type in types]
    names = {one: "/".join(f"{segment}/x" for segment in one.partition("/")[2].split("/")) for one in others}
    paths = {one: f"{one.partition('/')[0]}/{rest}" for one, rest in names.items()}
    sealed = {"customerManagedKeyEncryption": {"keyEncryptionKeyUrl": KEY_VERSION}}
    regions = [{"location": PARIS}, {"location": "westeurope"}]
    cloud.add(
        arm(settings, tags=TAGS, properties={"encryption": {"keyVaultProperties": {"keyIdentifier": KEY_VERSION}}}),
        arm(f"{settings}/replicas/nl", location="westeurope"),
        arm(models, properties={"regionDetails": regions}),
        arm(domain, properties={"replicaSets": regions}),
        arm(customers, location="Europe"),
        arm(fhir, location=PARIS, properties={"encryption": sealed, "exportConfiguration": {"storageAccountName": "exports"}}),
        arm("Microsoft.HealthcareApis/services/ancien", location="westus"),
        *(arm(f"{machine}-{number}", properties=one) for number, one in enumerate(backups)),
        arm("Microsoft.HealthcareApis/workspaces/w/dicomservices/images", location=PARIS),
        *(arm(path, location="westus") for path in paths.values()),
    )
    kept = {"encryption.at_rest": True, "origin": None}
    health = {"encryption.at_rest": True, "public.access": False, "origin": None, "flows.replication": None}
    told: dict[str, Mapping[str, Any]] = {
        id_of(settings): {"encryption.key": KEY, "flows.share": None, "flows.replication": AMSTERDAM, "tags": TAGS},
        id_of(models): {"flows.replication": AMSTERDAM, "public.access": False, "origin": None, "flows.share": None},
        id_of(domain): {**PLAIN, "flows.copy": AMSTERDAM},
        id_of(customers): {**PLAIN, "flows.copy": None, "region": "europe"},
        id_of(f"{machine}-0"): {**kept, "backup.retention": "P30D", "flows.backup": [{"to": "https://sauve.blob.core.windows.net/"}]},
        id_of(f"{machine}-1"): {**kept, "backup.retention": "P30D"},
        id_of(f"{machine}-2"): {**kept, "backup.retention": None, "flows.backup": None},
        id_of(fhir): {**health, "encryption.key": KEY, "flows.backup": [{"to": "https://exports.blob.core.windows.net"}]},
        id_of("Microsoft.HealthcareApis/services/ancien"): {**health, "region": "westus", "flows.backup": None},
        id_of("Microsoft.HealthcareApis/workspaces/w/dicomservices/images"): {**health, "flows.backup": None},
    }
    return {
        **told,
        **{id_of(path): {} if one.startswith("Microsoft.AzureArcData") else {"region": "westus"} for one, path in paths.items()},
    }


def audits(cloud: Cloud) -> Expected:
    """A server whose audit is kept for ever in a storage account, a database with its own for ninety days."""
    server, base = f"{SQL}/srv", f"{SQL}/srv/databases/agents"
    kept = {"state": "Enabled", "storageEndpoint": "https://audit.blob.core.windows.net/", "retentionDays": 0}
    cloud.add(
        arm(server),
        arm(f"{server}/auditingSettings/Default", properties=kept),
        arm(base, location=PARIS),
        arm(f"{base}/auditingSettings/Default", properties={**kept, "retentionDays": 90}),
    )
    there = {"region": PARIS, "encryption.at_rest": True, "flows.copy": [{"to": "https://audit.blob.core.windows.net/"}]}
    return {
        id_of(f"{server}/auditingSettings"): {**there, "retention.max": None},
        id_of(f"{base}/auditingSettings"): {**there, "retention.max": "P90D"},
    }


def assessments(cloud: Cloud) -> Expected:
    """Scans of a server, an instance and their databases, digests of ledgers, and what operators did, each in an account of its own."""
    server, instance = f"{SQL}/srv", "Microsoft.Sql/managedInstances/mi"
    places = (server, f"{server}/databases/a", instance, f"{instance}/databases/b")
    settings = [(f"{place}/vulnerabilityAssessments", "storageContainerPath", place) for place in places]
    settings += [(f"{place}/ledgerDigestUploads", "digestStorageEndpoint", place) for place in places[1::2]]
    settings += [(f"{server}/devOpsAuditingSettings", "storageEndpoint", server)]
    cloud.add(
        *(arm(place, location=PARIS) for place in places),
        *(arm(f"{path}/current", properties={name: "https://mesures.blob.core.windows.net/x/"}) for path, name, _ in settings),
    )
    there, one = {"to": "https://mesures.blob.core.windows.net/x/"}, {"trail.multi_region": False, "region": PARIS}
    return {id_of(path): {**one, "flows.copy": [{**there, "source": id_of(place)}]} for path, _, place in settings}


def tenancy(cloud: Cloud) -> Expected:
    """A subscription that another tenant manages, one that is another's, and a group that a third one manages."""
    delegated = f"/subscriptions/{TOWN}/resourceGroups/ville/providers/Microsoft.ManagedServices/registrationAssignments/d"
    definition = f"/subscriptions/{TOWN}/providers/Microsoft.ManagedServices/registrationDefinitions/offre"
    cloud.add(
        {"id": f"/subscriptions/{TOWN}/resourceGroups/ville", "location": PARIS},
        {"id": definition, "properties": {"managedByTenantId": THIRD.upper()}},
        {"id": delegated, "properties": {"registrationDefinitionId": definition.upper()}},
        {"id": delegated.replace("/resourceGroups/ville", ""), "properties": {"registrationDefinitionId": definition}},
    )
    network = "Microsoft.Network/virtualNetworks/reseau"
    cloud.add(arm(network), arm(network, subscription=CCAS))
    cloud.azure.managing[TOWN], cloud.azure.tenants[CCAS] = [FOREIGN], FOREIGN
    share = {"flows.share": [{"account": FOREIGN}], "flows.copy": None}
    return {
        f"/subscriptions/{TOWN}/providers/Microsoft.ManagedServices/registrationAssignments/{FOREIGN}".lower(): share,
        f"/subscriptions/{CCAS}/providers/Microsoft.Resources/tenants/{FOREIGN}".lower(): share,
        delegated.lower(): {**share, "flows.share": [{"account": THIRD}]},
    }


def subscriptions(cloud: Cloud) -> Expected:
    """Of a topic of a domain, of a storage account, and of a whole group."""
    domain, store = "Microsoft.EventGrid/domains/d", f"{STORAGE}/depot"
    hook = {"destination": {"endpointType": "WebHook", "properties": {"endpointBaseUrl": "https://recoit.example/x"}}}
    own, below = "providers/Microsoft.EventGrid/eventSubscriptions/a", f"{domain}/topics/guichet"
    group = f"/subscriptions/{TOWN}/resourceGroups/ville"
    of_store, of_topic, of_group = f"{arm(store)['id']}/{own}", f"{arm(below)['id']}/{own}", f"{group}/{own}"
    cloud.add(
        arm(domain),
        arm(below),
        arm(f"{below}/eventSubscriptions/b", properties=hook),
        arm(store),
        *({"id": one, "properties": hook} for one in (of_store, of_topic, of_group)),
        arm(f"Microsoft.EventGrid/topics/t/{own}", properties=hook),
    )
    there = {"to": "https://recoit.example"}
    return {
        id_of(below): {"flows.copy": [{**there, "source": id_of(domain)}], "region": PARIS},
        of_store.lower(): {"flows.copy": [{**there, "source": id_of(store)}], "region": PARIS},
        of_topic.lower(): {"flows.copy": [{**there, "source": id_of(domain)}], "region": PARIS},
        of_group.lower(): {"flows.copy": [{**there, "source": group.lower()}]},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    seed.__name__: seed
    for seed in (clusters, analytics, explorer, applications, audits, gateways, events, sync, holders, assessments, subscriptions, tenancy)
}
