"""Google Cloud: it encrypts whatever it keeps, with its own key unless told otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from auditor.providers.observing import lift
from auditor.providers.shapes import flows
from auditor.providers.terraform.table import (
    Cloud,
    Fact,
    Setting,
    Type,
    alone,
    both,
    const,
    first_named,
    in_days,
    named,
    naming,
    through,
    to,
    unless,
)
from auditor.providers.terraform.tables import google_facts as facts
from auditor.providers.terraform.tables.google_facts import of_owner
from auditor.providers.terraform.tables.google_sharing import bucket_open, dataset, grants, guarded, opened, shared

SHARED = ("public.access", "flows.share")
WORLD = [{"country": None, "holder": None}]
More = Callable[..., Mapping[str, Any]]


def row(native: str, kind: str, told: dict[str, Fact] | None = None, key: str = "", **more: Any) -> Type:
    """A row of Google's; `key` is the attribute that names a key of ours."""
    sealed: dict[str, Fact] = (
        {} if kind in KEYLESS else {"encryption.at_rest": const(True), **({"encryption.key": named(key)} if key else {})}
    )
    return Type(native, kind, {**sealed, **(told or {})}, **{"ids": ("self_link", "id"), **more})


KEYLESS = frozenset({"application", "key", "transfer", "trail", "cdn", "dns_zone", "backup_plan", "machine", "other", "accelerator"})
CLOSED: dict[str, Fact] = {"public.access": alone(False)}


def _iam(stem: str) -> dict[str, Any]:
    return {"more": (guarded(stem),), "tells": SHARED}


