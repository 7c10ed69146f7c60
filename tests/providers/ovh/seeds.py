"""An OVHcloud customer: answers made of the published shapes, and what is to be found of them."""

from __future__ import annotations

from typing import Any

from tests.providers.ovh.shapes import made

P, ME = "p1", "xx1-ovh"
ROOT = f"/1.0/cloud/project/{P}"
DAY = "2026-01-01T00:00:00Z"
Routes = dict[str, Any]
Expected = dict[str, dict[str, Any]]


def id(native_type: str, name: str, region: str = "", account: str = P) -> str:
    """As the collectors write it."""
    return f"ovh:{account}:{region}:OVH::{native_type}:{name}"


def opening() -> Routes:
    """Who we are, one project, two regions."""
    services = [made("cloud/Component", name="storage-s3-standard"), made("cloud/Component", name="instance")]
    return {
        "/1.0/auth/time": 1796000000,
        "/1.0/me": made("nichandle/Nichandle", nichandle=ME, ovhSubsidiary="FR", ovhCompany="ovh"),
        "/1.0/me/supportLevel": made("me/supportLevel/Level", level="standard"),
        "/1.0/cloud/project": [P],
        f"{ROOT}/region": ["GRA", "GRA11"],
        f"{ROOT}/region/GRA": made("cloud/Region", name="GRA", countryCode="fr", services=services),
        f"{ROOT}/region/GRA11": made("cloud/Region", name="GRA11", countryCode="fr", services=services[1:]),
    }


def storage() -> tuple[Routes, Expected]:
    """One bucket with everything, replicated to Canada and no more to Poland; one with nothing."""
    rules = [
        made(
            "cloud/storage/ReplicationRule",
            status=status,
            destination=made("cloud/StorageReplicationRuleDestination", name=name, region=region),
        )
        for status, name, region in (("enabled", "copie", "BHS"), ("disabled", "ancienne", "WAW"))
    ]
    period = made("cloud/StorageLockConfigurationRule", mode="compliance", period="P1Y")
    full = made(
        "cloud/StorageContainer",
        name="etat-civil",
        region="GRA",
        encryption=made("cloud/StorageEncryptionObject", sseAlgorithm="AES256"),
        versioning=made("cloud/StorageVersioningObject", status="enabled"),
        objectLock=made("cloud/StorageLockConfiguration", status="enabled", rule=period),
        replication=made("cloud/StorageReplicationObject", rules=rules[:1]),
        tags={"categorie": "etat-civil"},
    )
    plain = full | {
        "name": "affiches",
        "encryption": made("cloud/StorageEncryptionObject", sseAlgorithm="plaintext"),
        "versioning": made("cloud/StorageVersioningObject", status="disabled"),
        "objectLock": made("cloud/StorageLockConfiguration", status="disabled"),
        "replication": made("cloud/StorageReplicationObject"),
        "tags": {},
    }
    left = full | {"name": "ancien", "replication": made("cloud/StorageReplicationObject", rules=rules)}
    every = {one["name"]: one for one in (full, plain, left)}
    listed = [
        made("cloud/StorageContainerList", name=name, region="GRA", virtualHost=f"https://{name}.s3.gra.io.cloud.ovh.net") for name in every
    ]
    to = {"to": id("Bucket", "copie", "BHS"), "once": True, "region": "BHS"}
    return (
        {f"{ROOT}/region/GRA/storage": listed, **{f"{ROOT}/region/GRA/storage/{name}": one for name, one in every.items()}},
        {
            id("Bucket", "etat-civil", "GRA"): {
                "hds.enabled": False,
                "encryption.at_rest": True,
                "encryption.key": None,
                "versioning.enabled": True,
                "lock.min": "P1Y",
                "flows.replication": [to],
                "tags": {"categorie": "etat-civil"},
            },
            id("Bucket", "affiches", "GRA"): {
                "encryption.at_rest": False,
                "versioning.enabled": False,
                "lock.min": None,
                "flows.replication": None,
            },
            id("Bucket", "ancien", "GRA"): {"tags": {"categorie": "etat-civil"}},
        },
    )


