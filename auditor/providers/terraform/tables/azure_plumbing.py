"""The types of Azure that hold no data and move none: networks, rights, addresses, schedules, certificates and the like."""

PLUMBING = tuple(
    f"azurerm_{word}"
    for word in (
        "advisor_ api_management_ app_configuration_feature app_service_ application_gateway application_insights_ application_load "
        "application_security arc_ attestation automation_ availability_set bastion_host batch_job batch_pool billing_ "
        "capacity_reservation cdn_endpoint cdn_frontdoor_ consumption_ container_app_environment container_registry_scope "
        "container_registry_task container_registry_token container_registry_webhook cosmosdb_cassandra_ cosmosdb_gremlin_ "
        "cosmosdb_mongo_ cosmosdb_sql_ cosmosdb_table custom_provider data_factory_credential data_factory_data_flow "
        "data_factory_dataset data_factory_integration data_factory_linked_service_key_vault data_factory_managed "
        "data_factory_pipeline data_factory_trigger dedicated_host dev_center dev_test dns_ eventhub_authorization eventhub_consumer "
        "eventhub_namespace_authorization eventhub_namespace_schema express_route federated_identity firewall healthbot "
        "iothub_consumer iothub_shared ip_group key_vault_access key_vault_certificate "
        "key_vault_managed_hardware_security_module_role key_vault_secret kubernetes_cluster_node kubernetes_cluster_trusted "
        "kubernetes_fleet lb lighthouse load_test local_network log_analytics_query log_analytics_saved log_analytics_solution "
        "logic_app_action logic_app_trigger logz_ machine_learning_compute machine_learning_inference maintenance_ "
        "managed_application management_ marketplace_ monitor_action monitor_activity monitor_alert monitor_autoscale monitor_metric "
        "monitor_private monitor_scheduled monitor_smart mssql_database_vulnerability mssql_elasticpool mssql_job mssql_outbound "
        "mssql_server_dns mssql_server_microsoft mssql_server_security mssql_virtual_network mysql_active mysql_configuration "
        "mysql_database mysql_flexible_database mysql_flexible_server_active mysql_flexible_server_configuration mysql_virtual "
        "nat_gateway netapp_account netapp_pool netapp_snapshot_policy network_connection network_ddos network_interface "
        "network_manager network_profile network_security network_watcher notification_hub_authorization point_to_site "
        "policy_ portal_ postgresql_active postgresql_configuration postgresql_database postgresql_flexible_server_active "
        "postgresql_flexible_server_configuration postgresql_flexible_server_database postgresql_virtual private_dns_ "
        "private_endpoint private_link proximity_ public_ip redis_cache_access redis_firewall resource_deployment "
        "resource_group_policy resource_management resource_policy resource_provider role_ route search_shared security_center_ "
        "service_plan servicebus_namespace_authorization servicebus_namespace_network servicebus_queue servicebus_subscription "
        "servicebus_topic shared_image_gallery signalr_shared source_control ssh_public_key storage_account_local "
        "storage_blob storage_data_lake subnet subscription synapse_firewall synapse_integration "
        "synapse_managed synapse_role system_center traffic_manager_ user_assigned virtual_desktop virtual_hub "
        "virtual_machine_data_disk virtual_machine_extension virtual_network virtual_wan vpn_ web_app_ web_application_firewall "
        "web_pubsub_hub "
    ).split()
)
"""How they begin."""
UNLIKE = tuple(
    f"azurerm_{word}"
    for word in (
        "healthbot lighthouse_ managed_application management_group_template resource_deployment subscription_template "
        "security_center_automation security_center_workspace system_center_virtual_machine_manager_virtual_machine_instance "
        "arc_machine dev_test_linux dev_test_windows machine_learning_compute_instance api_management_logger api_management_redis "
        "data_factory_pipeline monitor_action_group bastion_host virtual_machine_extension"
    ).split()
)
"""Those that begin so and yet hold, move or open data, or make what does."""
