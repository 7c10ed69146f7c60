"""A small estate for each Azure collector, in the shapes that Resource Manager answers, and the facts that must be read back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.azure import CCAS, FOREIGN, MARSEILLE, PARIS, TOWN, Cloud, arm
from tests.providers.azure import seeds_services
from tests.providers.azure.seeds_common import COMPUTE, KEY, KEY_VERSION, PAIR, PLAIN, SQL, STORAGE, TAGS, WORKSPACE, Expected, id_of, to


def _setting(path: str) -> dict[str, Any]:
    """A diagnostic setting that sends audit logs to the town's workspace."""
    said = {"workspaceId": arm(WORKSPACE)["id"], "logs": [{"categoryGroup": "audit", "enabled": True}]}
    return arm(f"{path}/providers/Microsoft.Insights/diagnosticSettings/audit", properties=said)


def storage(cloud: Cloud) -> Expected:
    """One account with everything set, one with nothing, one open to everybody."""
    lifecycle = {
        "enabled": True,
        "definition": {
            "filters": {"blobTypes": ["blockBlob", "appendBlob"]},
            "actions": {
                "baseBlob": {"delete": {"daysAfterModificationGreaterThan": 20.0}},
                "version": {"delete": {"daysAfterCreationGreaterThan": 5}},
            },
        },
    }
    blobs = {"isVersioningEnabled": True, "deleteRetentionPolicy": {"enabled": True, "days": 7}}
    encryption = {
        "keySource": "Microsoft.Keyvault",
        "keyvaultproperties": {"keyvaulturi": "https://coffre.vault.azure.net", "keyname": "cle"},
    }
    locked = {"enabled": True, "immutabilityPolicy": {"immutabilityPeriodSinceCreationInDays": 3, "state": "Locked"}}
    full = {
        "secondaryLocation": MARSEILLE,
        "encryption": encryption,
        "allowBlobPublicAccess": True,
        "allowCrossTenantReplication": True,
        "immutableStorageWithVersioning": locked,
    }
    replication = {"sourceAccount": arm(f"{STORAGE}/actes")["id"], "destinationAccount": "copie"}
    made, worm = {"creationTime": "2024-03-18T08:00:00Z"}, {"immutabilityPeriodSinceCreationInDays": 40, "state": "Locked"}
    mixed = {"primaryLocation": MARSEILLE, "creationTime": "2021-05-04T08:00:00Z"}
    cloud.add(
        arm(f"{STORAGE}/actes", sku={"name": "Standard_RAGRS"}, kind="StorageV2", tags=TAGS, location="France Central", properties=full),
        arm(f"{STORAGE}/actes/blobServices/default", properties=blobs),
        arm(f"{STORAGE}/actes/blobServices/default/containers/a", properties={"publicAccess": "None"}),
        arm(f"{STORAGE}/actes/blobServices/default/containers/b", properties={"hasImmutabilityPolicy": True}),
        arm(f"{STORAGE}/actes/managementPolicies/default", properties={"policy": {"rules": [lifecycle]}}),
        arm(f"{STORAGE}/actes/objectReplicationPolicies/1", properties=replication),
        _setting(f"{STORAGE}/actes/blobServices/default"),
        arm(f"{STORAGE}/actes/blobServices/default/containers/b/immutabilityPolicies/default", properties=worm),
        arm(f"{STORAGE}/copie", sku={"name": "Standard_LRS"}, kind="StorageV2", properties={"allowBlobPublicAccess": False, **made}),
        arm(f"{STORAGE}/ouvert", sku={"name": "Standard_ZRS"}, kind="StorageV2", properties=made),
        arm(f"{STORAGE}/ouvert/blobServices/default/containers/site", properties={"publicAccess": "Blob"}),
        arm(f"{STORAGE}/mixte", sku={"name": "Standard_LRS"}, kind="StorageV2", properties=mixed),
        arm(f"{STORAGE}/mixte/managementPolicies/default", properties={"policy": {"rules": [lifecycle]}}),
        arm(f"{STORAGE}/mixte/fileServices/default/shares/partage"),
        arm(f"{STORAGE}/lecteurs", sku={"name": "Premium_LRS"}, kind="FileStorage", properties=made),
    )
    nothing = {
        **PLAIN,
        "region": PARIS,
        "versioning.enabled": False,
        "retention.max": None,
        "retention.noncurrent_max": "P0D",
        "lock.min": None,
        "public.access": False,
        "replication.foreign": False,
        "flows.replication": None,
        "flows.logs": None,
        "flows.share": None,
    }
    return {
        id_of(f"{STORAGE}/actes"): {
            "region": PARIS,
            "versioning.enabled": True,
            "retention.max": "P40D",
            "retention.noncurrent_max": "P12D",
            "lock.min": "P40D",
            "public.access": False,
            "replication.foreign": True,
            "encryption.key": KEY,
            "flows.replication": [*PAIR, to(f"{STORAGE}/copie")],
            "flows.logs": [to(WORKSPACE)],
            "tags": TAGS,
        },
        id_of(f"{STORAGE}/copie"): nothing,
        id_of(f"{STORAGE}/ouvert"): {**nothing, "public.access": True},
        # Made when every tenant could replicate, failed over to Marseille, and holding files that no lifecycle deletes.
        id_of(f"{STORAGE}/mixte"): {**nothing, "region": MARSEILLE, "replication.foreign": True, "retention.max": None},
        id_of(f"{STORAGE}/lecteurs"): nothing,
    }


