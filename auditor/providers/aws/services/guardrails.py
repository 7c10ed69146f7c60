"""AWS Organizations: which regions its policies leave open, account by account.

Read in the management account, or in one to which it delegated that. Control Tower's region deny is a policy like any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.model import Resource
from auditor.providers.aws import scp
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import NOTHING_SAID, SILENT, Unknown, lift
from auditor.reference.places import regions

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.guardrails import Root

ORGANIZATION, ACCOUNT = "AWS::Organizations::Organization", "AWS::Organizations::Account"
DECLARED, MEMBERS = "guardrail.declared", "guardrail.members"
FACTS = (
    *(f"guardrail.{name}" for name in ("regions", "unsure", "exemptions", "policies", "attached_to_root", "resource_policies")),
    DECLARED,
)
SERVICE_POLICIES, RESOURCE_POLICIES = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
DECLARING = ("DECLARATIVE_POLICY_EC2", "S3_POLICY", "AISERVICES_OPT_OUT_POLICY")
"""Policies that set a service's own settings in every account: public images and snapshots, public buckets, data lent to train models."""
# Where a kind of policy was never turned on there is none; nor where the partition does not know of it.
NONE_SUCH = frozenset({NOTHING_SAID})
UNHEARD_OF = NONE_SUCH | {"InvalidInputException", "UnsupportedAPIEndpointException"}
ASSIGNED = "@@assign"

DESCRIPTION = Call(
    "organizations",
    "DescribeOrganization",
    feeds=(MEMBERS,),
    path="Organization",
    lists=True,
    absent=frozenset({"AWSOrganizationsNotInUseException"}),
)
ACCOUNTS = Call("organizations", "ListAccounts", feeds=(MEMBERS,), path="Accounts", of=(ACCOUNT,), lists=True)
ROOTS = Call("organizations", "ListRoots", feeds=FACTS, path="Roots")
UNITS = Call("organizations", "ListOrganizationalUnitsForParent", feeds=FACTS, path="OrganizationalUnits", absent=SILENT)
CHILDREN = Call("organizations", "ListAccountsForParent", feeds=FACTS, path="Accounts", absent=SILENT)
POLICIES = Call("organizations", "ListPolicies", feeds=FACTS, path="Policies", absent=NONE_SUCH)
OTHER_POLICIES = replace(POLICIES, absent=UNHEARD_OF)
CONTENT = Call("organizations", "DescribePolicy", feeds=FACTS, path="Policy.Content")
TARGETS = Call("organizations", "ListTargetsForPolicy", feeds=FACTS, path="Targets", absent=SILENT)

Attached = Mapping[str, Sequence[Any]]
"""Root, unit or account → the policies of one kind that hang there."""
Paths = Mapping[str, Sequence[str]]


def collect(reader: Reader) -> Iterator[Resource]:
    """The organisation and each of its accounts; an account outside any organisation, or the member of one, alone."""
    found = list(reader.pages(DESCRIPTION))
    if reader.lost(DESCRIPTION):
        return
    if not found:
        yield _account(reader, reader.account, reader.account, _bound_by_none(), True)
        return
    organization, master = found[0], found[0]["MasterAccountId"]
    paths = lift(partial(_paths, reader), reader.all(ROOTS))
    if isinstance(paths, Unknown) and reader.account != master:
        elsewhere = Unknown(POLICIES.reason("target_not_read", f"the organisation's policies are read in account {master}"))
        facts = dict.fromkeys((*FACTS, MEMBERS), elsewhere) | {"guardrail.organization": organization["Id"]}
        yield _account(reader, reader.account, reader.account, facts, True)
        return
    attached = [
        lift(_by_target, _policies(reader, POLICIES, (SERVICE_POLICIES,))),
        lift(_by_target, _policies(reader, OTHER_POLICIES, (RESOURCE_POLICIES,))),
        lift(_by_target, _policies(reader, OTHER_POLICIES, DECLARING)),
    ]
    bound = _Policies(reader.partition, paths, attached)
    accounts = list(reader.pages(ACCOUNTS))
    of = {"guardrail.organization": organization["Id"], MEMBERS: reader.lost(ACCOUNTS) or len(accounts)}
    for one in accounts:
        binding = one["Id"] != master
        facts = (bound.of(one["Id"]) if binding else _bound_by_none()) | of
        yield _account(reader, one["Id"], one.get("Name", one["Id"]), facts, binding, one["Arn"])
    whole = bound.of_all(master) | of | {"guardrail.binding": True}
    yield reader.resource(ORGANIZATION, organization["Arn"], organization["Id"], whole, {})


@dataclass(frozen=True, slots=True)
class Declaration:
    """A policy that sets a service's own settings, and its text."""

    name: str
    content: str

    @property
    def settings(self) -> list[str]:
        """What it sets, each with its name; its name alone when its text is none."""
        try:
            found = [f"{path} = {value} ({self.name})" for path, value in _assigned(json.loads(self.content))]
        except (ValueError, TypeError, RecursionError):
            found = []
        return found or [self.name]


