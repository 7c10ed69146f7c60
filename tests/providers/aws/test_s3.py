"""Buckets: the settings whose combination decides, and the answers that must not be believed."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Resource
from auditor.providers.aws.services.s3 import CLOUDFRONT_LOGS
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.contract import flat

EVERYTHING: dict[str, Any] = {"Status": "Enabled", "Filter": {"Prefix": ""}}


def bucket(aws: Cloud, name: str = "essai") -> Any:
    """A new bucket in Paris, and the client to set it up with."""
    client = aws.client("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": PARIS})
    return client


def only(aws: Cloud) -> Resource:
    """The one bucket of the account."""
    (resource,) = aws.scan("s3").resources
    return resource


def expire(**more: Any) -> dict[str, Any]:
    """A rule on the whole bucket, unless `more` says otherwise."""
    return {"ID": str(sorted(more)), **EVERYTHING, **more}


N30, N90 = {"Days": 30}, {"Days": 90}
EARLIER = {"NoncurrentDays": 10}


@pytest.mark.parametrize(
    ("status", "rules", "kept", "earlier"),
    [
        (None, [expire(Expiration=N30)], "P30D", "P0D"),
        (None, [expire(Expiration=N90), expire(Expiration=N30, ID="b")], "P30D", "P0D"),
        (None, [expire(Expiration=N30, Status="Disabled")], None, "P0D"),
        (None, [expire(Expiration=N30, Filter={"Prefix": "tmp/"})], None, "P0D"),
        (None, [expire(Expiration=N30, Filter={"Tag": {"Key": "a", "Value": "b"}})], None, "P0D"),
        (None, [expire(Expiration=N30, Filter={"ObjectSizeGreaterThan": 5})], None, "P0D"),
        ("Enabled", [expire(Expiration=N30)], None, None),
        ("Enabled", [expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)], "P40D", "P10D"),
        ("Enabled", [expire(NoncurrentVersionExpiration=EARLIER)], None, "P10D"),
        ("Enabled", [expire(Expiration=N30, NoncurrentVersionExpiration={**EARLIER, "NewerNoncurrentVersions": 3})], None, None),
        ("Suspended", [expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)], "P40D", "P10D"),
        ("Suspended", [expire(Expiration=N30)], "unknown", "unknown"),
        (None, [expire(Expiration={"Date": "2030-01-01T00:00:00Z"})], "unknown", "P0D"),
    ],
)
def test_retention(aws: Cloud, status: str | None, rules: list[dict[str, Any]], kept: str | None, earlier: str | None) -> None:
    """What is left after the last rule that covers everything, earlier versions included."""
    client = bucket(aws)
    if status:
        client.put_bucket_versioning(Bucket="essai", VersioningConfiguration={"Status": status})
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})
    found = flat(only(aws))
    assert found.get("retention.max", "unknown") == kept
    assert found.get("retention.noncurrent_max", "unknown") == earlier
    assert found["versioning.enabled"] is (status == "Enabled")


PUBLIC = {"PolicyStatus": {"IsPublic": True}}
ALL_USERS = {"Grants": [{"Grantee": {"Type": "Group", "URI": "http://acs.amazonaws.com/groups/global/AllUsers"}, "Permission": "READ"}]}
BLOCK = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
ACL_BLOCK = {**BLOCK, "RestrictPublicBuckets": False}


@pytest.mark.parametrize(
    ("answers", "account", "public"),
    [
        ({"GetBucketPolicyStatus": PUBLIC}, None, True),
        ({"GetBucketAcl": ALL_USERS}, None, True),
        ({"GetBucketPolicyStatus": PUBLIC, "GetPublicAccessBlock": {"PublicAccessBlockConfiguration": BLOCK}}, None, False),
        ({"GetBucketAcl": ALL_USERS, "GetPublicAccessBlock": {"PublicAccessBlockConfiguration": ACL_BLOCK}}, None, False),
        ({"GetBucketPolicyStatus": PUBLIC, "GetPublicAccessBlock": {"PublicAccessBlockConfiguration": ACL_BLOCK}}, None, True),
        ({"GetBucketPolicyStatus": PUBLIC, "GetBucketAcl": ALL_USERS}, BLOCK, False),
        ({}, None, False),
    ],
)
def test_public_access(aws: Cloud, answers: dict[str, Any], account: dict[str, bool] | None, public: bool) -> None:
    """Open by policy or ACL, unless the bucket's block or the account's takes it away."""
    bucket(aws)
    for operation, answer in answers.items():
        aws.answer("s3", operation, answer)
    if account:
        aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": account})
    assert flat(only(aws))["public.access"] is public


def test_account_block_spares_the_calls_it_decides(aws: Cloud) -> None:
    """Where the account blocks everything, no bucket is asked whether its policy is open."""
    bucket(aws)
    aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": BLOCK})
    aws.scan("s3")
    asked = {operation for _, operation, _ in aws.faults.seen}
    assert "GetBucketPolicyStatus" not in asked


def test_accounts_that_a_list_of_grants_lets_read(aws: Cloud) -> None:
    """Each is a share, whatever blocks the public; the owner is none, nor who may only write, nor who delivers AWS's own logs."""
    bucket(aws)
    aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": BLOCK})
    grants = [("o", "FULL_CONTROL"), ("stranger", "READ"), ("writer", "WRITE"), (CLOUDFRONT_LOGS, "FULL_CONTROL")]
    listed = [{"Grantee": {"Type": "CanonicalUser", "ID": id}, "Permission": permission} for id, permission in grants]
    aws.answer("s3", "GetBucketAcl", {"Owner": {"ID": "o"}, "Grants": listed})
    assert flat(only(aws))["flows.share"] == [{"account": "stranger", "region": PARIS}]
    aws.answer("s3", "GetBucketAcl", {"Owner": {"ID": "o"}})
    assert only(aws).unknown == {"flows.share": "empty_answer: s3:GetBucketAcl"}


