"""What the stubbed OpenStack holds: for each service its answers, and the facts that must be read in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.emulators.json import Answer
from tests.emulators.openstack import OTHER, PROJECT, counted, linked, marked

STRANGER = "5eed5eed5eed5eed5eed5eed5eed5eed"
REGION = "GRA"
KEY = "8b7c6d5e-0000-4000-8000-000000000001"


def ours(native_type: str, identifier: str, region: str = REGION, project: str = PROJECT) -> str:
    """The id of a thing."""
    return f"openstack:{project}:{region}:OpenStack::{native_type}:{identifier}"


@dataclass(frozen=True)
class Seed:
    """One service: what each path below the region answers, which call a path belongs to (by its end), what is found."""

    routes: Mapping[str, Any]
    calls: Mapping[str, str]
    expected: Mapping[str, Mapping[str, Any]]
    small: Mapping[str, Any] = field(default_factory=dict)
    """The same lists in pages of one element."""


def _volume(identifier: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"encrypted": False, "encryption_key_id": None, "metadata": {}, "availability_zone": "az1", "snapshot_id": None}
    return {"id": identifier, "name": f"disque-{identifier}", "source_volid": None, **plain, **more}


VOLUMES = [
    _volume("v1", encrypted=True, encryption_key_id=KEY, metadata={"rgpd:categorie": "sante"}, availability_zone="az2"),
    _volume("v2", snapshot_id="s1", replication_status="enabled"),
    _volume("v3", source_volid="v2", name="", encrypted=True, encryption_key_id="00000000-0000-0000-0000-000000000000"),
    _volume("v4", volume_image_metadata={"image_id": "i1"}),
]
SNAPSHOTS: list[dict[str, Any]] = [
    {"id": "s1", "name": "veille", "volume_id": "v1", "metadata": {}},
    {"id": "s2", "name": "seul", "volume_id": "v4", "metadata": {}},
]
BACKUPS: list[dict[str, Any]] = [
    {"id": "b1", "name": "nuit", "volume_id": "v1", "availability_zone": "az9", "encryption_key_id": KEY},
    {"id": "b2", "name": "soir", "volume_id": "v2", "availability_zone": "az1", "encryption_key_id": None},
]
TRANSFERS = [{"id": "t1", "volume_id": "v4", "name": "vers qui?"}]
VOLUME_PATH = f"/{REGION}/volume/v3/{PROJECT}"
CINDER = Seed(
    routes={
        f"{VOLUME_PATH}/volumes/detail": linked(VOLUMES, "volumes"),
        f"{VOLUME_PATH}/snapshots/detail": linked(SNAPSHOTS, "snapshots"),
        f"{VOLUME_PATH}/backups/detail": linked(BACKUPS, "backups"),
        f"{VOLUME_PATH}/os-volume-transfer/detail": {"transfers": TRANSFERS},
    },
    small={
        f"{VOLUME_PATH}/volumes/detail": linked(VOLUMES, "volumes", 1),
        f"{VOLUME_PATH}/snapshots/detail": linked(SNAPSHOTS, "snapshots", 1),
        f"{VOLUME_PATH}/backups/detail": linked(BACKUPS, "backups", 1),
    },
    calls={
        "/volumes/detail": "cinder:ListVolumes",
        "/snapshots/detail": "cinder:ListSnapshots",
        "/backups/detail": "cinder:ListBackups",
        "/os-volume-transfer/detail": "cinder:ListTransfers",
    },
    expected={
        ours("Cinder::Replication", "v2"): {
            "flows.copy": [{"source": ours("Cinder::Volume", "v2"), "to": "replication:v2"}],
            "flows.share": None,
        },
        ours("Cinder::Volume", "v1"): {
            "encryption.at_rest": True,
            "encryption.key": ours("Barbican::Key", KEY),
            "origin": None,
            "flows.share": None,
            "tags": {"rgpd:categorie": "sante"},
            "name": "disque-v1",
        },
        ours("Cinder::Volume", "v2"): {"encryption.at_rest": False, "encryption.key": None, "origin": ours("Cinder::Snapshot", "s1")},
        ours("Cinder::Volume", "v3"): {"encryption.key": None, "origin": ours("Cinder::Volume", "v2"), "name": "v3"},
        ours("Cinder::Volume", "v4"): {"origin": ours("Glance::Image", "i1"), "flows.share": [{"to": "transfer:t1"}]},
        ours("Cinder::Snapshot", "s1"): {
            "origin": ours("Cinder::Volume", "v1"),
            "encryption.at_rest": True,
            "encryption.key": ours("Barbican::Key", KEY),
            "public.access": False,
            "lock.min": None,
            "flows.share": None,
        },
        ours("Cinder::Snapshot", "s2"): {"encryption.at_rest": False, "flows.share": [{"to": "transfer:t1"}]},
        ours("Cinder::Backup", "b1"): {"origin": ours("Cinder::Volume", "v1"), "encryption.key": ours("Barbican::Key", KEY)},
        ours("Cinder::Backup", "b2"): {"origin": ours("Cinder::Volume", "v2"), "flows.share": None},
    },
)

MINE = {"owner": PROJECT, "tags": [], "os_hidden": False}
IMAGES = [
    {"id": "i1", "name": "socle", "visibility": "public", **MINE},
    {"id": "i2", "name": "", "visibility": "community", **MINE},
    {
        "id": "i3",
        "name": "srv-paie",
        "visibility": "shared",
        **MINE,
        "tags": ["paie"],
        "rgpd:categorie": "rh",
        "block_device_mapping": json.dumps([{"boot_index": 0}, {"snapshot_id": "s1"}]),
        "instance_uuid": "m1",
        "direct_url": "swift+https://user:secret@host/x",
    },
    {"id": "i4", "name": "seule", "visibility": "private", **MINE, "stores": "paris,lyon", "cinder_encryption_key_id": KEY},
    {"id": "i5", "name": "pas à nous", "visibility": "public", **MINE, "owner": OTHER},
]
HIDDEN = [{"id": "i6", "name": "cachée", "visibility": "private", **MINE, "os_hidden": True, "instance_uuid": "m1"}]
MEMBERS = [
    {"member_id": STRANGER, "status": "accepted"},
    {"member_id": OTHER, "status": "pending"},
    {"member_id": "x", "status": "rejected"},
]
IMAGE_PATH = f"/{REGION}/image/v2/images"


def _images(size: int) -> Any:
    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        return linked(HIDDEN if query["os_hidden"] == "true" else IMAGES, "images", size)(query)

    return answer


GLANCE = Seed(
    routes={IMAGE_PATH: _images(1000), f"{IMAGE_PATH}/i3/members": {"members": MEMBERS}},
    small={IMAGE_PATH: _images(1)},
    calls={"/images": "glance:ListImages", "/members": "glance:ListMembers"},
    expected={
        ours("Glance::Image", "i1"): {"public.access": True, "origin": None, "flows.share": None, "flows.replication": None, "tags": {}},
        ours("Glance::Image", "i2"): {"public.access": True, "name": "i2"},
        ours("Glance::Image", "i3"): {
            "public.access": False,
            "flows.share": [{"account": STRANGER, "region": REGION}, {"account": OTHER, "region": REGION}],
            "origin": ours("Cinder::Snapshot", "s1"),
            "tags": {"rgpd:categorie": "rh", "instance_uuid": "m1", "paie": ""},
        },
        ours("Glance::Image", "i4"): {"encryption.at_rest": True, "encryption.key": ours("Barbican::Key", KEY)},
        ours("Glance::Image", "i6"): {"origin": ours("Nova::Server", "m1"), "public.access": False},
    },
)

OBJECTS = f"/{REGION}/object/v1/AUTH_{PROJECT}"
EXPIRES = {"x-container-object-count": "1", "x-container-bytes-used": "1", "x-timestamp": "1"}
HEADS: dict[str, dict[str, str]] = {
    "archives": {"X-Container-Meta-Rgpd-Categorie": "rh", "X-Versions-Enabled": "True", "X-Container-Read": f"{PROJECT}:*"},
    "cle": {"X-Container-Meta-Temp-Url-Key": "tres-secret"},
    "partage": {"X-Container-Read": f"{STRANGER}:*,*:u9", "X-Container-Write": f"{OTHER}:u1", "X-History-Location": "archives"},
    "site": {"X-Container-Read": ".r:*,.rlistings"},
    "synchro": {"X-Container-Sync-To": f"//nation/SBG/AUTH_{PROJECT}/archives"},
}
SWIFT = Seed(
    routes={
        OBJECTS: marked([{"name": name, "count": 1, "bytes": 1} for name in HEADS]),
        f"HEAD {OBJECTS}": Answer(None, {"X-Account-Container-Count": "5"}, 204),
        **{f"HEAD {OBJECTS}/{name}": Answer(None, {**EXPIRES, **headers}, 204) for name, headers in HEADS.items()},
    },
    small={OBJECTS: marked([{"name": name, "count": 1, "bytes": 1} for name in HEADS], 1)},
    calls={
        f"HEAD {OBJECTS}": "swift:GetAccountMetadata",
        OBJECTS: "swift:ListContainers",
        **{f"HEAD {OBJECTS}/{name}": "swift:GetContainerMetadata" for name in HEADS},
    },
    expected={
        ours("Swift::Container", "archives"): {
            "public.access": False,
            "versioning.enabled": True,
            "flows.share": None,
            "flows.replication": None,
            "flows.logs": None,
            "replication.foreign": None,
            "tags": {"rgpd-categorie": "rh"},
        },
        ours("Swift::Container", "cle"): {"tags": {}, "versioning.enabled": False, "retention.noncurrent_max": "P0D"},
        ours("Swift::Container", "partage"): {
            "flows.share": [
                {"holder": "u9", "region": REGION},
                {"account": STRANGER, "region": REGION},
                {"account": OTHER, "region": REGION},
            ],
            "versioning.enabled": True,
        },
        ours("Swift::Container", "site"): {"public.access": True, "flows.share": None},
        ours("Swift::Container", "synchro"): {
            "flows.replication": [{"to": ours("Swift::Container", "archives", "SBG"), "account": PROJECT}],
        },
    },
)

SERVERS: list[dict[str, Any]] = [
    {"id": f"m{number}", "name": f"srv-{number}", "metadata": {"n": str(number)}, "tags": ["web"]} for number in (1, 2)
]
SERVER_PATH = f"/{REGION}/compute/v2.1/servers/detail"
NOVA = Seed(
    routes={SERVER_PATH: linked(SERVERS, "servers")},
    small={SERVER_PATH: linked(SERVERS, "servers", 1)},
    calls={"/servers/detail": "nova:ListServers"},
    expected={ours("Nova::Server", f"m{number}"): {"tags": {"n": str(number), "web": ""}, "site.country": None} for number in (1, 2)},
)

SHARES: list[dict[str, Any]] = [
    {"id": "f1", "name": "commun", "metadata": {}, "has_replicas": True, "replication_type": "dr", "availability_zone": "az1"},
    {"id": "f2", "name": "ouvert", "metadata": {}, "has_replicas": False, "replication_type": None, "encryption_key_ref": KEY},
]
RULES = {"f1": [("ip", "10.0.0.0/8"), ("ip", "8.8.8.0/24"), ("user", "anne")], "f2": [("ip", "0.0.0.0/0")]}
COPIES = [
    {"id": "r1", "replica_state": "active", "availability_zone": "az1"},
    {"id": "r2", "replica_state": "in_sync", "availability_zone": "az9"},
]
SHARE_SNAPSHOTS: list[dict[str, Any]] = [
    {"id": "fs1", "name": "veille", "share_id": "f2", "metadata": {}},
    {"id": "fs2", "name": "", "share_id": "f1"},
]
SHARE_PATH = f"/{REGION}/share/v2"


def _rules(query: Mapping[str, str]) -> dict[str, Any]:
    return {"access_list": [{"access_type": kind, "access_to": to, "id": to} for kind, to in RULES[query["share_id"]]]}


MANILA = Seed(
    routes={
        f"{SHARE_PATH}/shares/detail": counted(SHARES, "shares"),
        f"{SHARE_PATH}/snapshots/detail": counted(SHARE_SNAPSHOTS, "snapshots"),
        f"{SHARE_PATH}/share-access-rules": _rules,
        f"{SHARE_PATH}/share-replicas/detail": {"share_replicas": COPIES},
    },
    small={
        f"{SHARE_PATH}/shares/detail": counted(SHARES, "shares", 1),
        f"{SHARE_PATH}/snapshots/detail": counted(SHARE_SNAPSHOTS, "snapshots", 1),
    },
    calls={
        "/shares/detail": "manila:ListShares",
        "/snapshots/detail": "manila:ListSnapshots",
        "/share-access-rules": "manila:ListAccessRules",
        "/share-replicas/detail": "manila:ListReplicas",
    },
    expected={
        ours("Manila::Share", "f1"): {
            "public.access": False,
            "flows.share": [{"holder": "8.8.8.0/24"}],
            "flows.replication": [{"to": ours("Manila::Replica", "r2"), "region": REGION, "account": PROJECT}],
            "backup.retention": None,
            "flows.copy": None,
        },
        ours("Manila::Share", "f2"): {
            "public.access": True,
            "flows.share": None,
            "flows.replication": None,
            "encryption.at_rest": True,
            "encryption.key": ours("Barbican::Key", KEY),
        },
        ours("Manila::Snapshot", "fs1"): {"origin": ours("Manila::Share", "f2"), "encryption.at_rest": True, "public.access": False},
        ours("Manila::Snapshot", "fs2"): {"origin": ours("Manila::Share", "f1"), "lock.min": None, "flows.share": None},
    },
)

INSTANCES = [{"id": "d1", "name": "etat-civil"}, {"id": "d2", "name": "lecture"}]
DETAILS = {
    "d1": {"id": "d1", "access": {"is_public": True, "allowed_cidrs": ["10.0.0.0/8", "0.0.0.0/0"]}, "replicas": [{"id": "d2"}]},
    "d2": {"id": "d2", "access": {"is_public": False}, "replica_of": {"id": "d1"}},
}
DUMPS = [
    {"id": "db1", "name": "nuit", "instance_id": "d1", "locationRef": f"http://swift/v1/AUTH_{PROJECT}/database_backups/x.xbstream.gz.enc"},
    {"id": "db2", "name": "clair", "instance_id": "d2", "locationRef": f"http://swift/v1/AUTH_{PROJECT}/database_backups/y.xbstream.gz"},
]
DATABASE_PATH = f"/{REGION}/database/v1.0/{PROJECT}"


def _links(elements: list[dict[str, Any]], name: str) -> Any:
    """Trove's lists, whose links lie beside in a list of their own."""

    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        said = linked(elements, name, 1)(query)
        return {name: said[name], "links": said.get(f"{name}_links", [])}

    return answer