def disks(cloud: Cloud) -> Expected:
    """A disk with the town's key, a snapshot that somebody has a link to, an image of the disk."""
    keys, disk = f"{COMPUTE}/diskEncryptionSets/cles", f"{COMPUTE}/disks/paie"
    away = arm(
        f"{COMPUTE}/diskEncryptionSets/ailleurs", subscription=CCAS, location=None, properties={"activeKey": {"keyUrl": KEY_VERSION}}
    )
    sealed = {"encryption": {"type": "EncryptionAtRestWithCustomerKey", "diskEncryptionSetId": arm(keys)["id"].upper()}}
    copied = {"creationData": {"createOption": "Copy", "sourceResourceId": arm(disk)["id"].replace("/subscriptions", "/Subscriptions")}}
    published = {"id": f"/Subscriptions/{TOWN}/Providers/Microsoft.Compute/Locations/westeurope/Publishers/debian/ArtifactTypes/VMImage"}
    stored = {
        "createOption": "Import",
        "sourceUri": "https://disques.blob.core.windows.net/a/b.vhd",
        "storageAccountId": arm(f"{STORAGE}/d")["id"],
    }
    inside = {"encryptionSettingsCollection": {"enabled": True, "encryptionSettings": [{"keyEncryptionKey": {"keyUrl": KEY_VERSION}}]}}
    machine, points = f"{COMPUTE}/virtualMachines/paie", f"{COMPUTE}/restorePointCollections"
    cloud.add(
        arm(keys, properties={"activeKey": {"keyUrl": KEY_VERSION}}),
        {key: value for key, value in away.items() if key != "location"},
        arm(disk, tags=TAGS, properties={**sealed, "creationData": {"createOption": "Empty"}}),
        arm(f"{COMPUTE}/disks/systeme", properties={"creationData": {"imageReference": published}, "diskState": "ActiveSAS"}),
        arm(f"{COMPUTE}/disks/importe", properties={"creationData": stored, **inside}),
        arm(f"{COMPUTE}/disks/prete", properties={"encryption": {"diskEncryptionSetId": away["id"]}}),
        arm(f"{COMPUTE}/snapshots/paie", properties={**copied, "diskState": "ActiveSAS"}),
        arm(f"{COMPUTE}/snapshots/calme", properties={**copied, "diskState": "Unattached"}),
        arm(f"{points}/vm", properties={"source": {"id": arm(machine)["id"], "location": PARIS}}),
        arm(f"{points}/copie", location="westeurope", properties={"source": {"id": arm(f"{points}/vm")["id"], "location": PARIS}}),
        arm(f"{COMPUTE}/images/poste", properties={"storageProfile": {"osDisk": {"managedDisk": {"id": arm(disk)["id"]}}}}),
    )
    closed = {**PLAIN, "origin": id_of(disk), "public.access": False, "flows.share": None}
    point = {"encryption.at_rest": True, "public.access": False, "flows.share": None}

    def exported(path: str) -> list[dict[str, str]]:
        return [{"to": f"sas:{id_of(path)}"}]

    return {
        id_of(keys): {"region": PARIS},
        id_of(disk): {"encryption.at_rest": True, "encryption.key": KEY, "origin": None, "flows.share": None, "tags": TAGS},
        id_of(f"{COMPUTE}/disks/systeme"): {**PLAIN, "origin": None, "flows.share": exported(f"{COMPUTE}/disks/systeme")},
        id_of(f"{COMPUTE}/disks/importe"): {"encryption.key": KEY, "origin": id_of(f"{STORAGE}/d"), "flows.share": None},
        id_of(f"{COMPUTE}/disks/prete"): {"encryption.key": KEY, "origin": None},
        id_of(f"{COMPUTE}/snapshots/paie"): {**closed, "flows.share": exported(f"{COMPUTE}/snapshots/paie")},
        id_of(f"{COMPUTE}/snapshots/calme"): closed,
        id_of(f"{points}/vm"): {**point, "origin": id_of(machine), "region": PARIS},
        id_of(f"{points}/copie"): {**point, "origin": id_of(f"{points}/vm"), "region": "westeurope"},
        id_of(f"{COMPUTE}/images/poste"): {**closed, "flows.replication": None},
    }


def galleries(cloud: Cloud) -> Expected:
    """A version copied to another region of a gallery shared with a foreign tenant, and one of a community gallery."""
    shared, community = f"{COMPUTE}/galleries/partagee", f"{COMPUTE}/galleries/publique"
    sets = f"{COMPUTE}/diskEncryptionSets"
    sealed = {"osDiskImage": {"diskEncryptionSetId": arm(f"{sets}/paris")["id"]}}
    there = {"osDiskImage": {"diskEncryptionSetId": arm(f"{sets}/nl")["id"]}}
    regions = [{"name": "France Central", "encryption": sealed}, {"name": "West Europe", "encryption": sealed}]
    apart = [{"name": "France Central", "encryption": sealed}, {"name": "West Europe", "encryption": there}]
    disk = {"osDiskImage": {"source": {"id": arm(f"{COMPUTE}/disks/paie")["id"]}}}
    cloud.add(
        {"id": arm(f"{sets}/paris")["id"], "properties": {"activeKey": {"keyUrl": KEY_VERSION}}},
        {"id": arm(f"{sets}/nl")["id"], "properties": {"activeKey": {"keyUrl": "https://autre.vault.azure.net/keys/cle/1"}}},
        arm(shared, properties={"sharingProfile": {"permissions": "Groups", "groups": [{"type": "AADTenants", "ids": [FOREIGN]}]}}),
        arm(community, properties={"sharingProfile": {"permissions": "Community"}}),
        arm(
            f"{shared}/images/poste/versions/1.0.0",
            location=PARIS,
            tags=TAGS,
            properties={"publishingProfile": {"targetRegions": regions}, "storageProfile": disk},
        ),
        arm(f"{shared}/images/poste/versions/2.0.0", location=PARIS, properties={"publishingProfile": {"targetRegions": apart}}),
        arm(f"{community}/images/poste/versions/1.0.0", location=PARIS),
    )
    return {
        id_of(shared): {"region": PARIS},
        id_of(community): {"region": PARIS},
        id_of(f"{shared}/images/poste/versions/1.0.0"): {
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "origin": id_of(f"{COMPUTE}/disks/paie"),
            "public.access": False,
            "flows.replication": [{"region": "westeurope", "account": TOWN}],
            "flows.share": [{"account": FOREIGN, "region": PARIS}],
            "tags": TAGS,
        },
        id_of(f"{shared}/images/poste/versions/2.0.0"): {"encryption.at_rest": True, "origin": None},
        id_of(f"{community}/images/poste/versions/1.0.0"): {**PLAIN, "public.access": True, "flows.share": None, "flows.replication": None},
    }


