"""Estates for the collectors of what holds files, disks, images, caches and keys: see `seeds`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.emulators.azure import CCAS, FOREIGN, MARSEILLE, PARIS, TOWN, Cloud, arm
from tests.providers.azure.seeds_common import (
    COMPUTE,
    KEY,
    KEY_VERSION,
    OTHER_KEY,
    PAIR,
    PLAIN,
    STORAGE,
    TAGS,
    WORKSPACE,
    Expected,
    id_of,
    setting,
    to,
)


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
    scope = {"source": "Microsoft.KeyVault", "state": "Enabled", "keyVaultProperties": {"keyUri": f"{OTHER_KEY}/1"}}
    replication = {"sourceAccount": arm(f"{STORAGE}/actes")["id"], "destinationAccount": "copie"}
    made, worm = {"creationTime": "2024-03-18T08:00:00Z"}, {"immutabilityPeriodSinceCreationInDays": 40, "state": "Locked"}
    mixed = {"primaryLocation": MARSEILLE, "creationTime": "2021-05-04T08:00:00Z"}
    points = [{"timeStamp": "2026-11-27T22:00:00Z", "average": 5e9}, {"timeStamp": "2026-11-27T23:00:00Z"}]
    series = [
        {"metadatavalues": [{"name": {"value": "Microsoft.ResourceId"}, "value": arm(f"{STORAGE}/{name}")["id"]}], "data": points}
        for name in ("actes", "copie", "ouvert", "mixte", "lecteurs", "cles")
    ]
    metric = {"id": f"/subscriptions/{TOWN}/providers/Microsoft.Insights/metrics/UsedCapacity", "name": {"value": "UsedCapacity"}}
    cloud.add(
        {**metric, "timeseries": series},
        arm(f"{STORAGE}/actes", sku={"name": "Standard_RAGRS"}, kind="StorageV2", tags=TAGS, location="France Central", properties=full),
        arm(f"{STORAGE}/actes/blobServices/default", properties=blobs),
        arm(f"{STORAGE}/actes/blobServices/default/containers/a", properties={"publicAccess": "None"}),
        arm(f"{STORAGE}/actes/blobServices/default/containers/b", properties={"hasImmutabilityPolicy": True}),
        arm(f"{STORAGE}/actes/managementPolicies/default", properties={"policy": {"rules": [lifecycle]}}),
        arm(f"{STORAGE}/actes/objectReplicationPolicies/1", properties=replication),
        setting(f"{STORAGE}/actes/blobServices/default"),
        setting(f"{STORAGE}/lecteurs/fileServices/default"),
        arm(f"{STORAGE}/actes/blobServices/default/containers/b/immutabilityPolicies/default", properties=worm),
        arm(f"{STORAGE}/copie", sku={"name": "Standard_LRS"}, kind="StorageV2", properties={"allowBlobPublicAccess": False, **made}),
        arm(f"{STORAGE}/ouvert", sku={"name": "Standard_ZRS"}, kind="StorageV2", properties=made),
        arm(f"{STORAGE}/ouvert/blobServices/default/containers/site", properties={"publicAccess": "Blob"}),
        arm(f"{STORAGE}/mixte", sku={"name": "Standard_LRS"}, kind="StorageV2", properties=mixed),
        arm(f"{STORAGE}/mixte/managementPolicies/default", properties={"policy": {"rules": [lifecycle]}}),
        arm(f"{STORAGE}/mixte/fileServices/default/shares/partage"),
        arm(f"{STORAGE}/lecteurs", sku={"name": "Premium_LRS"}, kind="FileStorage", properties=made),
        arm(f"{STORAGE}/cles", sku={"name": "Standard_LRS"}, kind="StorageV2", properties={"encryption": encryption, **made}),
        arm(f"{STORAGE}/cles/blobServices/default/containers/a", properties={"defaultEncryptionScope": "commun"}),
        arm(f"{STORAGE}/cles/encryptionScopes/etat-civil", properties=scope),
        arm(f"{STORAGE}/cles/encryptionScopes/commun", properties={"source": "Microsoft.Storage", "state": "Enabled"}),
        arm(f"{STORAGE}/cles/tableServices/default/tables/index"),
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
            "size.used": 5_000_000_000,
            "encryption.key": KEY,
            "flows.replication": [*PAIR, to(f"{STORAGE}/copie")],
            "flows.logs": [to(WORKSPACE)],
            "tags": TAGS,
        },
        id_of(f"{STORAGE}/copie"): nothing,
        # Its tables keep Microsoft's key, and so does a scope that a container writes with.
        id_of(f"{STORAGE}/cles"): {**nothing, "encryption.key": KEY, "encryption.keys": [OTHER_KEY, "provider"]},
        id_of(f"{STORAGE}/ouvert"): {**nothing, "public.access": True},
        # Made when every tenant could replicate, failed over to Marseille, and holding files that no lifecycle deletes.
        id_of(f"{STORAGE}/mixte"): {**nothing, "region": MARSEILLE, "replication.foreign": True, "retention.max": None},
        id_of(f"{STORAGE}/lecteurs"): {
            **{path: value for path, value in nothing.items() if path != "retention.noncurrent_max"},
            "flows.logs": [to(WORKSPACE)],
        },
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


def keyvault(cloud: Cloud) -> Expected:
    """A vault with a key that rotates, and an HSM that was extended to the Netherlands."""
    vault, hsm = "Microsoft.KeyVault/vaults/coffre", "Microsoft.KeyVault/managedHSMs/module"
    rotation = {"lifetimeActions": [{"action": {"type": "rotate"}, "trigger": {"timeAfterCreate": "P90D"}}]}
    away = "https://module.managedhsm.azure.net/keys/racine"
    ends = {"attributes": {"enabled": True, "exp": 1798156800, "created": 1767225600}}
    cloud.add(
        arm(vault, tags=TAGS),
        arm(f"{vault}/secrets/certificat", properties={"contentType": "application/x-pkcs12", **ends}),
        arm(f"{vault}/secrets/sans-fin", properties={"attributes": {"enabled": True}}),
        arm(
            f"{vault}/keys/cle",
            properties={**ends, "kty": "RSA", "keyUri": KEY, "keyUriWithVersion": KEY_VERSION, "rotationPolicy": rotation},
        ),
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


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    seed.__name__: seed for seed in (storage, disks, galleries, redis, netapp, registry, keyvault)
}
