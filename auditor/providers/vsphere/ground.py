"""What every collector of a vCenter stands on: the inventory, who may take what lies there, what people wrote on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.thin import named
from auditor.providers.vsphere import labels, shares
from auditor.providers.vsphere.calls import Retrieve
from auditor.providers.vsphere.tree import Tree, Where

CALLS: tuple[Call, ...] = (shares.PERMISSIONS, shares.ROLES, *labels.CALLS)
API = "https://developer.broadcom.com/xapis/vsphere-web-services-api/latest"


class Ground(NamedTuple):
    """Each of them Unknown where it was not read."""

    reader: Reader
    tree: Any
    shares: Any
    labels: Any

    def run(self, *ids: str | None) -> Where:
        """`Tree.run`, of what was read."""
        return self.tree.run(*ids) if isinstance(self.tree, Tree) else Where(self.tree)

    def kept(self, store: str | None) -> Where:
        """`Tree.kept`, of what was read."""
        return self.tree.kept(store) if isinstance(self.tree, Tree) else Where(self.tree)

    def named(self, path: object, near: str | None) -> str | None:
        """`Tree.named`, of what was read."""
        return self.tree.named(path, near) if isinstance(self.tree, Tree) else None

    def shared(self, id: str, where: Where, *holders: str | None) -> Any:
        """The flows to strangers who may take an object, by what holds it."""
        return shares.taken(self.shares, id, where, *holders)

    def written(self, node: Mapping[str, object]) -> Any:
        """The labels of an object."""
        return labels.written(self.labels, node)


def ground(reader: Reader, inventory: Retrieve) -> Ground:
    """Read it, once a unit."""
    tree = tree_of(reader, inventory)
    return Ground(reader, tree, shares.shares(reader, tree), labels.labels(reader))


def id_of(reader: Reader, native_type: str, identifier: str) -> str:
    """The id of something of the same vCenter, by the one that it has there."""
    return named(reader, native_type, identifier)


def said(node: Mapping[str, object], path: str, call: Call) -> Any:
    """A property that an object always has: without it, nobody said it."""
    value = node.get(path)
    return Unknown(call.reason("empty_answer", f"no {path}")) if value is None else value


def tree_of(reader: Reader, inventory: Retrieve) -> Any:
    """The inventory; there always is a root folder."""
    return lift(lambda nodes: Tree(nodes) if nodes else Unknown(inventory.reason("empty_answer")), reader.all(inventory))
