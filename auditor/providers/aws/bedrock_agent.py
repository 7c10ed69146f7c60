"""Amazon Bedrock knowledge bases: the store that holds their index, in or outside AWS, the model that reads them, and their sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, flows, key_arn, to_arn
from auditor.providers.aws.targets import to_bucket, to_host
from auditor.providers.base import Call, Collector, Reader, lift

BASE = "AWS::Bedrock::KnowledgeBase"
SOURCE = "AWS::Bedrock::DataSource"
STORES = ("collectionArn", "domainArn", "resourceArn", "graphArn", "indexArn", "vectorBucketArn")
HOSTS = ("connectionString", "endpoint")
"""Members of a store's settings that say where it lies: by an ARN, or by a host outside AWS."""

BASES = Call("bedrock-agent", "ListKnowledgeBases", path="knowledgeBaseSummaries", permission="bedrock:ListKnowledgeBases", lists=True)
BASE_DETAIL = Call(
    "bedrock-agent",
    "GetKnowledgeBase",
    feeds=("encryption.at_rest", "encryption.key", "flows.copy", "flows.processing"),
    of=(BASE,),
    path="knowledgeBase",
    permission="bedrock:GetKnowledgeBase",
)
TAGS = Call("bedrock-agent", "ListTagsForResource", feeds=("tags",), of=(BASE,), permission="bedrock:ListTagsForResource")
SOURCES = Call(
    "bedrock-agent",
    "ListDataSources",
    of=(SOURCE,),
    path="dataSourceSummaries",
    permission="bedrock:ListDataSources",
    lists=True,
)
SOURCE_DETAIL = Call(
    "bedrock-agent",
    "GetDataSource",
    feeds=("encryption.at_rest", "encryption.key", "origin"),
    of=(SOURCE,),
    path="dataSource",
    permission="bedrock:GetDataSource",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every knowledge base of the region, then the sources of each."""
    bases = list(reader.pages(BASES))
    yield from reader.map(partial(_base, reader), bases)
    for base in bases:
        sources = reader.pages(SOURCES, knowledgeBaseId=base["knowledgeBaseId"])
        yield from reader.map(partial(_source, reader), sources)


def _base(reader: Reader, listed: dict[str, Any]) -> Resource:
    known = listed["knowledgeBaseId"]
    id = arn(reader, "bedrock", f"knowledge-base/{known}")
    detail = reader.get(BASE_DETAIL, knowledgeBaseId=known)
    facts = {
        # Bedrock encrypts what it keeps of a base, with a key of its own unless told otherwise; the store says how it encrypts the index.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda base: key_arn(reader, _managed(base).get("kmsKeyArn")), detail),
        "origin": None,
        "flows.copy": lift(partial(_stores, reader), detail),
        "flows.processing": lift(partial(_readers, reader), detail),
    }
    labels = lift(lambda answer: dict(answer.get("tags", {})), reader.get(TAGS, resourceArn=id))
    return reader.resource(BASE, id, listed["name"], facts, labels)


def _managed(base: Mapping[str, Any]) -> Mapping[str, Any]:
    settings = base.get("knowledgeBaseConfiguration", {}).get("managedKnowledgeBaseConfiguration", {})
    found: Mapping[str, Any] = settings.get("serverSideEncryptionConfiguration", {})
    return found


def _stores(reader: Reader, base: Mapping[str, Any]) -> Any:
    """Where the index lies, and the buckets of what was taken out of documents on the way."""
    settings = [one for one in base.get("storageConfiguration", {}).values() if isinstance(one, Mapping)]
    found = [to_arn(one[member]) for one in settings for member in STORES if one.get(member)]
    found += [to_host(one[member]) for one in settings for member in HOSTS if one.get(member)]
    kinds = [one for one in base.get("knowledgeBaseConfiguration", {}).values() if isinstance(one, Mapping)]
    places = [place for one in kinds for place in one.get("supplementalDataStorageConfiguration", {}).get("storageLocations", ())]
    found += [to_bucket(reader, place["s3Location"]["uri"]) for place in places if "s3Location" in place]
    found += [to_arn(one["kendraIndexArn"]) for one in kinds if one.get("kendraIndexArn")]
    return flows(found)


def _readers(reader: Reader, base: Mapping[str, Any]) -> Any:
    """The model, or the inference profile, that turns documents into the index."""
    kinds = [one for one in base.get("knowledgeBaseConfiguration", {}).values() if isinstance(one, Mapping)]
    return flows({**to_arn(one["embeddingModelArn"]), "account": reader.account} for one in kinds if one.get("embeddingModelArn"))


def _source(reader: Reader, listed: dict[str, Any]) -> Resource:
    base, known = listed["knowledgeBaseId"], listed["dataSourceId"]
    detail = reader.get(SOURCE_DETAIL, knowledgeBaseId=base, dataSourceId=known)
    facts = {
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda one: key_arn(reader, one.get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn")), detail),
        "origin": lift(lambda source: source.get("dataSourceConfiguration", {}).get("s3Configuration", {}).get("bucketArn"), detail),
        # What it reads goes to its base, which says where that lies.
        "flows.copy": flows([to_arn(arn(reader, "bedrock", f"knowledge-base/{base}"))]),
        "flows.processing": None,
    }
    return reader.resource(SOURCE, arn(reader, "bedrock", f"knowledge-base/{base}/data-source/{known}"), listed["name"], facts, {})


COLLECTOR = Collector(
    service="bedrock-agent",
    native_types={BASE: "model", SOURCE: "model"},
    calls=(BASES, BASE_DETAIL, TAGS, SOURCES, SOURCE_DETAIL),
    collect=collect,
)