TROVE = Seed(
    routes={
        f"{DATABASE_PATH}/instances": {"instances": INSTANCES},
        f"{DATABASE_PATH}/backups": {"backups": DUMPS},
        **{f"{DATABASE_PATH}/instances/{name}": {"instance": said} for name, said in DETAILS.items()},
    },
    small={f"{DATABASE_PATH}/instances": _links(INSTANCES, "instances"), f"{DATABASE_PATH}/backups": _links(DUMPS, "backups")},
    calls={"/instances": "trove:ListInstances", "/backups": "trove:ListBackups", "/d1": "trove:GetInstance", "/d2": "trove:GetInstance"},
    expected={
        ours("Trove::Instance", "d1"): {
            "public.access": True,
            "origin": None,
            "flows.replication": [{"to": ours("Trove::Instance", "d2")}],
            "flows.backup": [{"to": ours("Trove::Backup", "db1")}],
            "backup.retention": None,
        },
        ours("Trove::Instance", "d2"): {"public.access": False, "origin": ours("Trove::Instance", "d1"), "flows.replication": None},
        ours("Trove::Backup", "db1"): {"encryption.at_rest": True, "origin": ours("Trove::Instance", "d1")},
        ours("Trove::Backup", "db2"): {"encryption.at_rest": False, "encryption.key": None},
    },
)

