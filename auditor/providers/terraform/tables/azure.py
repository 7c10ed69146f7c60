"""Microsoft Azure: storage, databases, vaults, keys, backups, logs. The rest is in `azure_services.py`."""

from __future__ import annotations

from typing import Any

from auditor.providers.azure.common import key_uri, place
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import (
    UNSET,
    Fact,
    Setting,
    Type,
    alone,
    const,
    flag,
    in_days,
    in_each,
    named,
    naming,
    through,
    to,
    unless,
)
from auditor.providers.terraform.tables import azure_databases as databases, azure_facts as facts, azure_storage
from auditor.providers.terraform.tables.azure_databases import of_server
from auditor.providers.terraform.tables.azure_facts import firewalled, found_key, geo, of_parent


def arm_id(planned: Planned) -> str | None:
    """The ARM id, in the one spelling."""
    said = planned.get("id")
    return said.lower() if isinstance(said, str) and said else None


def _key_id(planned: Planned) -> str | None:
    """A key is known by its address, without a version."""
    told = (planned.get(path) for path in ("versionless_id", "id"))
    return next((key_uri(one) for one in told if isinstance(one, str) and one), None)


def row(native: str, kind: str, told: dict[str, Fact] | None = None, **more: Any) -> Type:
    """A row of Azure's: Microsoft encrypts what it keeps, with its own key unless told otherwise."""
    return Type(f"Microsoft.{native}", kind, told or {}, **{"ids": (), "made": arm_id, **more})


def sealed(key: str = "") -> dict[str, Fact]:
    """The facts of what is always encrypted."""
    return {"encryption.at_rest": const(True), "encryption.key": found_key(key) if key else unless()}


def _flexible(engine: str, rules: str, source: str) -> Type:
    told: dict[str, Fact] = {
        "encryption.at_rest": const(True),
        "encryption.key": found_key("customer_managed_key.0.key_vault_key_id"),
        "backup.retention": in_days("backup_retention_days", "P7D"),
        "public.access": firewalled(rules, inside="delegated_subnet_id"),
        "origin": named(source),
        "flows.replication": naming(source, rules.removesuffix("_firewall_rule")),
        "flows.backup": geo("geo_redundant_backup_enabled", False),
    }
    return row(engine, "database", told)


def _single(engine: str, server: str, rules: str) -> Type:
    told: dict[str, Fact] = {
        "encryption.at_rest": const(True),
        "encryption.key": const(Unknown.of("key_not_read", "a single server does not name its key")),
        "backup.retention": in_days("backup_retention_days", UNSET),
        "public.access": firewalled(rules),
        "origin": named("creation_source_server_id"),
        "flows.replication": naming("creation_source_server_id", server),
        "flows.backup": geo("geo_redundant_backup_enabled", UNSET),
    }
    return row(engine, "database", told)


def _made_from(planned: Planned) -> Any:
    """What a disk was made from; an image that Microsoft publishes is nobody's data."""
    return next((said for path in ("source_resource_id", "source_uri") if (said := named(path)(planned)) is not None), None)


def _linked(planned: Planned) -> Any:
    """The secondaries of a cache."""
    own = planned.settings("azurerm_redis_linked_server")
    return own if isinstance(own, Unknown) else joined(*(_in_one(one) for one in own))


def _in_one(linked: Planned) -> Any:
    """The region of one linked cache, where that is the secondary."""
    return lift(
        lambda role, where: [{"region": place(where)}] if role == "Secondary" else None,
        linked.get("server_role"),
        linked.get("linked_redis_cache_location"),
    )


def _pulled(planned: Planned) -> Any:
    """Open to who does not sign in, unless its network is closed."""
    network, anyone = flag("public_network_access_enabled", True)(planned), flag("anonymous_pull_enabled", False)(planned)
    return False if network is False or anyone is False else lift(lambda one, other: one and other, network, anyone)


def in_place(location: object) -> Any:
    """The flow to a location, in the one spelling."""
    return [{"region": place(location)}] if location else None


def _of_vault(planned: Planned) -> Any:
    """A policy lies in its vault."""
    whom = planned.whom("recovery_vault_name", of=("azurerm_recovery_services_vault",))
    return facts.region(whom) if isinstance(whom, Planned) else Unknown.of("known_after_apply", f"{planned.place}: the region of its vault")


