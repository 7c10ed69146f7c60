"""Amazon OpenSearch Serverless collections and their keys."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

COLLECTION = "AWS::OpenSearchServerless::Collection"
AT_A_TIME = 100
OWN_KEY = "auto"
"""What the service writes for a key of its own."""

COLLECTIONS = Call("opensearchserverless", "ListCollections", path="collectionSummaries", permission="aoss:ListCollections", lists=True)
DETAIL = Call(
    "opensearchserverless",
    "BatchGetCollection",
    feeds=("encryption.key",),
    path="collectionDetails",
    permission="aoss:BatchGetCollection",
)
TAGS = Call("opensearchserverless", "ListTagsForResource", feeds=("tags",), path="tags", permission="aoss:ListTagsForResource")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every collection of the region; their keys are asked for many at a time."""
    collections = list(reader.pages(COLLECTIONS))
    for start in range(0, len(collections), AT_A_TIME):
        group = collections[start : start + AT_A_TIME]
        keys = lift(_keys, reader.get(DETAIL, ids=[one["id"] for one in group]))
        yield from reader.map(partial(_collection, reader, keys), group)


def _keys(details: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["id"]: one.get("kmsKeyArn", OWN_KEY) for one in details}


def _collection(reader: Reader, keys: Any, collection: dict[str, Any]) -> Resource:
    key = lift(lambda known: known.get(collection["id"], Unknown(f"empty_answer: {DETAIL.detail}")), keys)
    id = collection["arn"]
    facts = {
        # A collection is always encrypted, and only identities of its own account are ever let in.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: None if one == OWN_KEY else key_arn(reader, one), key),
        "public.access": False,
        "flows.copy": None,
        "flows.share": None,
    }
    return reader.resource(COLLECTION, id, collection["name"], facts, tags(reader.get(TAGS, resourceArn=id)))


COLLECTOR = Collector(
    service="opensearch-serverless",
    native_types={COLLECTION: "search_index"},
    calls=(COLLECTIONS, DETAIL, TAGS),
    collect=collect,
)
