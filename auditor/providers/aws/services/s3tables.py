"""Amazon S3 Tables: table buckets, where they are replicated and who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, to_arn
from auditor.providers.aws.tagging import told_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3tables import TableBucketReplicationRule, TableBucketSummary

BUCKET = "AWS::S3Tables::TableBucket"
NONE = frozenset({"NotFoundException"})
TAKE = ("s3tables:GetTableData",)

BUCKETS = Call("s3tables", "ListTableBuckets", path="tableBuckets", lists=True)
REPLICATION = Call("s3tables", "GetTableBucketReplication", feeds=("flows.replication",), path="configuration.rules", absent=NONE)
POLICY = Call("s3tables", "GetTableBucketPolicy", feeds=("public.access", "flows.share"), path="resourcePolicy", absent=NONE)
ENCRYPTION = Call("s3tables", "GetTableBucketEncryption", feeds=("encryption.key",), path="encryptionConfiguration", absent=NONE)
TAGS = Call("s3tables", "ListTagsForResource", feeds=("tags",), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table bucket of the region."""
    yield from reader.map(partial(_bucket, reader), reader.pages(BUCKETS))


def _bucket(reader: Reader, bucket: TableBucketSummary) -> Resource:
    id = bucket["arn"]
    policy = reader.get(POLICY, tableBucketARN=id)
    facts = {
        # S3 encrypts every table, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, (one or {}).get("kmsKeyArn")), reader.get(ENCRYPTION, tableBucketARN=id)),
        "public.access": policies.public(reader, policy, TAKE),
        "flows.replication": lift(_replicas, reader.get(REPLICATION, tableBucketARN=id)),
        "flows.share": policies.shares(reader, policy, TAKE),
    }
    labels = told_by(reader, TAGS, resourceArn=id)
    return reader.resource(BUCKET, id, bucket["name"], facts, labels)


def _replicas(rules: list[TableBucketReplicationRule] | None) -> Any:
    return flows(to_arn(target["destinationTableBucketARN"]) for rule in rules or () for target in rule["destinations"])


COLLECTOR = Collector(
    service="s3tables",
    native_types={BUCKET: "warehouse"},
    calls=(BUCKETS, REPLICATION, POLICY, ENCRYPTION, TAGS),
    collect=collect,
    never=(
        Absence(
            ("backup.retention", "flows.backup"),
            f"{DOCS}/AmazonS3/latest/API/API_Operations_Amazon_S3_Tables.html: no operation makes a backup",
        ),
    ),
)