KEY_PATH = f"/{REGION}/key-manager/v1"


def _secret(identifier: str, kind: str, name: str | None) -> dict[str, Any]:
    return {"secret_ref": f"http://behind.proxy/v1/secrets/{identifier}", "secret_type": kind, "name": name, "status": "ACTIVE"}


SECRETS = [_secret(KEY, "symmetric", "disques"), _secret("k2", "private", None), _secret("k3", "passphrase", "mot de passe de l'appli")]


def _secrets(size: int) -> Any:
    def answer(query: Mapping[str, str]) -> dict[str, Any]:
        start = int(query.get("offset", 0))
        said: dict[str, Any] = {"secrets": SECRETS[start : start + size], "total": len(SECRETS)}
        return said | (
            {"next": f"http://behind.proxy/v1/secrets?limit={size}&offset={start + size}"} if start + size < len(SECRETS) else {}
        )

    return answer


BARBICAN = Seed(
    routes={
        f"{KEY_PATH}/secrets": _secrets(100),
        f"{KEY_PATH}/orders": {"orders": [{"order_ref": "o", "secret_ref": SECRETS[0]["secret_ref"]}], "total": 1},
        f"{KEY_PATH}/secrets/{KEY}/acl": {"read": {"project-access": True, "users": ["u7"]}},
        f"{KEY_PATH}/secrets/k2/acl": {"read": {"project-access": True}},
        f"{KEY_PATH}/secrets/k3/acl": {"read": {"project-access": True, "users": ["u8"]}},
    },
    small={f"{KEY_PATH}/secrets": _secrets(1)},
    calls={"/secrets": "barbican:ListSecrets", "/orders": "barbican:ListOrders", "/acl": "barbican:GetSecretAcl"},
    expected={
        ours("Barbican::Key", KEY): {
            "key.manager": "customer",
            "key.origin": "provider",
            "key.rotation": None,
            "flows.share": [{"holder": "u7", "region": REGION}],
        },
        ours("Barbican::Key", "k2"): {"key.origin": "imported", "flows.share": None, "name": "k2"},
        ours("Barbican::Content", "k3"): {"public.access": False, "flows.share": [{"holder": "u8", "region": REGION}]},
    },
)

