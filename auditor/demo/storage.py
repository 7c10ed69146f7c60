"""Makes the demonstration's buckets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from auditor.demo.accounts import PARIS, TOWN, VIRGINIA, Accounts, pairs, tags
from auditor.demo.buckets import BUCKETS, Bucket
from auditor.demo.keys import Keys
from auditor.demo.stories import Planted

JOURNAL = "rivemont-journaux-acces"
"""The bucket that receives the access logs of the others."""
LOGGED = ("rivemont-etat-civil-actes", "rivemont-dossiers-agents", "rivemont-demarches-en-ligne", "rivemont-ged-courrier")

_CLOSED = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)


def build(accounts: Accounts, keys: Keys) -> Iterator[Planted]:
    """Make the buckets, then what leads from one to another."""
    for bucket in BUCKETS:
        s3 = accounts[bucket.account].client("s3", bucket.region)
        _make(s3, bucket)
        _encrypt(s3, bucket, keys)
        _keep(s3, bucket)
        _open_or_close(s3, bucket)
        yield Planted(f"arn:aws:s3:::{bucket.name}", bucket.story, bucket.expects)
    for bucket in BUCKETS:
        if bucket.replica:
            _replicate(accounts[bucket.account].client("s3", bucket.region), bucket)
    _log_accesses(accounts[TOWN].client("s3", PARIS))


def _make(s3: Any, bucket: Bucket) -> None:
    # Virginia is S3's default and may not be named.
    where = {} if bucket.region == VIRGINIA else {"CreateBucketConfiguration": {"LocationConstraint": bucket.region}}
    s3.create_bucket(Bucket=bucket.name, **where)
    tagged = pairs(tags(bucket.name, bucket.activity, bucket.category)) if bucket.activity else []
    if tagged:
        s3.put_bucket_tagging(Bucket=bucket.name, Tagging={"TagSet": tagged})


def _encrypt(s3: Any, bucket: Bucket, keys: Keys) -> None:
    """Every bucket of AWS is encrypted: with the key it names, else with the provider's."""
    how = {"SSEAlgorithm": "AES256"}
    if bucket.key:
        how = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": keys[bucket.account, bucket.region, bucket.key]}
    rules = {"Rules": [{"ApplyServerSideEncryptionByDefault": how, "BucketKeyEnabled": bool(bucket.key)}]}
    s3.put_bucket_encryption(Bucket=bucket.name, ServerSideEncryptionConfiguration=rules)


def _keep(s3: Any, bucket: Bucket) -> None:
    rules: list[dict[str, Any]] = []
    if bucket.versions:
        s3.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    if bucket.days:
        rules.append({"ID": "expiration", "Expiration": {"Days": bucket.days}})
    if bucket.earlier_days:
        rules.append({"ID": "versions", "NoncurrentVersionExpiration": {"NoncurrentDays": bucket.earlier_days}})
    if rules:
        whole = [{"Status": "Enabled", "Filter": {"Prefix": ""}, **rule} for rule in rules]
        s3.put_bucket_lifecycle_configuration(Bucket=bucket.name, LifecycleConfiguration={"Rules": whole})


def _open_or_close(s3: Any, bucket: Bucket) -> None:
    if not bucket.public:
        s3.put_public_access_block(Bucket=bucket.name, PublicAccessBlockConfiguration=_CLOSED)
        return
    reading = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{bucket.name}/*"}
    s3.put_bucket_policy(Bucket=bucket.name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [reading]}))


def _replicate(s3: Any, bucket: Bucket) -> None:
    owner, _, name = bucket.replica.rpartition("/")
    target = {"Bucket": f"arn:aws:s3:::{name}"} | ({"Account": owner} if owner else {})
    rule = {
        "ID": "copie",
        "Status": "Enabled",
        "Priority": 1,
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": target,
    }
    role = f"arn:aws:iam::{bucket.account}:role/replication-s3"
    s3.put_bucket_replication(Bucket=bucket.name, ReplicationConfiguration={"Role": role, "Rules": [rule]})


def _log_accesses(s3: Any) -> None:
    delivery = {
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{JOURNAL}/*",
    }
    s3.put_bucket_policy(Bucket=JOURNAL, Policy=json.dumps({"Version": "2012-10-17", "Statement": [delivery]}))
    for name in LOGGED:
        target = {"LoggingEnabled": {"TargetBucket": JOURNAL, "TargetPrefix": f"{name}/"}}
        s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=target)
