"""Clusters, registries, files, keys and secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.scaleway.common import id_of, listed, made
from auditor.providers.shapes import seconds, sized
from auditor.providers.thin import said

CLUSTER, REGISTRY, FILES = "Scaleway::KubernetesCluster", "Scaleway::Registry", "Scaleway::FileSystem"
KEY, SECRET = "Scaleway::Key", "Scaleway::Secret"
CLUSTERS = Call("k8s", "ListClusters", (), (CLUSTER,), "clusters", "KubernetesReadOnly", lists=True)
REGISTRIES = Call(
    "registry", "ListNamespaces", ("public.access", "size.used"), (REGISTRY,), "namespaces", "ContainerRegistryReadOnly", lists=True
)
SYSTEMS = Call("file", "ListFileSystems", ("size.allocated",), (FILES,), "filesystems", "FileStorageReadOnly", lists=True)
KEYS = Call("key_manager", "ListKeys", ("key.manager", "key.origin", "key.rotation"), (KEY,), "keys", "KeyManagerReadOnly", lists=True)
SECRETS = Call("secret", "ListSecrets", ("encryption.key",), (SECRET,), "secrets", "SecretManagerReadOnly", lists=True)
ORIGINS = {"scaleway_kms": "provider", "external": "imported"}


def collect(reader: Reader) -> Iterator[Resource]:
    """Each list tells all there is to tell."""
    for one in listed(reader, CLUSTERS, "/k8s/v1/regions/{region}/clusters"):
        yield made(reader, CLUSTER, one, {}, CLUSTERS)
    for one in listed(reader, REGISTRIES, "/registry/v1/regions/{region}/namespaces"):
        yield made(reader, REGISTRY, one, {"public.access": said(one, "is_public", REGISTRIES), **sized(used=one.get("size"))}, REGISTRIES)
    for one in listed(reader, SYSTEMS, "/file/v1alpha1/regions/{region}/filesystems"):
        yield made(reader, FILES, one, sized(allocated=one.get("size")), SYSTEMS)
    for one in listed(reader, KEYS, "/key-manager/v1alpha1/regions/{region}/keys"):
        yield made(reader, KEY, one, _key(one), KEYS)
    for one in listed(reader, SECRETS, "/secret-manager/v1beta1/regions/{region}/secrets"):
        # Without a key of one's own it is Scaleway's.
        key = one.get("key_id")
        facts = {"encryption.key": id_of(reader, KEY, one.get("region"), key)} if key else {}
        yield made(reader, SECRET, one, facts, SECRETS)


def _key(one: Mapping[str, object]) -> dict[str, Any]:
    """Who has it made decides over it."""
    origin = said(one, "origin", KEYS)
    return {
        "key.manager": lift(lambda _: "customer", origin),
        "key.origin": lift(lambda name: ORIGINS.get(name) or Unknown.of("not_collected", f"a key of the origin {name}"), origin),
        "key.rotation": _rotation(one.get("rotation_policy")),
    }


def _rotation(policy: object) -> Any:
    if policy is None:
        return Unknown(KEYS.reason("empty_answer"))
    return lift(lambda told: seconds(int(float(str(told["rotation_period"]).rstrip("s")))), policy)


COLLECTOR = Collector(
    "platform",
    {CLUSTER: "application", REGISTRY: "registry", FILES: "file_system", KEY: "key", SECRET: "secret"},
    (CLUSTERS, REGISTRIES, SYSTEMS, KEYS, SECRETS),
    collect,
)
