"""Amazon S3 Vectors: buckets of vectors, which are made of somebody's texts and images."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn
from auditor.providers.aws.tagging import told_by
from auditor.providers.aws.targets import shared
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3vectors import VectorBucketSummary

BUCKET = "AWS::S3Vectors::VectorBucket"
TAKE = ("s3vectors:GetVectors", "s3vectors:ListVectors", "s3vectors:QueryVectors")

BUCKETS = Call("s3vectors", "ListVectorBuckets", path="vectorBuckets", lists=True)
DETAIL = Call("s3vectors", "GetVectorBucket", feeds=("encryption.key",), path="vectorBucket")
POLICY = Call(
    "s3vectors", "GetVectorBucketPolicy", feeds=("public.access", "flows.share"), path="policy", absent=frozenset({"NotFoundException"})
)
TAGS = Call("s3vectors", "ListTagsForResource", feeds=("tags",), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every vector bucket of the region."""
    yield from reader.map(partial(_bucket, reader), reader.pages(BUCKETS))


def _bucket(reader: Reader, bucket: VectorBucketSummary) -> Resource:
    id = bucket["vectorBucketArn"]
    detail = reader.get(DETAIL, vectorBucketArn=id)
    facts = {
        # Always encrypted, with a key of S3's unless told otherwise; an index with a key of its own keeps to the same region.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, (one.get("encryptionConfiguration") or {}).get("kmsKeyArn")), detail),
        **shared(reader, reader.get(POLICY, vectorBucketArn=id), TAKE),
    }
    labels = told_by(reader, TAGS, resourceArn=id)
    return reader.resource(BUCKET, id, bucket["vectorBucketName"], facts, labels)


COLLECTOR = Collector(
    service="s3vectors",
    native_types={BUCKET: "search_index"},
    calls=(BUCKETS, DETAIL, POLICY, TAGS),
    collect=collect,
    never=(Absence(("flows.copy",), f"{DOCS}/AmazonS3/latest/API/API_Operations_Amazon_S3_Vectors.html: no operation sends data out"),),
)