CACHE: dict[str, Fact] = {"encryption.at_rest": const(True), "encryption.key": unless()}
POLICY: dict[str, Fact] = {"retention.max": facts.policy_kept, "flows.backup": facts.copies_of_vault}
RECOVERY = ("azurerm_backup_policy_vm", "azurerm_backup_policy_file_share", "azurerm_backup_policy_vm_workload")
PROTECTION = tuple(
    f"azurerm_data_protection_backup_policy_{one}"
    for one in "blob_storage disk kubernetes_cluster mysql_flexible_server postgresql postgresql_flexible_server".split()
)
ROWS: dict[str, Type | Setting] = {
    "azurerm_storage_account": row(
        "Storage/storageAccounts",
        "object_store",
        more=(azure_storage.told,),
        tells=tuple(azure_storage.TELLS),
        filled=frozenset({"blob_properties", "share_properties", "network_rules"}),
    ),
    "azurerm_storage_management_policy": Setting("storage_account_id"),
    "azurerm_storage_account_network_rules": Setting("storage_account_id"),
    "azurerm_storage_account_customer_managed_key": Setting("storage_account_id"),
    "azurerm_storage_encryption_scope": Setting("storage_account_id"),
    "azurerm_storage_account_static_website": Setting("storage_account_id"),
    "azurerm_storage_object_replication": Setting("source_storage_account_id"),
    "azurerm_storage_share": Setting("storage_account_id", ("azurerm_storage_account",), also=("storage_account_name",)),
    "azurerm_storage_table": Setting("storage_account_name", ("azurerm_storage_account",), also=("storage_account_id",)),
    "azurerm_storage_container": Setting("storage_account_id", ("azurerm_storage_account",), also=("storage_account_name",)),
    "azurerm_storage_container_immutability_policy": Setting("storage_container_resource_manager_id", ("azurerm_storage_container",)),
    "azurerm_monitor_diagnostic_setting": Setting("target_resource_id"),
    "azurerm_postgresql_flexible_server": _flexible(
        "DBforPostgreSQL/flexibleServers", "azurerm_postgresql_flexible_server_firewall_rule", "source_server_id"
    ),
    "azurerm_postgresql_flexible_server_firewall_rule": Setting("server_id"),
    "azurerm_mysql_flexible_server": _flexible(
        "DBforMySQL/flexibleServers", "azurerm_mysql_flexible_server_firewall_rule", "source_server_id"
    ),
    "azurerm_mysql_flexible_server_firewall_rule": Setting("server_name", ("azurerm_mysql_flexible_server",)),
    "azurerm_postgresql_server": _single("DBforPostgreSQL/servers", "azurerm_postgresql_server", "azurerm_postgresql_firewall_rule"),
    "azurerm_postgresql_firewall_rule": Setting("server_name", ("azurerm_postgresql_server",)),
    "azurerm_mysql_server": _single("DBforMySQL/servers", "azurerm_mysql_server", "azurerm_mysql_firewall_rule"),
    "azurerm_mysql_firewall_rule": Setting("server_name", ("azurerm_mysql_server",)),
    "azurerm_mariadb_server": _single("DBforMariaDB/servers", "azurerm_mariadb_server", "azurerm_mariadb_firewall_rule"),
    "azurerm_mariadb_firewall_rule": Setting("server_name", ("azurerm_mariadb_server",)),
    "azurerm_mssql_server": row("Sql/servers", "other"),
    "azurerm_mssql_server_transparent_data_encryption": Setting("server_id"),
    "azurerm_mssql_firewall_rule": Setting("server_id", ("azurerm_mssql_server",)),
    "azurerm_mssql_failover_group": Setting("server_id", ("azurerm_mssql_server",)),
    "azurerm_mssql_database": row(
        "Sql/servers/databases",
        "database",
        {
            "encryption.at_rest": flag("transparent_data_encryption_enabled", True),
            "encryption.key": databases.sql_key,
            "backup.retention": databases.sql_kept,
            "public.access": of_server(firewalled("azurerm_mssql_firewall_rule")),
            "origin": databases.sql_origin,
            "flows.replication": databases.sql_replicas,
            "flows.backup": geo("storage_account_type", "Geo"),
        },
        region=of_parent("server_id"),
        filled=frozenset({"short_term_retention_policy", "long_term_retention_policy"}),
    ),
    "azurerm_mssql_managed_instance": row(
        "Sql/managedInstances",
        "database",
        {**sealed(), "public.access": flag("public_data_endpoint_enabled", False), "flows.backup": geo("storage_account_type", "GRS")},
    ),
    "azurerm_mssql_managed_database": row(
        "Sql/managedInstances/databases", "database", {"encryption.at_rest": const(True)}, region=of_parent("managed_instance_id")
    ),
    "azurerm_cosmosdb_account": row(
        "DocumentDB/databaseAccounts",
        "database",
        {**sealed("key_vault_key_id"), "public.access": databases.cosmos_public, "origin": named("restore.0.source_cosmosdb_account_id")},
        region=databases.cosmos_region,
        more=(databases.cosmos,),
        tells=("flows.replication", "flows.backup", "backup.retention"),
        filled=frozenset({"backup"}),
    ),
    "azurerm_key_vault": row(
        "KeyVault/vaults", "secret", {"encryption.at_rest": const(True), "public.access": alone(False), "flows.replication": facts.in_pair}
    ),
    "azurerm_key_vault_managed_hardware_security_module": row(
        "KeyVault/managedHSMs",
        "secret",
        {"encryption.at_rest": const(True), "public.access": alone(False), "flows.replication": alone()},
    ),
    "azurerm_key_vault_key": row(
        "KeyVault/vaults/keys",
        "key",
        {
            "key.manager": const("customer"),
            "key.origin": facts.key_origin,
            "key.multi_region": const(False),
            "key.rotation": facts.rotation,
            "flows.replication": facts.in_pair,
        },
        made=_key_id,
        region=of_parent("key_vault_id"),
    ),
    "azurerm_disk_encryption_set": Setting("key_vault_key_id", stands=True),
    "azurerm_managed_disk": row(
        "Compute/disks", "volume", {**sealed("disk_encryption_set_id"), "origin": _made_from, "flows.share": alone()}
    ),
    "azurerm_snapshot": row(
        "Compute/snapshots",
        "snapshot",
        {**sealed("disk_encryption_set_id"), "origin": _made_from, "public.access": alone(False), "flows.share": alone()},
    ),
    "azurerm_image": row(
        "Compute/images",
        "image",
        {"encryption.at_rest": const(True), "origin": named("source_virtual_machine_id"), "public.access": alone(False)},
    ),
    "azurerm_shared_image_version": row(
        "Compute/galleries/images/versions",
        "image",
        {"encryption.at_rest": const(True), "origin": named("managed_image_id"), "flows.replication": facts.replicated_image},
    ),
    **{
        f"azurerm_{one}": row(
            "Compute/disks",
            "volume",
            {"encryption.at_rest": const(True), "origin": unless(), "flows.share": alone()},
            more=(facts.disks_keys,),
            tells=("encryption.key",),
            beside=(facts.screens(f"Compute/{native}/bootDiagnostics"),),
        )
        for one, native in {
            "linux_virtual_machine": "virtualMachines",
            "windows_virtual_machine": "virtualMachines",
            "linux_virtual_machine_scale_set": "virtualMachineScaleSets",
            "windows_virtual_machine_scale_set": "virtualMachineScaleSets",
        }.items()
    },
    "azurerm_redis_cache": row(
        "Cache/redis",
        "cache",
        {
            **CACHE,
            "backup.retention": through(lambda on: "P3650D" if on else None, "redis_configuration.0.rdb_backup_enabled", None),
            "flows.replication": _linked,
        },
    ),
    "azurerm_redis_linked_server": Setting("target_redis_cache_name", ("azurerm_redis_cache",)),
    "azurerm_redis_enterprise_cluster": row("Cache/redisEnterprise", "cache", {"encryption.at_rest": const(True)}),
    "azurerm_managed_redis": row("Cache/redisEnterprise", "cache", sealed("customer_managed_key.0.key_vault_key_id")),
    "azurerm_container_registry": row(
        "ContainerRegistry/registries",
        "registry",
        {
            **sealed("encryption.0.key_vault_key_id"),
            "public.access": _pulled,
            "flows.replication": in_each("georeplications", "location", in_place),
        },
    ),
    "azurerm_log_analytics_workspace": row(
        "OperationalInsights/workspaces",
        "log_store",
        {
            "encryption.at_rest": const(True),
            "encryption.key": facts.workspace_key,
            "retention.max": in_days("retention_in_days", "P30D"),
            "flows.copy": facts.exports,
        },
    ),
    "azurerm_log_analytics_linked_service": Setting("workspace_id", ("azurerm_log_analytics_workspace",)),
    "azurerm_log_analytics_data_export_rule": Setting("workspace_resource_id", ("azurerm_log_analytics_workspace",)),
    "azurerm_log_analytics_linked_storage_account": Setting("workspace_resource_id", ("azurerm_log_analytics_workspace",)),
    "azurerm_application_insights": row(
        "Insights/components",
        "log_store",
        {**sealed(), "retention.max": in_days("retention_in_days", "P90D"), "flows.copy": to("workspace_id")},
    ),
    "azurerm_recovery_services_vault": row(
        "RecoveryServices/vaults",
        "backup_vault",
        {
            "encryption.at_rest": const(True),
            "encryption.key": facts.vault_key,
            "lock.min": facts.locked,
            "retention.max": facts.vault_kept(*RECOVERY),
            "flows.backup": facts.vault_copies("storage_mode_type", "GeoRedundant", "cross_region_restore_enabled"),
        },
    ),
    **{one: row("RecoveryServices/vaults/backupPolicies", "backup_plan", POLICY, region=_of_vault) for one in RECOVERY},
    "azurerm_data_protection_backup_vault": row(
        "DataProtection/backupVaults",
        "backup_vault",
        {
            "encryption.at_rest": const(True),
            "encryption.key": unless(),
            "lock.min": facts.locked,
            "flows.backup": facts.vault_copies("redundancy", "", "cross_region_restore_enabled"),
        },
    ),
    **{
        one: row(
            "DataProtection/backupVaults/backupPolicies",
            "backup_plan",
            {"flows.backup": facts.copies_of_vault},
            region=of_parent("vault_id"),
        )
        for one in PROTECTION
    },
}