def test_an_empty_block_hides_nothing(aws: Cloud) -> None:
    """An empty block decides nothing: what is closed anyway stays closed, what is open is unknown."""
    bucket(aws)
    aws.answer("s3", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": {}})
    assert flat(only(aws))["public.access"] is False
    aws.answer("s3", "GetBucketPolicyStatus", PUBLIC)
    assert only(aws).unknown == {"public.access": "empty_answer: s3:GetPublicAccessBlock (s3:GetBucketPublicAccessBlock)"}


def test_a_violation_shows_through_a_refused_block(aws: Cloud) -> None:
    """A public policy behind a block that could not be read is unknown; behind none it is public whatever the ACL's refusal."""
    bucket(aws)
    aws.answer("s3", "GetBucketPolicyStatus", PUBLIC)
    with aws.fault("s3control", "GetPublicAccessBlock"):
        assert only(aws).unknown == {"public.access": "access_denied: s3control:GetPublicAccessBlock (s3:GetAccountPublicAccessBlock)"}
    with aws.fault("s3", "GetBucketAcl"):
        assert flat(only(aws))["public.access"] is True


@pytest.mark.parametrize(
    ("operation", "answer", "facts"),
    [
        ("GetBucketEncryption", {"ServerSideEncryptionConfiguration": {}}, {"encryption.at_rest", "encryption.key"}),
        ("GetBucketReplication", {"ReplicationConfiguration": {}}, {"flows.replication"}),
        ("GetBucketLifecycleConfiguration", {}, {"retention.max", "retention.noncurrent_max"}),
        ("GetBucketPolicyStatus", {"PolicyStatus": {}}, {"public.access"}),
    ],
)
def test_empty_configuration_is_no_answer(aws: Cloud, operation: str, answer: dict[str, Any], facts: set[str]) -> None:
    """Some S3-compatible stores answer what they do not know with nothing at all: that is not "not set"."""
    bucket(aws)
    aws.answer("s3", operation, answer)
    unknown = only(aws).unknown
    assert unknown.keys() == facts
    assert all(reason.startswith("empty_answer: s3:") for reason in unknown.values())


@pytest.mark.parametrize(
    ("operation", "facts"),
    [
        ("GetBucketVersioning", {"versioning.enabled", "retention.max", "retention.noncurrent_max"}),
        ("GetBucketLogging", {"flows.logs"}),
        ("GetBucketLocation", {"region"}),
    ],
)
def test_a_listing_is_no_answer(aws: Cloud, operation: str, facts: set[str]) -> None:
    """Nor is a listing of the bucket, which parses as a configuration without anything in it."""
    bucket(aws)
    with aws.fault("s3", operation, "listing"):
        unknown = only(aws).unknown
    assert unknown.keys() == facts
    assert all(reason.startswith("no_answer: s3:") for reason in unknown.values())


@pytest.mark.parametrize(("written", "region"), [("EU", "eu-west-1"), (None, "us-east-1"), (PARIS, PARIS)])
def test_legacy_locations(aws: Cloud, written: str | None, region: str) -> None:
    """Old buckets are in "EU", which is Ireland; the first region of all writes nothing."""
    bucket(aws)
    aws.answer("s3", "GetBucketLocation", {"LocationConstraint": written} if written else {})
    assert only(aws).region == region


def test_region_of_the_listing_spares_a_call(aws: Cloud) -> None:
    """AWS says each bucket's region in the list; only where it does not is the bucket asked."""
    bucket(aws)
    aws.answer("s3", "ListBuckets", {"Buckets": [{"Name": "essai", "BucketRegion": PARIS}]})
    assert only(aws).region == PARIS
    assert "GetBucketLocation" not in {operation for _, operation, _ in aws.faults.seen}


def test_a_bucket_without_location_is_kept(aws: Cloud) -> None:
    """Its region is unknown, with the reason; the rest of it is read."""
    bucket(aws)
    with aws.fault("s3", "GetBucketLocation"):
        resource = only(aws)
    assert resource.region is None
    assert resource.unknown == {"region": "access_denied: s3:GetBucketLocation"}
    assert flat(resource)["versioning.enabled"] is False


def test_each_bucket_is_asked_in_its_own_region(aws: Cloud) -> None:
    """A bucket of Virginia is asked in Virginia even when only Paris is configured: a bucket abroad is what is looked for."""
    aws.client("s3", VIRGINIA).create_bucket(Bucket="loin")
    (resource,) = aws.scan("s3", regions=[PARIS]).resources
    assert resource.region == VIRGINIA
    assert ("s3", "GetBucketVersioning", VIRGINIA) in aws.faults.seen


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (f"arn:aws:kms:{VIRGINIA}:{ACCOUNT}:key/abc", f"arn:aws:kms:{VIRGINIA}:{ACCOUNT}:key/abc"),
        ("abc", f"arn:aws:kms:{PARIS}:{ACCOUNT}:key/abc"),
        ("alias/rh", f"arn:aws:kms:{PARIS}:{ACCOUNT}:alias/rh"),
        (None, None),
    ],
)
def test_key_spellings(aws: Cloud, given: str | None, key: str | None) -> None:
    """A bare key id or an alias belongs to the bucket's region; none is the provider's key."""
    bucket(aws)
    default = {"SSEAlgorithm": "aws:kms"} | ({"KMSMasterKeyID": given} if given else {})
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": default}]}
    aws.answer("s3", "GetBucketEncryption", {"ServerSideEncryptionConfiguration": rules})
    found = flat(only(aws))
    assert found["encryption.key"] == key
    assert found["encryption.at_rest"] is True