def sql(cloud: Cloud) -> Expected:
    """A database with a secondary in the Netherlands, geo-redundant backups and ten years of them; an instance that fails over."""
    server, base = f"{SQL}/srv", f"{SQL}/srv/databases/agents"
    other = f"{SQL}/srv-nl/databases/agents"
    one, two = "Microsoft.Sql/managedInstances/mi", "Microsoft.Sql/managedInstances/mi-nl"
    link = {"partnerRole": "Secondary", "partnerLocation": "West Europe", "partnerDatabaseId": arm(other)["id"]}
    group = {
        "managedInstancePairs": [{"primaryManagedInstanceId": arm(one)["id"], "partnerManagedInstanceId": arm(two)["id"]}],
        "partnerRegions": [{"location": "West Europe"}],
    }
    failover = f"/subscriptions/{TOWN}/providers/Microsoft.Sql/locations/{PARIS}/instanceFailoverGroups/fog"
    # Two rules that together let everybody in.
    halves = {"bas": ("0.0.0.0", "127.255.255.255"), "haut": ("128.0.0.0", "254.255.255.255")}  # noqa: S104  # rules of the emulated server
    named = {"partnerRole": "Secondary", "partnerLocation": "West Europe", "partnerServer": "srv-nl", "partnerDatabase": "listes"}
    pending = {"currentBackupStorageRedundancy": "Local", "requestedBackupStorageRedundancy": "Geo", "defaultSecondaryLocation": "uksouth"}
    cloud.add(
        arm(server, properties={"publicNetworkAccess": "Enabled"}),
        *(
            arm(f"{server}/firewallRules/{name}", properties={"startIpAddress": first, "endIpAddress": last})
            for name, (first, last) in halves.items()
        ),
        arm(f"{SQL}/srv-nl", location="westeurope", properties={"publicNetworkAccess": "Disabled"}),
        arm(f"{server}/databases/listes", location=PARIS, properties=pending),
        arm(f"{server}/databases/listes/replicationLinks/l", properties=named),
        arm(f"{server}/encryptionProtector/current", properties={"serverKeyType": "AzureKeyVault", "uri": KEY_VERSION}),
        arm(base, location=PARIS, tags=TAGS, properties={"currentBackupStorageRedundancy": "Geo"}),
        arm(f"{base}/backupShortTermRetentionPolicies/default", properties={"retentionDays": 14}),
        arm(f"{base}/backupLongTermRetentionPolicies/default", properties={"weeklyRetention": "P4W", "yearlyRetention": "P10Y"}),
        arm(f"{base}/replicationLinks/l", properties=link),
        arm(f"{server}/databases/master", location=PARIS, properties={"currentBackupStorageRedundancy": "Local"}),
        arm(one, properties={"requestedBackupStorageRedundancy": "Zone", "keyId": KEY_VERSION, "publicDataEndpointEnabled": True}),
        arm(f"{one}/databases/paie", location=PARIS),
        arm(f"{one}/databases/paie/backupLongTermRetentionPolicies/default", properties={"monthlyRetention": "P5Y"}),
        arm(two, location="westeurope", properties={"requestedBackupStorageRedundancy": "GeoZone"}),
        {"id": failover, "properties": group},
    )
    open_ = {"encryption.at_rest": True, "encryption.key": KEY, "public.access": True, "origin": None}
    return {
        id_of(server): {"region": PARIS},
        id_of(base): {
            **open_,
            "backup.retention": "P10Y",
            "flows.replication": [{"to": id_of(other), "region": "westeurope", "account": TOWN}],
            "flows.backup": PAIR,
            "tags": TAGS,
        },
        id_of(f"{SQL}/srv-nl"): {"region": "westeurope"},
        id_of(f"{server}/databases/listes"): {
            **open_,
            "backup.retention": "P7D",
            "flows.replication": [{"to": id_of(f"{SQL}/srv-nl/databases/listes"), "region": "westeurope", "account": TOWN}],
            "flows.backup": [{"region": "uksouth", "account": TOWN}],
        },
        id_of(f"{server}/databases/master"): {"flows.backup": None, "flows.replication": None},
        id_of(one): {**open_, "flows.backup": None, "flows.replication": [{"to": id_of(two), "region": "westeurope", "account": TOWN}]},
        id_of(f"{one}/databases/paie"): {
            **open_,
            "backup.retention": "P5Y",
            "flows.backup": None,
            "flows.replication": [{"region": "westeurope", "account": TOWN}],
        },
        id_of(two): {**PLAIN, "flows.backup": [{"region": "northeurope", "account": TOWN}], "flows.replication": None},
    }


def flexible(cloud: Cloud) -> Expected:
    """Of each engine, a server with geo-redundant backups, a replica elsewhere and a door open to everybody."""
    expected: dict[str, Mapping[str, Any]] = {}
    everybody = {"startIpAddress": "0.0.0.0", "endIpAddress": "255.255.255.255"}  # noqa: S104  # a firewall rule of the emulated server
    for native_type in (
        "Microsoft.DBforPostgreSQL/flexibleServers",
        "Microsoft.DBforMySQL/flexibleServers",
        "Microsoft.DBforPostgreSQL/servers",
        "Microsoft.DBforMySQL/servers",
        "Microsoft.DBforMariaDB/servers",
    ):
        single = native_type.endswith("/servers")
        backup = {"backupRetentionDays": 21, "geoRedundantBackup": "Enabled"}
        said: dict[str, Any] = (
            {"storageProfile": backup} if single else {"backup": backup, "dataEncryption": {"primaryKeyURI": KEY_VERSION}}
        )
        main, replica = f"{native_type}/bd", f"{native_type}/bd-nl"
        source = {"masterServerId" if single else "sourceServerResourceId": arm(main)["id"], "replicationRole": "Replica"}
        copy = arm(replica, location="westeurope", properties={**source, "publicNetworkAccess": "Disabled"})
        cloud.add(
            arm(main, tags=TAGS, properties=said),
            copy,
            arm(f"{main}/firewallRules/tous", properties=everybody),
            arm(f"{main}/replicas/bd-nl", **{**copy, "type": native_type}),
        )
        cloud.azure.objects[f"{arm(main)['id']}/replicas/bd-nl".lower()] = cloud.azure.objects.pop(copy["id"].lower())
        cloud.add(copy)
        closed = {**PLAIN, "backup.retention": None, "public.access": False, "flows.replication": None, "flows.backup": None}
        expected[id_of(main)] = {
            "encryption.at_rest": True,
            "encryption.key": None if single else KEY,
            "backup.retention": "P21D",
            "public.access": True,
            "origin": None,
            "flows.replication": [{"to": id_of(replica), "region": "westeurope", "account": TOWN}],
            "flows.backup": PAIR,
            "tags": TAGS,
        }
        expected[id_of(replica)] = {**closed, "origin": id_of(main), "region": "westeurope"}
    return expected


