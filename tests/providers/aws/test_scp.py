"""What organisation policies leave open, shape by shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.providers.aws.scp import Policy, exemptions, left_open, policy

KNOWN = ("eu-west-1", "eu-west-3", "us-east-1", "us-west-2")
MEMBER, OTHER = "111111111111", "222222222222"
EXEMPT = {"ArnNotLike": {"aws:PrincipalARN": ["arn:aws:iam::*:role/AWSControlTowerExecution"]}}
ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def made(*statements: dict[str, Any]) -> Policy:
    """A policy of these statements."""
    return policy("p-1", "essai", json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


FULL = made(ALL)


def deny(condition: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    """A Deny on everything, under a condition."""
    said = {"Effect": "Deny", "Action": "*", "Resource": "*", **more}
    if "NotAction" in more:
        del said["Action"]
    return said | ({"Condition": condition} if condition else {})


def unless(*regions: str, operator: str = "StringNotEquals") -> dict[str, Any]:
    """Unless in these regions."""
    return {operator: {"aws:RequestedRegion": list(regions)}}


CASES: dict[str, tuple[list[dict[str, Any]], list[str] | None]] = {
    "nothing": ([], None),
    "two regions": ([deny(unless("eu-west-1", "eu-west-3"))], ["eu-west-1", "eu-west-3"]),
    "one region, not in a list": ([deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3"}})], ["eu-west-3"]),
    "the key in capitals": ([deny({"StringNotEquals": {"AWS:REQUESTEDREGION": "eu-west-3"}})], ["eu-west-3"]),
    "wildcard": ([deny(unless("eu-*", operator="StringNotLike"))], ["eu-west-1", "eu-west-3"]),
    "capitals do not matter": ([deny(unless("EU-WEST-3", operator="StringNotEqualsIgnoreCase"))], ["EU-WEST-3", "eu-west-3"]),
    "IfExists": ([deny(unless("eu-west-3", operator="StringNotEqualsIfExists"))], ["eu-west-3"]),
    "ForAnyValue": ([deny(unless("eu-west-3", operator="ForAnyValue:StringNotEquals"))], ["eu-west-3"]),
    "some regions denied": ([deny(unless("us-east-1", "us-west-2", operator="StringEquals"))], ["eu-west-1", "eu-west-3"]),
    "America and China only": ([deny(unless("us-east-1", "cn-north-1"))], ["cn-north-1", "us-east-1"]),
    "a region of no register": ([deny(unless("eu-west-9"))], ["eu-west-9"]),
    "two statements meet": ([deny(unless("eu-west-1", "eu-west-3")), deny(unless("eu-west-3", "us-east-1"))], ["eu-west-3"]),
    "global services left out": ([deny(unless("eu-west-3"), NotAction=["iam:*", "sts:*"])], ["eu-west-3"]),
    "object storage left out": ([deny(unless("eu-west-3"), NotAction=["iam:*", "s3:*"])], None),
    "one service only": ([deny(unless("eu-west-3"), Action=["ec2:*"])], None),
    "some resources only": ([deny(unless("eu-west-3"), Resource="arn:aws:s3:::etat-civil/*")], None),
    "the organisation's tools spared": ([deny({**unless("eu-west-3"), **EXEMPT})], ["eu-west-3"]),
    "everybody spared": ([deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/*"}})], None),
    "some identities only": ([deny({**unless("eu-west-3"), "ArnLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/dev"}})], None),
    "at some hours": ([deny({**unless("eu-west-3"), "DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})], None),
    "this account spared": ([deny({**unless("eu-west-3"), "StringNotEquals": {"aws:PrincipalAccount": MEMBER}})], None),
    "a variable": ([deny(unless("${aws:PrincipalTag/region}"))], None),
    "another condition": ([deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}})], None),
}


@pytest.mark.parametrize("name", CASES)
def test_left_open(name: str) -> None:
    """Only what is surely denied, of every store of data and to everybody, is closed."""
    statements, expected = CASES[name]
    if name == "this account spared":
        statements = [deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3", "aws:PrincipalAccount": MEMBER}})]
    assert left_open([[FULL, made(*statements)]] if statements else [[FULL]], KNOWN, MEMBER) == expected


def test_another_account_is_not_spared() -> None:
    """A policy that names one account closes regions to the others."""
    said = made(deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3", "aws:PrincipalAccount": MEMBER}}))
    assert left_open([[FULL, said]], KNOWN, OTHER) == ["eu-west-3"]


def test_an_allow_list_opens_only_what_it_says() -> None:
    """Where a level has no policy that allows everything, only what it allows is open; a level above cannot widen that."""
    only = made({**ALL, "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-3", "us-east-1"]}}})
    assert left_open([[FULL], [only]], KNOWN, MEMBER) == ["eu-west-3", "us-east-1"]
    assert left_open([[FULL], [only, FULL]], KNOWN, MEMBER) is None
    assert left_open([[FULL, made(deny(unless("eu-west-3")))], [only]], KNOWN, MEMBER) == ["eu-west-3"]


def test_an_allow_list_of_services_says_nothing_of_regions() -> None:
    """A store that may be made at all may be made anywhere."""
    assert left_open([[made({"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"})]], KNOWN, MEMBER) is None
    assert left_open([[made({"Effect": "Allow", "Action": ["iam:*"], "Resource": "*"})]], KNOWN, MEMBER) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"Statement": [{"Effect": "Denied"}]}', '{"Statement": "Deny"}'])
def test_what_is_not_a_policy_closes_nothing(text: str) -> None:
    """Neither an exception nor a closed region."""
    said = policy("p-1", "essai", text)
    assert said.statements is None
    assert left_open([[FULL, said]], KNOWN, MEMBER) is None
    assert (said.restricts_regions, exemptions([said])) == (False, None)


def test_exemptions_are_told() -> None:
    """The services and the identities that a region policy spares."""
    said = made(deny({**unless("eu-west-3"), **EXEMPT}, NotAction=["iam:*", "sts:*"]))
    assert exemptions([FULL, said]) == ["iam:*", "sts:*", "arn:aws:iam::*:role/AWSControlTowerExecution"]
