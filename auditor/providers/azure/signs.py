"""What an answer of Azure holds whenever it is one: only beside it does silence on a setting mean that it is not set.

Resource Manager leaves out what nobody set. So do a proxy's `{}`, a service that is half down and a table that lags behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.observing import Unknown

Signs = tuple[str, ...]
"""Paths into the properties, of which a true answer holds one at least."""

SQL, STORAGE, COMPUTE = "microsoft.sql", "microsoft.storage/storageaccounts", "microsoft.compute"
_PERIODS = ("weeklyRetention", "monthlyRetention", "yearlyRetention")
_BACKUPS = ("servers/databases", "managedinstances/databases")
ANSWERS: Mapping[str, Signs] = {
    f"{STORAGE}/blobservices": ("deleteRetentionPolicy", "cors", "isVersioningEnabled", "containerDeleteRetentionPolicy"),
    f"{STORAGE}/managementpolicies": ("policy",),
    f"{STORAGE}/blobservices/containers/immutabilitypolicies": ("state",),
    f"{SQL}/servers/databases/transparentdataencryption": ("state", "status"),
    f"{SQL}/servers/encryptionprotector": ("serverKeyType", "serverKeyName", "uri"),
    f"{SQL}/servers/firewallrules": ("startIpAddress",),
    **{f"{SQL}/{one}/backupshorttermretentionpolicies": ("retentionDays",) for one in _BACKUPS},
    **{f"{SQL}/{one}/backuplongtermretentionpolicies": _PERIODS for one in _BACKUPS},
    **{f"{SQL}/{one}/auditingsettings": ("state",) for one in ("servers", "servers/databases")},
    f"{COMPUTE}/diskencryptionsets": ("activeKey", "encryptionType"),
    f"{COMPUTE}/galleries": ("sharingProfile", "identifier"),
    "microsoft.keyvault/vaults/keys": ("keyUri", "kty", "attributes"),
    "microsoft.recoveryservices/vaults/backupstorageconfig": ("storageModelType", "storageType"),
}
"""Lower-case type of a setting, or of what is listed below a resource → its signs; of any other one property is enough."""

FLEXIBLE = ("microsoft.dbforpostgresql", "microsoft.dbformysql")
_KEPT = {
    "backup.retention": ("backup.backupRetentionDays", "storageProfile.backupRetentionDays"),
    "flows.backup": ("backup.geoRedundantBackup", "storageProfile.geoRedundantBackup"),
}
_DISK = {"flows.share": ("diskState",), "encryption.key": ("encryption", "securityProfile", "encryptionSettingsCollection")}
FACTS: Mapping[str, Mapping[str, Signs]] = {
    **{f"{one}/flexibleservers": _KEPT for one in FLEXIBLE},
    **{f"{one}/servers": _KEPT for one in (*FLEXIBLE, "microsoft.dbformariadb")},
    "microsoft.cache/redis": {"backup.retention": ("redisConfiguration",)},
    "microsoft.containerregistry/registries": {
        "public.access": ("anonymousPullEnabled",),
        "encryption.key": ("encryption", "loginServer"),
    },
    f"{COMPUTE}/disks": _DISK,
    f"{COMPUTE}/snapshots": _DISK,
    f"{COMPUTE}/galleries/images/versions": dict.fromkeys(("flows.replication", "encryption.key"), ("publishingProfile",)),
    f"{COMPUTE}/images": {"encryption.key": ("storageProfile",)},
    "microsoft.dataprotection/backupvaults": {"flows.backup": ("storageSettings",)},
    "microsoft.dbforpostgresql/servergroupsv2": {"flows.backup": ("enableGeoBackup",)},
    "microsoft.devices/iothubs": {"flows.copy": ("routing",)},
    "microsoft.documentdb/databaseaccounts": {"flows.replication": ("locations", "writeLocations", "readLocations")},
    "microsoft.netapp/netappaccounts/capacitypools/volumes": {"encryption.key": ("encryptionKeySource",)},
    "microsoft.operationalinsights/workspaces": {
        "flows.copy": ("replication", "customerId", "retentionInDays"),
        "encryption.key": ("features", "customerId", "retentionInDays"),
    },
    f"{SQL}/managedinstances": {
        "public.access": ("publicDataEndpointEnabled",),
        "encryption.key": ("keyId", "state", "fullyQualifiedDomainName"),
    },
    STORAGE: {"encryption.key": ("encryption",)},
}
"""Lower-case type → fact → the signs beside which its absence counts; of any other fact one property of the resource is enough."""

FLAT: Mapping[str, Signs] = {
    "microsoft.insights/eventtypes/values": ("operationName",),
    "microsoft.insights/metrics": ("timeseries",),
    "microsoft.resources/subscriptions": ("tenantId",),
}
"""Types that keep what they say beside their id, not in `properties`."""


def answers(native_type: str, answer: object) -> bool:
    """Whether an answer, or one element of a list, says anything of a thing of that type."""
    kind = native_type.lower()
    if not isinstance(answer, Mapping):
        return False
    said = answer if kind in FLAT else answer.get("properties")
    if not isinstance(said, Mapping) or not said:
        return False
    signs = FLAT.get(kind) or ANSWERS.get(kind)
    return signs is None or any(_holds(said, sign) for sign in signs)


def vouched(native_type: str, properties: object, told: Mapping[str, object]) -> Mapping[str, Any]:
    """What a collector tells of a resource; where it took silence for an answer beside none of the signs, it is unknown."""
    signs = FACTS.get(native_type.lower())
    if signs is None or not isinstance(properties, Mapping):
        return told
    unsaid = {
        fact for fact, paths in signs.items() if told.get(fact) in (None, False) and not any(_holds(properties, one) for one in paths)
    }
    return {**told, **{fact: Unknown.of("empty_answer", f"{native_type} without {signs[fact][0]}") for fact in unsaid if fact in told}}


def _holds(properties: Mapping[str, object], path: str) -> bool:
    """Whether something lies at a path; names match in any case, as Resource Manager's do."""
    node: Any = properties
    for name in path.split("."):
        if not isinstance(node, Mapping):
            return False
        node = next((value for key, value in node.items() if key.lower() == name.lower()), None)
    return node is not None
