"""What organisation policies leave open, shape by shape."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.providers.aws.asking import like
from auditor.providers.aws.scp import Left, Policy, exemptions, left_open, policy

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


def both(*conditions: dict[str, Any]) -> dict[str, Any]:
    """Conditions that must all hold; those of one operator are said together."""
    whole: dict[str, Any] = {}
    for one in conditions:
        for operator, pairs in one.items():
            whole[operator] = whole.get(operator, {}) | pairs
    return whole


EUROPE, EVERYWHERE = ["eu-west-1", "eu-west-3"], None
PARIS = deny(unless("eu-west-3"))
CONTROL_TOWER = (
    "access-analyzer:* account:* acm:* artifact:* aws-marketplace:* aws-portal:* billing:* budgets:* ce:* chatbot:* chime:* cloudfront:* "
    "cloudtrail:LookupEvents compute-optimizer:* config:* cur:* directconnect:* ec2:DescribeRegions ec2:DescribeTransitGateways "
    "ec2:DescribeVpnGateways ecr-public:* fms:* freetier:* globalaccelerator:* health:* iam:* importexport:* kms:* lightsail:Get* "
    "mobileanalytics:* networkmanager:* notifications:* organizations:* pricing:* quicksight:DescribeAccountSubscription "
    "resource-explorer-2:* route53:* route53domains:* s3:CreateMultiRegionAccessPoint s3:DeleteMultiRegionAccessPoint "
    "s3:GetAccountPublicAccessBlock s3:GetBucketLocation s3:ListAllMyBuckets s3:ListMultiRegionAccessPoints "
    "s3:PutAccountPublicAccessBlock savingsplans:* shield:* sso:* sts:* support:* tag:GetResources trustedadvisor:* waf:* wafv2:*"
).split()
SPARED = "arn:aws:iam::*:role/AWSControlTowerExecution"

# What a policy of these statements leaves open beside the one that allows everything; None when no region is closed.
CASES: dict[str, tuple[list[dict[str, Any]], list[str] | None]] = {
    "nothing": ([], EVERYWHERE),
    "two regions": ([deny(unless("eu-west-1", "eu-west-3"))], EUROPE),
    "one region, not in a list": ([deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3"}})], ["eu-west-3"]),
    "the key in capitals": ([deny({"StringNotEquals": {"AWS:REQUESTEDREGION": "eu-west-3"}})], ["eu-west-3"]),
    "a value in capitals is another value": ([deny(unless("EU-WEST-3"))], ["EU-WEST-3"]),
    "wildcard": ([deny(unless("eu-*", operator="StringNotLike"))], EUROPE),
    "wildcard in capitals": ([deny(unless("US-*", operator="StringLike"))], EVERYWHERE),
    "a star that is no wildcard": ([deny(unless("eu-*"))], []),
    "one character": ([deny(unless("eu-west-?", operator="StringNotLike"))], EUROPE),
    "capitals do not matter": ([deny(unless("EU-WEST-3", operator="StringNotEqualsIgnoreCase"))], ["eu-west-3"]),
    "IfExists": ([deny(unless("eu-west-3", operator="StringNotEqualsIfExists"))], ["eu-west-3"]),
    "ForAnyValue": ([deny(unless("eu-west-3", operator="ForAnyValue:StringNotEquals"))], ["eu-west-3"]),
    "ForAllValues": ([deny(unless("eu-west-3", operator="ForAllValues:StringNotEquals"))], ["eu-west-3"]),
    "the key is there": ([deny(both(unless("eu-west-3"), {"Null": {"aws:RequestedRegion": "false"}}))], ["eu-west-3"]),
    "the key is not there": ([deny(both(unless("eu-west-3"), {"Null": {"aws:RequestedRegion": "true"}}))], EVERYWHERE),
    "some regions denied": ([deny(unless("us-east-1", "us-west-2", operator="StringEquals"))], EUROPE),
    "America and China only": ([deny(unless("us-east-1", "cn-north-1"))], ["cn-north-1", "us-east-1"]),
    "a region of no register": ([deny(unless("eu-west-9"))], ["eu-west-9"]),
    "two statements meet": ([deny(unless("eu-west-1", "eu-west-3")), deny(unless("eu-west-3", "us-east-1"))], ["eu-west-3"]),
    "both conditions": ([deny(both(unless("eu-west-*", operator="StringNotLike"), unless("us-east-1")))], [*EUROPE, "us-east-1"]),
    "everything denied": ([deny(None)], []),
    # What is denied.
    "Control Tower": (
        [deny(both(unless(*EUROPE), {"ArnNotLike": {"aws:PrincipalARN": [SPARED]}}), NotAction=CONTROL_TOWER)],
        EUROPE,
    ),
    "global services left out": ([deny(unless("eu-west-3"), NotAction=["iam:*", "sts:*"])], ["eu-west-3"]),
    "object storage left out": ([deny(unless("eu-west-3"), NotAction=["iam:*", "s3:*"])], EVERYWHERE),
    "message queues left out": ([deny(unless("eu-west-3"), NotAction="SQS:*")], EVERYWHERE),
    "one store left out by its action": ([deny(unless("eu-west-3"), NotAction=["dynamodb:Create*"])], EVERYWHERE),
    "one service only": ([deny(unless("eu-west-3"), Action=["ec2:*"])], EVERYWHERE),
    "everything, by service": ([deny(unless("eu-west-3"), Action="*:*")], ["eu-west-3"]),
    "reads only": ([deny(unless("eu-west-3"), Action=["*:Get*", "*:List*", "*:Describe*"])], EVERYWHERE),
    "some resources only": ([deny(unless("eu-west-3"), Resource="arn:aws:s3:::etat-civil/*")], EVERYWHERE),
    "some resources left out": ([{**deny(unless("eu-west-3")), "NotResource": "arn:aws:s3:::etat-civil/*"}], EVERYWHERE),
    "everything, by its form": ([deny(unless("eu-west-3"), Resource=["arn:aws:s3:::*", "arn:*:*:*:*:*"])], ["eu-west-3"]),
    "one region, by its resources": ([deny(None, Resource=["arn:aws:*:us-east-1:*"])], EVERYWHERE),
    # Whom it spares.
    "the organisation's tools": ([deny({**unless("eu-west-3"), **EXEMPT})], ["eu-west-3"]),
    "an identity by its id": ([deny({**unless("eu-west-3"), "StringNotLike": {"aws:userid": "AROA1EXAMPLE:*"}})], ["eu-west-3"]),
    "a tagged identity": ([deny(both(unless("eu-west-3"), {"StringNotEquals": {"aws:PrincipalTag/team": "socle"}}))], ["eu-west-3"]),
    "whoever has a tag": ([deny(both(unless("eu-west-3"), {"Null": {"aws:PrincipalTag/libre": "true"}}))], ["eu-west-3"]),
    "AWS's own services": ([deny(both(unless("eu-west-3"), {"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}))], ["eu-west-3"]),
    "what services ask in turn": ([deny(both(unless("eu-west-3"), {"Bool": {"aws:ViaAWSService": False}}))], ["eu-west-3"]),
    "the root user": ([deny(both(unless("eu-west-3"), {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}))], ["eu-west-3"]),
    "every role": ([deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/*"}})], EVERYWHERE),
    "every role, said otherwise": ([deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:*:iam::*:role/?*"}})], EVERYWHERE),
    "every role, by its type": ([deny(both(unless("eu-west-3"), {"StringNotEquals": {"aws:PrincipalType": "AssumedRole"}}))], EVERYWHERE),
    "every role, by its id": ([deny({**unless("eu-west-3"), "StringNotLike": {"aws:userid": "AROA*"}})], EVERYWHERE),
    "every user": ([deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:user/*"}})], EVERYWHERE),
    "the whole directory": (
        [deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*"}})],
        EVERYWHERE,
    ),
    "one of the directory's": (
        [deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/*AWSReservedSSO_Socle_*"}})],
        ["eu-west-3"],
    ),
    "some identities only": ([deny({**unless("eu-west-3"), "ArnLike": {"aws:PrincipalARN": "arn:aws:iam::*:role/dev"}})], EVERYWHERE),
    "whoever it is": ([deny({**unless("eu-west-3"), "ArnLike": {"aws:PrincipalARN": "arn:aws:iam::*:*"}})], ["eu-west-3"]),
    "this account": ([deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3", "aws:PrincipalAccount": MEMBER}})], EVERYWHERE),
    "another account": ([deny({"StringNotEquals": {"aws:RequestedRegion": "eu-west-3", "aws:PrincipalAccount": OTHER}})], ["eu-west-3"]),
    "the roles of this account": (
        [deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": f"arn:aws:iam::{MEMBER}:*"}})],
        EVERYWHERE,
    ),
    "the roles of another": ([deny({**unless("eu-west-3"), "ArnNotLike": {"aws:PrincipalARN": f"arn:aws:iam::{OTHER}:*"}})], ["eu-west-3"]),
    # What some requests meet and others do not closes nothing.
    "at some hours": ([deny({**unless("eu-west-3"), "DateGreaterThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}})], EVERYWHERE),
    "without a second factor": ([deny({**unless("eu-west-3"), "BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}})], EVERYWHERE),
    "from outside": ([deny({**unless("eu-west-3"), "NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})], EVERYWHERE),
    "some sizes": ([deny({**unless("eu-west-3"), "StringNotLike": {"ec2:InstanceType": "t3.*"}})], EVERYWHERE),
    "another condition": ([deny({"Bool": {"aws:MultiFactorAuthPresent": "false"}})], EVERYWHERE),
}


@pytest.mark.parametrize("name", CASES)
def test_left_open(name: str) -> None:
    """Only what is surely denied, of every store of data and to everybody, is closed."""
    statements, expected = CASES[name]
    assert left_open([[FULL, made(*statements)]] if statements else [[FULL]], KNOWN, MEMBER) == Left(expected, [])


@pytest.mark.parametrize(
    ("statement", "unsure"),
    [
        (deny(unless("${aws:PrincipalTag/region}")), [*KNOWN]),
        (deny(unless("eu-west-3", operator="StringResembles")), ["eu-west-3", *EUROPE[:1], "us-east-1", "us-west-2"]),
        (deny(unless("eu-west-3", operator="OnSundays:StringNotEquals")), [*KNOWN]),
        (deny(unless("eu-west-3", operator="NumericNotEquals")), [*KNOWN]),
        (deny(both(unless("eu-west-3"), {"StringEquals": {"aws:MadeUpKey": "x"}})), ["eu-west-1", "us-east-1", "us-west-2"]),
        (deny({"StringNotEquals": {"aws:RequestedRegion": []}}), [*KNOWN]),
        (deny({"StringNotEquals": {"aws:RequestedRegion": {"a": "b"}}}), [*KNOWN]),
        (deny({"StringNotEquals": {"aws:RequestedRegion": [None]}}), [*KNOWN]),
        (deny(both(unless("eu-west-3"), {"Null": {"aws:RequestedRegion": "perhaps"}})), ["eu-west-1", "us-east-1", "us-west-2"]),
    ],
)
def test_what_is_not_understood_is_unsure(statement: dict[str, Any], unsure: list[str]) -> None:
    """Neither closed nor surely open; a region that another statement surely closes stays closed."""
    found = left_open([[FULL, made(statement)]], KNOWN, MEMBER)
    assert (set(found.open or ()), found.unsure) == (set(KNOWN), sorted(unsure))
    assert left_open([[FULL, made(statement, PARIS)]], KNOWN, MEMBER).open == ["eu-west-3"]


BROKEN = {
    "nothing": "",
    "a list": "[]",
    "no statement": "{}",
    "cut": '{"Statement": [{"Effect": "Deny", "Action"',
    "another effect": '{"Statement": [{"Effect": "Denied", "Action": "*"}]}',
    "an effect in small letters": '{"Statement": [{"Effect": "deny", "Action": "*"}]}',
    "a text for a statement": '{"Statement": "Deny"}',
    "no action": '{"Statement": [{"Effect": "Deny", "Resource": "*"}]}',
    "both actions": '{"Statement": [{"Effect": "Deny", "Action": "*", "NotAction": "s3:*"}]}',
    "an action that is no text": '{"Statement": [{"Effect": "Deny", "Action": {"s3": "*"}}]}',
    "a condition that is a list": '{"Statement": [{"Effect": "Deny", "Action": "*", "Condition": []}]}',
    "a condition without a key": '{"Statement": [{"Effect": "Deny", "Action": "*", "Condition": {"StringEquals": "eu-west-3"}}]}',
    "said twice": '{"Statement": [{"Effect": "Deny", "Action": "*", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-3"}, '
    '"StringEquals": {"aws:RequestedRegion": "us-east-1"}}}]}',
    "no end of brackets": "[" * 100_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_not_a_policy_says_nothing(name: str) -> None:
    """Neither an exception, nor a closed region, nor one that is surely open; what is closed beside it stays closed."""
    said = policy("p-1", "essai", BROKEN[name])
    assert said.statements is None
    assert left_open([[FULL, said]], KNOWN, MEMBER) == Left([*KNOWN], [*KNOWN])
    assert left_open([[FULL, said], [made(PARIS)]], KNOWN, MEMBER) == Left(["eu-west-3"], ["eu-west-3"])
    assert (said.restricts_regions, exemptions([said])) == (False, None)


def test_a_statement_need_not_be_a_list() -> None:
    """AWS takes one statement as it is."""
    said = policy("p-1", "essai", json.dumps({"Statement": PARIS}))
    assert left_open([[FULL, said]], KNOWN, MEMBER) == Left(["eu-west-3"], [])


def test_an_allow_list_opens_only_what_it_says() -> None:
    """Where a level has no policy that allows everything, only what it allows is open; a level above cannot widen that."""
    only = made({**ALL, "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-3", "us-east-1"]}}})
    both_open = Left(["eu-west-3", "us-east-1"], [])
    assert left_open([[FULL], [only]], KNOWN, MEMBER) == both_open
    assert left_open([[only], [FULL]], KNOWN, MEMBER) == both_open
    assert left_open([[FULL], [only, FULL]], KNOWN, MEMBER) == Left(None, [])
    assert left_open([[FULL, made(PARIS)], [only]], KNOWN, MEMBER) == Left(["eu-west-3"], [])


def test_who_is_allowed_alone_is_told_and_opens_nothing() -> None:
    """As sparing it would; whoever meets a condition that anybody may meet does."""
    elsewhere = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    here = {**elsewhere, "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-3"}}}
    tool = {**elsewhere, "Condition": {"ArnLike": {"aws:PrincipalArn": SPARED}}}
    hour = {**elsewhere, "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}
    assert left_open([[made(here, tool)]], KNOWN, MEMBER) == Left(["eu-west-3"], [])
    assert left_open([[made(here, hour)]], KNOWN, MEMBER) == Left(None, [])


def test_an_allow_list_of_services_says_nothing_of_regions() -> None:
    """A store that may be made at all may be made anywhere."""
    assert left_open([[made({"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"})]], KNOWN, MEMBER) == Left(None, [])
    assert left_open([[made({"Effect": "Allow", "Action": ["iam:*"], "Resource": "*"})]], KNOWN, MEMBER) == Left([], [])


def test_each_level_denies_for_those_below() -> None:
    """What the root, a unit and the account each leave open is what all of them do."""
    levels = [
        [FULL, made(deny(unless("eu-west-1", "eu-west-3", "us-east-1")))],
        [FULL],
        [FULL, made(deny(unless("eu-west-3", "us-east-1")))],
    ]
    assert left_open(levels, KNOWN, MEMBER) == Left(["eu-west-3", "us-east-1"], [])


def test_resource_policies_close_what_they_reach() -> None:
    """Alone they leave disks and databases open; they close the object storage that the other policies left out."""
    mine = made({**deny(unless("eu-west-3"), Action="s3:*"), "Principal": "*"})
    left_out = made(deny(unless("eu-west-3"), NotAction=["iam:*", "s3:*"]))
    assert left_open([[FULL]], KNOWN, MEMBER, resources=[[mine]]) == Left(None, [])
    assert left_open([[FULL, left_out]], KNOWN, MEMBER) == Left(None, [])
    assert left_open([[FULL, left_out]], KNOWN, MEMBER, resources=[[mine]]) == Left(["eu-west-3"], [])
    one_caller = made({**deny(unless("eu-west-3"), Action="s3:*"), "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"}})
    assert left_open([[FULL, left_out]], KNOWN, MEMBER, resources=[[one_caller]]) == Left(None, [])
    machines = made({**deny(unless("eu-west-3"), Action="*"), "Principal": "*"})
    assert left_open([[FULL]], KNOWN, MEMBER, resources=[[machines]]) == Left(None, [])


def test_another_partition_has_its_own_identities() -> None:
    """There, ARNs begin otherwise."""
    condition = {**unless("eusc-de-east-1"), "ArnNotLike": {"aws:PrincipalARN": "arn:aws-eusc:iam::*:role/*"}}
    assert left_open([[FULL, made(deny(condition))]], ["eusc-de-east-1"], MEMBER, "aws-eusc") == Left(None, [])
    assert left_open([[FULL, made(deny(condition))]], ["eusc-de-east-1", "eu"], MEMBER, "aws") == Left(["eusc-de-east-1"], [])


def test_a_huge_policy_takes_no_longer_than_its_length() -> None:
    """Ten thousand statements and a pattern made to go astray."""
    astray = {"ArnNotLike": {"aws:PrincipalARN": "arn:aws:iam::*:" + "?*" * 2000 + "x"}}
    said = made(*[PARIS] * 2000, deny({**unless("eu-west-1"), **astray}))
    assert left_open([[FULL, said]], KNOWN, MEMBER) == Left([], [])


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("", "", True),
        ("", "a", False),
        ("a*b*c", "aXbYbZc", True),
        ("a*b*c", "aXbYbZ", False),
        ("?", "", False),
        ("a?c", "abc", True),
        ("[ab]", "a", False),
        ("**a", "a", True),
        ("a**", "a", True),
    ],
)
def test_wildcards(pattern: str, text: str, expected: bool) -> None:
    """A star and a question mark; everything else is itself."""
    assert like(pattern, text) is expected


def test_exemptions_are_told() -> None:
    """The services and the identities that a region policy spares."""
    said = made(deny({**unless("eu-west-3"), **EXEMPT}, NotAction=["iam:*", "sts:*"]))
    assert exemptions([FULL, said]) == ["iam:*", "sts:*", "arn:aws:iam::*:role/AWSControlTowerExecution"]


def test_a_denial_of_some_actions_spares_none() -> None:
    """What it names is what it closes, and no exemption; what an Allow or a denial without a region leaves out is neither."""
    assert exemptions([made(deny(unless("eu-west-3"), Action=["s3:*", "rds:*"]))]) is None
    assert exemptions([made(deny({}, NotAction=["iam:*"])), made({**ALL, "Condition": EXEMPT})]) is None


@pytest.mark.parametrize(
    ("condition", "singled_out"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": OTHER}}, [OTHER]),
        ({"StringNotLike": {"aws:PrincipalAccount": "2222*"}}, [OTHER]),
        ({"ArnNotLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/x"}}, [OTHER]),
        ({"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::1*:role/x"}}, [MEMBER]),
        ({"StringNotLike": {"aws:PrincipalArn": f"*:{OTHER}:role/x"}}, [MEMBER, OTHER]),
        ({**unless("eu-west-3"), **EXEMPT}, []),
    ],
)
def test_accounts_that_a_policy_has_in_mind(condition: dict[str, Any], singled_out: list[str]) -> None:
    """By their number, bare or within an identity's name; the others are all alike, and are worked out once."""
    said = made(deny(condition))
    assert [account for account in (MEMBER, OTHER) if said.singles_out(account)] == singled_out