def cosmos(cloud: Cloud) -> Expected:
    """An account that lives in France and in Virginia, and one with continuous backups."""
    places = [{"locationName": "East US", "failoverPriority": 1}, {"locationName": "France Central", "failoverPriority": 0}]
    two = "Microsoft.DocumentDB/databaseAccounts"
    continuous = {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}}
    said = {"locations": places, "keyVaultKeyUri": KEY, "backupPolicy": {"type": "Periodic", "periodicModeProperties": {}}}
    said["publicNetworkAccess"] = "Disabled"
    cloud.add(
        arm(f"{two}/rendezvous", tags=TAGS, location="West Europe", properties=said),
        arm(f"{two}/calme", properties={"backupPolicy": continuous}),
    )
    return {
        id_of(f"{two}/rendezvous"): {
            "region": PARIS,
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "backup.retention": "PT8H",
            "public.access": False,
            "origin": None,
            "flows.replication": [{"region": "eastus", "account": TOWN}],
            "flows.backup": PAIR,
            "tags": TAGS,
        },
        id_of(f"{two}/calme"): {**PLAIN, "backup.retention": "P7D", "public.access": True, "flows.replication": None, "flows.backup": None},
    }


def redis(cloud: Cloud) -> Expected:
    """A cache linked to another region, and a managed one that is too."""
    cache, far = "Microsoft.Cache/redis/seances", "Microsoft.Cache/redis/seances-nl"
    cluster, away = "Microsoft.Cache/redisEnterprise/rapide", "Microsoft.Cache/redisEnterprise/rapide-nl"
    link = {"linkedRedisCacheId": arm(far)["id"], "linkedRedisCacheLocation": "West Europe", "serverRole": "Secondary"}
    linked = [{"id": arm(f"{one}/databases/default")["id"]} for one in (cluster, away)]
    cloud.add(
        arm(cache, tags=TAGS, properties={"redisConfiguration": {"maxmemory-policy": "lru"}}),
        arm(f"{cache}/linkedServers/nl", properties=link),
        arm(cluster),
        arm(f"{cluster}/databases/default", properties={"geoReplication": {"linkedDatabases": linked}}),
    )
    none = {**PLAIN, "backup.retention": None}
    return {
        id_of(cache): {**none, "tags": TAGS, "flows.replication": [{"to": id_of(far), "region": "westeurope", "account": TOWN}]},
        id_of(cluster): {**none, "flows.replication": [to(away)]},
    }


def recovery(cloud: Cloud) -> Expected:
    """A vault with cross-region restore and a machine ready in the Netherlands, an old vault, a backup vault, and their policies."""
    vault, old, backup = (f"Microsoft.RecoveryServices/vaults/{name}" for name in ("coffre", "ancien", "-"))
    backup = "Microsoft.DataProtection/backupVaults/coffre"
    schedule = {"retentionPolicy": {"dailySchedule": {"retentionDuration": {"count": 30, "durationType": "Days"}}}}
    schedule["retentionPolicy"]["yearlySchedule"] = {"retentionDuration": {"count": 10, "durationType": "Years"}}
    rules = [
        {"objectType": "AzureRetentionRule", "lifecycles": [{"deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": "P90D"}}]}
    ]
    machine = f"{COMPUTE}/virtualMachines/paie"
    item = {
        "providerSpecificDetails": {"instanceType": "A2A", "recoveryFabricLocation": "westeurope", "fabricObjectId": arm(machine)["id"]}
    }
    soft = {"softDeleteSettings": {"softDeleteState": "AlwaysON", "softDeleteRetentionPeriodInDays": 14}}
    said = {
        "redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"},
        "encryption": {"keyVaultProperties": {"keyUri": KEY_VERSION}},
        "securitySettings": soft,
    }
    on_site = {"providerSpecificDetails": {"instanceType": "InMageRcm", "fabricObjectId": "vm-12"}}
    back = {"providerSpecificDetails": {"instanceType": "InMageRcmFailback"}, "recoveryFabricFriendlyName": "Mairie"}
    locked = {"immutabilitySettings": {"state": "Locked"}}
    cloud.add(
        arm(vault, tags=TAGS, properties=said),
        arm(f"{vault}/backupPolicies/quotidienne", properties=schedule),
        arm(f"{vault}/replicationProtectedItems/vm", properties=item),
        arm(f"{vault}/replicationProtectedItems/pc", properties=on_site),
        arm(f"{vault}/replicationProtectedItems/retour", properties=back),
        arm(old),
        arm(f"{old}/backupstorageconfig/vaultstorageconfig", properties={"storageModelType": "LocallyRedundant"}),
        arm(f"{old}/backupPolicies/p", properties=schedule),
        arm(backup, properties={"storageSettings": [{"datastoreType": "VaultStore", "type": "GeoRedundant"}], "securitySettings": locked}),
        arm(f"{backup}/backupPolicies/trimestre", properties={"policyRules": rules}),
    )
    pair = [{"region": MARSEILLE, "account": TOWN}]
    plan: dict[str, Any] = {"region": PARIS, "flows.share": None}
    return {
        id_of(vault): {
            "lock.min": "P14D",
            "lock.max": None,
            "encryption.key": KEY,
            "flows.backup": [
                *pair,
                {"region": "westeurope", "account": TOWN, "source": id_of(machine)},
                {"region": PARIS, "account": TOWN, "source": "vm-12"},
                {"to": "fabric:mairie"},
            ],
            "tags": TAGS,
        },
        id_of(f"{vault}/backupPolicies/quotidienne"): {
            **plan,
            "retention.max": "P10Y",
            "flows.backup": [{**pair[0], "source": id_of(vault)}],
        },
        id_of(old): {"lock.min": None, "flows.backup": None},
        id_of(f"{old}/backupPolicies/p"): {**plan, "retention.max": "P10Y", "flows.backup": None},
        id_of(backup): {"lock.min": "P90D", "flows.backup": pair, "encryption.key": None},
        id_of(f"{backup}/backupPolicies/trimestre"): {
            **plan,
            "retention.max": "P90D",
            "flows.backup": [{**pair[0], "source": id_of(backup)}],
        },
    }