def instances() -> tuple[Routes, Expected]:
    """A machine, a volume of each sort, a snapshot of one, an image."""
    routes = {
        "instance": [made("cloud/instance/Instance", id="i1", name="web", region="WAW1")],
        "volume": [
            made("cloud/volume/Volume", id="v1", name="donnees", region="GRA11", type="classic-luks"),
            made("cloud/volume/Volume", id="v2", name="cache", region="GRA11", type="high-speed"),
        ],
        "volume/snapshot": [made("cloud/volume/Snapshot", id="s1", name="hier", region="GRA11", volumeId="v1")],
        "snapshot": [made("cloud/image/Image", id="m1", name="modele", region="EU-WEST-PAR", visibility="private")],
    }
    return {f"{ROOT}/{path}": answer for path, answer in routes.items()}, {
        id("Instance", "i1", "WAW1"): {"region": "WAW1", "site.country": None, "name": "web", "hds.enabled": False},
        id("Volume", "v1", "GRA11"): {"encryption.at_rest": True, "encryption.key": None, "region": "GRA11"},
        id("Volume", "v2", "GRA11"): {"encryption.at_rest": False},
        id("VolumeSnapshot", "s1", "GRA11"): {"origin": id("Volume", "v1", "GRA11")},
        id("InstanceSnapshot", "m1", "EU-WEST-PAR"): {"public.access": False, "region": "EU-WEST-PAR"},
    }


def databases() -> tuple[Routes, Expected]:
    """One in Gravelines, its backups in Canada too, open to anybody; one between two regions."""
    node, rule = "cloud/project/database/service/Node", "cloud/project/database/IpRestriction"
    backups = made("cloud/project/database/service/Backup", regions=["GRA", "BHS"], retentionDays=14)
    open_ = made(
        "cloud/project/database/Service",
        id="d1",
        description="courrier",
        nodes=[made(node, region="GRA")],
        backups=backups,
        networkType="public",
        disk={"size": 80, "type": "high-speed"},
        ipRestrictions=[made(rule, ip="0.0.0.0/0")],
    )
    closed = open_ | {
        "id": "d2",
        "description": "paie",
        "nodes": [made(node, region="DE"), made(node, region="GRA")],
        "networkType": "private",
    }
    return {
        f"{ROOT}/database/service": ["d1", "d2"],
        f"{ROOT}/database/service/d1": open_,
        f"{ROOT}/database/service/d2": closed | {"backups": backups | {"regions": ["DE"]}},
    }, {
        id("Database", "d1"): {
            "region": "GRA",
            "hds.enabled": False,
            "backup.retention": "P14D",
            "flows.backup": [{"region": "BHS"}],
            "flows.replication": None,
            "public.access": True,
            "size.allocated": 80 * 1024**3,
        },
        id("Database", "d2"): {
            "region": "DE",
            "flows.backup": None,
            "flows.replication": [{"region": "GRA"}],
            "public.access": False,
        },
    }


def containers() -> tuple[Routes, Expected]:
    """A cluster and a registry."""
    return {
        f"{ROOT}/kube": ["k1"],
        f"{ROOT}/kube/k1": made("cloud/kube/Cluster", id="k1", name="metiers", region="SBG5"),
        f"{ROOT}/containerRegistry": [made("cloud/containerRegistry/Registry", id="r1", name="images", region="GRA")],
    }, {id("KubernetesCluster", "k1"): {"region": "SBG5"}, id("ContainerRegistry", "r1"): {"region": "GRA"}}


def servers() -> tuple[Routes, Expected]:
    """One in Roubaix, one in London, each with its Backup Storage; and a virtual one in Gravelines."""
    where = {"ns1.example": "rbx8", "ns2.example": "eri1"}
    return {
        "/1.0/vps": ["vps-1.example"],
        "/1.0/vps/vps-1.example/datacenter": made("vps/Datacenter", country="fr", longName="Gravelines", name="gra"),
        "/1.0/dedicated/server": [*where],
        **{
            f"/1.0/dedicated/server/{name}": made("dedicated/server/Dedicated", name=name, datacenter=place)
            for name, place in where.items()
        },
        **{
            f"/1.0/dedicated/server/{name}/features/backupFTP": made(
                "dedicated/server/BackupFtp", ftpBackupName=f"ftpback-{place}-1.ovh.example", type="included"
            )
            for name, place in where.items()
        },
    }, {
        **{id("DedicatedServer", name, account=ME): {"region": place, "site.country": None} for name, place in where.items()},
        id("Vps", "vps-1.example", account=ME): {"region": "gra", "site.country": None},
        id("BackupStorage", "ns1.example", account=ME): {"name": "ftpback-rbx8-1.ovh.example"},
        id("BackupStorage", "ns2.example", account=ME): {"name": "ftpback-eri1-1.ovh.example"},
    }


def private_cloud() -> tuple[Routes, Expected]:
    """One in Roubaix with the HDS option, its backups replicated to Beauharnois."""
    root = "/1.0/dedicatedCloud/pcc-1"
    backup = made("dedicatedCloud/Backup", state="enabled", replicationZone="bhs1a")
    return {
        "/1.0/dedicatedCloud": ["pcc-1"],
        root: made("dedicatedCloud/DedicatedCloud", serviceName="pcc-1", description="Salle", location="rbx2a"),
        f"{root}/hds": made("dedicatedCloud/Hds", state="enabled"),
        f"{root}/datacenter": [12],
        f"{root}/datacenter/12/backup": backup,
    }, {
        id("PrivateCloud", "pcc-1", account=ME): {"region": "rbx2a", "hds.enabled": True},
        id("PrivateCloudBackup", "pcc-1/12", account=ME): {"flows.backup": [{"region": "bhs1a"}]},
    }


