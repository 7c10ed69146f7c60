"""What recorded answers say of object storage, read by hand from AWS's documentation: not the collectors' own reading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, bucket_arn, days, key_arn, tags
from tests.providers.aws.recorded import UNKNOWN, Expectation, Facts, Operation, Told


def buckets(told: Told, asked: Data, answer: Data) -> Found:
    """Every bucket, where the list or its location says; a bucket without a location is one of the oldest region."""
    for bucket in answer["Buckets"]:
        location = told.answer("s3", "GetBucketLocation", Bucket=bucket["Name"])
        if isinstance(location, Problem):
            yield bucket_arn(bucket["Name"]), {"region": UNKNOWN}
        else:
            said = bucket.get("BucketRegion") or location.get("LocationConstraint") or "us-east-1"
            yield bucket_arn(bucket["Name"]), {"region": {"EU": "eu-west-1"}.get(said, said)}


def directory_buckets(told: Told, asked: Data, answer: Data) -> Found:
    """Encrypted, closed, without versions, in the region of the zone its name ends with."""
    for bucket in answer["Buckets"]:
        yield (
            bucket.get("BucketArn") or told.arn("s3express", f"bucket/{bucket['Name']}"),
            {"encryption.at_rest": True, "public.access": False, "versioning.enabled": False, "region": told.region},
        )


def location(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Said with the list."""
    yield bucket_arn(asked["Bucket"]), {"region": UNKNOWN} if isinstance(answer, Problem) else {}


def versioning(told: Told, asked: Data, answer: Data) -> Found:
    """On, or not; suspended is not."""
    yield bucket_arn(asked["Bucket"]), {"versioning.enabled": answer.get("Status") == "Enabled"}