def keyvault(cloud: Cloud) -> Expected:
    """A vault with a key that rotates, and an HSM that was extended to the Netherlands."""
    vault, hsm = "Microsoft.KeyVault/vaults/coffre", "Microsoft.KeyVault/managedHSMs/module"
    rotation = {"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P90D"}}]}
    away = "https://module.managedhsm.azure.net/keys/racine"
    cloud.add(
        arm(vault, tags=TAGS),
        arm(f"{vault}/keys/cle", properties={"kty": "RSA", "keyUri": KEY, "keyUriWithVersion": KEY_VERSION, "rotationPolicy": rotation}),
        arm(hsm, properties={"regions": [{"name": "France Central"}, {"name": "westeurope"}]}),
        arm(f"{hsm}/keys/racine", properties={"keyUri": away}),
    )
    extended = [{"region": "westeurope", "account": TOWN}]
    inside = {**PLAIN, "public.access": False, "flows.share": None}
    key = {"key.manager": "customer", "key.holder": None, "flows.share": None, "region": PARIS}
    return {
        id_of(vault): {**inside, "flows.replication": PAIR, "tags": TAGS},
        KEY: {**key, "key.rotation": "P90D", "key.multi_region": False, "flows.replication": PAIR, "name": "cle"},
        id_of(hsm): {**inside, "flows.replication": extended},
        away: {**key, "key.rotation": None, "key.multi_region": True, "key.origin": "dedicated_hsm", "flows.replication": extended},
    }


def monitor(cloud: Cloud) -> Expected:
    """A workspace kept 730 days but for a table kept twelve years, exported and replicated; a component that lies in it."""
    cluster, far, linked = "Microsoft.OperationalInsights/clusters/dedie", f"{STORAGE}/archives", f"{STORAGE}/requetes"
    said = {"retentionInDays": 730, "features": {"clusterResourceId": arm(cluster)["id"]}}
    said["replication"] = {"enabled": True, "location": "westeurope"}
    simple, other = "Microsoft.OperationalInsights/workspaces/simple", "Microsoft.OperationalInsights/workspaces/ccas"
    away = arm(other, subscription=CCAS)["id"]
    component = "Microsoft.Insights/components"
    cloud.add(
        arm(cluster, properties={"keyVaultProperties": {"keyVaultUri": "https://coffre.vault.azure.net/", "keyName": "cle"}}),
        arm(WORKSPACE, tags=TAGS, properties=said),
        arm(f"{WORKSPACE}/tables/Heartbeat", properties={"retentionInDays": 90, "totalRetentionInDays": 4383}),
        arm(f"{WORKSPACE}/tables/AppRequests", properties={"retentionInDays": 90, "totalRetentionInDays": 400}),
        arm(f"{WORKSPACE}/dataExports/e", properties={"destination": {"resourceId": arm(far)["id"]}, "enable": True}),
        arm(f"{WORKSPACE}/linkedStorageAccounts/query", properties={"storageAccountIds": [arm(linked)["id"]]}),
        arm(simple, properties={"retentionInDays": 730}),
        {"id": away, "properties": {"retentionInDays": 60}},
        arm(f"{component}/site", properties={"RetentionInDays": 180, "WorkspaceResourceId": arm(WORKSPACE)["id"]}),
        arm(f"{component}/voisin", properties={"RetentionInDays": 90, "WorkspaceResourceId": away}),
        arm(f"{component}/ancien", properties={"RetentionInDays": 180}),
    )
    return {
        id_of(cluster): {"region": PARIS},
        id_of(WORKSPACE): {
            "retention.max": "P4383D",
            "encryption.key": KEY,
            "flows.copy": [to(far), to(linked), {"region": "westeurope", "account": TOWN}],
            "tags": TAGS,
        },
        id_of(simple): {**PLAIN, "retention.max": "P730D", "flows.copy": None},
        id_of(f"{component}/site"): {"retention.max": "P400D", "encryption.key": KEY, "flows.copy": [to(WORKSPACE)]},
        id_of(f"{component}/voisin"): {**PLAIN, "retention.max": "P60D", "flows.copy": [{"to": away.lower(), "account": CCAS}]},
        id_of(f"{component}/ancien"): {**PLAIN, "retention.max": "P180D", "flows.copy": None},
    }


def messaging(cloud: Cloud) -> Expected:
    """Event hubs kept twice, with a partner and a capture; a service bus; an IoT hub that is ready in the pair."""
    hubs, bus, iot = "Microsoft.EventHub/namespaces/flux", "Microsoft.ServiceBus/namespaces/bus", "Microsoft.Devices/IotHubs/compteurs"
    partner, store = "Microsoft.EventHub/namespaces/flux-nl", f"{STORAGE}/captures"
    sealed = {"keyVaultProperties": [{"keyVaultUri": "https://coffre.vault.azure.net", "keyName": "cle"}]}
    twice = {"locations": [{"locationName": "francecentral"}, {"locationName": "West Europe", "roleType": "Secondary"}]}
    capture = {"enabled": True, "destination": {"properties": {"storageAccountResourceId": arm(store)["id"]}}}
    keyed = "DefaultEndpointsProtocol=https;AccountName=releves;AccountKey=****"
    routes = {
        "eventHubs": [{"name": "e", "id": "e1", "endpointUri": "sb://ailleurs.servicebus.windows.net"}],
        "serviceBusQueues": [
            {
                "name": "q",
                "subscriptionId": CCAS.upper(),
                "connectionString": "Endpoint=sb://file.servicebus.windows.net:5671/;SharedAccessKey=****",
            }
        ],
    }
    moved = {"locations": [{"location": "West Europe", "role": "primary"}, {"location": "France Central", "role": "secondary"}]}
    cloud.add(
        arm(hubs, tags=TAGS, properties={"encryption": sealed, "geoDataReplication": twice}),
        arm(f"{hubs}/disasterRecoveryConfigs/a", properties={"partnerNamespace": arm(partner)["id"], "role": "Primary"}),
        arm(f"{hubs}/eventhubs/h", properties={"captureDescription": capture}),
        arm(bus),
        arm(f"{bus}/disasterRecoveryConfigs/a", properties={"partnerNamespace": "bus-nl", "role": "Primary"}),
        arm(
            iot,
            properties={
                "routing": {"endpoints": routes},
                "storageEndpoints": {"$default": {"connectionString": keyed, "containerName": "c"}},
            },
        ),
        arm(f"{iot}-2", properties=moved),
    )
    closed = {**PLAIN, "public.access": False, "flows.share": None}
    return {
        id_of(hubs): {
            **closed,
            "encryption.key": KEY,
            "flows.replication": [{"region": "westeurope", "account": TOWN}, to(partner)],
            "flows.copy": [to(store)],
            "tags": TAGS,
        },
        id_of(bus): {**closed, "flows.replication": [{"to": "https://bus-nl.servicebus.windows.net"}], "flows.copy": None},
        id_of(iot): {
            **closed,
            "flows.replication": PAIR,
            "flows.copy": [
                {"to": "sb://ailleurs.servicebus.windows.net"},
                {"to": "sb://file.servicebus.windows.net:5671/", "account": CCAS},
                {"to": "https://releves.blob.core.windows.net"},
            ],
        },
        id_of(f"{iot}-2"): {
            **closed,
            "region": "westeurope",
            "flows.replication": [{"region": PARIS, "account": TOWN}],
            "flows.copy": None,
        },
    }