def _assigned(said: object, path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in said.items() if isinstance(said, dict) else ():
        if key == ASSIGNED:
            yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        else:
            yield from _assigned(value, f"{path}.{key}" if path else key)


class _Policies:
    """What the policies of an organisation leave open, worked out once for all accounts that lie under the same ones."""

    def __init__(self, partition: str, paths: object, attached: Sequence[object]) -> None:
        self._read = (paths, *attached)
        self._partition = partition
        self._known = {one.code for one in regions("aws") if one.kind == "region" and one.partition == partition}
        self._left: dict[Any, scp.Left] = {}

    def of(self, account: str) -> dict[str, Any]:
        """The facts of one account."""
        return self._facts(lambda _: [account])

    def of_all(self, master: str) -> dict[str, Any]:
        """The facts of the organisation: what is open to any account its policies bind; under the root, when there is none yet."""
        return self._facts(lambda paths: [one for one in paths if one not in ("", master)] or [""])

    def _facts(self, chosen: Callable[[Paths], list[str]]) -> dict[str, Any]:
        paths, services, resources, declaring = self._read
        told = lift(lambda paths, *attached: self._told(chosen(paths), paths, *attached), paths, services, resources)
        declared = lift(lambda paths, declaring: _declared(chosen(paths), paths, declaring), paths, declaring)
        return {name: lift(itemgetter(name), told) for name in FACTS if name != DECLARED} | {DECLARED: declared}

    def _told(self, accounts: list[str], paths: Paths, services: Attached, resources: Attached) -> dict[str, Any]:
        root = paths[""][0] if paths[""] else ""
        places = _places(accounts, paths)
        fencing = [one for kind in (services, resources) for place in places for one in kind.get(place, ()) if one.restricts_regions]
        left = [self._left_open(account, paths, services, resources) for account in accounts]
        return {
            "guardrail.regions": None if any(one.open is None for one in left) else _all(one.open or () for one in left),
            "guardrail.unsure": _all(one.unsure for one in left) or None,
            "guardrail.exemptions": scp.exemptions(fencing),
            "guardrail.policies": _all([one.name] for one in fencing) or None,
            "guardrail.attached_to_root": any(one.restricts_regions for one in services.get(root, ())),
            "guardrail.resource_policies": _all([one.name] for place in places for one in resources.get(place, ()) if one.restricts)
            or None,
        }

    def _left_open(self, account: str, paths: Paths, services: Attached, resources: Attached) -> scp.Left:
        levels, guards = ([kind.get(place, ()) for place in _above(account, paths)] for kind in (services, resources))
        alone = account if any(one.singles_out(account) for level in (*levels, *guards) for one in level) else ""
        key = (alone, *(tuple(tuple(one.id for one in level) for level in kind) for kind in (levels, guards)))
        if key not in self._left:
            self._left[key] = scp.left_open(levels, self._known, account, self._partition, guards)
        return self._left[key]


def _declared(accounts: list[str], paths: Paths, declaring: Attached) -> list[str] | None:
    return _all(one.settings for place in _places(accounts, paths) for one in declaring.get(place, ())) or None


def _places(accounts: list[str], paths: Paths) -> set[str]:
    return {place for account in accounts for place in _above(account, paths)}


def _above(account: str, paths: Paths) -> tuple[str, ...]:
    """Where policies may hang that bind an account, outermost first, and the account itself."""
    return (*paths.get(account, paths[""]), account)


def _all(several: Iterable[Iterable[str]]) -> list[str]:
    return sorted({one for some in several for one in some})


def _bound_by_none() -> dict[str, Any]:
    """What Organizations has answered of who is in none, or above its policies."""
    return {**dict.fromkeys(("guardrail.organization", *FACTS, MEMBERS)), "guardrail.attached_to_root": False}


def _account(reader: Reader, account: str, name: str, facts: Mapping[str, object], binding: bool, id: str = "") -> Resource:
    """An account as the organisation's policies see it; without an organisation its id is that of the account's own root."""
    own = id or f"arn:{reader.partition}:iam::{account}:root"
    seen = reader.resource(ACCOUNT, own, name, {**facts, "guardrail.binding": binding}, {})
    return msgspec.structs.replace(seen, account=account)


def _paths(reader: Reader, roots: list[Root]) -> Any:
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


def _policies(reader: Reader, call: Call, kinds: Sequence[str]) -> Any:
    """Every policy of these kinds with the ids of what it is attached to; those AWS attaches to allow everything included."""
    found = []
    for kind in kinds:
        listed = reader.all(call, Filter=kind)
        if isinstance(listed, Unknown):
            return listed
        for one in listed or ():
            content, targets = reader.get(CONTENT, PolicyId=one["Id"]), reader.all(TARGETS, PolicyId=one["Id"])
            for answer in (content, targets):
                if isinstance(answer, Unknown):
                    return answer
            made = Declaration(one["Name"], content) if kind in DECLARING else scp.policy(one["Id"], one["Name"], content)
            found.append((made, [target["TargetId"] for target in targets or ()]))
    return found


def _by_target(policies: list[tuple[Any, list[str]]]) -> Attached:
    attached: dict[str, list[Any]] = {}
    for one, targets in policies:
        for target in targets:
            attached.setdefault(target, []).append(one)
    return attached


COLLECTOR = Collector(
    service="organizations",
    native_types={ORGANIZATION: "organization", ACCOUNT: "organization"},
    calls=(DESCRIPTION, ACCOUNTS, ROOTS, UNITS, CHILDREN, POLICIES, OTHER_POLICIES, CONTENT, TARGETS),
    collect=collect,
    where="account",
)