ROWS: dict[str, Type | Setting] = {
    "google_storage_bucket": row(
        "storage.googleapis.com/Bucket",
        "object_store",
        {
            "flows.replication": unless("google_storage_transfer_job"),
            "flows.logs": to("logging.0.log_bucket"),
            "replication.foreign": unless(),
        },
        key="encryption.0.default_kms_key_name",
        more=(facts.bucket_kept, bucket_open),
        tells=("versioning.enabled", "retention.max", "retention.noncurrent_max", "lock.min", *SHARED),
    ),
    **grants("google_storage_bucket", "bucket"),
    **grants("google_storage_managed_folder", "bucket", "google_storage_bucket"),
    "google_storage_bucket_acl": Setting("bucket"),
    "google_storage_bucket_access_control": Setting("bucket"),
    "google_storage_default_object_acl": Setting("bucket"),
    "google_storage_default_object_access_control": Setting("bucket"),
    "google_storage_transfer_job": row("storagetransfer.googleapis.com/TransferJob", "transfer", names=("description",)),
    "google_sql_database_instance": row(
        "sqladmin.googleapis.com/Instance",
        "database",
        {
            "backup.retention": facts.sql_kept,
            "public.access": facts.sql_open,
            "origin": first_named(
                "master_instance_name",
                "clone.0.source_instance_name",
                "restore_backup_context.0.instance_id",
                "backupdr_backup",
                "point_in_time_restore_context.0.datasource",
            ),
            "flows.replication": naming("master_instance_name", "google_sql_database_instance"),
            "flows.backup": facts.sql_backups,
        },
        key="encryption_key_name",
        filled=frozenset({"settings.backup_configuration", "settings.ip_configuration"}),
    ),
    "google_bigquery_dataset": row(
        "bigquery.googleapis.com/Dataset",
        "warehouse",
        key="default_encryption_configuration.0.kms_key_name",
        names=("dataset_id",),
        more=(dataset,),
        tells=SHARED,
        filled=frozenset({"access"}),
    ),
    **grants("google_bigquery_dataset", "dataset_id"),
    **grants("google_bigquery_table", "dataset_id", "google_bigquery_dataset"),
    "google_bigquery_dataset_access": Setting("dataset_id", ("google_bigquery_dataset",)),
    "google_compute_disk": row(
        "compute.googleapis.com/Disk",
        "volume",
        {"origin": first_named("snapshot", "source_disk", "image"), "flows.share": shared("google_compute_disk")},
        key="disk_encryption_key.0.kms_key_self_link",
    ),
    "google_compute_region_disk": row(
        "compute.googleapis.com/Disk",
        "volume",
        {"origin": first_named("snapshot", "source_disk"), "flows.share": shared("google_compute_region_disk")},
        key="disk_encryption_key.0.kms_key_self_link",
    ),
    "google_compute_instance": row(
        "compute.googleapis.com/Disk",
        "volume",
        {"origin": first_named("boot_disk.0.source", "boot_disk.0.initialize_params.0.snapshot"), "flows.share": alone()},
        key="boot_disk.0.kms_key_self_link",
    ),
    "google_compute_snapshot": row(
        "compute.googleapis.com/Snapshot",
        "snapshot",
        {"origin": named("source_disk"), "lock.min": unless()},
        **_iam("google_compute_snapshot"),
        key="snapshot_encryption_key.0.kms_key_self_link",
        region=facts.stored_in,
    ),
    "google_compute_image": row(
        "compute.googleapis.com/Image",
        "image",
        {"origin": first_named("source_disk", "source_image", "source_snapshot")},
        key="image_encryption_key.0.kms_key_self_link",
        region=facts.stored_in,
        **_iam("google_compute_image"),
    ),
    **grants("google_compute_image", "image"),
    **grants("google_compute_disk", "name"),
    **grants("google_compute_region_disk", "name"),
    **grants("google_compute_snapshot", "name"),
    "google_compute_machine_image": row(
        "compute.googleapis.com/MachineImage", "image", {"origin": named("source_instance")}, region=facts.stored_in
    ),
    "google_spanner_instance": row("spanner.googleapis.com/Instance", "other", region=facts.spanner_region),
    "google_spanner_database": row(
        "spanner.googleapis.com/Database",
        "database",
        {"public.access": opened("google_spanner_database")},
        key="encryption_config.0.kms_key_name",
        region=of_owner("instance", "google_spanner_instance"),
    ),
    **grants("google_spanner_database", "database"),
    **grants("google_spanner_instance", "instance", "google_spanner_database"),
    "google_firebaserules_ruleset": Setting("name"),
    "google_firebaserules_release": Setting("ruleset_name"),
    "google_firestore_database": row(
        "firestore.googleapis.com/Database",
        "database",
        # Rules of Firebase may open it to anybody who has the address of an application.
        {"public.access": unless("google_firebaserules_ruleset", "google_firebaserules_release", value=False)},
        key="cmek_config.0.kms_key_name",
        region=lambda p: lift(str.lower, p.get("location_id")),
    ),
    "google_bigtable_instance": row(
        "bigtable.googleapis.com/Instance",
        "table",
        {"flows.replication": lambda p: lift(lambda zones: flows({"region": one} for one in zones[1:]), facts.bigtable(p))},
        region=lambda p: lift(lambda zones: zones[0] if zones else None, facts.bigtable(p)),
    ),
    "google_alloydb_instance": Setting("cluster"),
    "google_alloydb_cluster": row(
        "alloydb.googleapis.com/Cluster",
        "database",
        {
            "public.access": facts.alloy_open,
            "flows.replication": naming("secondary_config.0.primary_cluster_name", "google_alloydb_cluster"),
        },
        key="encryption_config.0.kms_key_name",
        names=("cluster_id",),
    ),
    "google_redis_instance": row("redis.googleapis.com/Instance", "cache", key="customer_managed_key"),
    "google_redis_cluster": row("redis.googleapis.com/Cluster", "cache", key="kms_key"),
    "google_memorystore_instance": row("memorystore.googleapis.com/Instance", "cache", key="kms_key", names=("instance_id",)),
    "google_memcache_instance": row("memcache.googleapis.com/Instance", "cache"),
    "google_filestore_instance": row("file.googleapis.com/Instance", "file_system", {**CLOSED}, key="kms_key_name"),
    "google_netapp_volume": row("netapp.googleapis.com/Volume", "file_system", {**CLOSED}),
    "google_pubsub_topic": row(
        "pubsub.googleapis.com/Topic",
        "topic",
        {"flows.copy": both(facts.topic_copies, facts.topic_replicas)},
        key="kms_key_name",
        region=facts.topic_region,
        **_iam("google_pubsub_topic"),
    ),
    **grants("google_pubsub_topic", "topic"),
    "google_pubsub_subscription": Setting("topic", ("google_pubsub_topic",)),
    "google_secret_manager_secret": row(
        "secretmanager.googleapis.com/Secret",
        "secret",
        {"flows.replication": facts.secret_replicas},
        key="replication.0.auto.0.customer_managed_encryption.0.kms_key_name",
        names=("secret_id",),
        region=facts.secret_region,
        **_iam("google_secret_manager_secret"),
    ),
    **grants("google_secret_manager_secret", "secret_id"),
    "google_secret_manager_regional_secret": row(
        "secretmanager.googleapis.com/Secret",
        "secret",
        {**CLOSED, "flows.replication": alone()},
        key="customer_managed_encryption.0.kms_key_name",
        names=("secret_id",),
    ),
    "google_kms_key_ring": row("cloudkms.googleapis.com/KeyRing", "other"),
    "google_kms_crypto_key": row(
        "cloudkms.googleapis.com/CryptoKey",
        "key",
        {
            "key.manager": facts.key_manager,
            "key.origin": facts.key_origin,
            "key.holder": facts.key_holder,
            "key.aliases": unless(),
            "key.multi_region": const(False),
            "key.rotation": facts.rotation,
            "flows.replication": alone(),
        },
        region=of_owner("key_ring", "google_kms_key_ring"),
        filled=frozenset({"version_template"}),
    ),
    "google_artifact_registry_repository": row(
        "artifactregistry.googleapis.com/Repository",
        "registry",
        {"origin": unless(), "flows.replication": alone()},
        key="kms_key_name",
        names=("repository_id",),
        **_iam("google_artifact_registry_repository"),
    ),
    **grants("google_artifact_registry_repository", "repository"),
    "google_logging_project_bucket_config": row(
        "logging.googleapis.com/LogBucket",
        "log_store",
        {"retention.max": in_days("retention_days", "P30D"), "flows.copy": unless("google_logging_project_sink")},
        key="cmek_settings.0.kms_key_name",
        names=("bucket_id",),
    ),
    "google_logging_project_sink": row("logging.googleapis.com/LogSink", "transfer", {"flows.copy": to("destination")}, region=const(None)),
    "google_cloud_run_service": row("run.googleapis.com/Service", "application"),
    "google_cloud_run_v2_service": row("run.googleapis.com/Service", "application"),
    "google_cloud_run_v2_job": row("run.googleapis.com/Job", "application"),
    "google_cloudfunctions_function": row(
        "cloudfunctions.googleapis.com/Function",
        "function",
        {"code.layers": unless()},
        key="kms_key_name",
        **_iam("google_cloudfunctions_function"),
    ),
    **grants("google_cloudfunctions_function", "cloud_function"),
    "google_cloudfunctions2_function": row(
        "cloudfunctions.googleapis.com/Function",
        "function",
        {"code.layers": unless()},
        key="kms_key_name",
        **_iam("google_cloudfunctions2_function"),
    ),
    **grants("google_cloudfunctions2_function", "cloud_function"),
    "google_container_cluster": row("container.googleapis.com/Cluster", "application"),
    "google_app_engine_application": row(
        "appengine.googleapis.com/Application", "application", region=lambda p: lift(str.lower, p.get("location_id"))
    ),
    "google_dataproc_cluster": row("dataproc.googleapis.com/Cluster", "application"),
    "google_composer_environment": row("composer.googleapis.com/Environment", "application"),
    "google_dataflow_job": row("dataflow.googleapis.com/Job", "transfer"),
    "google_datastream_stream": row("datastream.googleapis.com/Stream", "transfer", names=("stream_id",)),
    "google_data_fusion_instance": row("datafusion.googleapis.com/Instance", "transfer"),
    "google_database_migration_service_migration_job": row(
        "datamigration.googleapis.com/MigrationJob", "transfer", names=("migration_job_id",)
    ),
    "google_vertex_ai_dataset": row(
        "aiplatform.googleapis.com/Dataset", "model", key="encryption_spec.0.kms_key_name", names=("display_name",)
    ),
    "google_vertex_ai_endpoint": row("aiplatform.googleapis.com/Endpoint", "model", key="encryption_spec.0.kms_key_name"),
    "google_vertex_ai_index": row("aiplatform.googleapis.com/Index", "search_index", names=("display_name",)),
    "google_vertex_ai_featurestore": row("aiplatform.googleapis.com/Featurestore", "table", key="encryption_spec.0.kms_key_name"),
    "google_notebooks_instance": row("notebooks.googleapis.com/Instance", "notebook", key="kms_key"),
    "google_workbench_instance": row("notebooks.googleapis.com/Instance", "notebook"),
    "google_discovery_engine_data_store": row(
        "discoveryengine.googleapis.com/DataStore", "search_index", {**CLOSED}, key="kms_key_name", names=("data_store_id",)
    ),
    "google_healthcare_dataset": row("healthcare.googleapis.com/Dataset", "other"),
    **{
        f"google_healthcare_{word}_store": row(
            f"healthcare.googleapis.com/{word.title()}Store", "database", region=of_owner("dataset", "google_healthcare_dataset")
        )
        for word in ("fhir", "dicom", "hl7_v2", "consent")
    },
    "google_dns_managed_zone": row("dns.googleapis.com/ManagedZone", "dns_zone", region=const(None)),
    "google_compute_backend_service": row(
        "compute.googleapis.com/BackendService",
        "cdn",
        {"flows.cache": through(lambda on: WORLD if on else None, "enable_cdn", None), "cdn.origins": unless()},
        region=const(None),
    ),
    "google_compute_backend_bucket": row(
        "compute.googleapis.com/BackendBucket",
        "cdn",
        {
            "flows.cache": through(lambda on: WORLD if on else None, "enable_cdn", None),
            "cdn.origins": lambda p: lift(lambda said: [said] if said else None, named("bucket_name")(p)),
        },
        region=const(None),
    ),
    "google_identity_platform_config": row("identitytoolkit.googleapis.com/Config", "directory", region=const(None)),
    "google_backup_dr_backup_vault": row(
        "backupdr.googleapis.com/BackupVault",
        "backup_vault",
        {"lock.min": facts.vault_lock, "flows.share": alone(), "flows.backup": alone()},
        names=("backup_vault_id",),
    ),
    "google_backup_dr_backup_plan": row("backupdr.googleapis.com/BackupPlan", "backup_plan", names=("backup_plan_id",)),
    "google_gke_backup_backup_plan": row(
        "gkebackup.googleapis.com/BackupPlan", "backup_plan", {"retention.max": in_days("retention_policy.0.backup_retain_days")}
    ),
}
PLUMBING = tuple(
    f"google_{word}"
    for word in (
        "access_ active_directory_peering api_gateway apikeys app_engine_domain app_engine_firewall artifact_registry_vpcsc "
        "bigquery_capacity bigquery_job bigquery_reservation bigquery_routine bigquery_table bigtable_app bigtable_gc bigtable_table "
        "billing_ certificate_ cloud_asset cloud_identity cloud_run_domain cloud_run_service_iam cloud_run_v2_job_iam "
        "cloud_run_v2_service_iam cloud_scheduler cloudbuild_ compute_address compute_attached compute_autoscaler "
        "compute_backend_service compute_external compute_firewall compute_forwarding compute_global compute_ha_vpn compute_health "
        "compute_http compute_https compute_instance_group compute_instance_iam compute_interconnect compute_managed_ssl "
        "compute_network compute_organization_security compute_project compute_region_autoscaler compute_region_backend "
        "compute_region_health compute_region_instance_group compute_region_network compute_region_ssl compute_region_target "
        "compute_region_url compute_reservation compute_resource_policy compute_route compute_security compute_shared_vpc compute_ssl "
        "compute_subnetwork compute_target compute_url_map compute_vpn container_node dns_policy dns_record dns_response endpoints_ "
        "essential_contacts eventarc_ folder gke_hub iam_ iap_ kms_crypto_key_iam kms_crypto_key_version kms_key_ring_iam "
        "kms_key_ring_import logging_metric monitoring_ network_ org_policy organization project pubsub_lite pubsub_schema "
        "pubsub_subscription_iam recaptcha redis_cluster_user resource_manager secret_manager_regional_secret_version "
        "secret_manager_secret_version service_account service_directory service_networking service_usage "
        "spanner_instance_iam sql_database sql_ssl sql_user storage_bucket_object storage_folder storage_hmac storage_managed "
        "storage_notification tags_ vpc_access "
    ).split()
)
"""How the types begin that hold no data and move none."""
UNLIKE = tuple(
    f"google_{word}"
    for word in "bigquery_job cloud_asset_ eventarc_ network_services_edge_cache_service pubsub_lite_topic recaptcha_enterprise_key".split()
)
"""Those that begin so and yet hold or move data."""
CLOUD = Cloud(
    provider="google",
    offer="gcp",
    region=facts.region,
    rows=ROWS,
    plumbing=PLUMBING,
    unlike=UNLIKE,
    tags=("effective_labels", "labels"),
)
