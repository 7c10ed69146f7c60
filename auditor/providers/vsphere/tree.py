"""The inventory of a vCenter: what lies in which folder, cluster and datacentre, and so on which site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple
from urllib.parse import unquote

from auditor.providers.observing import Unknown
from auditor.providers.vsphere.calls import VIEW, Retrieve

PLACED = ("name", "parent")
_TREE = Retrieve(
    "vim",
    "ListInventory",
    permission=VIEW,
    seeks=(
        ("Folder", PLACED),
        ("Datacenter", PLACED),
        ("ComputeResource", PLACED),
        ("ResourcePool", PLACED),
        ("HostSystem", PLACED),
        ("Datastore", (*PLACED, "summary.type", "info", "host")),
    ),
)


def inventory(*feeds: str) -> Retrieve:
    """The call that reads the inventory: it tells the region, and what else a collector makes of it."""
    return replace(_TREE, feeds=("region", *feeds))


DATACENTRE, DATASTORE = "Datacenter", "Datastore"
CLUSTERS = frozenset({"ComputeResource", "ClusterComputeResource"})
VSAN, SHARED = "vsan", frozenset({"NFS", "NFS41", "CIFS"})
OUT_OF_SIGHT = Unknown(_TREE.reason("access_denied", "its datacentre is out of sight"))
Node = Mapping[str, Any]


class Where(NamedTuple):
    """A place: its region, and the names by which `sites` may declare it, the nearest first."""

    region: Any
    sites: tuple[str, ...] = ()


class Tree:
    """Bound to what one reading of the inventory brought."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes = {str(node["id"]): node for node in nodes}
        self._stores = {(self.datacentre(node["id"]), called(node)): node for node in self.of(DATASTORE)}

    def of(self, kind: str) -> Iterator[Node]:
        """Every object of a type."""
        return (node for node in self.nodes.values() if node["type"] == kind)

    def above(self, id: str | None) -> Iterator[Node]:
        """An object and all that holds it, up to the root folder."""
        seen: set[str] = set()
        while id is not None and id in self.nodes and id not in seen:
            seen.add(id)
            yield self.nodes[id]
            id = moid(self.nodes[id].get("parent"))

    def datacentre(self, id: str | None) -> str | None:
        """The name of the datacentre that an object lies in."""
        return next((called(node) for node in self.above(id) if node["type"] == DATACENTRE), None)

    def cluster(self, host: str | None) -> str | None:
        """The name of the cluster that a host is of, or of the host that stands alone."""
        return next((called(node) for node in self.above(host) if node["type"] in CLUSTERS), None)

    def run(self, host: str | None, *others: str | None) -> Where:
        """Where something runs: by its host, else by whatever else it lies in."""
        datacentre = next((found for id in (host, *others) if (found := self.datacentre(id))), None)
        names = [called(self.nodes[host])] if host in self.nodes else []
        return _at(datacentre, *names, self.cluster(host))

    def kept(self, store: str | None) -> Where:
        """Where what lies on a datastore is: on the server that it is mounted from, in the hosts it is made of, or in the datacentre."""
        node = self.nodes.get(store or "")
        if node is None:
            return Where(OUT_OF_SIGHT)
        if isinstance(node.get("info"), Unknown):
            return Where(node["info"])
        datacentre, name, server = self.datacentre(store), called(node), self.server(node)
        if server:
            return Where(server, (*([f"{datacentre}/{name}"] if datacentre else []), f"{server}/{name}", server))
        hosts = [moid(mount.key) for mount in node.get("host") or ()] if within(node) else []
        clusters = {self.cluster(host) for host in hosts}
        alone = [called(self.nodes[one]) for one in hosts if one in self.nodes] if len(hosts) == 1 else []
        return _at(datacentre, name, *alone, *(clusters if len(clusters) == 1 else ()))

    def named(self, path: object, near: str | None) -> str | None:
        """The datastore of a path as vSphere writes it, `[datastore] folder/file`, in the datacentre of an object near it."""
        node = self._stores.get((self.datacentre(near), store_of(path)))
        return str(node["id"]) if node else None

    def server(self, node: Node) -> str | None:
        """The file server that a datastore is mounted from; None for one on disks of the hosts, or of an array that they see as such."""
        nas = getattr(node.get("info"), "nas", None)
        return str(nas.remoteHost) if nas is not None and nas.remoteHost else None


def within(node: Node) -> bool:
    """Whether a datastore is made of disks that are in its hosts."""
    return node.get("summary.type") == VSAN or bool(getattr(getattr(node.get("info"), "vmfs", None), "local", None))


def called(node: Node) -> str:
    """The name of an object; vSphere writes three of its characters as URLs do."""
    return unquote(str(node["name"]))


def store_of(path: object) -> str:
    """The name of the datastore of a path as vSphere writes it."""
    return str(path or "").partition("]")[0].removeprefix("[")


def moid(reference: object) -> str | None:
    """The id that a reference to an object holds; None where it was not told."""
    return getattr(reference, "_moId", None)


def _at(datacentre: str | None, *zones: str | None) -> Where:
    if datacentre is None:
        return Where(OUT_OF_SIGHT)
    return Where(datacentre, (*(f"{datacentre}/{zone}" for zone in zones if zone), datacentre))
