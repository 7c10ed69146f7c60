"""AWS Organizations: which regions its policies leave open, account by account.

Read in the management account, or in one to which it delegated that. Control Tower's region deny is a policy like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import msgspec

from auditor.model import Resource
from auditor.providers.aws import scp
from auditor.providers.base import NOTHING_SAID, SILENT, Call, Collector, Reader, Unknown, lift
from auditor.reference.places import regions

ORGANIZATION, ACCOUNT = "AWS::Organizations::Organization", "AWS::Organizations::Account"
FACTS = ("guardrail.regions", "guardrail.exemptions", "guardrail.policies", "guardrail.attached_to_root", "guardrail.resource_policies")
SERVICE_POLICIES, RESOURCE_POLICIES = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
# Where a kind of policy was never turned on there is none.
NONE_SUCH = frozenset({NOTHING_SAID})

DESCRIPTION = Call(
    "organizations", "DescribeOrganization", path="Organization", lists=True, absent=frozenset({"AWSOrganizationsNotInUseException"})
)
ACCOUNTS = Call("organizations", "ListAccounts", path="Accounts", of=(ACCOUNT,), lists=True)
ROOTS = Call("organizations", "ListRoots", feeds=FACTS, path="Roots")
UNITS = Call("organizations", "ListOrganizationalUnitsForParent", feeds=FACTS, path="OrganizationalUnits", absent=SILENT)
CHILDREN = Call("organizations", "ListAccountsForParent", feeds=FACTS, path="Accounts", absent=SILENT)
POLICIES = Call("organizations", "ListPolicies", feeds=FACTS, path="Policies", absent=NONE_SUCH)
CONTENT = Call("organizations", "DescribePolicy", feeds=FACTS, path="Policy.Content")
TARGETS = Call("organizations", "ListTargetsForPolicy", feeds=FACTS, path="Targets", absent=SILENT)

Attached = Mapping[str, Sequence[scp.Policy]]
Paths = Mapping[str, Sequence[str]]


def collect(reader: Reader) -> Iterator[Resource]:
    """The organisation and each of its accounts; an account outside any organisation, or the member of one, alone."""
    found = list(reader.pages(DESCRIPTION))
    if reader.lost(DESCRIPTION):
        return
    if not found:
        yield _account(reader, reader.account, reader.account, _fenced_by_none(), True)
        return
    organization, master = found[0], found[0]["MasterAccountId"]
    paths = lift(partial(_paths, reader), reader.all(ROOTS))
    if isinstance(paths, Unknown) and reader.account != master:
        elsewhere = Unknown(f"target_not_read: {POLICIES.name}: the organisation's policies are read in account {master}")
        yield _account(reader, reader.account, reader.account, dict.fromkeys(FACTS, elsewhere), True)
        return
    attached = (lift(_by_target, _policies(reader, kind)) for kind in (SERVICE_POLICIES, RESOURCE_POLICIES))
    fences = _Fences(reader.partition, paths, *attached)
    for one in reader.pages(ACCOUNTS):
        binding = one["Id"] != master
        facts = fences.of(one["Id"]) if binding else _fenced_by_none()
        yield _account(reader, one["Id"], one.get("Name", one["Id"]), facts, binding, one["Arn"])
    yield reader.resource(ORGANIZATION, organization["Arn"], organization["Id"], {**fences.of_all(master), "guardrail.binding": True}, {})


class _Fences:
    """What the policies of an organisation leave open, worked out once for all accounts that lie under the same ones."""

    def __init__(self, partition: str, paths: Any, services: Any, resources: Any) -> None:
        self._read = (paths, services, resources)
        self._known = {one.code for one in regions("aws") if one.kind == "region" and one.partition == partition}
        self._open: dict[Any, list[str] | None] = {}

    def of(self, account: str) -> dict[str, Any]:
        """The facts of one account."""
        return self._facts(lambda _: [account])

    def of_all(self, master: str) -> dict[str, Any]:
        """The facts of the organisation: what is open to any account its policies bind; under the root, when there is none yet."""
        return self._facts(lambda paths: [one for one in paths if one not in ("", master)] or [""])

    def _facts(self, chosen: Callable[[Paths], list[str]]) -> dict[str, Any]:
        whole = lift(lambda paths, services, resources: self._told(chosen(paths), paths, services, resources), *self._read)
        return {name: lift(itemgetter(name), whole) for name in FACTS}

    def _told(self, accounts: list[str], paths: Paths, services: Attached, resources: Attached) -> dict[str, Any]:
        root = paths[""][0] if paths[""] else ""
        places = {place for account in accounts for place in (*paths.get(account, paths[""]), account)}
        fencing = [one for place in places for one in services.get(place, ()) if one.restricts_regions]
        closed = [self._left(account, paths, services) for account in accounts]
        return {
            "guardrail.regions": None if None in closed else sorted({region for one in closed for region in one or ()}),
            "guardrail.exemptions": scp.exemptions(fencing),
            "guardrail.policies": sorted({one.name for one in fencing}) or None,
            "guardrail.attached_to_root": any(one.restricts_regions for one in services.get(root, ())),
            "guardrail.resource_policies": sorted({one.name for place in places for one in resources.get(place, ()) if one.restricts})
            or None,
        }

    def _left(self, account: str, paths: Paths, services: Attached) -> list[str] | None:
        levels = [services.get(place, ()) for place in (*paths.get(account, paths[""]), account)]
        alone = account if any(one.tells_accounts_apart for level in levels for one in level) else ""
        key = (alone, tuple(tuple(one.id for one in level) for level in levels))
        if key not in self._open:
            self._open[key] = scp.left_open(levels, self._known, account)
        return self._open[key]


def _fenced_by_none() -> dict[str, Any]:
    return {**dict.fromkeys(FACTS), "guardrail.attached_to_root": False}


def _account(reader: Reader, account: str, name: str, facts: Mapping[str, Any], binding: bool, id: str = "") -> Resource:
    """An account as the organisation's policies see it; without an organisation its id is that of the account's own root."""
    own = id or f"arn:{reader.partition}:iam::{account}:root"
    seen = reader.resource(ACCOUNT, own, name, {**facts, "guardrail.binding": binding}, {})
    return msgspec.structs.replace(seen, account=account)


def _paths(reader: Reader, roots: list[dict[str, Any]]) -> Any:
    """Account → the root and the units above it, outermost first; under the empty name, the root alone."""
    found: dict[str, Sequence[str]] = {"": (roots[0]["Id"],) if roots else ()}
    waiting: list[tuple[str, ...]] = [(root["Id"],) for root in roots]
    # One at a time: the organisation has one limit for all who ask.
    for path in waiting:
        units, accounts = reader.all(UNITS, ParentId=path[-1]), reader.all(CHILDREN, ParentId=path[-1])
        for answer in (units, accounts):
            if isinstance(answer, Unknown):
                return answer
        waiting += [(*path, unit["Id"]) for unit in units or ()]
        found |= {account["Id"]: path for account in accounts or ()}
    return found


def _policies(reader: Reader, kind: str) -> Any:
    """Every policy of a kind with the ids of what it is attached to; those AWS attaches to allow everything included."""
    listed = reader.all(POLICIES, Filter=kind)
    if isinstance(listed, Unknown):
        return listed
    found = []
    for one in listed or ():
        content, targets = reader.get(CONTENT, PolicyId=one["Id"]), reader.all(TARGETS, PolicyId=one["Id"])
        for answer in (content, targets):
            if isinstance(answer, Unknown):
                return answer
        found.append((scp.policy(one["Id"], one["Name"], content), [target["TargetId"] for target in targets or ()]))
    return found


def _by_target(policies: list[tuple[scp.Policy, list[str]]]) -> dict[str, list[scp.Policy]]:
    attached: dict[str, list[scp.Policy]] = {}
    for one, targets in policies:
        for target in targets:
            attached.setdefault(target, []).append(one)
    return attached


COLLECTOR = Collector(
    service="organizations",
    native_types={ORGANIZATION: "organization", ACCOUNT: "organization"},
    calls=(DESCRIPTION, ACCOUNTS, ROOTS, UNITS, CHILDREN, POLICIES, CONTENT, TARGETS),
    collect=collect,
    where="account",
)
