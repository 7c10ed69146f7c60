"""Resources of Azure as its own API writes them (`azapi_resource`), told as the same things of azurerm's table.

Its API has defaults of its own: what is not said is not known.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from auditor.providers import provider
from auditor.providers.observing import MISSHAPEN
from auditor.providers.terraform.document import Entry
from auditor.providers.terraform.tables import cloud
from auditor.providers.terraform.telling import raw
from auditor.providers.terraform.values import Later, at, together, within

RESOURCE, PARENT = "azapi_resource", "parent_id"
OWNERS = ("storage_account_id", "server_id", "key_vault_id", "vault_id", "managed_instance_id", "namespace_id")
"""How azurerm calls what a resource lies in."""
Path = str | tuple[str, Callable[[Any], Any]]


def _places(locations: Any) -> Any:
    return [{"location": one.get("locationName"), "failover_priority": one.get("failoverPriority")} for one in locations]


def _undone(policy: Mapping[str, Any]) -> int:
    """For how many days what is deleted can be had back."""
    return (policy.get("days") or 0) if policy.get("enabled") else 0


def _aged(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule of a lifecycle, as azurerm writes it."""
    definition = rule.get("definition") or {}
    filters, actions = definition.get("filters") or {}, definition.get("actions") or {}
    whole, versions = (((actions.get(name) or {}).get("delete") or {}) for name in ("baseBlob", "version"))
    ages = {f"delete_after_days_since_{snake}_greater_than": whole.get(f"daysAfter{word}GreaterThan") for snake, word in AGES.items()}
    narrowed = {"blob_types": "blobTypes", "prefix_match": "prefixMatch", "match_blob_index_tag": "blobIndexMatch"}
    return {
        "enabled": rule.get("enabled", True),
        "filters": [{name: filters.get(path) for name, path in narrowed.items()}],
        "actions": [{"base_blob": [ages], "version": [{"delete_after_days_since_creation": versions.get("daysAfterCreationGreaterThan")}]}],
    }


