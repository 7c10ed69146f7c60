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
from auditor.providers.terraform.document import Entry
from auditor.providers.terraform.tables import cloud

RESOURCE, PARENT = "azapi_resource", "parent_id"
OWNERS = ("storage_account_id", "server_id", "key_vault_id", "vault_id", "managed_instance_id", "namespace_id")
"""How azurerm calls what a resource lies in."""
Path = str | tuple[str, Callable[[Any], Any]]


def _places(locations: Any) -> Any:
    return [{"location": one.get("locationName"), "failover_priority": one.get("failoverPriority")} for one in locations]


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
    "microsoft.storage/storageaccounts/blobservices/containers": {"container_access_type": "properties.publicAccess"},
    "microsoft.dbforpostgresql/flexibleservers": FLEXIBLE,
    "microsoft.dbformysql/flexibleservers": FLEXIBLE,
    "microsoft.sql/servers": {"public_network_access_enabled": "properties.publicNetworkAccess"},
    "microsoft.sql/servers/databases": {"storage_account_type": "properties.requestedBackupStorageRedundancy"},
    "microsoft.documentdb/databaseaccounts": {
        "geo_location": ("properties.locations", _places),
        "public_network_access_enabled": "properties.publicNetworkAccess",
        "key_vault_key_id": "properties.keyVaultKeyUri",
        "backup": ("properties.backupPolicy", lambda said: [{"type": said.get("type")}]),
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
SETTINGS = {"microsoft.storage/storageaccounts/blobservices/containers": "azurerm_storage_container"}


@functools.cache
def _types() -> Mapping[str, str]:
    # Guarded by the cache's own lock; a table never changes.
    found: dict[str, str] = {}
    for name, row in cloud("azurerm").types.items():
        found.setdefault(row.native.lower(), name)
    return found | SETTINGS


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
    type = _types().get(native.lower())
    if type is None:
        known = native.lower() in _dataless() or native.lower().startswith("microsoft.authorization/")
        return None if known else msgspec.structs.replace(entry, type=native or RESOURCE, provider="azapi", written=RESOURCE)
    unknown = msgspec.json.decode(entry.unknown)
    later = dict(unknown) if isinstance(unknown, Mapping) else {}
    told = {name: said.get(name) for name in ("name", "location", "tags", "id")} | dict.fromkeys(OWNERS, said.get(PARENT))
    told |= _attributes(native.lower(), _body(said))
    missing = {name: True for name in ("name", "location", "id") if later.get(name)}
    missing |= dict.fromkeys(OWNERS, True) if later.get(PARENT) else {}
    return msgspec.structs.replace(
        entry,
        type=type,
        provider="azurerm",
        written=RESOURCE,
        renamed=dict.fromkeys(OWNERS, PARENT),
        partial=True,
        values=msgspec.Raw(msgspec.json.encode(told)),
        unknown=msgspec.Raw(msgspec.json.encode(missing)),
    )


def _body(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What is sent: an object, or its text in the first version of the provider; what stands beside it counts too."""
    body = said.get("body")
    told = json.loads(body) if isinstance(body, str) and body else body
    return {**said, **told} if isinstance(told, Mapping) else said


def _attributes(native: str, body: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, where in SAID.get(native, {}).items():
        path, made = (where, None) if isinstance(where, str) else where
        node: Any = body
        for step in path.split("."):
            node = node.get(step) if isinstance(node, Mapping) else None
        if node is not None:
            found[name] = made(node) if made else node
    return found