def registry(cloud: Cloud) -> Expected:
    """A registry replicated to the Netherlands that anybody may pull from."""
    one = "Microsoft.ContainerRegistry/registries/images"
    sealed = {"keyVaultProperties": {"keyIdentifier": KEY_VERSION}}
    cloud.add(
        arm(one, tags=TAGS, properties={"anonymousPullEnabled": True, "encryption": sealed}),
        arm(f"{one}/replications/francecentral", location=PARIS),
        arm(f"{one}/replications/westeurope", location="westeurope"),
    )
    copies = [{"region": "westeurope", "account": TOWN}]
    return {id_of(one): {"encryption.key": KEY, "public.access": True, "flows.replication": copies, "flows.share": None, "tags": TAGS}}


def cognitive(cloud: Cloud) -> Expected:
    """A Swedish account with a deployment of each scope."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    cloud.add(
        arm(
            one, tags=TAGS, location="Sweden Central", properties={"userOwnedStorage": [{"resourceId": arm(f"{STORAGE}/questions")["id"]}]}
        ),
        arm(f"{one}/deployments/mondial", sku={"name": "GlobalStandard"}),
        arm(f"{one}/deployments/local", sku={"name": "Standard"}),
    )
    cloud.add(arm(f"{one}-2", properties={"locations": {"regions": [{"name": "France Central"}, {"name": "West Europe"}]}}))
    anywhere = [{"country": None, "region": "global", "account": TOWN}]
    there = {**PLAIN, "region": "swedencentral"}
    return {
        id_of(one): {**there, "tags": TAGS, "origin": None, "flows.copy": [to(f"{STORAGE}/questions")], "flows.processing": anywhere},
        id_of(f"{one}-2"): {**PLAIN, "flows.copy": None, "flows.processing": [{"region": "westeurope", "account": TOWN}]},
    }


def ai(cloud: Cloud) -> Expected:
    """A search service and a workspace with the town's key."""
    search, workspace = "Microsoft.Search/searchServices/recherche", "Microsoft.MachineLearningServices/workspaces/labo"
    cloud.add(
        arm(search, tags=TAGS),
        arm(workspace, properties={"encryption": {"keyVaultProperties": {"keyIdentifier": KEY_VERSION}}}),
    )
    return {
        id_of(search): {**PLAIN, "tags": TAGS, "public.access": False, "flows.copy": None, "flows.share": None},
        id_of(workspace): {"encryption.at_rest": True, "encryption.key": KEY},
    }


def communication(cloud: Cloud) -> Expected:
    """Two global resources whose data is in France, and in the United States."""
    one, two = "Microsoft.Communication/CommunicationServices/sms", "Microsoft.Communication/EmailServices/courriel"
    domain = f"{two}/domains/rivemont.example"
    cloud.add(
        arm(one, location="global", tags=TAGS, properties={"dataLocation": "France"}),
        arm(two, location="Global", properties={"dataLocation": "United States"}),
        arm(domain, location="global", properties={"dataLocation": "United States"}),
    )
    away = {**PLAIN, "region": "unitedstates"}
    return {id_of(one): {**PLAIN, "region": "france", "tags": TAGS}, id_of(two): away, id_of(domain): away}


def factory(cloud: Cloud) -> Expected:
    """A factory that writes to buckets of AWS and of others, to a server somewhere, to a database of Azure; and only reads a bucket."""
    one = "Microsoft.DataFactory/factories/flux"
    photos = "https://photos.blob.core.windows.net"
    linked: dict[str, tuple[str, dict[str, str]]] = {
        "s3": ("AmazonS3", {"serviceUrl": "https://s3.eu-west-3.amazonaws.com"}),
        "ovh": ("AmazonS3Compatible", {"serviceUrl": "https://s3.gra.io.cloud.ovh.net"}),
        "depot": ("Sftp", {"host": "sftp.editeur.example"}),
        "ici": ("AzureBlobStorage", {}),
        "photos": ("AzureBlobStorage", {"serviceEndpoint": f"{photos}/"}),
        "base": ("AzureSqlDatabase", {"server": "srv.database.windows.net,1433"}),
        "rds": ("SqlServer", {"server": "agents.eu-west-3.rds.amazonaws.com"}),
    }
    located = {"location": {"type": "AmazonS3CompatibleLocation", "bucketName": "ovh"}}
    sets: dict[str, tuple[str, str, dict[str, Any]]] = {
        "echanges": ("s3", "AmazonS3Object", {"bucketName": "rivemont-echanges"}),
        "albums": ("s3", "AmazonS3Object", {"bucketName": "rivemont-albums"}),
        "lus": ("s3", "AmazonS3Object", {"bucketName": "rivemont-lus"}),
        "loin": ("ovh", "Binary", located),
        "photos": ("photos", "Binary", {}),
        "table": ("base", "AzureSqlTable", {}),
    }

    def copy(source: str, target: str) -> dict[str, Any]:
        return {"type": "Copy", "inputs": [{"referenceName": source}], "outputs": [{"referenceName": target}]}

    loop = {"type": "ForEach", "typeProperties": {"activities": [copy("photos", "albums")]}}
    choice = {"type": "IfCondition", "typeProperties": {"ifFalseActivities": [copy("lus", "table")]}}
    cloud.add(
        arm(one, tags=TAGS),
        *(arm(f"{one}/linkedservices/{name}", properties={"type": kind, "typeProperties": said}) for name, (kind, said) in linked.items()),
        *(
            arm(f"{one}/datasets/{name}", properties={**_read_from(service), "type": kind, "typeProperties": said})
            for name, (service, kind, said) in sets.items()
        ),
        arm(f"{one}/pipelines/nuit", properties={"activities": [{"type": "Wait"}, loop, choice]}),
    )
    copies = [
        {"to": "arn:aws:s3:::rivemont-echanges"},
        {"to": "arn:aws:s3:::rivemont-albums", "source": photos},
        {"to": "https://srv.database.windows.net", "source": "arn:aws:s3:::rivemont-lus"},
        {"to": "amazons3compatible://s3.gra.io.cloud.ovh.net"},
        {"to": "sftp://sftp.editeur.example"},
        {"to": "sqlserver://agents.eu-west-3.rds.amazonaws.com"},
    ]
    return {id_of(one): {"flows.copy": copies, "flows.share": None, "tags": TAGS}}


