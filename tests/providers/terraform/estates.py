"""Small estates, one a cloud, with what each can say."""

from __future__ import annotations

import json
from typing import Any

from tests.providers.terraform.plans import LATER, To, resource

CLOSED: dict[str, Any] = dict.fromkeys(("block_public_acls", "ignore_public_acls", "block_public_policy", "restrict_public_buckets"), True)
READS = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999900001111:root"}, "Action": "s3:GetObject", "Resource": "*"}


def _to(address: str, attribute: str = "id") -> To:
    return To(f"{address}.{attribute}", address)


def _versions(days: int) -> dict[str, Any]:
    return {"status": "Enabled", "expiration": [{"days": days}], "noncurrent_version_expiration": [{"noncurrent_days": 30}]}


BUCKET, KEY = "aws_s3_bucket.a", "aws_kms_key.k"
AWS_ESTATE = [
    resource(BUCKET, bucket="actes", region="eu-west-3", id=LATER, arn=LATER, tags={"rgpd:categorie": "etat_civil"}),
    resource("aws_s3_bucket.b", bucket="copie", region="us-east-1", id=LATER, arn=LATER),
    resource("aws_s3_bucket_versioning.a", bucket=_to(BUCKET), versioning_configuration=[{"status": "Enabled"}]),
    resource("aws_s3_bucket_lifecycle_configuration.a", bucket=_to(BUCKET), rule=[_versions(365)]),
    resource("aws_s3_bucket_public_access_block.a", bucket=_to(BUCKET), **CLOSED),
    resource("aws_s3_bucket_policy.a", bucket=_to(BUCKET), policy=json.dumps({"Statement": [READS]})),
    resource(
        "aws_s3_bucket_replication_configuration.a",
        bucket=_to(BUCKET),
        rule=[{"status": "Enabled", "destination": [{"bucket": _to("aws_s3_bucket.b", "arn")}]}],
    ),
    resource(KEY, description="cle", region="eu-west-3", enable_key_rotation=True, arn=LATER, id=LATER),
    resource(
        "aws_db_instance.d",
        identifier="etat-civil",
        region="eu-west-3",
        storage_encrypted=True,
        kms_key_id=_to(KEY, "arn"),
        backup_retention_period=7,
        publicly_accessible=False,
        arn=LATER,
    ),
    resource(
        "aws_db_instance.r", identifier="replique", region="us-east-1", replicate_source_db=_to("aws_db_instance.d", "arn"), arn=LATER
    ),
    resource("aws_sqs_queue.q", name="file", region="eu-west-3", message_retention_seconds=86400, sqs_managed_sse_enabled=True),
    resource("aws_cloudwatch_log_group.l", name="journal", region="eu-west-3", retention_in_days=365, kms_key_id=_to(KEY, "arn")),
    resource(
        "aws_dynamodb_table.t",
        name="table",
        region="eu-west-3",
        ttl=[{"enabled": True}],
        replica=[{"region_name": "eu-west-1"}],
        point_in_time_recovery=[{"enabled": True}],
        server_side_encryption=[{"enabled": True, "kms_key_arn": _to(KEY, "arn")}],
    ),
    resource("aws_backup_vault.v", name="coffre", region="eu-west-3", arn=LATER),
    resource(
        "aws_backup_plan.p",
        name="plan",
        region="eu-west-3",
        rule=[{"target_vault_name": "coffre", "lifecycle": [{"delete_after": 30}], "copy_action": []}],
    ),
]
ACCOUNT, SERVER = "azurerm_storage_account.a", "azurerm_mssql_server.s"
AZURE_ESTATE = [
    resource(
        ACCOUNT,
        name="actes",
        location="francecentral",
        account_replication_type="GRS",
        public_network_access_enabled=True,
        allow_nested_items_to_be_public=False,
        cross_tenant_replication_enabled=False,
        network_rules=[{"default_action": "Deny", "ip_rules": ["192.0.2.1"]}],
        blob_properties=[{"versioning_enabled": True, "delete_retention_policy": [{"days": 7}]}],
        id=LATER,
    ),
    resource("azurerm_storage_container.c", name="c", storage_account_id=_to(ACCOUNT), container_access_type="private"),
    resource(
        "azurerm_storage_management_policy.a",
        storage_account_id=_to(ACCOUNT),
        rule=[
            {
                "enabled": True,
                "filters": [{"blob_types": ["blockBlob", "appendBlob"]}],
                "actions": [
                    {
                        "base_blob": [{"delete_after_days_since_modification_greater_than": 365}],
                        "version": [{"delete_after_days_since_creation": 30}],
                    }
                ],
            }
        ],
    ),
    resource(SERVER, name="serveur", location="francecentral", public_network_access_enabled=True, id=LATER),
    resource("azurerm_mssql_firewall_rule.r", server_id=_to(SERVER), start_ip_address="192.0.2.1", end_ip_address="192.0.2.9"),
    resource(
        "azurerm_mssql_database.d",
        name="base",
        server_id=_to(SERVER),
        storage_account_type="Zone",
        transparent_data_encryption_enabled=True,
        short_term_retention_policy=[{"retention_days": 14}],
    ),
    resource(
        "azurerm_cosmosdb_account.c",
        name="cosmos",
        location="francecentral",
        geo_location=[{"location": "francecentral", "failover_priority": 0}, {"location": "francesouth", "failover_priority": 1}],
        backup=[{"type": "Continuous", "tier": "Continuous7Days"}],
        public_network_access_enabled=False,
    ),
    resource("azurerm_log_analytics_workspace.w", name="journaux", location="francecentral", retention_in_days=90),
    resource("azurerm_recovery_services_vault.v", name="coffre", location="francecentral", storage_mode_type="LocallyRedundant", id=LATER),
    resource("azurerm_backup_policy_vm.p", name="politique", recovery_vault_name="coffre", retention_daily=[{"count": 30}]),
]
GOOGLE_ESTATE = [
    resource(
        "google_storage_bucket.b",
        name="actes",
        location="EUROPE-WEST9",
        public_access_prevention="enforced",
        versioning=[{"enabled": True}],
        lifecycle_rule=[
            {"action": [{"type": "Delete"}], "condition": [{"age": 365}]},
            {"action": [{"type": "Delete"}], "condition": [{"days_since_noncurrent_time": 30}]},
        ],
        encryption=[{"default_kms_key_name": To("google_kms_crypto_key.k.id", "google_kms_crypto_key.k")}],
        soft_delete_policy=[{"retention_duration_seconds": 604800}],
    ),
    resource("google_storage_bucket_iam_member.m", bucket="actes", role="roles/storage.objectViewer", member="user:a@example.org"),
    resource("google_kms_key_ring.r", name="trousseau", location="europe-west9", id=LATER),
    resource("google_kms_crypto_key.k", name="cle", key_ring=_to("google_kms_key_ring.r"), rotation_period="7776000s", id=LATER),
    resource(
        "google_sql_database_instance.d",
        name="base",
        region="europe-west9",
        settings=[
            {
                "ip_configuration": [{"ipv4_enabled": False, "authorized_networks": []}],
                "backup_configuration": [{"enabled": True, "location": "europe-west9"}],
            }
        ],
    ),
    resource("google_bigquery_dataset.e", dataset_id="entrepot", location="EU"),
    resource(
        "google_secret_manager_secret.s", secret_id="secret", replication=[{"user_managed": [{"replicas": [{"location": "europe-west9"}]}]}]
    ),
]
SCALEWAY_ESTATE = [
    resource("scaleway_object_bucket.b", name="actes", region="fr-par", versioning=[{"enabled": False}], lifecycle_rule=[]),
    resource("scaleway_object_bucket_acl.b", bucket="actes", acl="private"),
    resource(
        "scaleway_rdb_instance.d",
        name="base",
        region="fr-par",
        encryption_at_rest=True,
        backup_schedule_retention=7,
        backup_same_region=True,
        disable_backup=False,
        id=LATER,
    ),
    resource("scaleway_rdb_read_replica.r", instance_id=_to("scaleway_rdb_instance.d"), region="nl-ams"),
]
