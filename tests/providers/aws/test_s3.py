"""Buckets: the settings whose combination decides, and the answers that must not be believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from auditor.model import Resource
from auditor.providers.aws.services.s3 import CLOUDFRONT_LOGS
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud
from tests.providers.contract import flat

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("directly")]

EVERYTHING: dict[str, Any] = {"Status": "Enabled", "Filter": {"Prefix": ""}}


def bucket(aws: Cloud, name: str = "essai") -> Any:
    """A new bucket in Paris, whose objects have no list of grants of their own, as is usual today; and the client to set it up with."""
    client = aws.client("s3")
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": PARIS}, ObjectOwnership="BucketOwnerEnforced")
    owned(client, "BucketOwnerEnforced", name)
    return client


def owned(client: Any, by: str, name: str = "essai") -> None:
    """Say whether lists of grants are heeded in a bucket."""
    client.put_bucket_ownership_controls(Bucket=name, OwnershipControls={"Rules": [{"ObjectOwnership": by}]})


def versioned(client: Any, status: str = "Enabled") -> None:
    """Keep what is overwritten, without which S3 neither replicates nor locks."""
    client.put_bucket_versioning(Bucket="essai", VersioningConfiguration={"Status": status})


def lets_in(client: Any, *statements: Mapping[str, Any]) -> None:
    """A policy by which everybody may read, or another."""
    policy = {"Version": "2012-10-17", "Statement": [*statements] or [LET_IN]}
    client.put_bucket_policy(Bucket="essai", Policy=json.dumps(policy))


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
    ],
)
def test_retention(aws: Cloud, status: str | None, rules: list[dict[str, Any]], kept: str | None, earlier: str | None) -> None:
    """What is left after the last rule that covers everything, earlier versions included."""
    client = bucket(aws)
    if status:
        versioned(client, status)
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})
    found = flat(only(aws))
    assert found.get("retention.max", "unknown") == kept
    assert found.get("retention.noncurrent_max", "unknown") == earlier
    # Earlier versions of before it was suspended stay, and nobody says whether there are any.
    assert found.get("versioning.enabled") is (None if status == "Suspended" else status == "Enabled")


TMP = {"Filter": {"Prefix": "tmp/"}}


@pytest.mark.parametrize(
    ("status", "rules", "first"),
    [
        (None, [expire(Expiration=N30), expire(Expiration=N90, **TMP)], None),
        (None, [expire(Expiration=N90), expire(Expiration=N30, **TMP)], "P30D"),
        (None, [expire(Expiration=N30, **TMP)], "P30D"),
        (None, [expire(Expiration=N30, Filter={"Tag": {"Key": "fini", "Value": "oui"}})], "P30D"),
        (None, [expire(Expiration=N30, Status="Disabled", **TMP)], None),
        ("Enabled", [expire(Expiration=N30, **TMP)], None),
        ("Enabled", [expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER, **TMP)], "P30D"),
        ("Suspended", [expire(Expiration=N30, **TMP)], "P30D"),
        (None, [expire(Expiration={"Date": "2036-01-01T00:00:00Z"})], "shortly before"),
    ],
)
def test_what_a_rule_takes_before_all_the_rest_is_not_known(aws: Cloud, status: str | None, rules: Any, first: str | None) -> None:
    """A prefix, a tag or a size may meet nothing: how long all stays at least cannot be said, unless nothing goes sooner."""
    client = bucket(aws)
    if status:
        versioned(client, status)
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})
    found = only(aws)
    assert flat(found).get("retention.min", "?") == ("?" if first else None)
    assert (first or "") in found.unknown.get("retention.min", "")


MADE = {"Buckets": [{"Name": "essai", "BucketRegion": PARIS, "CreationDate": "2026-01-01T00:00:00Z"}]}


@pytest.mark.parametrize(
    ("date", "kept"),
    [("2026-03-02T00:00:00Z", "P60D"), ("2025-06-01T00:00:00Z", "P1D"), ("2036-01-01T00:00:00Z", "P3652D")],
)
def test_an_expiry_on_a_date_leaves_an_object_no_longer_than_since_the_bucket_is(aws: Cloud, date: str, kept: str) -> None:
    """And once that day is past, what is put there is erased as it comes."""
    bucket(aws)
    aws.answer("s3", "ListBuckets", MADE)
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": [expire(Expiration={"Date": date})]})
    assert flat(only(aws))["retention.max"] == kept
    aws.answer("s3", "ListBuckets", {"Buckets": [{"Name": "essai", "BucketRegion": PARIS}]})
    assert only(aws).unknown["retention.max"].startswith("only_a_bound")


@pytest.mark.parametrize(
    ("rules", "lock", "kept", "earlier"),
    [
        ([expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)], {"Mode": "COMPLIANCE", "Years": 10}, "P10Y", "P10Y"),
        ([expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)], {"Mode": "GOVERNANCE", "Days": 20}, "P40D", "P20D"),
        ([expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)], {"Mode": "GOVERNANCE", "Days": 5}, "P40D", "P10D"),
        ([expire(Expiration=N30)], {"Mode": "COMPLIANCE", "Days": 5}, None, None),
    ],
)
def test_a_lock_outlives_the_lifecycle(aws: Cloud, rules: Any, lock: Any, kept: str | None, earlier: str | None) -> None:
    """Nothing erases a locked version before its time: the longer of both is how long it stays."""
    versioned(bucket(aws))
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})
    rule = {"Rule": {"DefaultRetention": lock}}
    aws.answer("s3", "GetObjectLockConfiguration", {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled", **rule}})
    found = flat(only(aws))
    assert (found["retention.max"], found["retention.noncurrent_max"]) == (kept, earlier)
    with aws.fault("s3", "GetObjectLockConfiguration"):
        holed = only(aws)
    # What is kept for ever is, whatever the lock; else what the lifecycle keeps is the least.
    unsure = {"lock.min"} | ({"retention.max", "retention.noncurrent_max"} if kept else set())
    assert holed.unknown.keys() & {"lock.min", "retention.max", "retention.noncurrent_max"} == unsure
    assert holed.facts["retention"] == (
        {"max": "P40D", "min": None, "noncurrent_max": "P10D"} if kept else {"max": None, "min": None, "noncurrent_max": None}
    )


@pytest.mark.parametrize(
    ("refused", "least"),
    [("GetBucketVersioning", "P30D"), ("GetBucketLifecycleConfiguration", "P20D"), ("GetObjectLockConfiguration", "P40D")],
)
def test_the_least_that_was_read_of_a_period_is_kept(aws: Cloud, refused: str, least: str) -> None:
    """Which is enough to fail what may not be kept so long."""
    versioned(bucket(aws))
    rules = [expire(Expiration=N30, NoncurrentVersionExpiration=EARLIER)]
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": rules})
    lock = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 20}}}
    aws.answer("s3", "GetObjectLockConfiguration", {"ObjectLockConfiguration": lock})
    with aws.fault("s3", refused):
        holed = only(aws)
    assert holed.unknown["retention.max"].startswith("access_denied")
    assert holed.facts["retention"]["max"] == least


PAUSED = {"ID": "b", "Status": "Disabled", "Filter": {"Prefix": ""}, "Destination": {"Bucket": "arn:aws:s3:::loin"}}
RUNNING = {"ID": "a", "Status": "Enabled", "Filter": {"Prefix": ""}, "Destination": {"Bucket": "arn:aws:s3:::ici", "Account": ACCOUNT}}


def test_what_a_paused_rule_had_copied_is_unknown_and_not_none(aws: Cloud) -> None:
    """Beside the rules that run, which are known; the same of lists of what a bucket holds."""
    versioned(bucket(aws))
    aws.answer("s3", "GetBucketReplication", {"ReplicationConfiguration": {"Role": "r", "Rules": [RUNNING, PAUSED]}})
    lists = {"InventoryConfigurationList": [
        {"Id": "i", "IsEnabled": False, "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::listes", "Format": "CSV"}},
         "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"}},
    ]}  # fmt: skip
    aws.answer("s3", "ListBucketInventoryConfigurations", lists)
    found = only(aws)
    assert found.facts["flows"]["replication"] == [{"to": "arn:aws:s3:::ici", "account": ACCOUNT, "once": True}]
    assert "arn:aws:s3:::loin" in found.unknown["flows.replication"]
    assert "arn:aws:s3:::listes" in found.unknown["flows.logs"]


@pytest.mark.parametrize("by", ["ObjectWriter", "BucketOwnerPreferred", None])
def test_lists_of_grants_of_objects_are_unknown_unless_they_are_not_heeded(aws: Cloud, by: str | None) -> None:
    """Not read, and any of them may open an object to all: only a block, or a bucket that heeds none, makes them harmless."""
    client = bucket(aws)
    assert flat(only(aws))["public.access"] is False
    if by:
        owned(client, by)
    else:
        client.delete_bucket_ownership_controls(Bucket="essai")
    assert only(aws).unknown["public.access"].startswith("not_collected")
    aws.answer("s3", "GetBucketAcl", ALL_USERS)
    assert flat(only(aws))["public.access"] is True
    aws.answer("s3", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": ACL_BLOCK})
    assert flat(only(aws))["public.access"] is False


@pytest.mark.parametrize(
    ("condition", "shared"),
    [
        ({"StringLike": {"aws:userid": "AROAEXAMPLE:*"}}, [{"region": PARIS}]),
        (
            {"ArnLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-3:999988887777:accesspoint/*"}},
            [{"account": "999988887777", "region": PARIS}],
        ),
        ({"ArnLike": {"s3:DataAccessPointArn": f"arn:aws:s3:eu-west-3:{ACCOUNT}:accesspoint/*"}}, None),
        ({"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "abc"}}, [{"region": PARIS}]),
        ({"Bool": {"aws:SecureTransport": "true"}}, None),
    ],
)
def test_a_policy_that_is_not_public_still_lets_somebody_in(aws: Cloud, condition: Any, shared: Any) -> None:
    """S3 calls a policy not public when its conditions name somebody: who that is may be unknown, and is not nobody."""
    client = bucket(aws)
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::essai/*", "Condition": condition}
    lets_in(client, statement)
    aws.answer("s3", "GetBucketPolicyStatus", {"PolicyStatus": {"IsPublic": False}})
    found = flat(only(aws))
    assert found["flows.share"] == shared
    assert found["public.access"] is False


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
    client = bucket(aws)
    if "GetBucketPolicyStatus" in answers:
        lets_in(client)
    if "GetBucketAcl" in answers:
        owned(client, "BucketOwnerPreferred")
    for operation, answer in answers.items():
        aws.answer("s3", operation, answer)
    if account:
        aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": account})
    assert flat(only(aws))["public.access"] is public


WHOLE = ["arn:aws:s3:::essai", "arn:aws:s3:::essai/*"]
LET_IN = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::essai/*"}
KEPT_OUT = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": WHOLE}
TLS = {"Condition": {"Bool": {"aws:SecureTransport": "false"}}}


@pytest.mark.parametrize(
    ("statements", "acl", "public"),
    [
        ([KEPT_OUT], ALL_USERS, False),
        ([KEPT_OUT], None, False),
        ([LET_IN, KEPT_OUT], None, False),
        ([LET_IN, {**KEPT_OUT, "Principal": {"AWS": ["*"]}, "Action": "*", "Resource": "*"}], ALL_USERS, False),
        ([LET_IN, {**KEPT_OUT, "Action": ["s3:Get*"], "Resource": WHOLE[1]}], None, False),
        ([{**LET_IN, "Action": ["s3:GetObject*", "s3:PutObject"]}, KEPT_OUT], None, False),
        ([LET_IN, {**KEPT_OUT, "Action": ["s3:Get*"], "Resource": WHOLE[1]}], ALL_USERS, True),
        ([{**LET_IN, "Action": ["s3:GetObject", "s3:PutObject"]}, {**KEPT_OUT, "Action": "s3:GetObject"}], None, True),
        ([{**LET_IN, "Action": "s3:*"}, {**KEPT_OUT, "Action": "s3:?etObject"}], None, True),
        ([LET_IN, {**KEPT_OUT, "Resource": ["arn:aws:s3:::essai/prive/*"]}], None, True),
        ([LET_IN, KEPT_OUT | TLS], ALL_USERS, True),
        ([LET_IN, KEPT_OUT | TLS], None, True),
        ([LET_IN, {**KEPT_OUT, "Principal": {"AWS": "arn:aws:iam::999988887777:root"}}], None, True),
        ([LET_IN, {**{k: v for k, v in KEPT_OUT.items() if k != "Principal"}, "NotPrincipal": {"AWS": "999988887777"}}], None, False),
    ],
)
def test_what_is_denied_to_everybody_is_open_to_nobody(aws: Cloud, statements: Any, acl: Any, public: bool) -> None:
    """S3 calls a policy public by what it allows; what a Deny without a condition takes away from all, or all but one, is not."""
    client = bucket(aws)
    lets_in(client, *statements)
    if LET_IN["Effect"] in [one["Effect"] for one in statements]:
        aws.answer("s3", "GetBucketPolicyStatus", PUBLIC)
    if acl:
        owned(client, "BucketOwnerPreferred")
        aws.answer("s3", "GetBucketAcl", acl)
    assert flat(only(aws))["public.access"] is public


def test_account_block_spares_the_calls_it_decides(aws: Cloud) -> None:
    """Where the account blocks everything, no bucket is asked whether its policy is open."""
    lets_in(bucket(aws))
    aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": BLOCK})
    aws.scan("s3")
    asked = {operation for _, operation, _ in aws.faults.seen}
    assert "GetBucketPolicyStatus" not in asked


def test_accounts_that_a_list_of_grants_lets_read(aws: Cloud) -> None:
    """Each is a share, whatever blocks the public; the owner is none, nor who may only write, nor who delivers AWS's own logs."""
    owned(bucket(aws), "BucketOwnerPreferred")
    aws.answer("s3control", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": BLOCK})
    grants = [("o", "FULL_CONTROL"), ("stranger", "READ"), ("writer", "WRITE"), (CLOUDFRONT_LOGS, "FULL_CONTROL")]
    listed = [{"Grantee": {"Type": "CanonicalUser", "ID": id}, "Permission": permission} for id, permission in grants]
    aws.answer("s3", "GetBucketAcl", {"Owner": {"ID": "o"}, "Grants": listed})
    assert flat(only(aws))["flows.share"] == [{"account": "stranger", "region": PARIS}]
    aws.answer("s3", "GetBucketAcl", {"Owner": {"ID": "o"}})
    assert only(aws).unknown == {"flows.share": "empty_answer: s3:GetBucketAcl"}


def test_an_empty_block_hides_nothing(aws: Cloud) -> None:
    """An empty block decides nothing: what is closed anyway stays closed, what is open is unknown."""
    client = bucket(aws)
    aws.answer("s3", "GetPublicAccessBlock", {"PublicAccessBlockConfiguration": {}})
    assert flat(only(aws))["public.access"] is False
    lets_in(client)
    aws.answer("s3", "GetBucketPolicyStatus", PUBLIC)
    why = "empty_answer: s3:GetPublicAccessBlock (s3:GetBucketPublicAccessBlock)"
    assert only(aws).unknown == {"public.access": why, "flows.share": why}


def test_a_violation_shows_through_a_refused_block(aws: Cloud) -> None:
    """A public policy behind a block that could not be read is unknown; behind none it is public whatever the ACL's refusal."""
    client = bucket(aws)
    lets_in(client)
    aws.answer("s3", "GetBucketPolicyStatus", PUBLIC)
    with aws.fault("s3control", "GetPublicAccessBlock"):
        why = "access_denied: s3control:GetPublicAccessBlock (s3:GetAccountPublicAccessBlock)"
        assert only(aws).unknown == {"public.access": why, "flows.share": why}
    owned(client, "BucketOwnerPreferred")
    with aws.fault("s3", "GetBucketAcl"):
        assert flat(only(aws))["public.access"] is True


@pytest.mark.parametrize(
    ("operation", "answer", "facts"),
    [
        ("GetBucketEncryption", {"ServerSideEncryptionConfiguration": {}}, {"encryption.at_rest", "encryption.key"}),
        ("GetBucketReplication", {"ReplicationConfiguration": {}}, {"flows.replication"}),
        ("GetBucketLifecycleConfiguration", {}, {"retention.max", "retention.min", "retention.noncurrent_max"}),
        ("GetBucketPolicyStatus", {"PolicyStatus": {}}, {"public.access", "flows.share"}),
    ],
)
def test_empty_configuration_is_no_answer(aws: Cloud, operation: str, answer: dict[str, Any], facts: set[str]) -> None:
    """Some S3-compatible stores answer what they do not know with nothing at all: that is not "not set"."""
    client = bucket(aws)
    versioned(client)
    lets_in(client)
    aws.answer("s3", operation, answer)
    unknown = only(aws).unknown
    assert unknown.keys() == facts
    assert all(reason.startswith("empty_answer: s3:") for reason in unknown.values())


@pytest.mark.parametrize("kind", ["refuse", "empty", "hollow", "cut", "severed", "html", "xhtml", "listing"])
@pytest.mark.parametrize("region", [PARIS, VIRGINIA])
def test_a_location_that_is_no_answer_is_no_place(aws: Cloud, kind: str, region: str) -> None:
    """AWS says Virginia by saying nothing: what nobody said, or half of it, is not Virginia, nor anywhere."""
    where = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region == PARIS else {}
    aws.client("s3", region).create_bucket(Bucket="essai", **where)
    assert only(aws).region == region
    with aws.fault("s3", "GetBucketLocation", kind):
        holed = only(aws)
    assert holed.region is None
    assert holed.unknown["region"].split(":")[0] in ("access_denied", "no_answer", "unreachable")


@pytest.mark.parametrize(
    ("operation", "facts"),
    [
        ("GetBucketVersioning", {"versioning.enabled", "retention.noncurrent_max"}),
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


def test_a_lock_without_a_rule_locks_object_by_object(aws: Cloud) -> None:
    """As software that keeps backups does: how long each stays its own lock says, or a legal hold without an end, and no lifecycle."""
    versioned(bucket(aws))
    rule = {"ID": "r", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 30}, "NoncurrentVersionExpiration": {"NoncurrentDays": 10}}
    aws.answer("s3", "GetBucketLifecycleConfiguration", {"Rules": [rule]})
    assert flat(only(aws))["retention.max"] == "P40D"
    aws.answer("s3", "GetObjectLockConfiguration", {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}})
    found = only(aws)
    assert found.unknown.keys() >= {"retention.max", "retention.noncurrent_max"}
    assert found.facts["retention"]["max"] == "P40D"
    assert found.facts["lock"]["min"] is None
