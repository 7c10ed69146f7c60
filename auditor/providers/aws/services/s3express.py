"""Amazon S3 directory buckets (S3 Express One Zone): each in one zone of a region, or in a Local Zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.aws.lifecycles import kept_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3express import Bucket

BUCKET = "AWS::S3Express::DirectoryBucket"
CONNECT = ("s3express:CreateSession",)
"""The one permission under which objects are read."""
ENDING = "--x-s3"
LOCAL_ZONE = re.compile(r"--[a-z0-9]+-([a-z]+)(\d)-az\d--x-s3$")
"""How a bucket's name ends: its zone, which names the city when it is not one of the region's own."""

BUCKETS = Call("s3", "ListDirectoryBuckets", path="Buckets", permission="s3express:ListAllMyDirectoryBuckets", lists=True)
ENCRYPTION = Call(
    "s3",
    "GetBucketEncryption",
    feeds=("encryption.key",),
    path="ServerSideEncryptionConfiguration.Rules",
    permission="s3express:GetEncryptionConfiguration",
    absent=frozenset({"ServerSideEncryptionConfigurationNotFoundError"}),
)
LIFECYCLE = Call(
    "s3",
    "GetBucketLifecycleConfiguration",
    feeds=("retention.max",),
    path="Rules",
    permission="s3express:GetLifecycleConfiguration",
    absent=frozenset({"NoSuchLifecycleConfiguration"}),
)
POLICY = Call(
    "s3",
    "GetBucketPolicy",
    feeds=("flows.share",),
    path="Policy",
    permission="s3express:GetBucketPolicy",
    absent=frozenset({"NoSuchBucketPolicy"}),
)
TAGS = Call("s3control", "ListTagsForResource", feeds=("tags",), path="Tags", permission="s3express:ListTagsForResource")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every directory bucket of the region."""
    # A store that knows no such buckets may answer with those it has.
    yield from reader.map(partial(_bucket, reader), (one for one in reader.pages(BUCKETS) if one["Name"].endswith(ENDING)))


def _bucket(reader: Reader, bucket: Bucket) -> Resource:
    name = bucket["Name"]
    id = bucket.get("BucketArn") or f"arn:{reader.partition}:s3express:{reader.region}:{reader.account}:bucket/{name}"
    local = LOCAL_ZONE.search(name)
    facts = {
        # A directory bucket is always encrypted, closed to the public, without versions, logs, locks or replicas.
        "versioning.enabled": False,
        "retention.max": kept_by(reader.get(LIFECYCLE, Bucket=name), None),
        "retention.noncurrent_max": "P0D",
        "encryption.at_rest": True,
        "encryption.key": lift(partial(_key, reader), reader.get(ENCRYPTION, Bucket=name)),
        "public.access": False,
        "flows.share": policies.shares(reader, reader.get(POLICY, Bucket=name), CONNECT, open_=False),
    }
    labels = tags(reader.get(TAGS, AccountId=reader.account, ResourceArn=id))
    return reader.resource(BUCKET, id, name, facts, labels, region=f"{reader.region}-{local[1]}-{local[2]}" if local else reader.region)


def _key(reader: Reader, rules: list[dict[str, Any]] | None) -> str | None:
    named = [one.get("ApplyServerSideEncryptionByDefault") or {} for one in rules or ()]
    return next((key_arn(reader, one["KMSMasterKeyID"]) for one in named if one.get("KMSMasterKeyID")), None)


COLLECTOR = Collector(
    service="s3express",
    native_types={BUCKET: "object_store"},
    calls=(BUCKETS, ENCRYPTION, LIFECYCLE, POLICY, TAGS),
    collect=collect,
    never=(
        Absence(
            ("lock.min", "replication.foreign", "flows.replication", "flows.logs"),
            f"{DOCS}/AmazonS3/latest/userguide/s3-express-differences.html: directory buckets have none of these",
        ),
    ),
)
