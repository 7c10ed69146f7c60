"""Organisation policies (SCP and RCP): which regions they leave open to whoever wants to put data there.

Not an evaluation of IAM: a region counts as closed only when a policy surely closes it, for every store of data and for everybody it binds.
What cannot be understood neither opens nor closes a region: it leaves it unsure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from auditor.providers.aws.asking import ACCOUNT, ARN, REGION, TAG, Condition, Request, hold, like, ordinary
from auditor.providers.observing import MISSHAPEN

CREATING = frozenset(
    "s3:CreateBucket s3:PutObject s3tables:CreateTableBucket glacier:CreateVault ec2:RunInstances ec2:CreateVolume ec2:CreateSnapshot "
    "ec2:CopySnapshot rds:CreateDBInstance rds:CreateDBCluster dynamodb:CreateTable cassandra:Create timestream:CreateDatabase "
    "elasticfilesystem:CreateFileSystem fsx:CreateFileSystem storagegateway:ActivateGateway redshift:CreateCluster "
    "redshift-serverless:CreateNamespace elasticache:CreateReplicationGroup memorydb:CreateCluster es:CreateDomain aoss:CreateCollection "
    "backup:CreateBackupVault logs:CreateLogGroup sqs:CreateQueue kinesis:CreateStream firehose:CreateDeliveryStream "
    "kafka:CreateCluster secretsmanager:CreateSecret ssm:PutParameter lambda:CreateFunction ecr:CreateRepository "
    "sagemaker:CreateNotebookInstance cognito-idp:CreateUserPool workspaces:CreateWorkspaces".split()
)
"""What makes a place for data: while one of these is open in a region, the region is open."""
GUARDED_RESOURCES = frozenset("s3 sqs secretsmanager dynamodb ecr aoss logs cognito-idp".split())
"""The services of these that resource control policies reach."""
SPARES = (ARN, ACCOUNT, "aws:principaltype", "aws:userid", TAG, "aws:principalisawsservice", "aws:viaawsservice")
"""Condition keys by which a Deny spares the tools that run the organisation; told, and no hole for everybody."""
ANYBODY = ("*", {"AWS": "*"}, {"AWS": ["*"]})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a policy. Raises KeyError, TypeError or ValueError when what is said is not one."""

    allows: bool
    covers: frozenset[str]
    resources: tuple[str, ...] | None
    conditions: tuple[Condition, ...]
    left_out: tuple[str, ...]

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> Statement:
        """The statement; `resources` is None when it says which are left out, or speaks to some callers only."""
        allows = {"Allow": True, "Deny": False}[said["Effect"]]
        if ("Action" in said) == ("NotAction" in said):
            raise ValueError("either Action or NotAction")
        patterns = _texts(said.get("Action", said.get("NotAction")))
        spoken = frozenset(action for action in CREATING if any(like(one.lower(), action.lower()) for one in patterns))
        narrow = "NotResource" in said or "NotPrincipal" in said or said.get("Principal", "*") not in ANYBODY
        return cls(
            allows,
            spoken if "Action" in said else CREATING - spoken,
            None if narrow else _texts(said.get("Resource", "*")),
            tuple(_conditions(said.get("Condition", {}))),
            () if "Action" in said else patterns,
        )

    def speaks_of(self, key: str) -> bool:
        """Whether one of its conditions is about that key."""
        return any(found == key for _, found, _ in self.conditions)

    def whole(self, request: Request) -> frozenset[str]:
        """The actions it covers on everything: those made on some resources only stay open on others."""
        if self.resources is None or "*" in self.resources:
            return frozenset() if self.resources is None else self.covers
        return frozenset(action for action in self.covers if all(self._reaches(one) for one in _made(action.split(":")[0], request)))

    def _reaches(self, arn: str) -> bool:
        return any(like(pattern, arn) for pattern in self.resources or ())


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy; `statements` None when its text is not a policy, and then nothing can be said of what it closes."""

    id: str
    name: str
    statements: tuple[Statement, ...] | None

    @property
    def restricts(self) -> bool:
        """Whether it denies anything."""
        return any(not one.allows for one in self.statements or ())

    @property
    def restricts_regions(self) -> bool:
        """Whether it speaks of regions at all."""
        return any(one.speaks_of(REGION) for one in self.statements or ())

    def singles_out(self, account: str) -> bool:
        """Whether it may say something else of this account than of one that nobody has in mind."""
        told = (value for one in self.statements or () for _, key, values in one.conditions for value in _accounts_in(key, values or ()))
        return any(like(value, account) for value in told)


@dataclass(frozen=True, slots=True)
class Left:
    """The regions that are not surely closed, None when that is all of them; and those among them that nobody can be sure of."""

    open: list[str] | None
    unsure: list[str]


Levels = Sequence[Sequence[Policy]]
"""The policies of the root, of each unit on the way down and of the account itself: each level must allow, none may deny."""


def policy(id: str, name: str, content: str) -> Policy:
    """The policy written in `content`."""
    try:
        found = json.loads(content, object_pairs_hook=_once)["Statement"]
        return Policy(id, name, tuple(Statement.of(one) for one in (found if isinstance(found, list) else [found])))
    except MISSHAPEN:
        return Policy(id, name, None)


def left_open(levels: Levels, known: Collection[str], account: str, partition: str = "aws", resources: Levels = ()) -> Left:
    """The regions where the account may still put data, of those `known` and those the policies name.

    `levels` are its service control policies, `resources` its resource control policies.
    """
    named = {value for level in levels for one in level for value in _named(one)}
    unsure, opened = set(), set()
    for region in {*known, *named}:
        reached = [_reach(levels, resources, {**one, REGION: region}) for one in ordinary(partition, account)]
        if any(surely for surely, _ in reached):
            opened.add(region)
        elif any(perhaps for _, perhaps in reached):
            unsure.add(region)
    return Left(None, []) if set(known) <= opened else Left(sorted(opened | unsure), sorted(unsure))


def exemptions(policies: Iterable[Policy]) -> list[str] | None:
    """What the policies that close regions leave out: actions not denied, identities spared."""
    found: dict[str, None] = {}
    for one in policies:
        for said in one.statements or ():
            if not said.allows and said.speaks_of(REGION):
                spared = [value for _, key, values in said.conditions if key.startswith(SPARES) for value in values or ()]
                found |= dict.fromkeys([*said.left_out, *spared])
    return list(found) or None


def _reach(levels: Levels, resources: Levels, request: Request) -> tuple[frozenset[str], frozenset[str]]:
    """What can surely be made by such a request, and what can perhaps."""
    surely = perhaps = CREATING
    for level in levels:
        yes, maybe = _said(level, request, allows=True)
        # AWS leaves no level without a policy that allows: one without any was not read whole, and closes nothing.
        if any(one.statements is None or any(said.allows for said in one.statements) for one in level):
            surely, perhaps = surely & yes, perhaps & (yes | maybe)
    for level, reach in (*((one, CREATING) for one in levels), *((one, _guarded()) for one in resources)):
        no, maybe = _said(level, request, allows=False)
        surely, perhaps = surely - ((no | maybe) & reach), perhaps - (no & reach)
    return surely, perhaps


def _said(level: Sequence[Policy], request: Request, *, allows: bool) -> tuple[frozenset[str], frozenset[str]]:
    """What the policies of a level surely allow, or deny; and what they perhaps do."""
    surely: set[str] = set()
    perhaps: set[str] = set()
    for one in level:
        if one.statements is None:
            perhaps |= CREATING
        for said in one.statements or ():
            held = hold(said.conditions, request, varies=allows) if said.allows is allows else False
            if held is not False:
                (surely if held else perhaps).update(said.covers if allows else said.whole(request))
    return frozenset(surely), frozenset(perhaps)


def _guarded() -> frozenset[str]:
    return frozenset(action for action in CREATING if action.split(":")[0] in GUARDED_RESOURCES)


def _accounts_in(key: str, values: Iterable[str]) -> Iterator[str]:
    """The accounts that a condition is about, as patterns; an identity of any account is about none."""
    if key == ACCOUNT:
        yield from values
    elif key == ARN:
        for fields in (value.split(":", 5) for value in values if value != "*"):
            if len(fields) != 6 or fields[4] != "*":
                yield fields[4] if len(fields) == 6 else "*"


def _named(one: Policy) -> Iterator[str]:
    """The regions a policy names, without wildcards."""
    for said in one.statements or ():
        for operator, key, values in said.conditions:
            if key == REGION and "null" not in operator.lower():
                any_case = "ignorecase" in operator.lower()
                yield from (value.lower() if any_case else value for value in values or () if not re.search(r"[*?$]", value))


def _made(service: str, request: Request) -> list[str]:
    """The ARNs of things of no particular name, in the two forms a service gives them."""
    partition, account, region = str(request[ARN]).split(":")[1], request[ACCOUNT], request[REGION]
    where = ("::", "::") if service == "s3" else (f"{region}:{account}:", f"{region}::")
    return [f"arn:{partition}:{service}:{place}{name}" for place, name in zip(where, ("zq7", "zq7/zq7"), strict=True)]


def _conditions(said: Mapping[str, Mapping[str, object]]) -> Iterator[Condition]:
    for operator, pairs in said.items():
        for key, values in pairs.items():
            several = values if isinstance(values, list) else [values]
            plain = all(isinstance(value, str | int | float) for value in several)
            yield (
                operator,
                key.lower(),
                tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in several) if plain else None,
            )


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are said once: of two, nobody can tell which AWS heeds."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is said twice")
    return found


def _texts(value: object) -> tuple[str, ...]:
    several = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in several):
        raise TypeError("not texts")
    return tuple(several)