def _read_from(service: str) -> dict[str, Any]:
    return {"linkedServiceName": {"referenceName": service}}


def edges(cloud: Cloud) -> Expected:
    """A Front Door, a CDN and a Front Door of the first sort."""
    door, cdn, classic = "Microsoft.Cdn/profiles/porte", "Microsoft.Cdn/profiles/cdn", "Microsoft.Network/frontDoors/ancienne"
    pages = "Microsoft.Web/staticSites/pages"
    names = [f"Microsoft.Network/{one}" for one in ("dnsZones", "privateDnsZones", "trafficManagerProfiles")]
    backends = {"backendPools": [{"properties": {"backends": [{"address": "www.rivemont.example"}]}}]}
    cloud.add(
        arm(door, location="Global", tags=TAGS, sku={"name": "Premium_AzureFrontDoor"}),
        arm(f"{door}/originGroups/site", properties={}),
        arm(f"{door}/originGroups/site/origins/o", properties={"hostName": "site.azurewebsites.net"}),
        _setting(door),
        arm(cdn, location="Global", sku={"name": "Standard_Microsoft"}),
        arm(f"{cdn}/endpoints/e", properties={"origins": [{"name": "o", "properties": {"hostName": "fichiers.example"}}]}),
        arm(classic, location="Global", properties=backends),
        arm(pages, properties={"repositoryUrl": "https://forge.example/site"}),
        *(arm(f"{one}/x", location="global") for one in names),
    )
    anywhere = [{"country": None, "region": "global", "account": TOWN}]
    everywhere = {"region": "global", "flows.cache": anywhere, "flows.processing": anywhere}
    return {
        id_of(door): {**everywhere, "cdn.origins": ["site.azurewebsites.net"], "flows.logs": [to(WORKSPACE)], "tags": TAGS},
        id_of(cdn): {**everywhere, "cdn.origins": ["fichiers.example"], "flows.logs": None},
        id_of(pages): {"region": PARIS, "flows.cache": anywhere, "flows.processing": None, "cdn.origins": ["https://forge.example/site"]},
        **{id_of(f"{one}/x"): {"region": "global", "flows.logs": None} for one in names},
        id_of(classic): {**everywhere, "cdn.origins": ["www.rivemont.example"], "flows.logs": None},
    }


def netapp(cloud: Cloud) -> Expected:
    """A volume replicated to the Netherlands."""
    volume = "Microsoft.NetApp/netAppAccounts/a/capacityPools/p/volumes"
    second = {"region": "northeurope", "resourceId": arm(f"{volume}/ie")["id"], "replicationType": "CrossRegionReplication"}
    replication = {"endpointType": "src", "remoteVolumeResourceId": arm(f"{volume}/nl")["id"], "remoteVolumeRegion": "westeurope"}
    replication["destinationReplications"] = [second]
    cloud.add(arm(f"{volume}/partages", location=PARIS, tags=TAGS, properties={"dataProtection": {"replication": replication}}))
    copies = [
        {"to": id_of(f"{volume}/{name}"), "region": region, "account": TOWN}
        for name, region in (("ie", "northeurope"), ("nl", "westeurope"))
    ]
    return {id_of(f"{volume}/partages"): {**PLAIN, "tags": TAGS, "public.access": False, "flows.replication": copies, "flows.copy": None}}


def trails(cloud: Cloud) -> Expected:
    """A vault whose audit goes to an event hub, and the activity of the subscription, which goes to a workspace."""
    vault, hub = "Microsoft.KeyVault/vaults/coffre", "Microsoft.EventHub/namespaces/siem"
    rule = f"{arm(hub)['id']}/authorizationRules/RootManageSharedAccessKey"
    own = {"workspaceId": arm(WORKSPACE)["id"], "logs": [{"category": "Administrative", "enabled": True}]}
    name = "providers/Microsoft.Insights/diagnosticSettings"
    subscription = f"/subscriptions/{TOWN}"
    logs = [{"category": "AuditEvent", "enabled": True}]
    partner = arm("Microsoft.Datadog/monitors/dd")["id"]
    collection, network = "Microsoft.Insights/dataCollectionRules/machines", "Microsoft.Network/networkWatchers/paris/flowLogs/nsg"
    export = "Microsoft.Security/automations/export"
    fabric = "https://ailleurs.kusto.fabric.microsoft.com"
    destinations = {
        "logAnalytics": [{"workspaceResourceId": arm(WORKSPACE)["id"], "name": "w"}],
        "eventHubs": [{"eventHubResourceId": f"{arm(hub)['id']}/eventhubs/h", "name": "h"}],
        "azureMonitorMetrics": {"name": "m"},
        "microsoftFabric": [{"ingestionUri": fabric}],
    }
    group, kept = arm("Microsoft.Network/networkSecurityGroups/nsg")["id"], arm(f"{STORAGE}/flux")["id"]
    analytics = {"networkWatcherFlowAnalyticsConfiguration": {"enabled": True, "workspaceResourceId": arm(WORKSPACE)["id"]}}
    flow = {"enabled": True, "targetResourceId": group, "storageId": kept, "flowAnalyticsConfiguration": analytics}
    cloud.add(
        arm(vault),
        arm(f"{vault}/{name}/siem", properties={"eventHubAuthorizationRuleId": rule, "logs": logs}),
        arm(f"{vault}/{name}/editeur", properties={"marketplacePartnerId": partner, "logs": logs}),
        {"id": f"{subscription}/{name}/activite", "properties": own},
        arm(collection, tags=TAGS, properties={"destinations": destinations}),
        arm(network, location=PARIS, properties=flow),
        arm("Microsoft.Network/networkWatchers/paris/flowLogs/eteint", location=PARIS, properties={**flow, "enabled": False}),
        arm(export, properties={"actions": [{"actionType": "Workspace", "workspaceResourceId": arm(WORKSPACE)["id"]}]}),
    )
    whole = {"trail.organization": False}
    one = {**whole, "trail.multi_region": False, "region": PARIS}
    source = {"source": group.lower()}
    return {
        id_of(f"{vault}/{name}"): {
            **one,
            "flows.copy": [
                {**to(hub), "source": id_of(vault)},
                {"to": f"partner:{partner.lower()}", "holder": "microsoft.datadog", "source": id_of(vault)},
            ],
        },
        f"{subscription}/{name}".lower(): {
            **whole,
            "trail.multi_region": True,
            "flows.copy": [{**to(WORKSPACE), "source": subscription}],
        },
        id_of(export): {**one, "flows.copy": [to(WORKSPACE)]},
        id_of(collection): {**one, "flows.copy": [to(WORKSPACE), to(hub), {"to": fabric}], "tags": TAGS},
        id_of(network): {**one, "flows.copy": [{**to(f"{STORAGE}/flux"), **source}, {**to(WORKSPACE), **source}]},
        id_of("Microsoft.Network/networkWatchers/paris/flowLogs/eteint"): {**one, "flows.copy": None},
    }


