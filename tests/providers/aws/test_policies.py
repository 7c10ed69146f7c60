from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from auditor.providers.aws.policies import MALFORMED, Principal, at_large, external, shares, shut
from auditor.providers.observing import Unknown
from auditor.reason import reason_of

OWN, OTHER, THIRD = "123456789012", "999988887777", "555566667777"
READ = ("s3:GetObject", "s3:GetObjectVersion")
EVERYONE = Principal("everyone")
STRANGER = Principal("account", OTHER)
ORG = Principal("organization", "o-abc")
ROOT = {"AWS": f"arn:aws:iam::{OTHER}:root"}


def allow(principal: Any, **more: Any) -> dict[str, Any]:
    """An Allow to read everything."""
    return {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", **more}


def deny(**more: Any) -> dict[str, Any]:
    """A Deny of everything."""
    return {"Effect": "Deny", "Action": "s3:*", "Resource": "*", **more}


TAKES_BUT_WRITING = {key: value for key, value in allow(ROOT, NotAction="s3:PutObject").items() if key != "Action"}
CASES: dict[str, tuple[Any, list[Principal]]] = {
    "an account by its root": ([allow(ROOT)], [STRANGER]),
    "an account by its number": ([allow({"AWS": OTHER})], [STRANGER]),
    "a role of another account, in another partition": ([allow({"AWS": [f"arn:aws-eusc:iam::{OTHER}:role/x"]})], [STRANGER]),
    "our own account": ([allow({"AWS": [OWN, f"arn:aws:iam::{OWN}:role/x"]})], []),
    "a statement that is not in a list": (allow("*"), [EVERYONE]),
    "everyone, spelled as an AWS principal": ([allow({"AWS": "*"})], [EVERYONE]),
    "everyone of an organization": ([allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc"}})], [ORG]),
    "a path in an organization": ([allow("*", Condition={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc/r-1/*"}})], [ORG]),
    "any organization at all": ([allow("*", Condition={"StringLike": {"aws:PrincipalOrgID": "o-*"}})], [EVERYONE]),
    "a condition true where the key is absent": (
        [allow("*", Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}})],
        [EVERYONE],
    ),
    "a condition true of nobody's values": (
        [allow("*", Condition={"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abc"}})],
        [EVERYONE],
    ),
    "everyone, from our account": ([allow("*", Condition={"StringEquals": {"AWS:SourceAccount": OWN}})], []),
    "everyone but an account": ([allow("*", Condition={"StringNotEquals": {"aws:PrincipalAccount": OTHER}})], [EVERYONE]),
    "the access points of our account": ([allow("*", Condition={"StringEquals": {"s3:DataAccessPointAccount": OWN}})], []),
    "our account, as whose the bucket is": (
        [allow("*", Condition={"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}})],
        [],
    ),
    "our organization, as whose the bucket is": (
        [allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "${aws:ResourceOrgID}"}})],
        [Principal("somebody")],
    ),
    "denied to all but our account, as whose the bucket is": (
        [allow(ROOT), allow("*"), deny(Principal="*", Condition={"StringNotEquals": {"aws:PrincipalAccount": "${AWS:ResourceAccount}"}})],
        [],
    ),
    "a variable of whoever asks": (
        [allow("*", Condition={"StringEquals": {"aws:PrincipalAccount": "${aws:PrincipalAccount}"}})],
        [EVERYONE],
    ),
    "a network and an organization": (
        [allow("*", Condition={"StringEquals": {"aws:SourceVpce": "vpce-1", "aws:PrincipalOrgID": "o-abc"}})],
        [ORG],
    ),
    "a network": ([allow("*", Condition={"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})], [Principal("network", "192.0.2.0/24")]),
    "the whole Internet as a network": ([allow("*", Condition={"IpAddress": {"aws:SourceIp": ["192.0.2.0/24", "0.0.0.0/0"]}})], [EVERYONE]),
    "the Internet in two halves": ([allow("*", Condition={"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}})], [EVERYONE]),
    "a continent of networks": (
        [allow("*", Condition={"IpAddress": {"aws:SourceIp": [f"{one}.0.0.0/12" for one in range(20, 40)]}})],
        [EVERYONE],
    ),
    "a continent of the new Internet": ([allow("*", Condition={"IpAddress": {"aws:SourceIp": "2a00::/12"}})], [EVERYONE]),
    "networks of nobody but us": (
        [allow("*", Condition={"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})],
        [Principal("network", "10.0.0.0/8")],
    ),
    "what is no network": ([allow("*", Condition={"IpAddress": {"aws:SourceIp": "partout"}})], [EVERYONE]),
    "an endpoint of our account": ([allow("*", Condition={"StringEquals": {"aws:VpceAccount": OWN}})], []),
    "an endpoint of another account": ([allow("*", Condition={"StringEquals": {"aws:VpceAccount": OTHER}})], [STRANGER]),
    "an endpoint of an organization": ([allow("*", Condition={"StringEquals": {"aws:VpceOrgID": "o-abc"}})], [ORG]),
    "endpoints of a part of an organization": (
        [allow("*", Condition={"ForAnyValue:StringLike": {"aws:VpceOrgPaths": "o-abc/r-1/*"}})],
        [ORG],
    ),
    "a network of our account": (
        [allow("*", Condition={"ArnEquals": {"aws:SourceVpcArn": f"arn:aws:ec2:eu-west-3:{OWN}:vpc/vpc-1"}})],
        [],
    ),
    "a network of another account": (
        [allow("*", Condition={"ArnLike": {"aws:SourceVpcArn": f"arn:aws:ec2:*:{OTHER}:vpc/*"}})],
        [STRANGER],
    ),
    "a network of any account": ([allow("*", Condition={"ArnLike": {"aws:SourceVpcArn": "arn:aws:ec2:*:*:vpc/*"}})], [EVERYONE]),
    "services of AWS": (
        [allow("*", Condition={"Bool": {"aws:PrincipalIsAWSService": "true"}})],
        [Principal("service", "amazonaws.com")],
    ),
    "who is no service of AWS": ([allow("*", Condition={"Bool": {"aws:PrincipalIsAWSService": "false"}})], [EVERYONE]),
    "a service of AWS": (
        [allow("*", Condition={"StringEquals": {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}})],
        [Principal("service", "cloudtrail.amazonaws.com")],
    ),
    "one identity, by an id that tells no account": (
        [allow("*", Condition={"StringLike": {"aws:userid": "AROAEXAMPLE:*"}})],
        [Principal("somebody")],
    ),
    "any identity": ([allow("*", Condition={"StringLike": {"aws:userid": "*"}})], [EVERYONE]),
    "an access point of another account": (
        [allow("*", Condition={"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:eu-west-3:{OTHER}:accesspoint/*"}})],
        [STRANGER],
    ),
    "who may rewrite the policy": ([{**allow(ROOT), "Action": "s3:PutBucketPolicy"}], [STRANGER]),
    "who may have it copied": ([{**allow(ROOT), "Action": ["s3:PutReplicationConfiguration"]}], [STRANGER]),
    "who may only write": ([{**allow(ROOT), "Action": ["s3:PutObject", "s3:GetBucketAcl"]}], []),
    "a perimeter that a missing key does not leave": (
        [
            allow("*"),
            deny(
                Principal="*",
                Condition={
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abc", "aws:PrincipalAccount": OTHER},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            ),
        ],
        [ORG, STRANGER],
    ),
    "a perimeter with a way out": (
        [
            allow("*"),
            deny(
                Principal="*",
                Condition={
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"},
                    "Bool": {"aws:ViaAWSService": "false"},
                },
            ),
        ],
        [EVERYONE],
    ),
    "a perimeter around services alone": (
        [
            allow("*"),
            deny(
                Principal="*",
                Condition={
                    "StringNotEquals": {"aws:PrincipalOrgID": "o-abc"},
                    "Bool": {"aws:PrincipalIsAWSService": "true"},
                },
            ),
        ],
        [EVERYONE],
    ),
    "who gets mail in a domain": (
        [allow("*", Condition={"StringLike": {"SNS:Endpoint": "*@ville.example"}})],
        [Principal("network", "ville.example")],
    ),
    "a queue of another account": (
        [allow("*", Condition={"StringEquals": {"sns:Endpoint": f"arn:aws:sqs:eu-west-3:{OTHER}:q"}})],
        [STRANGER],
    ),
    "a queue of ours": ([allow("*", Condition={"StringEquals": {"sns:Endpoint": f"arn:aws:sqs:eu-west-3:{OWN}:q"}})], []),
    "any address on the web": ([allow("*", Condition={"StringLike": {"sns:Endpoint": "https://*"}})], [EVERYONE]),
    "the principals of another account": (
        [allow("*", Condition={"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}:role/*"}})],
        [STRANGER],
    ),
    "roles of any account": ([allow("*", Condition={"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/x"}})], [EVERYONE]),
    "a service for anybody": ([allow({"Service": "cloudfront.amazonaws.com"})], [Principal("service", "cloudfront.amazonaws.com")]),
    "a service for us": (
        [
            allow(
                {"Service": "cloudfront.amazonaws.com"},
                Condition={"StringEquals": {"aws:SourceArn": f"arn:aws:cloudfront::{OWN}:distribution/E"}},
            )
        ],
        [],
    ),
    "writing is not taking": ([allow(ROOT, Action=["s3:PutObject", "s3:GetBucketAcl"])], []),
    "a pattern that takes": ([allow(ROOT, Action="S3:Get*")], [STRANGER]),
    "everything but writing": ([TAKES_BUT_WRITING], [STRANGER]),
    "NotPrincipal allows everyone else": ([{**deny(), "Effect": "Allow", "NotPrincipal": {"AWS": OWN}}], [EVERYONE]),
    "denied to all": ([allow("*"), deny(Principal="*")], []),
    "denied to all, elsewhere": ([allow("*"), deny(Principal="*", Resource="arn:aws:s3:::b/secret/*")], [EVERYONE]),
    "one action denied leaves another": (
        [allow(ROOT, Action=["s3:GetObject", "s3:GetObjectVersion"]), deny(Principal="*", Action="s3:GetObject")],
        [STRANGER],
    ),
    "denied to the account": ([allow({"AWS": [OTHER, THIRD]}), deny(Principal={"AWS": f"arn:aws:iam::{THIRD}:root"})], [STRANGER]),
    "denied to one role of the account": ([allow({"AWS": OTHER}), deny(Principal={"AWS": f"arn:aws:iam::{OTHER}:role/x"})], [STRANGER]),
    "denied outside an organization": (
        [allow("*"), deny(Principal="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}})],
        [ORG],
    ),
    "denied outside an organization, but for AWS": (
        [
            allow("*"),
            deny(
                Principal={"AWS": "*"},
                Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}, "Bool": {"aws:PrincipalIsAWSService": "false"}},
            ),
        ],
        [ORG],
    ),
    "denied outside an organization, in clear": (
        [
            allow("*"),
            deny(Principal="*", Condition={"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}, "Bool": {"aws:SecureTransport": "false"}}),
        ],
        [EVERYONE],
    ),
    "denied in clear": ([allow(ROOT), deny(Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})], [STRANGER]),
    "denied to all but us": ([allow("*"), allow(ROOT), deny(NotPrincipal={"AWS": f"arn:aws:iam::{OWN}:root"})], []),
    "denied to all but another": ([allow("*"), deny(NotPrincipal={"AWS": [OWN, OTHER]})], [STRANGER]),
    "an identity of CloudFront": (
        [allow({"AWS": "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})],
        [Principal("service", "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1")],
    ),
    "an account, under a condition that it satisfies": (
        [allow(ROOT, Condition={"StringEquals": {"aws:PrincipalAccount": [OTHER, THIRD]}})],
        [STRANGER],
    ),
    "an account, under a condition that only another satisfies": (
        [allow(ROOT, Condition={"StringEquals": {"aws:PrincipalAccount": THIRD}})],
        [],
    ),
    "an account, under a condition about organizations": (
        [allow(ROOT, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-abc"}})],
        [STRANGER],
    ),
    "any path of an organization, or none at all": (
        [allow("*", Condition={"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc/*"}})],
        [EVERYONE],
    ),
    "any path of an organization, and one at least": (
        [
            allow(
                "*", Condition={"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc/*"}, "Null": {"aws:PrincipalOrgPaths": "false"}}
            )
        ],
        [ORG],
    ),
    "an organization where the key is there, and it is": (
        [allow("*", Condition={"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abc"}, "Null": {"aws:PrincipalOrgID": False}})],
        [ORG],
    ),
    "an organization that is there": ([allow("*", Condition={"Null": {"aws:PrincipalOrgID": "false"}})], [EVERYONE]),
    "two denials that each take one of the ways": (
        [allow(ROOT, Action="s3:Get*"), deny(Principal="*", Action="s3:GetObject"), deny(Principal="*", Action="s3:GetObjectV*")],
        [],
    ),
    "a denial of one of two ways": ([allow(ROOT, Action="s3:Get*"), deny(Principal="*", Action="s3:GetObject")], [STRANGER]),
    "a denial of what lies around it": ([allow(ROOT, Resource="arn:aws:s3:::b/x/*"), deny(Principal="*", Resource="arn:aws:s3:::b/*")], []),
    "a denial of a part of it": ([allow(ROOT), deny(Principal="*", Resource="arn:aws:s3:::b/x/*")], [STRANGER]),
    "a denial of all but it": (
        [allow(ROOT), {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}],
        [STRANGER],
    ),
    "denied from anywhere but some addresses": (
        [allow("*"), deny(Principal="*", Condition={"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}})],
        [Principal("network", "192.0.2.0/24")],
    ),
    "denied from anywhere but everywhere": (
        [allow("*"), deny(Principal="*", Condition={"NotIpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}})],
        [EVERYONE],
    ),
    "denied unless by addresses or by a network": (
        [
            allow("*"),
            deny(
                Principal="*",
                Condition={"NotIpAddressIfExists": {"aws:SourceIp": "192.0.2.0/24"}, "StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-1"}},
            ),
        ],
        [Principal("network", "192.0.2.0/24"), Principal("network", "vpc-1")],
    ),
    "denied to whom no path of an organization is": (
        [allow("*"), deny(Principal="*", Condition={"ForAllValues:StringNotLike": {"aws:PrincipalOrgPaths": "o-abc/*"}})],
        [ORG],
    ),
    "denied to whom a path is not of an organization, which spares who has none": (
        [allow("*"), deny(Principal="*", Condition={"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-abc/*"}})],
        [EVERYONE],
    ),
    "denied to the account itself": ([allow(ROOT), deny(Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": OTHER}})], []),
    "denied to the account without a second factor": (
        [
            allow(ROOT),
            deny(
                Principal="*", Condition={"StringEquals": {"aws:PrincipalAccount": OTHER}, "Bool": {"aws:MultiFactorAuthPresent": "false"}}
            ),
        ],
        [STRANGER],
    ),
    "a root of any account": ([allow({"AWS": "arn:aws:iam::*:root"})], [EVERYONE]),
    "accounts by how they begin": ([allow("*", Condition={"StringLike": {"aws:PrincipalAccount": "9999*"}})], [EVERYONE]),
    "identities by how their names begin, to the account": (
        [allow("*", Condition={"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{OTHER}*"}})],
        [STRANGER],
    ),
    "a service for an organization": (
        [allow({"Service": "cloudtrail.amazonaws.com"}, Condition={"StringEquals": {"aws:SourceOrgID": "o-abc"}})],
        [ORG],
    ),
    "whoever is of the organization that he is of": (
        [allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "${aws:PrincipalOrgID}"}})],
        [EVERYONE],
    ),
    "a canonical user": ([allow({"CanonicalUser": "79a5"})], [Principal("account", "79a5")]),
    "no statement": ([], []),
}


@pytest.mark.parametrize("name", CASES)
def test_who_may_take_it(name: str) -> None:
    """Every way of saying who, and every way of taking it back."""
    statements, expected = CASES[name]
    assert external(json.dumps({"Version": "2012-10-17", "Statement": statements}), OWN, READ) == expected


@pytest.mark.parametrize(
    "policy",
    [
        "{",
        "[]",
        '"*"',
        "{}",
        '{"Statement": ["x"]}',
        '{"Statement": [{"Effect": "Perhaps", "Principal": "*", "Action": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Principal": 3, "Action": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Principal": "*"}]}',
        '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Condition": ["x"]}]}',
    ],
)
def test_what_is_no_policy_is_unknown(policy: str) -> None:
    """A document nobody can read is never a document that shares nothing."""
    assert external(policy, OWN, READ) == MALFORMED


SPARING: dict[str, dict[str, Any]] = {
    "a tag": {"StringNotEquals": {"aws:PrincipalTag/equipe": "si"}},
    "an identity": {"StringNotLike": {"aws:userid": "AROAEXAMPLE:*"}},
}


@pytest.mark.parametrize("name", SPARING)
def test_who_is_left_of_everyone_by_a_denial_is_somebody(name: str) -> None:
    """AWS calls such a policy not public; the few whom the denial spares may be anybody's."""
    reader: Any = SimpleNamespace(account=OWN, region="eu-west-3")
    policy = json.dumps({"Statement": [allow("*"), deny(Principal="*", Condition=SPARING[name])]})
    assert shares(reader, policy, READ, open_=False) == [{"region": "eu-west-3"}]


def test_what_anybody_can_satisfy_leaves_nobody_apart() -> None:
    """Who asks in clear is denied, and everyone else is everyone: kept out where a setting of the account keeps everyone out."""
    reader: Any = SimpleNamespace(account=OWN, region="eu-west-3")
    policy = json.dumps({"Statement": [allow("*"), deny(Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}})]})
    assert shares(reader, policy, READ, open_=False) is None


def test_only_who_is_somewhere_needs_the_region_that_could_not_be_read() -> None:
    """What everyone may take is nowhere; of an account it is told beside the reason that the rest is not known."""
    reader: Any = SimpleNamespace(account=OWN, region="eu-west-3")
    refused = Unknown(reason_of("access_denied: s3:GetBucketLocation"))
    everyone, account = json.dumps({"Statement": [allow("*")]}), json.dumps({"Statement": [allow(ROOT)]})
    both = json.dumps({"Statement": [allow("*"), allow(ROOT)]})
    open_to_all = shares(reader, everyone, READ)
    assert shares(reader, everyone, READ, refused) == open_to_all
    assert "region" not in open_to_all[0]
    assert shares(reader, account, READ, refused) == Unknown(refused.reason, None)
    assert shares(reader, both, READ, refused) == Unknown(refused.reason, open_to_all)
    assert shares(reader, None, READ, refused) is None


def test_only_a_denial_of_everybody_shuts_what_everybody_was_let_into() -> None:
    """Neither one of some account, nor one on a condition that does not name who is left, nor one of less than was allowed."""
    opened = allow("*")
    assert shut(json.dumps({"Statement": [opened, deny(Principal="*")]}))
    assert shut(json.dumps({"Statement": [deny(Principal={"AWS": "*"})]}), opened)
    for less in (
        deny(Principal=ROOT),
        deny(Principal="*", Condition={"Bool": {"aws:SecureTransport": "false"}}),
        deny(Principal="*", Action="s3:PutObject"),
        deny(Principal="*", Resource="arn:aws:s3:::b/private/*"),
        deny(Principal="*", Resource="arn:aws:s3:::[b]/*"),
    ):
        assert not shut(json.dumps({"Statement": [opened, less]})), less
    assert not shut(json.dumps({"Statement": [deny(Principal="*")]}))
    assert shut(json.dumps({"Statement": [opened, deny(NotPrincipal={"AWS": OTHER})]}))
    assert not shut(json.dumps({"Statement": [deny(NotPrincipal={"AWS": OTHER})]}), opened)
    for condition in ({"StringNotEquals": {"aws:PrincipalOrgID": "o-abc"}}, {"NotIpAddress": {"aws:SourceIp": "192.0.2.0/24"}}):
        assert shut(json.dumps({"Statement": [opened, deny(Principal="*", Condition=condition)]})), condition
    for condition in ({"NotIpAddress": {"aws:SourceIp": "::/0"}}, {"StringNotEquals": {"aws:PrincipalTag/equipe": "si"}}):
        assert not shut(json.dumps({"Statement": [opened, deny(Principal="*", Condition=condition)]})), condition
    assert not shut("{")


def test_no_policy_shares_nothing_and_a_refused_one_says_nothing() -> None:
    """None is known; Unknown stays."""
    refused = Unknown(reason_of("access_denied: s3:GetBucketPolicy"))
    assert external(None, OWN, READ) == []
    assert external(refused, OWN, READ) is refused


HERE = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


@pytest.mark.parametrize(
    ("statements", "open_"),
    [
        ([], False),
        ([{**HERE, "Principal": {"AWS": "111122223333"}}], False),
        ([{**HERE, "Principal": {"AWS": ["arn:aws:iam::111122223333:root"], "Service": "logging.s3.amazonaws.com"}}], False),
        ([{**HERE, "Principal": {"CanonicalUser": "79a59df9"}}], False),
        ([{**HERE, "Effect": "Deny", "Principal": "*"}], False),
        ([{**HERE, "Principal": "*"}], True),
        ([{**HERE, "Principal": {"AWS": ["111122223333", "*"]}}], True),
        ([{**HERE, "Principal": {"AWS": "arn:aws:iam::*:role/x"}}], True),
        ([{**HERE, "Principal": {"AWS": "${aws:PrincipalArn}"}}], True),
        ([{**HERE, "Principal": {"Federated": "cognito-identity.amazonaws.com"}}], True),
        ([{**HERE, "Principal": {}}], True),
        ([{**HERE, "NotPrincipal": {"AWS": "111122223333"}}], True),
        ([{**HERE, "Principal": {"AWS": "111122223333"}}, {**HERE, "Principal": "*"}], True),
        ([{"Action": "s3:GetObject", "Resource": "*"}], True),
        (None, True),
    ],
)
def test_a_policy_that_names_whom_it_lets_in_lets_in_nobody_at_large(statements: Any, open_: bool) -> None:
    """S3 takes fixed principals for not public; whatever is not understood may be."""
    assert at_large(json.dumps({"Statement": statements})) is open_
    assert at_large(None) is False
    assert at_large(Unknown(reason_of("access_denied"))) is True
    assert at_large("{") is True
