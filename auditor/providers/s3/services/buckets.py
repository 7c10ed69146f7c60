"""Buckets of a store that speaks S3: what AWS's collector asks, without what only AWS has, and nothing believed that is only empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.common import tags
from auditor.providers.aws.lifecycles import kept
from auditor.providers.aws.services import s3
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, either, lift
from auditor.providers.s3.naming import bucket_id, store
from auditor.providers.shapes import joined, paused

BUCKET = "S3::Bucket"
BY_RULES = Absence(
    ("replication.foreign",),
    "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ReplicationRule.html: a bucket replicates by rules of its own only",
)
LOCATION = replace(s3.LOCATION, feeds=("region", "flows.share"), path="LocationConstraint")
POLICY = replace(s3.POLICY, feeds=("public.access", "flows.share"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bucket that the credentials see."""
    yield from reader.map(partial(_bucket, reader), reader.pages(s3.BUCKETS))


def _bucket(reader: Reader, listed: Mapping[str, Any]) -> Resource:
    name = listed["Name"]
    region = listed.get("BucketRegion") or _region(reader, reader.get(LOCATION, Bucket=name))
    there = reader.at(None if isinstance(region, Unknown) else region)
    encryption, acl, policy = (there.get(call, Bucket=name) for call in (s3.ENCRYPTION, s3.ACL, POLICY))
    versioning, lifecycle, lock = (there.get(call, Bucket=name) for call in (s3.VERSIONING, s3.LIFECYCLE, s3.LOCK))
    by_policy, by_acl = s3.exposed(there, name, lambda: policies.public(there, policy, s3.TAKE), lambda: s3.by_lists(there, name, acl))
    facts = {
        **kept(versioning, lifecycle, lock, listed.get("CreationDate")),
        "encryption.at_rest": lift(bool, encryption),
        "encryption.key": lift(_key, encryption),
        "public.access": either(by_policy, by_acl),
        "flows.replication": lift(partial(_replicas, reader), there.get(s3.REPLICATION, Bucket=name)),
        "flows.logs": lift(partial(_logs, reader), there.get(s3.LOGGING, Bucket=name)),
        "flows.share": joined(
            policies.shares(there, policy, s3.TAKE, region=region, open_=by_policy), lift(partial(s3.granted_to_others, region), acl)
        ),
    }
    labels = tags(there.get(s3.TAGS, Bucket=name))
    found = reader.resource(BUCKET, bucket_id(reader.account, name), name, facts, labels, region=region)
    return msgspec.structs.replace(found, aliases=_addresses(reader.account, name))


def _region(reader: Reader, location: object) -> Any:
    """What the store says; where it says nothing, the region of its address, or the one declared."""
    if isinstance(location, Unknown) and location.reason.code == "empty_answer":
        return reader.region or location
    return location


def _addresses(account: str, name: str) -> tuple[str, ...]:
    """How others may name the bucket: by either form of its address."""
    return f"{name}.{store(account)}", f"https://{store(account)}/{name}"


def _key(rules: list[dict[str, Any]] | None) -> str | None:
    return next((key for rule in rules or () if (key := rule.get("ApplyServerSideEncryptionByDefault", {}).get("KMSMasterKeyID"))), None)


def _replicas(reader: Reader, rules: list[dict[str, Any]] | None) -> Any:
    on, off = s3.sorted_out(rules, lambda rule: rule.get("Status") == "Enabled", lambda rule: rule["Destination"]["Bucket"])
    return paused(({"to": bucket_id(reader.account, one), "once": True} for one in on), [bucket_id(reader.account, one) for one in off])


def _logs(reader: Reader, answer: Mapping[str, Any]) -> Any:
    target = answer.get("LoggingEnabled", {}).get("TargetBucket")
    return [{"to": bucket_id(reader.account, target)}] if target else None


CALLS: tuple[Call, ...] = (
    s3.BUCKETS,
    LOCATION,
    s3.REPLICATION,
    s3.VERSIONING,
    s3.LIFECYCLE,
    s3.ENCRYPTION,
    s3.BLOCK,
    POLICY,
    s3.ACL,
    s3.OWNERSHIP,
    s3.LOGGING,
    s3.LOCK,
    s3.TAGS,
)
COLLECTOR = Collector("s3", {BUCKET: "object_store"}, CALLS, collect, where="account", never=(BY_RULES,))
