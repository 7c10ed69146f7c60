"""Microsoft Azure: events, search, analysis, applications, mail, AI; and the types that hold no data."""

from __future__ import annotations

from typing import Any

from auditor.providers.observing import Unknown
from auditor.providers.shapes import joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Fact, Setting, Type, alone, const, flag, in_each, one_flow, to, unless
from auditor.providers.terraform.tables import azure_facts as facts
from auditor.providers.terraform.tables.azure import in_place, row, sealed
from auditor.providers.terraform.tables.azure_facts import closed, of_parent

WORLD = [{"country": None, "holder": None}]


def _captured(planned: Planned) -> Any:
    """Where hubs keep a copy of every event."""
    own = planned.settings("azurerm_eventhub")
    return (
        own
        if isinstance(own, Unknown)
        else joined(*(one_flow(one.whom("capture_description.0.destination.0.storage_account_id")) for one in own))
    )


BUS: dict[str, Fact] = {**sealed("customer_managed_key.0.key_vault_key_id"), "public.access": alone(False)}
AT_REST: dict[str, Fact] = {"encryption.at_rest": const(True)}
APPLICATION = {
    "app_service": "Web/sites",
    "linux_web_app": "Web/sites",
    "windows_web_app": "Web/sites",
    "function_app": "Web/sites",
    "linux_function_app": "Web/sites",
    "windows_function_app": "Web/sites",
    "function_app_flex_consumption": "Web/sites",
    "logic_app_standard": "Web/sites",
    "linux_web_app_slot": "Web/sites/slots",
    "windows_web_app_slot": "Web/sites/slots",
    "container_app": "App/containerApps",
    "container_app_environment": "App/managedEnvironments",
    "container_app_job": "App/jobs",
    "container_group": "ContainerInstance/containerGroups",
    "kubernetes_cluster": "ContainerService/managedClusters",
    "redhat_openshift_cluster": "RedHatOpenShift/openShiftClusters",
    "service_fabric_managed_cluster": "ServiceFabric/clusters",
    "batch_account": "Batch/batchAccounts",
    "automation_account": "Automation/automationAccounts",
    "hdinsight_spark_cluster": "HDInsight/clusters",
    "hdinsight_hadoop_cluster": "HDInsight/clusters",
    "video_indexer_account": "VideoIndexer/accounts",
    "vmware_private_cloud": "AVS/privateClouds",
    "dashboard_grafana": "Dashboard/grafana",
    "api_management": "ApiManagement/service",
    "bot_service_azure_bot": "BotService/botServices",
    "maps_account": "Maps/accounts",
    "signalr_service": "SignalRService/signalR",
    "web_pubsub": "SignalRService/webPubSub",
    "relay_namespace": "Relay/namespaces",
    "logic_app_workflow": "Logic/workflows",
}
"""Applications, by the word after `azurerm_`: what they do with data is their code's."""
ROWS: dict[str, Type | Setting] = {
    **{f"azurerm_{word}": row(native, "application", {"flows.logs": facts.logs}) for word, native in APPLICATION.items()},
    # What is set of these is in none of their facts: where they keep things is unknown, whatever a plan says of it.
    "azurerm_container_app_environment_dapr_component": Setting("container_app_environment_id"),
    "azurerm_container_app_environment_storage": Setting("container_app_environment_id"),
    "azurerm_batch_pool": Setting("account_name", ("azurerm_batch_account",)),
    "azurerm_web_pubsub_hub": Setting("web_pubsub_id"),
    "azurerm_static_web_app": row("Web/staticSites", "cdn", {"flows.logs": facts.logs}),
    "azurerm_servicebus_namespace": row("ServiceBus/namespaces", "event_bus", BUS),
    "azurerm_servicebus_namespace_customer_managed_key": Setting("namespace_id"),
    "azurerm_eventhub_namespace": row(
        "EventHub/namespaces", "event_bus", {**AT_REST, "public.access": alone(False), "flows.copy": _captured}
    ),
    "azurerm_eventhub": Setting("namespace_id", ("azurerm_eventhub_namespace",), also=("namespace_name",)),
    "azurerm_eventhub_namespace_customer_managed_key": Setting("eventhub_namespace_id"),
    "azurerm_iothub": row("Devices/IotHubs", "event_bus", {**sealed(), "public.access": alone(False)}),
    "azurerm_eventgrid_topic": row("EventGrid/topics", "event_bus", {**AT_REST, "public.access": alone(False)}),
    "azurerm_eventgrid_domain": row("EventGrid/domains", "event_bus", {**AT_REST, "public.access": alone(False)}),
    "azurerm_eventgrid_system_topic": row("EventGrid/systemTopics", "event_bus", {**AT_REST, "public.access": alone(False)}),
    "azurerm_eventgrid_event_subscription": row("EventGrid/eventSubscriptions", "transfer", region=const(None)),
    "azurerm_notification_hub_namespace": row("NotificationHubs/namespaces", "topic", {**AT_REST, "public.access": alone(False)}),
    "azurerm_search_service": row("Search/searchServices", "search_index", {**AT_REST, "public.access": closed()}),
    "azurerm_cognitive_account": row(
        "CognitiveServices/accounts", "model", {**AT_REST, "encryption.key": facts.found_key("customer_managed_key.0.key_vault_key_id")}
    ),
    "azurerm_ai_services": row("CognitiveServices/accounts", "model", AT_REST),
    "azurerm_machine_learning_workspace": row("MachineLearningServices/workspaces", "notebook", sealed("encryption.0.key_id")),
    "azurerm_ai_foundry": row("MachineLearningServices/workspaces", "notebook", sealed("encryption.0.key_id")),
    "azurerm_databricks_workspace": row("Databricks/workspaces", "notebook", AT_REST),
    "azurerm_kusto_cluster": row("Kusto/clusters", "warehouse", {**AT_REST, "public.access": closed()}),
    "azurerm_synapse_workspace": row("Synapse/workspaces", "transfer"),
    "azurerm_synapse_sql_pool": row(
        "Synapse/workspaces/sqlPools",
        "warehouse",
        {"encryption.at_rest": flag("data_encrypted", False), "flows.backup": facts.geo("geo_backup_policy_enabled", True)},
        region=of_parent("synapse_workspace_id"),
    ),
    "azurerm_data_factory": row("DataFactory/factories", "transfer"),
    "azurerm_stream_analytics_job": row("StreamAnalytics/streamingjobs", "transfer"),
    "azurerm_data_share_account": row("DataShare/accounts", "transfer"),
    "azurerm_storage_sync": row("StorageSync/storageSyncServices", "transfer"),
    "azurerm_purview_account": row("Purview/accounts", "data_catalog", AT_REST),
    "azurerm_fabric_capacity": row("Fabric/capacities", "warehouse", AT_REST),
    "azurerm_powerbi_embedded": row("PowerBIDedicated/capacities", "warehouse", AT_REST),
    "azurerm_netapp_volume": row(
        "NetApp/netAppAccounts/capacityPools/volumes",
        "file_system",
        {**AT_REST, "public.access": alone(False), "flows.replication": to("data_protection_replication.0.remote_volume_resource_id")},
    ),
    "azurerm_elastic_san": row("ElasticSan/elasticSans", "volume", {**AT_REST, "origin": unless()}),
    "azurerm_managed_lustre_file_system": row("StorageCache/amlFilesystems", "file_system", sealed("encryption_key.0.key_url")),
    "azurerm_app_configuration": row(
        "AppConfiguration/configurationStores",
        "parameter",
        {
            **sealed("encryption.0.key_vault_key_identifier"),
            "flows.replication": in_each("replica", "location", in_place),
        },
    ),
    "azurerm_healthcare_service": row("HealthcareApis/services", "database", sealed("cosmosdb_key_vault_key_versionless_id")),
    "azurerm_healthcare_fhir_service": row("HealthcareApis/workspaces/fhirservices", "database", AT_REST),
    "azurerm_healthcare_dicom_service": row("HealthcareApis/workspaces/dicomservices", "database", AT_REST),
    "azurerm_digital_twins_instance": row("DigitalTwins/digitalTwinsInstances", "database", AT_REST),
    "azurerm_confidential_ledger": row("ConfidentialLedger/ledgers", "database", AT_REST),
    "azurerm_mongo_cluster": row("DocumentDB/mongoClusters", "database", AT_REST),
    "azurerm_cosmosdb_cassandra_cluster": row("DocumentDB/cassandraClusters", "database", AT_REST),
    "azurerm_cosmosdb_postgresql_cluster": row("DBforPostgreSQL/serverGroupsv2", "database", AT_REST),
    "azurerm_oracle_autonomous_database": row("Oracle/autonomousDatabases", "database", AT_REST),
    "azurerm_communication_service": row("Communication/CommunicationServices", "mail_service", AT_REST, region=facts.data_location),
    "azurerm_email_communication_service": row("Communication/EmailServices", "mail_service", AT_REST, region=facts.data_location),
    "azurerm_active_directory_domain_service": row("AAD/domainServices", "directory", AT_REST),
    "azurerm_cdn_profile": row("Cdn/profiles", "cdn", {"flows.cache": const(WORLD), "flows.logs": facts.logs}, region=const(None)),
    "azurerm_cdn_frontdoor_profile": row(
        "Cdn/profiles", "cdn", {"flows.cache": const(WORLD), "flows.logs": facts.logs}, region=const(None)
    ),
    "azurerm_frontdoor": row("Network/frontDoors", "cdn", {"flows.cache": const(WORLD), "flows.logs": facts.logs}, region=const(None)),
    "azurerm_dns_zone": row("Network/dnsZones", "dns_zone", region=const(None)),
    "azurerm_private_dns_zone": row("Network/privateDnsZones", "dns_zone", region=const(None)),
    "azurerm_traffic_manager_profile": row("Network/trafficManagerProfiles", "dns_zone", region=const(None)),
    "azurerm_monitor_data_collection_rule": row("Insights/dataCollectionRules", "trail"),
    "azurerm_network_watcher_flow_log": row("Network/networkWatchers/flowLogs", "trail", {"flows.copy": to("storage_account_id")}),
    **{
        f"azurerm_{word}_packet_capture": row(
            "Network/networkWatchers/packetCaptures",
            "trail",
            {
                "flows.copy": to("storage_location.0.storage_account_id"),
                "trail.multi_region": const(False),
                "trail.organization": const(False),
            },
        )
        for word in ("network", "virtual_machine", "virtual_machine_scale_set")
    },
    "azurerm_monitor_workspace": row("Monitor/accounts", "other"),
    "azurerm_resource_group": row("Resources/resourceGroups", "other"),
}