CLUSTERS: list[dict[str, Any]] = [{"uuid": f"c{number}", "name": f"k8s-{number}", "labels": {"n": str(number)}} for number in (1, 2)]
CLUSTER_PATH = f"/{REGION}/magnum/v1/clusters"
MAGNUM = Seed(
    routes={CLUSTER_PATH: linked(CLUSTERS, "clusters")},
    small={CLUSTER_PATH: linked(CLUSTERS, "clusters", 1)},
    calls={"/clusters": "magnum:ListClusters"},
    expected={ours("Magnum::Cluster", f"c{number}"): {"tags": {"n": str(number)}} for number in (1, 2)},
)
NODES: list[dict[str, Any]] = [
    {"uuid": f"n{number}", "name": None, "extra": {"salle": number}, "driver_info": {"ipmi_password": "x"}} for number in (1, 2)
]
NODE_PATH = f"/{REGION}/baremetal/v1/nodes/detail"
IRONIC = Seed(
    routes={NODE_PATH: linked(NODES, "nodes")},
    small={NODE_PATH: linked(NODES, "nodes", 1)},
    calls={"/nodes/detail": "ironic:ListNodes"},
    expected={ours("Ironic::Node", f"n{number}"): {"tags": {"salle": str(number)}, "name": f"n{number}"} for number in (1, 2)},
)
SEEDS: Mapping[str, Seed] = {
    "barbican": BARBICAN,
    "cinder": CINDER,
    "glance": GLANCE,
    "ironic": IRONIC,
    "magnum": MAGNUM,
    "manila": MANILA,
    "nova": NOVA,
    "swift": SWIFT,
    "trove": TROVE,
}