def hosting() -> tuple[Routes, Expected]:
    """A site behind a network, a site without, a zone."""
    return {
        "/1.0/hosting/web": ["mairie.example", "musee.example"],
        "/1.0/hosting/web/mairie.example": made("hosting/web/Service", serviceName="mairie.example", datacenter="gra3", hasCdn=True),
        "/1.0/hosting/web/musee.example": made("hosting/web/Service", serviceName="musee.example", datacenter="p19", hasCdn=False),
        "/1.0/domain/zone": ["mairie.example"],
    }, {
        id("WebHosting", "mairie.example", account=ME): {"region": "gra3", "flows.processing": [{"country": None, "holder": "ovh"}]},
        id("WebHosting", "musee.example", account=ME): {"region": "p19", "flows.processing": None},
        id("DnsZone", "mairie.example", account=ME): {"region": None},
    }


def mail() -> tuple[Routes, Expected]:
    """One of each."""
    return {
        "/1.0/email/domain": ["mairie.example"],
        "/1.0/email/exchange": ["org"],
        "/1.0/email/exchange/org/service": ["exchange-1"],
        "/v2/zimbra/platform": [{"id": "z1"}],
    }, {
        id("MxPlan", "mairie.example", account=ME): {"tags": {}},
        id("Exchange", "exchange-1", account=ME): {"tags": {}},
        id("Zimbra", "z1", account=ME): {"tags": {}},
    }


def files() -> tuple[Routes, Expected]:
    """A share, a filer, a repository of backups in Canada."""
    root = "/1.0/veeamCloudConnect/vcc-1/backupRepository"
    return {
        "/1.0/dedicated/nasha": ["zpool-1"],
        "/1.0/dedicated/nasha/zpool-1": made("dedicated/nasha/Storage", serviceName="zpool-1", datacenter="rbx"),
        "/1.0/storage/netapp": [made("storage/NetAppService", id="n1", name="bureautique", region="SBG")],
        "/1.0/veeamCloudConnect": ["vcc-1"],
        root: ["depot"],
        f"{root}/depot": made("veeamCloudConnect/BackupRepository", inventoryName="depot", replicationZone="bhs1"),
    }, {
        id("NasHa", "zpool-1", account=ME): {"region": "rbx"},
        id("EnterpriseFileStorage", "n1", account=ME): {"region": "SBG"},
        id("VeeamRepository", "vcc-1/depot", account=ME): {"region": "bhs1"},
    }


def logs() -> tuple[Routes, Expected]:
    """A stream archived for longer than it is indexed, and one that is not archived."""
    root = "/1.0/dbaas/logs/ldp-1"
    stream = made("dbaas/logs/Stream", streamId="s1", title="acces", clusterId="c1", retentionId="r1", indexingEnabled=True)
    return {
        "/1.0/dbaas/logs": ["ldp-1"],
        f"{root}/output/graylog/stream": ["s1", "s2"],
        f"{root}/output/graylog/stream/s1": stream | {"coldStorageEnabled": True, "coldStorageRetention": 365},
        f"{root}/output/graylog/stream/s2": stream | {"streamId": "s2", "title": "technique", "coldStorageEnabled": False},
        f"{root}/cluster/c1": made("dbaas/logs/Cluster", clusterId="c1", region="GRA", certificationLevel="HDS"),
        f"{root}/cluster/c1/retention/r1": made("dbaas/logs/ClusterRetention", retentionId="r1", duration="P14D"),
    }, {
        id("LogStream", "ldp-1/s1", account=ME): {"region": "GRA", "retention.max": "P365D", "hds.enabled": True},
        id("LogStream", "ldp-1/s2", account=ME): {"retention.max": "P14D"},
    }


def keys() -> tuple[Routes, Expected]:
    """A key of a domain."""
    return {
        "/v2/okms/resource": [{"id": "o1", "region": "EU_WEST_RBX"}],
        "/v2/okms/resource/o1/serviceKey": [{"id": "k1", "name": "etat-civil", "type": "oct"}],
    }, {id("Key", "o1/k1", account=ME): {"region": "EU_WEST_RBX", "key.manager": "customer"}}