def lifecycle(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Objects expire when an enabled rule without a filter says so; earlier versions, where they exist, by a rule of their own."""
    rules = [] if isinstance(answer, Problem) else answer["Rules"]
    whole = [
        rule
        for rule in rules
        if rule["Status"] == "Enabled" and not rule.get("Prefix") and rule.get("Filter") in (None, {}, {"Prefix": ""})
    ]
    status = told.answer("s3", "GetBucketVersioning", Bucket=asked["Bucket"]).get("Status")
    expiry = [rule["Expiration"]["Days"] for rule in whole if "Days" in rule.get("Expiration", {})]
    earlier = [rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in whole if "NoncurrentVersionExpiration" in rule]
    assert status != "Suspended" or not expiry, "earlier versions of a suspended bucket: say what is expected"
    kept = days(min(expiry, default=None))
    if status == "Enabled":
        kept = f"P{min(expiry) + min(earlier)}D" if expiry and earlier else None
    past = days(min(earlier, default=None)) if status == "Enabled" else "P0D"
    yield bucket_arn(asked["Bucket"]), {"retention.max": kept, "retention.noncurrent_max": past}


def default_encryption(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """By rule, or by a rule that is missing in the oldest answers."""
    rules = [] if isinstance(answer, Problem) else answer["ServerSideEncryptionConfiguration"]["Rules"]
    by = [rule["ApplyServerSideEncryptionByDefault"] for rule in rules if "ApplyServerSideEncryptionByDefault" in rule]
    keys = [one["KMSMasterKeyID"] for one in by if "KMSMasterKeyID" in one]
    yield bucket_arn(asked["Bucket"]), {"encryption.at_rest": bool(by), "encryption.key": key_arn(told, keys[0]) if keys else None}


def replication(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Each enabled rule's destination, once; unknown beyond them where a rule is off."""
    rules = [] if isinstance(answer, Problem) else answer["ReplicationConfiguration"]["Rules"]
    to: list[Mapping[str, Any]] = []
    for rule in rules:
        destination = rule["Destination"]
        flow = {"to": destination["Bucket"], "once": True} | ({"account": destination["Account"]} if "Account" in destination else {})
        if rule["Status"] == "Enabled" and flow not in to:
            to.append(flow)
    off = any(rule["Status"] != "Enabled" for rule in rules)
    yield bucket_arn(asked["Bucket"]), {"flows.replication": UNKNOWN if off else to or None}


def logging(told: Told, asked: Data, answer: Data) -> Found:
    """The one target there is."""
    target = answer.get("LoggingEnabled", {}).get("TargetBucket")
    yield bucket_arn(asked["Bucket"]), {"flows.logs": [{"to": bucket_arn(target)}] if target else None}


def notifications(told: Told, asked: Data, answer: Data) -> Found:
    """Each topic, queue and function once, where no log is kept beside."""
    ends = [one[name] for sort, name in ENDS.items() for one in answer.get(sort, ())]
    log = told.answer("s3", "GetBucketLogging", Bucket=asked["Bucket"])
    if isinstance(log, Problem) or "LoggingEnabled" not in log:
        told_of = [{"to": one, "region": one.split(":")[3], "account": one.split(":")[4]} for one in dict.fromkeys(ends)]
        yield bucket_arn(asked["Bucket"]), {"flows.logs": told_of or None}


def bucket_tags(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """As they are."""
    yield bucket_arn(asked["Bucket"]), {"tags": {} if isinstance(answer, Problem) else tags(answer["TagSet"])}


def object_lock(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """The default period, when there is one."""
    rule = {} if isinstance(answer, Problem) else answer["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {})
    yield bucket_arn(asked["Bucket"]), {"lock.min": f"P{rule['Years']}Y" if rule.get("Years") else days(rule.get("Days"))}


def public_block(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """With both switches on nobody is let in, whatever the policy and the ACL say."""
    if isinstance(answer, Problem) or "Bucket" not in asked:
        return
    block = answer["PublicAccessBlockConfiguration"]
    if block.get("IgnorePublicAcls") and block.get("RestrictPublicBuckets"):
        yield bucket_arn(asked["Bucket"]), {"public.access": False}


def acl(told: Told, asked: Data, answer: Data) -> Found:
    """Open when a group of everybody is granted anything and nothing blocks it."""
    block = told.answer("s3", "GetPublicAccessBlock", Bucket=asked["Bucket"])
    blocked = not isinstance(block, Problem) and block.get("PublicAccessBlockConfiguration", {}).get("IgnorePublicAcls")
    everybody = [grant for grant in answer["Grants"] if grant["Grantee"].get("URI", "").endswith(("AllUsers", "AuthenticatedUsers"))]
    if everybody and not blocked:
        yield bucket_arn(asked["Bucket"]), {"public.access": True}


ENDS = {
    "TopicConfigurations": "TopicArn",
    "QueueConfigurations": "QueueArn",
    "LambdaFunctionConfigurations": "LambdaFunctionArn",
}
"""Whom events tell, and what names each."""
READS = ("s3:GetObject", "s3:Get*", "s3:GetObject*", "s3:*", "*")


def bucket_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Other accounts that an unconditional Allow names and no Deny may take away."""
    statements = _list(json.loads(answer["Policy"])["Statement"]) if not isinstance(answer, Problem) else []
    allows = [one for one in statements if one["Effect"] == "Allow"]
    if len(allows) < len(statements) or any("Condition" in one or one["Principal"] == "*" for one in allows):
        return
    accounts = []
    for one in allows:
        for arn in _list(one["Principal"].get("AWS", [])) if {*_list(one["Action"])} & {*READS} else ():
            accounts.append(arn.split(":")[4] if ":" in arn else arn)
    shares = [{"account": one, "region": told.region} for one in dict.fromkeys(accounts) if one != told.account]
    listed: Data = next((one for one in told.answer("s3", "ListBuckets")["Buckets"] if one["Name"] == asked["Bucket"]), {})
    there = listed.get("BucketRegion") or "us-east-1"
    yield bucket_arn(asked["Bucket"]), {"flows.share": [{**one, "region": there} for one in shares] or None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def glacier_vaults(told: Told, asked: Data, answer: Data) -> Found:
    """One a vault, always encrypted and kept."""
    for one in answer["VaultList"]:
        facts: Facts = {"retention.max": None, "encryption.at_rest": True, "encryption.key": None, "versioning.enabled": False}
        yield one["VaultARN"], {**facts, "name": one["VaultName"], "region": told.region}


def glacier_policy(told: Told, asked: Data, answer: Data) -> Found:
    """Whether a stranger may retrieve."""
    vault = told.arn("glacier", f"vaults/{asked['vaultName']}")
    for one in json.loads(answer["policy"]["Policy"])["Statement"]:
        if one["Principal"] in ("*", {"AWS": "*"}) and not one.get("Condition"):
            reads = "glacier:*" in str(one["Action"]) or "InitiateJob" in str(one["Action"]) or "GetJobOutput" in str(one["Action"])
            yield vault, {"public.access": reads, "flows.share": [{"country": None, "holder": None}] if reads else None}


def glacier_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield told.arn("glacier", f"vaults/{asked['vaultName']}"), {"tags": answer.get("Tags", {})}


EXPECTED: Mapping[Operation, Expectation] = {
    ("s3", "ListBuckets"): buckets,
    ("s3", "ListDirectoryBuckets"): directory_buckets,
    ("s3", "GetBucketLocation"): location,
    ("s3", "GetBucketVersioning"): versioning,
    ("s3", "GetBucketLifecycleConfiguration"): lifecycle,
    ("s3", "GetBucketEncryption"): default_encryption,
    ("s3", "GetBucketReplication"): replication,
    ("s3", "GetBucketLogging"): logging,
    ("s3", "GetBucketNotificationConfiguration"): notifications,
    ("s3", "GetBucketPolicy"): bucket_policy,
    ("s3", "GetBucketTagging"): bucket_tags,
    ("s3", "GetObjectLockConfiguration"): object_lock,
    ("s3", "GetPublicAccessBlock"): public_block,
    ("s3", "GetBucketAcl"): acl,
    ("glacier", "ListVaults"): glacier_vaults,
    ("glacier", "GetVaultAccessPolicy"): glacier_policy,
    ("glacier", "ListTagsForVault"): glacier_tags,
}
