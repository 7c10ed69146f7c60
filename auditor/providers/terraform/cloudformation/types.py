"""Which type of Terraform's tables each type of CloudFormation is. One that is not here is known by its own name, or not understood."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from auditor.providers.terraform.cloudformation import beside
from auditor.providers.terraform.cloudformation.properties import (
    Row,
    blocks,
    each,
    part,
    policy,
    tags,
)
from auditor.providers.terraform.tables import cloud
from auditor.providers.terraform.values import at

CLUSTER = {"cluster_identifier": "DBClusterIdentifier", "replication_source_identifier": "ReplicationSourceIdentifier"}
TABLE: dict[str, Any] = {
    "ttl": ("TimeToLiveSpecification", lambda one: [part(one, enabled="Enabled")]),
    "point_in_time_recovery": (
        "PointInTimeRecoverySpecification",
        lambda one: [part(one, enabled="PointInTimeRecoveryEnabled", recovery_period_in_days="RecoveryPeriodInDays")],
    ),
    "server_side_encryption": ("SSESpecification", lambda one: [part(one, enabled="SSEEnabled", kms_key_arn="KMSMasterKeyId")]),
}
ROWS: Mapping[str, Row] = {
    "AWS::S3::Bucket": Row("aws_s3_bucket", {"bucket": "BucketName"}, whole=True, beside=(beside.bucket,)),
    "AWS::S3::BucketPolicy": Row("aws_s3_bucket_policy", {"policy": ("PolicyDocument", policy)}),
    "AWS::RDS::DBInstance": Row(
        "aws_db_instance",
        {"identifier": "DBInstanceIdentifier", "replicate_source_db": "SourceDBInstanceIdentifier"},
        ("publicly_accessible", "backup_retention_period"),
        whole=True,
    ),
    "AWS::RDS::DBCluster": Row("aws_rds_cluster", CLUSTER, whole=True),
    "AWS::RDS::GlobalCluster": Row("aws_rds_global_cluster"),
    "AWS::DocDB::DBCluster": Row("aws_docdb_cluster", CLUSTER, whole=True),
    "AWS::Neptune::DBCluster": Row("aws_neptune_cluster", CLUSTER, whole=True),
    "AWS::DynamoDB::Table": Row("aws_dynamodb_table", {"name": "TableName", **TABLE}, whole=True, beside=(beside.stream,)),
    "AWS::DynamoDB::GlobalTable": Row(
        "aws_dynamodb_table",
        {"name": "TableName", **TABLE, "replica": ("Replicas", beside.replicas)},
        ("point_in_time_recovery", "server_side_encryption"),
        whole=True,
    ),
    "AWS::EFS::FileSystem": Row("aws_efs_file_system", {"tags": ("FileSystemTags", tags)}, whole=True, beside=(beside.files,)),
    "AWS::SQS::Queue": Row(
        "aws_sqs_queue",
        {"name": "QueueName", "message_retention_seconds": "MessageRetentionPeriod", "redrive_policy": ("RedrivePolicy", beside.text)},
        whole=True,
    ),
    "AWS::SQS::QueuePolicy": Row("aws_sqs_queue_policy", {"policy": ("PolicyDocument", policy)}),
    "AWS::SNS::Topic": Row("aws_sns_topic", {"name": "TopicName"}, whole=True, beside=(beside.subscribed,)),
    "AWS::SNS::TopicPolicy": Row("aws_sns_topic_policy", {"policy": ("PolicyDocument", policy)}),
    "AWS::SNS::Subscription": Row("aws_sns_topic_subscription"),
    "AWS::KMS::Key": Row("aws_kms_key", {"policy": ("KeyPolicy", policy)}, whole=True),
    "AWS::KMS::ReplicaKey": Row("aws_kms_replica_key", {"policy": ("KeyPolicy", policy)}, whole=True),
    "AWS::KMS::Alias": Row("aws_kms_alias", {"name": "AliasName"}),
    "AWS::SecretsManager::Secret": Row(
        "aws_secretsmanager_secret",
        {"replica": ("ReplicaRegions", each(lambda one: part(one, region="Region", kms_key_id="KmsKeyId")))},
        whole=True,
    ),
    "AWS::SecretsManager::ResourcePolicy": Row(
        "aws_secretsmanager_secret_policy", {"secret_arn": "SecretId", "policy": ("ResourcePolicy", policy)}
    ),
    "AWS::SSM::Parameter": Row("aws_ssm_parameter", whole=True),
    "AWS::ECR::Repository": Row(
        "aws_ecr_repository",
        {"name": "RepositoryName"},
        whole=True,
        beside=(beside.inline("aws_ecr_repository_policy", "repository", "RepositoryPolicyText"),),
    ),
    "AWS::ECR::RegistryPolicy": Row("aws_ecr_registry_policy", {"policy": ("PolicyText", policy)}),
    "AWS::EC2::FlowLog": Row("aws_flow_log", {"log_destination": "LogDestination", "log_group_name": "LogGroupName"}, whole=True),
    "AWS::Route53Resolver::ResolverQueryLoggingConfig": Row(
        "aws_route53_resolver_query_log_config", {"name": "Name", "destination_arn": "DestinationArn"}, whole=True
    ),
    "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation": Row(
        "aws_route53_resolver_query_log_config_association", {"resolver_query_log_config_id": "ResolverQueryLogConfigId"}
    ),
    "AWS::ECR::ReplicationConfiguration": Row(
        "aws_ecr_replication_configuration",
        {
            "replication_configuration": (
                "ReplicationConfiguration.Rules",
                lambda rules: [
                    {"rule": [{"destination": each(lambda one: part(one, region="Region"))(at(rule, "Destinations"))} for rule in rules]}
                ],
            )
        },
    ),
    "AWS::Backup::BackupVault": Row(
        "aws_backup_vault",
        {"name": "BackupVaultName", "kms_key_arn": "EncryptionKeyArn"},
        whole=True,
        beside=(beside.inline("aws_backup_vault_policy", "backup_vault_name", "AccessPolicy"), beside.lock),
    ),
    "AWS::Backup::BackupPlan": Row(
        "aws_backup_plan",
        {"name": "BackupPlan.BackupPlanName", "rule": ("BackupPlan.BackupPlanRule", each(beside.backup_rule))},
        whole=True,
    ),
    "AWS::Backup::BackupSelection": Row("aws_backup_selection", {"plan_id": "BackupPlanId"}),
    "AWS::EC2::Volume": Row("aws_ebs_volume", {"name": "VolumeId"}, whole=True),
    "AWS::EC2::Instance": Row(
        "aws_instance",
        {"ebs_block_device": ("BlockDeviceMappings", each(lambda one: part(one, encrypted="Ebs.Encrypted", kms_key_id="Ebs.KmsKeyId")))},
        whole=True,
    ),
    "AWS::Logs::LogGroup": Row("aws_cloudwatch_log_group", {"name": "LogGroupName"}, whole=True),
    "AWS::Logs::SubscriptionFilter": Row("aws_cloudwatch_log_subscription_filter"),
    "AWS::Logs::ResourcePolicy": Row("aws_cloudwatch_log_resource_policy"),
    "AWS::Kinesis::Stream": Row(
        "aws_kinesis_stream",
        {
            "retention_period": "RetentionPeriodHours",
            "encryption_type": "StreamEncryption.EncryptionType",
            "kms_key_id": "StreamEncryption.KeyId",
        },
        whole=True,
    ),
    "AWS::Kinesis::StreamConsumer": Row("aws_kinesis_stream_consumer", {"name": "ConsumerName", "stream_arn": "StreamARN"}),
    "AWS::Kinesis::ResourcePolicy": Row(
        "aws_kinesis_resource_policy", {"resource_arn": "ResourceArn", "policy": ("ResourcePolicy", policy)}
    ),
    "AWS::KinesisFirehose::DeliveryStream": Row(
        "aws_kinesis_firehose_delivery_stream",
        {
            "name": "DeliveryStreamName",
            "server_side_encryption": (
                "DeliveryStreamEncryptionConfigurationInput",
                lambda one: [{"enabled": True, **part(one, key_arn="KeyARN")}],
            ),
            **{
                f"{name}_configuration": (f"{word}DestinationConfiguration", lambda one: blocks(_arn(one)))
                for name, word in (
                    ("s3", "S3"),
                    ("extended_s3", "ExtendedS3"),
                    ("redshift", "Redshift"),
                    ("elasticsearch", "Elasticsearch"),
                    ("opensearch", "Amazonopensearchservice"),
                    ("opensearchserverless", "AmazonOpenSearchServerless"),
                    ("splunk", "Splunk"),
                    ("iceberg", "Iceberg"),
                    ("snowflake", "Snowflake"),
                )
            },
            "http_endpoint_configuration": (
                "HttpEndpointDestinationConfiguration",
                lambda one: [{**part(one, url="EndpointConfiguration.Url"), **part(_arn(one), s3_configuration="S3Configuration")}],
            ),
        },
        whole=True,
    ),
    "AWS::Redshift::Cluster": Row(
        "aws_redshift_cluster", {"cluster_identifier": "ClusterIdentifier"}, ("encrypted", "publicly_accessible")
    ),
    "AWS::OpenSearchService::Domain": Row(
        "aws_opensearch_domain",
        {
            "encrypt_at_rest": ("EncryptionAtRestOptions", lambda one: [part(one, enabled="Enabled", kms_key_id="KmsKeyId")]),
            "access_policies": ("AccessPolicies", policy),
            "vpc_options": ("VPCOptions", blocks),
        },
        whole=True,
    ),
    "AWS::Elasticsearch::Domain": Row("aws_elasticsearch_domain", {"access_policies": ("AccessPolicies", policy)}),
    "AWS::DirectoryService::SimpleAD": Row("aws_directory_service_directory"),
    "AWS::ElastiCache::ReplicationGroup": Row("aws_elasticache_replication_group", {}, ("at_rest_encryption_enabled",), whole=True),
    "AWS::ElastiCache::CacheCluster": Row("aws_elasticache_cluster", {"cluster_id": "ClusterName"}, whole=True),
    "AWS::ElastiCache::GlobalReplicationGroup": Row("aws_elasticache_global_replication_group"),
    "AWS::Lambda::Function": Row("aws_lambda_function", whole=True),
    "AWS::Lambda::Permission": Row("aws_lambda_permission", {"principal_org_id": "PrincipalOrgID"}),
    "AWS::Lambda::Url": Row("aws_lambda_function_url", {"function_name": "TargetFunctionArn", "authorization_type": "AuthType"}),
    "AWS::Lambda::EventSourceMapping": Row("aws_lambda_event_source_mapping"),
    "AWS::Lambda::EventInvokeConfig": Row("aws_lambda_function_event_invoke_config"),
    "AWS::CloudTrail::Trail": Row(
        "aws_cloudtrail",
        {
            "name": "TrailName",
            "s3_bucket_name": "S3BucketName",
            "cloud_watch_logs_group_arn": "CloudWatchLogsLogGroupArn",
            "is_multi_region_trail": "IsMultiRegionTrail",
            "is_organization_trail": "IsOrganizationTrail",
        },
        whole=True,
    ),
    "AWS::Events::Rule": Row("aws_cloudwatch_event_rule", beside=(beside.targets,)),
    "AWS::Events::EventBusPolicy": Row(
        "aws_cloudwatch_event_bus_policy", {"policy": ("Statement", lambda one: policy({"Statement": [one]}))}
    ),
    "AWS::RAM::ResourceShare": Row("aws_ram_resource_share", whole=True, beside=(beside.shared,)),
    "AWS::CloudFront::Distribution": Row(
        "aws_cloudfront_distribution",
        {
            "comment": "DistributionConfig.Comment",
            "logging_config": ("DistributionConfig.Logging", lambda one: [part(one, bucket="Bucket")]),
            "origin": ("DistributionConfig.Origins", each(lambda one: part(one, domain_name="DomainName"))),
        },
        whole=True,
    ),
}
"""By the name of CloudFormation."""
LISTS = {"AWS::SQS::QueuePolicy": ("Queues", "queue_url"), "AWS::SNS::TopicPolicy": ("Topics", "arn")}
"""What is written once and said of several."""
MEMBERS = {"AWS::RDS::DBInstance": "aws_rds_cluster_instance", "AWS::Neptune::DBInstance": "aws_neptune_cluster_instance"}
"""Instances that belong to a cluster say no more than how open it is."""


def _arn(one: object) -> Any:
    """`BucketARN` is called `BucketArn` elsewhere, and is told so."""
    if isinstance(one, Mapping):
        return {name.replace("ARN", "Arn"): _arn(value) for name, value in one.items()}
    return one


def row_of(type: str, properties: object) -> Row | None:
    """What a type is; None for one that is not understood."""
    if type in MEMBERS and at(properties, "DBClusterIdentifier") is not None:
        return Row(MEMBERS[type], {"cluster_identifier": "DBClusterIdentifier"}, ("publicly_accessible",))
    if type == "AWS::KMS::Key" and at(properties, "Origin") not in (None, "AWS_KMS"):
        return Row("aws_kms_external_key" if at(properties, "Origin") == "EXTERNAL" else "aws_kms_key", ROWS[type].said)
    if type == "AWS::RDS::DBInstance" and at(properties, "DBSnapshotIdentifier") is not None:
        # What is restored is encrypted as its snapshot was.
        return dataclasses.replace(ROWS[type], left=(*ROWS[type].left, "storage_encrypted"))
    if type in ROWS:
        return ROWS[type]
    aws = cloud("aws")
    if type not in aws.natives:
        return None
    name, own = aws.natives[type], f"{type.rpartition('::')[2]}Name"
    called = aws.types[name].names[0]
    return Row(name, {called: own} if "." not in called else {})
