"""Organisation policies (SCP): which regions they leave open to whoever wants to put data there.

Not an evaluation of IAM: a region counts as closed only when a policy surely closes it, for every store of data and for everybody it binds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

CREATING = (
    "s3:CreateBucket",
    "s3:PutObject",
    "ec2:RunInstances",
    "ec2:CreateVolume",
    "ec2:CreateSnapshot",
    "ec2:CopySnapshot",
    "rds:CreateDBInstance",
    "rds:CreateDBCluster",
    "dynamodb:CreateTable",
    "elasticfilesystem:CreateFileSystem",
    "fsx:CreateFileSystem",
    "redshift:CreateCluster",
    "elasticache:CreateReplicationGroup",
    "es:CreateDomain",
    "backup:CreateBackupVault",
    "logs:CreateLogGroup",
    "sqs:CreateQueue",
    "kinesis:CreateStream",
    "secretsmanager:CreateSecret",
    "lambda:CreateFunction",
    "ecr:CreateRepository",
    "sagemaker:CreateNotebookInstance",
)
"""What makes a place for data: while one of these is open in a region, the region is open."""
REGION = "aws:requestedregion"
SPARES = ("aws:principalarn", "aws:principaltype", "aws:userid", "aws:principaltag/", "aws:principalisawsservice", "aws:viaawsservice")
"""Condition keys (lower case) by which a Deny spares the tools that run the organisation; told, and not a hole for everybody."""
OWN = "aws:principalaccount"


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy; `statements` None when its text is not a policy, and then nothing can be said of what it closes."""

    id: str
    name: str
    statements: tuple[Mapping[str, Any], ...] | None

    @property
    def restricts(self) -> bool:
        """Whether it denies anything."""
        return any(one["Effect"] == "Deny" for one in self.statements or ())

    @property
    def restricts_regions(self) -> bool:
        """Whether it speaks of regions at all."""
        return self._speaks_of(REGION)

    @property
    def tells_accounts_apart(self) -> bool:
        """Whether it says something else of one account than of another."""
        return self._speaks_of(OWN)

    def _speaks_of(self, key: str) -> bool:
        return any(found == key for one in self.statements or () for _, found, _ in _conditions(one))


def policy(id: str, name: str, content: str) -> Policy:
    """The policy written in `content`."""
    try:
        found = json.loads(content)["Statement"]
        statements = tuple(found if isinstance(found, list) else [found])
        readable = all(one["Effect"] in ("Allow", "Deny") and ("Action" in one or "NotAction" in one) for one in statements)
    except (ValueError, TypeError, KeyError):
        statements, readable = (), False
    return Policy(id, name, statements if readable else None)


def left_open(levels: Sequence[Sequence[Policy]], known: Collection[str], account: str) -> list[str] | None:
    """The regions where the account may still put data, of those `known` and those the policies name; None when none is closed.

    `levels` are the policies of the root, of each unit on the way down and of the account itself: each level must allow, none may deny.
    """
    named = {value for level in levels for one in level for value in _named(one)}
    everywhere = {*known, *(region for region in named if not re.search(r"[*?$]", region))}
    found = sorted(region for region in everywhere if any(_open(levels, action, region, account) for action in CREATING))
    return None if set(known) <= set(found) else found


def exemptions(policies: Iterable[Policy]) -> list[str] | None:
    """What the policies that close regions leave out: actions not denied, identities spared."""
    found: dict[str, None] = {}
    for one in policies:
        for said in one.statements or ():
            if said["Effect"] == "Deny" and any(key == REGION for _, key, _ in _conditions(said)):
                spared = [value for _, key, values in _conditions(said) if key.startswith((*SPARES, OWN)) for value in values]
                found |= dict.fromkeys([*_list(said.get("NotAction", [])), *spared])
    return list(found) or None


def _named(one: Policy) -> Iterator[str]:
    return (value for said in one.statements or () for _, key, values in _conditions(said) if key == REGION for value in values)


def _open(levels: Sequence[Sequence[Policy]], action: str, region: str, account: str) -> bool:
    for level in levels:
        said = [one for policy in level for one in policy.statements or ({"Effect": "Allow", "Action": "*"},)]
        allows = [one for one in said if one["Effect"] == "Allow"]
        # AWS leaves no level without a policy that allows: one without any was not read whole, and closes nothing.
        if allows and not any(_covers(one, action) and _holds(one, region, account) is not False for one in allows):
            return False
        if any(one["Effect"] == "Deny" and _whole(one, action) and _holds(one, region, account) is True for one in said):
            return False
    return True


def _covers(said: Mapping[str, Any], action: str) -> bool:
    if "Action" in said:
        return any(_like(pattern, action.lower()) for pattern in _list(said["Action"]))
    return not any(_like(pattern, action.lower()) for pattern in _list(said["NotAction"]))


def _whole(said: Mapping[str, Any], action: str) -> bool:
    """Whether a Deny is of that action on everything."""
    everything = {"*", *(f"arn:{partition}:{action.split(':')[0]}:{rest}" for partition in ("*", "aws") for rest in ("*", "::*", "*:*:*"))}
    return "NotResource" not in said and bool(everything & {*_list(said.get("Resource", "*"))}) and _covers(said, action)


def _holds(said: Mapping[str, Any], region: str, account: str) -> bool | None:
    """Whether the statement's conditions hold in that region for the account's ordinary identities; None when that cannot be told."""
    answers = [_condition(*one, region, account) for one in _conditions(said)]
    return False if False in answers else None if None in answers else True


def _condition(operator: str, key: str, values: list[str], region: str, account: str) -> bool | None:
    word = operator.split(":")[-1].removesuffix("IfExists")
    negative = "Not" in word
    if word == "Null":
        return values == ["false"] if key in (REGION, OWN) else None
    if not word.startswith(("String", "Arn", "Bool")) or any("${" in value for value in values):
        return None
    if key in (REGION, OWN):
        here = region if key == REGION else account
        return any(_matches(word, value, here) for value in values) is not negative
    spares = key.startswith(SPARES) and (negative or (word == "Bool" and values == ["false"]))
    return True if spares and not any(_everybody(value) for value in values) else None


def _matches(word: str, value: str, here: str) -> bool:
    if word.endswith("IgnoreCase"):
        return value.lower() == here.lower()
    return _like(value, here) if "Like" in word or word.startswith("Arn") else value == here


def _everybody(value: str) -> bool:
    """Whether a spared identity is so wide that nobody may be left: any principal, any role, all under a path."""
    return re.fullmatch(r"(.*[/:])?\*+", value) is not None


def _conditions(said: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for operator, pairs in (said.get("Condition") or {}).items():
        for key, values in pairs.items():
            yield operator, key.lower(), [str(value).lower() if isinstance(value, bool) else str(value) for value in _list(values)]


def _like(pattern: Any, text: str) -> bool:
    """IAM's wildcards: `*` and `?`, and no other."""
    return _compiled(str(pattern)).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join({"*": ".*", "?": "."}.get(sign, re.escape(sign)) for sign in pattern), re.IGNORECASE)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
