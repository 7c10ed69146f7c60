"""What a bucket is asked, and what it is not because another answer says it: each with the case in which it still is."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from auditor.providers.aws.services import s3
from tests.emulators.aws import PARIS, STRANGER, Cloud

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("directly")]

ALWAYS = {call.operation for call in s3.ALWAYS}
VERSIONED = {"GetBucketReplication", "GetObjectLockConfiguration"}
LISTS = {"GetBucketAcl", "GetPublicAccessBlock"}
OPEN = {"GetPublicAccessBlock", "GetBucketPolicyStatus"}
NAME = "essai"
ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{NAME}/*"}
NAMED = {**ANYBODY, "Principal": {"AWS": f"arn:aws:iam::{STRANGER}:root", "Service": "cloudtrail.amazonaws.com"}}
TLS = {**ANYBODY, "Effect": "Deny", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


def versioning(status: str) -> Callable[[Any], None]:
    """Set up a bucket that keeps earlier versions, or did."""
    return lambda client: client.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": status})


def owned(by: str) -> Callable[[Any], None]:
    """Set up a bucket that heeds lists of grants, or none."""
    return lambda client: client.put_bucket_ownership_controls(Bucket=NAME, OwnershipControls={"Rules": [{"ObjectOwnership": by}]})


def policy(*statements: dict[str, Any]) -> Callable[[Any], None]:
    """Set up a bucket with a policy."""
    document = json.dumps({"Version": "2012-10-17", "Statement": [*statements]})
    return lambda client: client.put_bucket_policy(Bucket=NAME, Policy=document)


def blocked(client: Any) -> None:
    """Set up a bucket that lets nobody at large in."""
    client.put_public_access_block(Bucket=NAME, PublicAccessBlockConfiguration=BLOCKED)


def asked(aws: Cloud, *setups: Callable[[Any], Any], refused: str = "") -> set[str]:
    """What a bucket of today that is set up so is asked, beyond what each is."""
    client = aws.client("s3")
    client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": PARIS}, ObjectOwnership="BucketOwnerEnforced")
    for setup in setups:
        setup(client)
    aws.answer("s3", "ListBuckets", {"Buckets": [{"Name": NAME, "BucketRegion": PARIS}]})
    aws.faults.seen.clear()
    with aws.fault("s3", refused or "Nothing"):
        aws.scan("s3")
    operations = [operation for service, operation, _ in aws.faults.seen if service == "s3" and operation != "ListBuckets"]
    assert len(operations) == len({*operations})
    assert {*operations} >= ALWAYS
    return {*operations} - ALWAYS


@pytest.mark.parametrize(
    ("setups", "beyond"),
    [
        ([], set()),
        ([versioning("Enabled")], VERSIONED),
        ([versioning("Suspended")], VERSIONED),
        ([owned("ObjectWriter")], LISTS),
        ([owned("BucketOwnerPreferred")], LISTS),
        ([lambda client: client.delete_bucket_ownership_controls(Bucket=NAME)], LISTS),
        ([policy(NAMED)], set()),
        ([policy(TLS)], set()),
        ([policy(NAMED, TLS), versioning("Enabled")], VERSIONED),
        ([policy(NAMED, ANYBODY)], OPEN),
        ([policy({**ANYBODY, "Principal": {"AWS": "*"}})], OPEN),
        ([policy({**ANYBODY, "Principal": {"Federated": "accounts.google.com"}})], OPEN),
        ([policy({"NotPrincipal": NAMED["Principal"], **{key: said for key, said in ANYBODY.items() if key != "Principal"}})], OPEN),
        ([policy(ANYBODY), blocked], {"GetPublicAccessBlock"}),
        ([owned("ObjectWriter"), blocked], LISTS),
        ([policy(ANYBODY), owned("ObjectWriter"), versioning("Enabled")], VERSIONED | LISTS | OPEN),
    ],
)
def test_a_bucket_is_asked_what_its_other_answers_leave_open(aws: Cloud, setups: list[Any], beyond: set[str]) -> None:
    """Of fifteen calls ten, and twelve where it is versioned; all of them where everybody is let in by a list and a policy."""
    assert asked(aws, *setups) == beyond


@pytest.mark.parametrize(
    ("refused", "beyond"),
    [("GetBucketVersioning", VERSIONED), ("GetBucketOwnershipControls", LISTS), ("GetBucketPolicy", OPEN), ("GetBucketTagging", set())],
)
def test_what_was_not_answered_spares_nothing(aws: Cloud, refused: str, beyond: set[str]) -> None:
    """A refusal is no answer: what it would have spared is asked."""
    assert asked(aws, refused=refused) == beyond


def test_whoever_is_let_in_by_a_list_is_told_behind_a_block_of_the_public(aws: Cloud) -> None:
    """A block takes away everybody, and not an account that is named: the list is read wherever it is heeded."""
    listed = [{"Grantee": {"Type": "CanonicalUser", "ID": "stranger"}, "Permission": "READ"}]
    aws.answer("s3", "GetBucketAcl", {"Owner": {"ID": "o"}, "Grants": listed})
    assert "GetBucketAcl" in asked(aws, owned("ObjectWriter"), blocked)
    (bucket,) = aws.scan("s3").resources
    assert bucket.facts["flows"]["share"] == [{"account": "stranger", "region": PARIS}]
    assert bucket.facts["public"]["access"] is False


def test_a_store_that_is_not_of_aws_is_asked_all_that_its_silence_leaves_open(aws: Cloud) -> None:
    """What AWS's documentation says of versions binds nobody else: an empty answer there is none, and replication is asked for."""
    client = aws.client("s3")
    client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": PARIS})
    session = aws.provider._sessions.of(aws.options())
    session.foreign = True
    try:
        aws.scan("s3")
    finally:
        session.foreign = False
    assert {operation for _, operation, _ in aws.faults.seen} >= VERSIONED | LISTS
