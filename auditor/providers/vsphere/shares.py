"""Who may take what lies in a vCenter: its permissions, of identities that are not the authority's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows
from auditor.providers.vsphere.calls import VIEW, Method, Retrieve
from auditor.providers.vsphere.tree import Tree, Where, moid

SHARES = ("flows.share",)
PERMISSIONS = Method(
    "vim",
    "ListPermissions",
    feeds=SHARES,
    permission=VIEW,
    managed="vim.AuthorizationManager",
    method="RetrieveAllPermissions",
    manager="authorizationManager",
)
ROLES = Retrieve(
    "vim", "ListRoles", feeds=SHARES, permission=VIEW, seeks=(("AuthorizationManager", ("roleList",)),), of_one="authorizationManager"
)
OWN = "vsphere.local"
"""The domain that every vCenter has for itself."""
TAKES = (
    "VirtualMachine.",
    "Datastore.",
    "VApp.",
    "Resource.",
    "Host.Config.",
    "Host.Local.",
    "Authorization.",
    "ContentLibrary.",
    "Cryptographer.",
    "StoragePod.",
)
"""How privileges begin that lead to content, or to a right to it; who only sees that something is there takes nothing."""
LOOKS = frozenset({"Cryptographer.ReadKeyServersInfo", "ContentLibrary.GetConfiguration", "Resource.QueryVMotion"})


class Shares:
    """Bound to the permissions of a vCenter. `domains` are those whose identities are its own; None when nobody declared them."""

    def __init__(self, permissions: Iterable[Any], roles: Iterable[Any], tree: Tree, domains: frozenset[str] | None) -> None:
        taking = {role.roleId for role in roles if any(_takes(one) for one in role.privilege or ())}
        self._tree, self._domains = tree, domains
        self._of: dict[str, dict[str, tuple[bool, bool]]] = {}
        for one in permissions:
            said = (one.roleId in taking, bool(one.propagate))
            self._of.setdefault(str(moid(one.entity)), {})[str(one.principal)] = said

    def of(self, id: str, where: Where, *holders: str | None) -> Any:
        """The flows to strangers who may take an object: by a permission of its own, or by one that comes down from what holds it."""
        if isinstance(where.region, Unknown):
            return where.region
        takers = sorted({name for holder in holders or (id,) for name in self._takers(id, holder)})
        strange = [name for name in takers if _domain(name) not in (self._domains or ()) and _domain(name) not in ("", OWN)]
        if strange and self._domains is None:
            # It may be the authority's own directory.
            whose = ", ".join(sorted({_domain(name) for name in strange}))
            return Unknown(
                PERMISSIONS.reason("not_answered", f"whose identities are these: {whose}; declare the authority's own as `domains`")
            )
        return flows({"holder": name, "region": where.region, "sites": where.sites} for name in strange)

    def _takers(self, id: str, holder: str | None) -> Iterator[str]:
        """Of each identity the nearest permission on the way up counts, and no other."""
        decided: set[str] = set()
        for step, one in enumerate((id, *(str(node["id"]) for node in self._tree.above(holder) if node["id"] != id))):
            for name, (takes, propagates) in self._of.get(one, {}).items():
                if name in decided or not (propagates or step == 0):
                    continue
                decided.add(name)
                if takes:
                    yield name


def shares(reader: Reader, tree: object) -> Any:
    """The permissions of the vCenter; Unknown when they, the roles or the inventory were not read."""
    declared = reader.options.get("domains")
    domains = None if declared is None else frozenset(str(one).lower() for one in declared)
    return lift(lambda nodes, roles, said: Shares(said, roles, nodes, domains), tree, reader.all(ROLES), reader.get(PERMISSIONS))


def taken(found: object, id: str, where: Where, *holders: str | None) -> Any:
    """`Shares.of`, of what was read."""
    return lift(lambda known: known.of(id, where, *holders), found)


def _takes(privilege: str) -> bool:
    return privilege.startswith(TAKES) and privilege not in LOOKS


def _domain(principal: str) -> str:
    """The domain of an identity, written before a backslash or after an at sign; empty for one of the machine itself."""
    before, slash, _ = principal.partition("\\")
    return before.lower() if slash else principal.rpartition("@")[2].lower() if "@" in principal else ""