def iam() -> tuple[Routes, Expected]:
    """Rights of a contractor's users, of our own, of somebody whose rights have ended, and of a name that tells nobody."""

    def policy(name: str, *identities: str, **more: Any) -> dict[str, Any]:
        return {"id": name, "name": name, "owner": ME, "identities": list(identities), "readOnly": False, **more}

    ours, theirs = f"urn:v1:eu:identity:user:{ME}/marie", "urn:v1:eu:identity:account:zz9-ovh"
    return {
        "/v2/iam/policy": [
            policy("infogerance", ours, theirs, "urn:v1:eu:identity:group:yy2-ovh/astreinte"),
            policy("agents", ours, f"urn:v1:eu:identity:group:{ME}/dsi"),
            policy("ancien", theirs, expiredAt="2024-01-31T00:00:00Z"),
            policy("autre", "urn:autre"),
        ]
    }, {
        id("IamPolicy", "infogerance", account=ME): {"flows.share": [{"account": "yy2-ovh"}, {"account": "zz9-ovh"}]},
        id("IamPolicy", "autre", account=ME): {"name": "autre"},
    }


def credential() -> tuple[Routes, Expected]:
    """A key that ends at Christmas: no resource."""
    said = {"credentialId": 4242, "expiration": "2026-12-24T10:00:00+01:00", "status": "validated", "creation": "2026-01-01T00:00:00+01:00"}
    return {"/1.0/auth/currentCredential": said}, {}


def delegates() -> tuple[Routes, Expected]:
    """A project that another customer may enter, and whose technical contact is a third."""
    infos = made("services/Service", contactAdmin=ME, contactBilling="bb1-ovh", contactTech="tt3-ovh", domain=P)
    return {f"{ROOT}/acl": ["zz9-ovh"], f"{ROOT}/serviceInfos": infos}, {
        id("ProjectAccess", P): {"flows.share": [{"account": "zz9-ovh"}, {"account": "tt3-ovh"}]}
    }


def backup() -> tuple[Routes, Expected]:
    """A vault in Roubaix with its replica in Warsaw, one of which no bucket is told, and the agent that fills the first."""
    root, ready = "/v2/backupServices/tenant", {"status": "READY"}
    buckets = [{"id": "b1", "region": "eu-west-rbx", "role": "PRIMARY"}, {"id": "b2", "region": "eu-central-waw", "role": "REPLICA"}]
    first = {**ready, "name": "coffre", "region": "EU-WEST-PAR", "vspcTenants": ["s1"], "buckets": buckets}
    return {
        root: [{"id": "t1"}],
        f"{root}/t1/vault": [
            {"id": "v1", "currentState": first},
            {"id": "v2", "currentState": {**ready, "name": "autre", "region": "eu-west-gra", "vspcTenants": [], "buckets": []}},
        ],
        f"{root}/t1/vspc": [{"id": "s1"}],
        f"{root}/t1/vspc/s1/backupAgent": [{"id": "a1", "currentState": {"productResourceName": "ns1.example", "policy": "14d_retention"}}],
    }, {
        id("BackupVault", "v1", account=ME): {"region": "eu-west-rbx", "name": "coffre", "flows.backup": [{"region": "eu-central-waw"}]},
        id("BackupVault", "v2", account=ME): {"region": "eu-west-gra", "flows.backup": None},
        id("BackupAgent", "a1", account=ME): {"name": "ns1.example", "flows.backup": [{"to": id("BackupVault", "v1", account=ME)}]},
    }


def director() -> tuple[Routes, Expected]:
    """An organisation in Strasbourg, its backups replicated to Canada."""
    offer = {"name": "GOLD", "protectionPrimaryRegion": "eu-west-sbg", "protectionReplicatedRegion": "ca-east-bhs"}
    return {
        "/v2/vmwareCloudDirector/organization": [{"id": "org-1", "currentState": {"region": "eu-west-sbg", "fullName": "Ville"}}],
        "/v2/vmwareCloudDirector/backup": [{"id": "bk-1", "currentState": {"azName": "eu-west-sbg-a", "offers": [offer]}}],
    }, {
        id("CloudDirector", "org-1", account=ME): {"region": "eu-west-sbg", "name": "Ville", "site.country": None},
        id("CloudDirectorBackup", "bk-1", account=ME): {"region": "eu-west-sbg", "flows.backup": [{"region": "ca-east-bhs"}]},
    }


SEEDS = {
    "storage": storage,
    "instances": instances,
    "databases": databases,
    "containers": containers,
    "servers": servers,
    "private-cloud": private_cloud,
    "hosting": hosting,
    "mail": mail,
    "files": files,
    "logs": logs,
    "keys": keys,
    "iam": iam,
    "credential": credential,
    "delegates": delegates,
    "backup": backup,
    "director": director,
}
