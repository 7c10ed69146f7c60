"""Key providers: where the keys of encrypted machines and of vSAN are, by the address of each server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.shapes import flows
from auditor.providers.vsphere.calls import Retrieve
from auditor.providers.vsphere.ground import API, id_of
from auditor.providers.vsphere.keys import KEY

PROVIDERS = Retrieve(
    "vim",
    "ListKeyProviders",
    feeds=("key.manager", "key.origin", "key.holder", "flows.replication"),
    permission="Cryptographer.ReadKeyServersInfo",
    lists=True,
    seeks=(("encryption.CryptoManagerKmip", ("kmipServers",)),),
    of_one="cryptoManager",
)
NATIVE = "nativeProvider"
INSIDE = Unknown(PROVIDERS.reason("not_collected", "a native provider lies in the vCenter, of which vSphere does not say where it runs"))
UNSAID = Unknown(PROVIDERS.reason("not_collected", "vSphere does not tell it of keys"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every provider of keys of the vCenter."""
    for cluster in reader.pages(PROVIDERS):
        name = str(cluster.clusterId.id)
        native = str(cluster.managementType) == NATIVE
        servers = [str(server.address) for server in cluster.servers or () if server.address]
        facts = {
            "key.manager": "customer" if native else "external",
            "key.origin": "provider" if native else "external_store",
            "key.holder": None if native else _first(servers),
            "key.rotation": UNSAID,
            "flows.replication": flows({"to": f"kmip://{one}", "region": one} for one in servers[1:]),
        }
        where: Any = INSIDE if native else _first(servers)
        yield reader.resource(KEY, id_of(reader, KEY, name), name, facts, {}, where, zone=() if isinstance(where, Unknown) else (where,))


def _first(servers: list[str]) -> Any:
    return servers[0] if servers else Unknown(PROVIDERS.reason("empty_answer", "no server"))


COLLECTOR = Collector(
    service="key-providers",
    native_types={KEY: "key"},
    calls=(PROVIDERS,),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("key.aliases", "key.multi_region", "flows.share"),
            f"{API}/vim.encryption.KmipClusterInfo.html: a provider has one name, its servers, and no grants",
        ),
    ),
)