def _screens(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Where the screen and the console of a machine are kept, if in an account that it names."""
    return [{"storage_account_uri": said.get("storageUri") if said.get("enabled") is not False else ""}]


def _disk(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"disk_encryption_set_id": at(said, "managedDisk.diskEncryptionSet.id")}]


MACHINES = {"virtualmachines": "", "virtualmachinescalesets": ".virtualMachineProfile"}
"""Machines, and where among their properties those of one are told."""
AGES = {"modification": "Modification", "creation": "Creation", "last_access_time": "LastAccessTime"}


def _backed_up(policy: Mapping[str, Any]) -> dict[str, Any]:
    """How Cosmos DB backs up."""
    periodic = policy.get("periodicModeProperties") or {}
    found = {
        "type": policy.get("type"),
        "storage_redundancy": periodic.get("backupStorageRedundancy"),
        "retention_in_hours": periodic.get("backupRetentionIntervalInHours"),
        "tier": (policy.get("continuousModeProperties") or {}).get("tier"),
    }
    return {name: said for name, said in found.items() if said is not None}


FLEXIBLE: dict[str, Path] = {
    "backup_retention_days": "properties.backup.backupRetentionDays",
    "geo_redundant_backup_enabled": "properties.backup.geoRedundantBackup",
    "delegated_subnet_id": "properties.network.delegatedSubnetResourceId",
    "public_network_access_enabled": "properties.network.publicNetworkAccess",
    "customer_managed_key": ("properties.dataEncryption", lambda said: [{"key_vault_key_id": said.get("primaryKeyURI")}]),
}
SAID: Mapping[str, Mapping[str, Path]] = {
    "microsoft.storage/storageaccounts": {
        "account_replication_type": ("sku.name", lambda said: said.rpartition("_")[2]),
        "public_network_access_enabled": "properties.publicNetworkAccess",
        "allow_nested_items_to_be_public": "properties.allowBlobPublicAccess",
        "cross_tenant_replication_enabled": "properties.allowCrossTenantReplication",
        "network_rules": (
            "properties.networkAcls",
            lambda said: [{"default_action": said.get("defaultAction"), "ip_rules": [one["value"] for one in said.get("ipRules") or ()]}],
        ),
    },
    "microsoft.storage/storageaccounts/blobservices": {
        "blob_properties": (
            "properties",
            lambda said: [
                {
                    "versioning_enabled": said.get("isVersioningEnabled") or False,
                    "delete_retention_policy": [{"days": _undone(said.get("deleteRetentionPolicy") or {})}],
                }
            ],
        )
    },
    "microsoft.storage/storageaccounts/managementpolicies": {
        "rule": ("properties.policy.rules", lambda said: [_aged(one) for one in said])
    },
    "microsoft.storage/storageaccounts/blobservices/containers": {"container_access_type": "properties.publicAccess"},
    "microsoft.dbforpostgresql/flexibleservers": FLEXIBLE,
    "microsoft.dbformysql/flexibleservers": FLEXIBLE,
    "microsoft.sql/servers": {"public_network_access_enabled": "properties.publicNetworkAccess"},
    "microsoft.sql/servers/databases": {
        "storage_account_type": "properties.requestedBackupStorageRedundancy",
        "creation_source_database_id": "properties.sourceDatabaseId",
    },
    "microsoft.sql/servers/databases/backupshorttermretentionpolicies": {
        "short_term_retention_policy": ("properties.retentionDays", lambda days: [{"retention_days": days}])
    },
    "microsoft.sql/servers/databases/backuplongtermretentionpolicies": {
        "long_term_retention_policy": (
            "properties",
            lambda said: [{f"{each}_retention": said.get(f"{each}Retention") for each in ("weekly", "monthly", "yearly")}],
        )
    },
    "microsoft.sql/servers/failovergroups": {
        "databases": "properties.databases",
        "partner_server": ("properties.partnerServers", lambda said: [{"id": one["id"]} for one in said]),
    },
    "microsoft.sql/servers/databases/transparentdataencryption": {
        "transparent_data_encryption_enabled": ("properties", lambda said: (said.get("state") or said.get("status")) == "Enabled")
    },
    **{
        name: {"start_ip_address": "properties.startIpAddress", "end_ip_address": "properties.endIpAddress"}
        for name in (
            "microsoft.sql/servers/firewallrules",
            "microsoft.dbforpostgresql/flexibleservers/firewallrules",
            "microsoft.dbforpostgresql/servers/firewallrules",
        )
    },
    "microsoft.insights/diagnosticsettings": {
        "storage_account_id": "properties.storageAccountId",
        "log_analytics_workspace_id": "properties.workspaceId",
        "eventhub_authorization_rule_id": "properties.eventHubAuthorizationRuleId",
        "partner_solution_id": "properties.marketplacePartnerId",
        "enabled_log": (
            "properties.logs",
            lambda said: [{"category": one.get("category")} for one in said if one.get("enabled") is not False],
        ),
    },
    "microsoft.recoveryservices/vaults/backupstorageconfig": {
        "storage_mode_type": "properties.storageModelType",
        "cross_region_restore_enabled": "properties.crossRegionRestoreFlag",
    },
    **{
        f"microsoft.compute/{type}": {
            "boot_diagnostics": (f"properties{within}.diagnosticsProfile.bootDiagnostics", _screens),
            "os_disk": (f"properties{within}.storageProfile.osDisk", _disk),
        }
        for type, within in MACHINES.items()
    },
    "microsoft.compute/disks": {"disk_encryption_set_id": "properties.encryption.diskEncryptionSetId"},
    "microsoft.documentdb/databaseaccounts": {
        "geo_location": ("properties.locations", _places),
        "public_network_access_enabled": "properties.publicNetworkAccess",
        "key_vault_key_id": "properties.keyVaultKeyUri",
        "backup": ("properties.backupPolicy", lambda said: [_backed_up(said)]),
        "ip_range_filter": ("properties.ipRules", lambda said: [one["ipAddressOrRange"] for one in said]),
        "is_virtual_network_filter_enabled": "properties.isVirtualNetworkFilterEnabled",
    },
    "microsoft.operationalinsights/workspaces": {"retention_in_days": "properties.retentionInDays"},
    "microsoft.insights/components": {"retention_in_days": "properties.RetentionInDays"},
    "microsoft.recoveryservices/vaults": {"storage_mode_type": "properties.redundancySettings.standardTierStorageRedundancy"},
    "microsoft.containerregistry/registries": {
        "anonymous_pull_enabled": "properties.anonymousPullEnabled",
        "public_network_access_enabled": "properties.publicNetworkAccess",
    },
    "microsoft.search/searchservices": {"public_network_access_enabled": "properties.publicNetworkAccess"},
}
"""Lower-case ARM type → attribute of azurerm → where ARM says it, or that and what is made of it."""
SETTINGS = {
    "microsoft.compute/virtualmachines": "azurerm_linux_virtual_machine",
    "microsoft.compute/virtualmachinescalesets": "azurerm_linux_virtual_machine_scale_set",
    "microsoft.storage/storageaccounts/blobservices/containers": "azurerm_storage_container",
    "microsoft.storage/storageaccounts/fileservices/shares": "azurerm_storage_share",
    "microsoft.storage/storageaccounts/tableservices/tables": "azurerm_storage_table",
    "microsoft.storage/storageaccounts/managementpolicies": "azurerm_storage_management_policy",
    "microsoft.sql/servers/firewallrules": "azurerm_mssql_firewall_rule",
    "microsoft.sql/servers/failovergroups": "azurerm_mssql_failover_group",
    "microsoft.dbforpostgresql/flexibleservers/firewallrules": "azurerm_postgresql_flexible_server_firewall_rule",
    "microsoft.insights/diagnosticsettings": "azurerm_monitor_diagnostic_setting",
}
PARTS = frozenset(
    {
        "microsoft.storage/storageaccounts/blobservices",
        "microsoft.sql/servers/databases/backupshorttermretentionpolicies",
        "microsoft.sql/servers/databases/backuplongtermretentionpolicies",
        "microsoft.sql/servers/databases/transparentdataencryption",
        "microsoft.recoveryservices/vaults/backupstorageconfig",
    }
)
"""What is a resource of its own to ARM, and a part of what it lies in to azurerm."""


@functools.cache
def _types() -> Mapping[str, str]:
    # Guarded by the cache's own lock; a table never changes.
    return {native.lower(): name for native, name in cloud("azurerm").natives.items()} | SETTINGS


@functools.cache
def _dataless() -> frozenset[str]:
    """The types that the live provider knows to hold nothing. Guarded by the cache's own lock."""
    collectors = provider("azure").collectors()
    return frozenset(native.lower() for one in collectors for native, kind in one.native_types.items() if kind == "other")


def translated(entry: Entry) -> Entry | None:
    """A resource of azapi's as azurerm's; None for what holds no data; under its ARM type where no table knows it."""
    if entry.type != RESOURCE or entry.mode != "managed":
        return entry
    values = msgspec.json.decode(entry.values)
    said = values if isinstance(values, Mapping) else {}
    native = str(said.get("type") or "").partition("@")[0]
    type = type_of(native)
    if type is None:
        return None if dataless(native) else msgspec.structs.replace(entry, type=native or RESOURCE, provider="azapi", written=RESOURCE)
    unknown = msgspec.json.decode(entry.unknown)
    later = dict(unknown) if isinstance(unknown, Mapping) else {}
    told = {name: said.get(name) for name in ("name", "location", "tags", "id")} | dict.fromkeys(OWNERS, said.get(PARENT))
    told |= {name: one for name, one in attributes(native, _body(said)).items() if not isinstance(one, Later)}
    missing = {name: True for name in ("name", "location", "id") if later.get(name)}
    missing |= dict.fromkeys(OWNERS, True) if later.get(PARENT) else {}
    return msgspec.structs.replace(
        entry,
        type=type,
        provider="azurerm",
        written=RESOURCE,
        renamed=dict.fromkeys(OWNERS, PARENT),
        partial=True,
        values=raw(told),
        unknown=raw(missing),
    )


def _body(said: Mapping[str, object]) -> Mapping[str, Any]:
    """What is sent: an object, or its text in the first version of the provider; what stands beside it counts too."""
    body = said.get("body")
    told = json.loads(body) if isinstance(body, str) and body else body
    return {**said, **told} if isinstance(told, Mapping) else said


HARMLESS = (
    "administrators",
    "virtualnetworkrules",
    "securityalertpolicies",
    "vulnerabilityassessments",
    "advancedthreatprotectionsettings",
    "privateendpointconnections",
    "privatednszonegroups",
    "locks",
    "accesspolicies",
    "configurations",
    "queueservices",
    "queueservices/queues",
    "fileservices",
    "tableservices",
    "flexibleservers/databases",
    "databaseaccounts/sqldatabases",
    "sqldatabases/containers",
    "databaseaccounts/mongodbdatabases",
    "mongodbdatabases/collections",
    "databaseaccounts/cassandrakeyspaces",
    "databaseaccounts/gremlindatabases",
    "databaseaccounts/tables",
)
"""What lies in others and changes nothing of where data is, how long, or who reads it: by the end of the type."""


def type_of(native: str) -> str | None:
    """The type of azurerm's that a type of ARM is; None where no table knows it."""
    return _types().get(native.lower())


def dataless(native: str) -> bool:
    """Whether a type holds no data, or is a part of what does."""
    type = native.lower()
    return type in _dataless() or type in PARTS or type.startswith("microsoft.authorization/") or type.endswith(HARMLESS)


def attributes(native: str, body: Mapping[str, object]) -> dict[str, Any]:
    """The attributes that ARM says of a resource; Later for what is not known, or is of another shape."""
    found: dict[str, Any] = {}
    for name, where in SAID.get(native.lower(), {}).items():
        path, made = (where, None) if isinstance(where, str) else where
        node = at(body, path)
        if node is None:
            continue
        later = together(within(node))
        try:
            found[name] = later if later is not None else made(node) if made else node
        except MISSHAPEN:
            found[name] = Later(f"{path} is of another shape")
    return found
