"""Amazon Web Services: caches, streams, analysis, logs, functions, mail and what moves data; and the types that hold none."""

from __future__ import annotations

from auditor.providers.aws.services import cloudtrail, eventbridge
from auditor.providers.observing import Unknown, lift
from auditor.providers.terraform.table import (
    UNSET,
    Fact,
    Setting,
    Type,
    alone,
    both,
    const,
    flag,
    in_days,
    in_hours,
    named,
    of_settings,
    through,
    to,
    unless,
)
from auditor.providers.terraform.tables.aws_facts import SHARED, always, encrypted, guarded, shares
from auditor.providers.terraform.tables.aws_opened import stream_opened
from auditor.providers.terraform.tables.aws_s3 import to_buckets
from auditor.providers.terraform.tables.aws_service_facts import (
    OF_ONE_NETWORK,
    WORLD,
    cluster_public,
    delivered,
    desktop_sealed,
    invoked,
    lifecycle_copies,
    lifecycle_kept,
    log_copies,
    origins,
    search,
    sent_on,
    stream_sealed,
    targets,
    to_principals,
    warehouse_copies,
    written,
)

CACHED: dict[str, Fact] = {"backup.retention": in_days("snapshot_retention_limit")}
FSX: dict[str, Fact] = {**always("kms_key_id"), "backup.retention": in_days("automatic_backup_retention_days", UNSET)}
CLOSED: dict[str, Fact] = {"public.access": alone(False), "flows.share": unless("aws_ram_resource_association")}
ROWS: dict[str, Type | Setting] = {
    "aws_elasticache_cluster": Type(
        "AWS::ElastiCache::CacheCluster",
        "cache",
        {**CACHED, "encryption.at_rest": const(False), "encryption.key": unless()},
        ("cluster_id",),
    ),
    "aws_elasticache_replication_group": Type(
        "AWS::ElastiCache::ReplicationGroup",
        "cache",
        {
            **CACHED,
            **encrypted("at_rest_encryption_enabled", "kms_key_id", UNSET),
            "flows.replication": of_settings(
                "aws_elasticache_global_replication_group",
                const(Unknown.of("known_after_apply", "the secondaries of the global datastore")),
            ),
        },
        ("replication_group_id",),
    ),
    "aws_elasticache_global_replication_group": Setting("primary_replication_group_id"),
    "aws_elasticache_serverless_cache": Type("AWS::ElastiCache::ServerlessCache", "cache", {**CACHED, **always("kms_key_id")}),
    "aws_memorydb_cluster": Type("AWS::MemoryDB::Cluster", "cache", {**CACHED, **always("kms_key_arn")}),
    "aws_dax_cluster": Type(
        "AWS::DAX::Cluster", "cache", {"encryption.at_rest": flag("server_side_encryption.0.enabled", False)}, ("cluster_name",)
    ),
    **{
        name: Type(
            "AWS::OpenSearchService::Domain",
            "search_index",
            encrypted("encrypt_at_rest.0.enabled", "encrypt_at_rest.0.kms_key_id"),
            ("domain_name",),
            more=(search,),
            tells=SHARED,
        )
        for name in ("aws_opensearch_domain", "aws_elasticsearch_domain")
    },
    "aws_opensearch_domain_policy": Setting("domain_name"),
    "aws_elasticsearch_domain_policy": Setting("domain_name"),
    "aws_opensearchserverless_collection": Type(
        "AWS::OpenSearchServerless::Collection", "search_index", {"encryption.at_rest": const(True), "public.access": alone(False)}
    ),
    "aws_redshift_cluster": Type(
        "AWS::Redshift::Cluster",
        "warehouse",
        {
            **encrypted("encrypted", "kms_key_id", UNSET),
            "backup.retention": in_days("automated_snapshot_retention_period", "P1D"),
            # True until version 5 of the provider, then false: registry.terraform.io/providers/hashicorp/aws, redshift_cluster
            "public.access": flag("publicly_accessible", UNSET),
            "flows.backup": warehouse_copies,
        },
        ("cluster_identifier",),
    ),
    "aws_redshift_snapshot_copy": Setting("cluster_identifier", ("aws_redshift_cluster",)),
    "aws_redshiftserverless_namespace": Type("AWS::RedshiftServerless::Namespace", "warehouse", always("kms_key_id"), ("namespace_name",)),
    "aws_kinesis_stream": Type(
        "AWS::Kinesis::Stream",
        "stream",
        {"retention.max": in_hours("retention_period", "P1D"), "encryption.at_rest": stream_sealed, "encryption.key": named("kms_key_id")},
        more=(stream_opened,),
        tells=SHARED,
    ),
    "aws_kinesis_stream_consumer": Setting("stream_arn"),
    "aws_kinesis_resource_policy": Setting("resource_arn"),
    "aws_kinesis_firehose_delivery_stream": Type(
        "AWS::KinesisFirehose::DeliveryStream",
        "delivery_stream",
        {**encrypted("server_side_encryption.0.enabled", "server_side_encryption.0.key_arn"), "flows.copy": delivered},
    ),
    "aws_msk_cluster": Type(
        "AWS::MSK::Cluster",
        "stream",
        {**always("encryption_info.0.encryption_at_rest_kms_key_arn"), "public.access": cluster_public},
        ("cluster_name",),
    ),
    "aws_msk_serverless_cluster": Type("AWS::MSK::Cluster", "stream", {**always(), "public.access": alone(False)}, ("cluster_name",)),
    "aws_msk_replicator": Type("AWS::MSK::Replicator", "transfer", names=("replicator_name",)),
    "aws_mq_broker": Type(
        "AWS::AmazonMQ::Broker",
        "queue",
        {
            **always("encryption_options.0.kms_key_id"),
            "public.access": flag("publicly_accessible", False),
        },
        ("broker_name",),
    ),
    "aws_cloudwatch_log_group": Type(
        "AWS::Logs::LogGroup",
        "log_store",
        {
            "retention.max": in_days("retention_in_days"),
            **always("kms_key_id"),
            "flows.copy": both(log_copies, unless("aws_cloudwatch_log_account_policy")),
            "flows.share": unless("aws_cloudwatch_log_resource_policy"),
        },
    ),
    "aws_cloudwatch_log_resource_policy": Setting("policy_name"),
    "aws_cloudwatch_log_account_policy": Setting("policy_name"),
    "aws_ram_resource_association": Setting("resource_arn"),
    "aws_cloudwatch_log_subscription_filter": Setting("log_group_name", ("aws_cloudwatch_log_group",)),
    "aws_flow_log": Type(
        "AWS::EC2::FlowLog", "trail", {"flows.copy": written("log_destination", "log_group_name"), **OF_ONE_NETWORK}, ("tags.Name", "id")
    ),
    "aws_route53_resolver_query_log_config": Type(
        "AWS::Route53Resolver::ResolverQueryLoggingConfig", "trail", {"flows.copy": written("destination_arn"), **OF_ONE_NETWORK}
    ),
    "aws_route53_resolver_query_log_config_association": Setting("resolver_query_log_config_id"),
    "aws_cloudtrail": Type(
        "AWS::CloudTrail::Trail",
        "trail",
        {
            "flows.copy": both(to_buckets("s3_bucket_name"), to("cloud_watch_logs_group_arn")),
            "trail.multi_region": flag("is_multi_region_trail", False),
            "trail.organization": flag("is_organization_trail", False),
        },
    ),
    "aws_cloudtrail_event_data_store": Type(
        "AWS::CloudTrail::EventDataStore",
        "log_store",
        {"retention.max": in_days("retention_period", UNSET), **always("kms_key_id"), "flows.share": shares(cloudtrail.TAKING)},
    ),
    "aws_lambda_function": Type(
        "AWS::Lambda::Function",
        "function",
        {
            **always("kms_key_arn"),
            "origin": unless(),
            "flows.copy": sent_on,
            "code.layers": lambda p: lift(
                lambda said: [one for one in said or () if isinstance(one, str) and f":{p.reader.account}:" not in one] or None,
                p.get("layers"),
            ),
        },
        ("function_name",),
        more=(invoked,),
        tells=SHARED,
    ),
    "aws_lambda_permission": Setting("function_name", ("aws_lambda_function",)),
    "aws_lambda_function_event_invoke_config": Setting("function_name", ("aws_lambda_function",)),
    "aws_lambda_event_source_mapping": Setting("function_name", ("aws_lambda_function",)),
    "aws_lambda_function_url": Setting("function_name", ("aws_lambda_function",)),
    "aws_glue_catalog_database": Type("AWS::Glue::Database", "data_catalog", {"flows.copy": to_buckets("location_uri")}),
    "aws_glue_connection": Type("AWS::Glue::Connection", "data_catalog"),
    "aws_athena_workgroup": Type(
        "AWS::Athena::WorkGroup",
        "workgroup",
        {
            "encryption.at_rest": through(
                bool, "configuration.0.result_configuration.0.encryption_configuration.0.encryption_option", False
            ),
            "encryption.key": named("configuration.0.result_configuration.0.encryption_configuration.0.kms_key_arn"),
            "flows.copy": to_buckets("configuration.0.result_configuration.0.output_location"),
        },
    ),
    "aws_fsx_windows_file_system": Type(
        "AWS::FSx::FileSystem", "file_system", {**FSX, **CLOSED, "flows.replication": alone()}, ("tags.Name", "id")
    ),
    "aws_fsx_ontap_file_system": Type("AWS::FSx::FileSystem", "file_system", FSX, ("tags.Name", "id")),
    "aws_fsx_openzfs_file_system": Type("AWS::FSx::FileSystem", "file_system", FSX, ("tags.Name", "id")),
    "aws_fsx_lustre_file_system": Type(
        "AWS::FSx::FileSystem", "file_system", {**FSX, **CLOSED, "flows.copy": to_buckets("export_path")}, ("tags.Name", "id")
    ),
    "aws_fsx_backup": Type(
        "AWS::FSx::Backup",
        "snapshot",
        {**always("kms_key_id"), "origin": named("file_system_id"), "public.access": alone(False), "flows.share": alone()},
        ("tags.Name", "id"),
    ),
    "aws_glacier_vault": Type("AWS::Glacier::Vault", "object_store", {"encryption.at_rest": const(True)}),
    "aws_neptunegraph_graph": Type(
        "AWS::NeptuneGraph::Graph",
        "database",
        {**always("kms_key_identifier"), "public.access": flag("public_connectivity", False)},
        ("graph_name",),
    ),
    "aws_docdbelastic_cluster": Type(
        "AWS::DocDBElastic::Cluster",
        "database",
        {**always("kms_key_id"), "backup.retention": in_days("backup_retention_period", UNSET), "public.access": alone(False)},
    ),
    "aws_dsql_cluster": Type(
        "AWS::DSQL::Cluster",
        "database",
        {**always("kms_encryption_key"), "flows.replication": to("multi_region_properties.0.clusters.0")},
        ("identifier", "tags.Name"),
    ),
    "aws_keyspaces_table": Type(
        "AWS::Cassandra::Table",
        "table",
        {
            **always("encryption_specification.0.kms_key_identifier"),
            "ttl.enabled": through(lambda on: on == "ENABLED", "ttl.0.status", False),
            "backup.retention": through(lambda on: "P35D" if on == "ENABLED" else None, "point_in_time_recovery.0.status", None),
        },
        ("table_name",),
    ),
    "aws_timestreamwrite_table": Type(
        "AWS::Timestream::Table", "table", {"encryption.at_rest": const(True), "ttl.enabled": const(True)}, ("table_name",)
    ),
    "aws_timestreaminfluxdb_db_instance": Type(
        "AWS::Timestream::InfluxDBInstance", "database", {**always(), "public.access": flag("publicly_accessible", False)}
    ),
    "aws_qldb_ledger": Type(
        "AWS::QLDB::Ledger",
        "database",
        {**always("kms_key"), "public.access": alone(False), "flows.replication": alone(), "flows.backup": alone()},
    ),
    "aws_lightsail_database": Type(
        "AWS::Lightsail::Database",
        "database",
        {"encryption.at_rest": const(True), "public.access": flag("publicly_accessible", False)},
        ("relational_database_name",),
    ),
    "aws_lightsail_bucket": Type("AWS::Lightsail::Bucket", "object_store", {"encryption.at_rest": const(True)}),
    "aws_lightsail_instance": Type("AWS::Lightsail::Instance", "volume"),
    "aws_cognito_user_pool": Type("AWS::Cognito::UserPool", "directory", {"encryption.at_rest": const(True)}),
    "aws_cognito_identity_pool": Type(
        "AWS::Cognito::IdentityPool", "directory", {"encryption.at_rest": const(True)}, ("identity_pool_name",)
    ),
    "aws_directory_service_directory": Type("AWS::DirectoryService::MicrosoftAD", "directory", {"encryption.at_rest": const(True)}),
    "aws_workspaces_workspace": Type(
        "AWS::WorkSpaces::Workspace",
        "desktop",
        {"encryption.at_rest": desktop_sealed, "encryption.key": named("volume_encryption_key"), "flows.replication": alone()},
        ("user_name",),
    ),
    "aws_cloudwatch_event_bus": Type(
        "AWS::Events::EventBus",
        "event_bus",
        {**always("kms_key_identifier"), "flows.copy": targets},
        more=(guarded(eventbridge.TAKING, setting="aws_cloudwatch_event_bus_policy"),),
        tells=SHARED,
    ),
    "aws_cloudwatch_event_bus_policy": Setting("event_bus_name", ("aws_cloudwatch_event_bus",)),
    "aws_cloudwatch_event_rule": Setting("event_bus_name", ("aws_cloudwatch_event_bus",)),
    "aws_cloudwatch_event_target": Setting("rule", ("aws_cloudwatch_event_rule",)),
    "aws_cloudwatch_event_archive": Type(
        "AWS::Events::Archive", "log_store", {"retention.max": in_days("retention_days"), **always("kms_key_identifier")}
    ),
    "aws_pipes_pipe": Type("AWS::Pipes::Pipe", "transfer", {"flows.copy": to("target")}),
    "aws_transfer_server": Type("AWS::Transfer::Server", "transfer"),
    "aws_datasync_task": Type("AWS::DataSync::Task", "transfer"),
    "aws_dms_replication_instance": Type("AWS::DMS::ReplicationInstance", "volume", always("kms_key_arn"), ("replication_instance_id",)),
    "aws_dms_replication_task": Type("AWS::DMS::ReplicationTask", "transfer", names=("replication_task_id",)),
    "aws_appflow_flow": Type("AWS::AppFlow::Flow", "transfer"),
    "aws_storagegateway_nfs_file_share": Type(
        "AWS::StorageGateway::FileShare", "transfer", {"flows.copy": to_buckets("location_arn")}, ("file_share_name", "id")
    ),
    "aws_storagegateway_smb_file_share": Type(
        "AWS::StorageGateway::FileShare", "transfer", {"flows.copy": to_buckets("location_arn")}, ("file_share_name", "id")
    ),
    "aws_dlm_lifecycle_policy": Type(
        "AWS::DLM::LifecyclePolicy", "backup_plan", {"retention.max": lifecycle_kept, "flows.backup": lifecycle_copies}, ("description",)
    ),
    "aws_cloudfront_distribution": Type(
        "AWS::CloudFront::Distribution",
        "cdn",
        {"flows.cache": const(WORLD), "flows.logs": to_buckets("logging_config.0.bucket"), "cdn.origins": origins},
        ("comment", "domain_name", "id"),
        region=const(None),
    ),
    "aws_globalaccelerator_accelerator": Type(
        "AWS::GlobalAccelerator::Accelerator", "accelerator", {"flows.processing": const(WORLD)}, region=const(None)
    ),
    "aws_route53_zone": Type("AWS::Route53::HostedZone", "dns_zone", region=const(None)),
    "aws_sagemaker_notebook_instance": Type("AWS::SageMaker::NotebookInstance", "notebook", always("kms_key_id")),
    "aws_sagemaker_domain": Type("AWS::SageMaker::Domain", "notebook", always("kms_key_id"), ("domain_name",)),
    "aws_sagemaker_model": Type("AWS::SageMaker::Model", "model"),
    "aws_sagemaker_endpoint": Type("AWS::SageMaker::Endpoint", "model"),
    "aws_sagemaker_feature_group": Type("AWS::SageMaker::FeatureGroup", "table", names=("feature_group_name",)),
    "aws_bedrock_inference_profile": Type("AWS::Bedrock::InferenceProfile", "ai_profile", {"ai.defined_by": const("customer")}),
    "aws_bedrock_guardrail": Type("AWS::Bedrock::Guardrail", "ai_profile", {"ai.defined_by": const("customer")}),
    "aws_bedrock_custom_model": Type(
        "AWS::Bedrock::CustomModel",
        "model",
        {**always("custom_model_kms_key_id"), "flows.copy": to_buckets("output_data_config.0.s3_uri")},
        ("custom_model_name",),
    ),
    "aws_bedrockagent_knowledge_base": Type("AWS::Bedrock::KnowledgeBase", "model"),
    "aws_bedrockagent_agent": Type("AWS::Bedrock::Agent", "model", always("customer_encryption_key_arn"), ("agent_name",)),
    "aws_kendra_index": Type(
        "AWS::Kendra::Index", "search_index", {**always("server_side_encryption_configuration.0.kms_key_id"), **CLOSED}
    ),
    "aws_emr_cluster": Type("AWS::EMR::Cluster", "application", {"flows.logs": to_buckets("log_uri")}),
    "aws_prometheus_workspace": Type("AWS::APS::Workspace", "log_store", always("kms_key_arn"), ("alias", "id")),
    "aws_grafana_workspace": Type("AWS::Grafana::Workspace", "application"),
    "aws_connect_instance": Type("AWS::Connect::Instance", "application", names=("instance_alias",)),
    "aws_ses_domain_identity": Type("AWS::SES::EmailIdentity", "mail_service", names=("domain",)),
    "aws_sesv2_email_identity": Type("AWS::SES::EmailIdentity", "mail_service", names=("email_identity",)),
    "aws_codecommit_repository": Type("AWS::CodeCommit::Repository", "other", names=("repository_name",)),
    "aws_config_configuration_recorder": Type("AWS::Config::ConfigurationRecorder", "log_store"),
    "aws_guardduty_detector": Type("AWS::GuardDuty::Detector", "log_store", names=("id",)),
    "aws_macie2_account": Type("AWS::Macie::Session", "log_store", names=("id",)),
    "aws_ram_resource_share": Type("AWS::RAM::ResourceShare", "transfer", {"flows.share": to_principals}),
    "aws_ram_principal_association": Setting("resource_share_arn", ("aws_ram_resource_share",)),
}
"""A row without facts: what a plan says of it is too little to tell, so that all of it is unknown, but for where it lies."""
