"""How what lies in a vCenter is encrypted: by the machine's own key, or by that of the vSAN cluster it lies on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.thin import named
from auditor.providers.vsphere.calls import READ, Method
from auditor.providers.vsphere.tree import VSAN, Tree, moid

KEY = "VMware::KeyProvider"
SEALED = ("encryption.at_rest", "encryption.key")
CLUSTER = Method(
    "vsan",
    "GetClusterConfig",
    feeds=SEALED,
    permission=READ,
    managed="vim.cluster.VsanVcClusterConfigSystem",
    method="GetConfigInfoEx",
    object="vsan-cluster-config-system",
    endpoint="/vsanHealth",
)
SEVERAL = Unknown(CLUSTER.reason("not_collected", "a vSAN datastore of several clusters"))
Sealed = dict[str, Any]


def sealed_by(reader: Reader, key: object) -> Sealed:
    """What a key id says; nothing where there is none, which is no encryption by vSphere."""
    provider = getattr(getattr(key, "providerId", None), "id", None)
    return {"encryption.at_rest": key is not None, "encryption.key": named(reader, KEY, str(provider)) if provider else None}


class Stores:
    """How datastores encrypt what lies on them. Where the inventory was not read, any of them may be of a vSAN cluster."""

    def __init__(self, reader: Reader, tree: object) -> None:
        self._sealed = of_stores(reader, tree) if isinstance(tree, Tree) else {}
        self._unread = tree if isinstance(tree, Unknown) else None

    def of(self, store: object, otherwise: Sealed) -> Sealed:
        """What encrypts a datastore; `otherwise` when nothing says that it encrypts by itself."""
        unread = store if isinstance(store, Unknown) else self._unread
        return dict.fromkeys(SEALED, unread) if unread else self._sealed.get(str(store), otherwise)


def of_stores(reader: Reader, tree: Tree) -> Mapping[str, Sealed]:
    """Each vSAN datastore → how its cluster encrypts it; nothing of any other."""
    stores = [node for node in tree.of("Datastore") if node.get("summary.type") == VSAN]
    asked: dict[str, Sealed] = {}
    found: dict[str, Sealed] = {}
    for store in stores:
        clusters = {_cluster(tree, moid(mount.key)) for mount in store.get("host") or ()} - {None}
        if len(clusters) != 1:
            found[str(store["id"])] = dict.fromkeys(SEALED, SEVERAL)
            continue
        (cluster,) = clusters
        if str(cluster) not in asked:
            asked[str(cluster)] = _of_cluster(reader, str(cluster))
        found[str(store["id"])] = asked[str(cluster)]
    return found


def _of_cluster(reader: Reader, cluster: str) -> Sealed:
    told = reader.get(CLUSTER, cluster=cluster)
    config = lift(lambda answer: answer.dataEncryptionConfig or False, told)
    on = lift(lambda one: bool(one and one.encryptionEnabled), config)
    provider = lift(lambda one: named(reader, KEY, str(one.kmsProviderId.id)) if one and one.encryptionEnabled else None, config)
    return {"encryption.at_rest": on, "encryption.key": provider}


def _cluster(tree: Tree, host: str | None) -> str | None:
    return next((str(node["id"]) for node in tree.above(host) if node["type"] == "ClusterComputeResource"), None)