def policy(cloud: Cloud) -> Expected:
    """Locations restricted but for one group; geo-redundancy denied; public access only audited; one policy not enforced."""
    scope, authorization = f"/subscriptions/{TOWN}", "providers/Microsoft.Authorization"
    named = {"listOfAllowedLocations": {"type": "Array"}}
    outside = {
        "allOf": [{"field": "location", "notIn": "[parameters('listOfAllowedLocations')]"}, {"field": "location", "notEquals": "global"}]
    }
    deny, effect = {"effect": "deny"}, {"effect": "[parameters('effect')]"}
    geo = {"field": "Microsoft.Storage/storageAccounts/sku.name", "in": ["Standard_GRS", "Standard_RAGRS"]}
    public = {"field": "Microsoft.Storage/storageAccounts/allowBlobPublicAccess", "notEquals": "false"}
    audit = {"effect": {"type": "String", "defaultValue": "audit"}}

    def definition(name: str, rule: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
        id = f"/{authorization}/policyDefinitions/{name}"
        cloud.add({"id": id, "properties": {"policyRule": rule, "parameters": parameters}})
        return id

    def assign(name: str, target: str, **more: Any) -> str:
        id = f"{scope}/{authorization}/policyAssignments/{name}"
        cloud.add({"id": id, "properties": {"policyDefinitionId": target, "enforcementMode": "Default", **more}})
        return id

    locations = definition("regions", {"if": outside, "then": deny}, named)
    member = {"policyDefinitionId": locations, "parameters": {"listOfAllowedLocations": {"value": "[parameters('regions')]"}}}
    initiative = f"/{authorization}/policySetDefinitions/socle"
    cloud.add({"id": initiative, "properties": {"policyDefinitions": [member], "parameters": {"regions": {"type": "Array"}}}})
    group = f"{scope}/resourceGroups/ville"
    allowed = {"regions": {"value": ["France Central", "francesouth", "westeurope"]}}
    assigned = assign("socle", initiative, parameters=allowed, notScopes=[group])
    assign("local", definition("grs", {"if": geo, "then": deny}, {}))
    assign("public", definition("public", {"if": public, "then": effect}, audit))
    narrow = {"listOfAllowedLocations": {"value": [PARIS]}}
    assign("essai", locations, parameters=narrow, enforcementMode="DoNotEnforce")
    cloud.add({"id": f"{group}/{authorization}/policyExemptions/e", "properties": {"policyAssignmentId": assigned}})
    cloud.add({"id": f"{scope}/{authorization}/policyExemptions/sans", "properties": {"policyAssignmentId": "autre"}})
    facts = {
        "guardrail.binding": True,
        "guardrail.regions": [PARIS, MARSEILLE, "westeurope"],
        "guardrail.exemptions": [group.lower()],
        "guardrail.policies": ["socle"],
        "guardrail.attached_to_root": False,
        "guardrail.resource_policies": ["local"],
    }
    return {scope: facts}


def inventory(cloud: Cloud) -> Expected:
    """A group in America, what it holds in Paris, and a type that nobody has heard of."""
    cloud.add(
        {"id": f"/subscriptions/{TOWN}/resourceGroups/ville", "location": "westus"},
        arm("Microsoft.Network/virtualNetworks/reseau", tags=TAGS),
        arm("Microsoft.Nouveau/choses/une"),
        arm("Microsoft.Nouveau/choses/partout", location="global"),
        arm("Microsoft.Datadog/monitors/dd", location="westus2"),
        arm(f"{COMPUTE}/virtualMachines/los", location="westus", extendedLocation={"type": "EdgeZone", "name": "losangeles"}),
        arm("Microsoft.HybridCompute/machines/mairie", location="westeurope"),
    )
    return {
        id_of("Microsoft.Nouveau/choses/partout"): {},
        id_of("Microsoft.Datadog/monitors/dd"): {},
        id_of(f"{COMPUTE}/virtualMachines/los"): {"site.country": None},
        id_of("Microsoft.HybridCompute/machines/mairie"): {},
        f"/subscriptions/{TOWN}/resourcegroups/ville": {"region": "westus"},
        id_of("Microsoft.Network/virtualNetworks/reseau"): {"region": PARIS, "tags": TAGS},
        id_of("Microsoft.Nouveau/choses/une"): {"region": PARIS},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    **seeds_services.SEEDS,
    **{
        seed.__name__: seed
        for seed in (
            storage,
            disks,
            galleries,
            sql,
            flexible,
            cosmos,
            redis,
            recovery,
            keyvault,
            monitor,
            messaging,
            registry,
            cognitive,
            ai,
            communication,
            factory,
            edges,
            netapp,
            trails,
            policy,
            inventory,
        )
    },
}
