"""Amazon OpenSearch Serverless collections, their keys, and the identities of other accounts that may read them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import UNOFFERED, key_arn, tags
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.opensearch_serverless import CollectionDetail, CollectionSummary

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
POLICIES = Call(
    "opensearchserverless",
    "ListAccessPolicies",
    feeds=("flows.share",),
    path="accessPolicySummaries",
    permission="aoss:ListAccessPolicies",
    absent=UNOFFERED,
)
POLICY = Call(
    "opensearchserverless",
    "GetAccessPolicy",
    feeds=("flows.share",),
    path="accessPolicyDetail.policy",
    permission="aoss:GetAccessPolicy",
)
TAGS = Call("opensearchserverless", "ListTagsForResource", feeds=("tags",), path="tags", permission="aoss:ListTagsForResource")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every collection of the region; their keys are asked for many at a time, the policies once for all."""
    collections = list(reader.pages(COLLECTIONS))
    policies = _policies(reader) if collections else []
    for start in range(0, len(collections), AT_A_TIME):
        group = collections[start : start + AT_A_TIME]
        keys = lift(_keys, reader.get(DETAIL, ids=[one["id"] for one in group]))
        yield from reader.map(partial(_collection, reader, keys, policies), group)


def _policies(reader: Reader) -> Any:
    """The text of every data access policy, each of which may be about any collection."""
    listed = reader.all(POLICIES, type="data")
    if isinstance(listed, Unknown):
        return listed
    texts = list(reader.map(lambda one: reader.get(POLICY, type="data", name=one["name"]), listed or ()))
    return next((one for one in texts if isinstance(one, Unknown)), texts)


def _keys(details: list[CollectionDetail]) -> dict[str, Any]:
    return {one["id"]: one.get("kmsKeyArn", OWN_KEY) for one in details}


def _collection(reader: Reader, keys: object, policies: object, collection: CollectionSummary) -> Resource:
    key = lift(lambda known: known.get(collection["id"], Unknown(DETAIL.reason("empty_answer"))), keys)
    id = collection["arn"]
    facts = {
        # A collection is always encrypted, and nobody gets in without a name.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: None if one == OWN_KEY else key_arn(reader, one), key),
        "public.access": False,
        "flows.share": lift(partial(_shares, reader, collection["name"]), policies),
    }
    return reader.resource(COLLECTION, id, collection["name"], facts, tags(reader.get(TAGS, resourceArn=id)))


def _shares(reader: Reader, name: str, policies: list[Any]) -> Any:
    """Accounts other than ours whose identities may read documents of the collection."""
    found = []
    for rule in (one for policy in policies for one in policy):
        patterns = [resource.split("/")[1] for part in rule["Rules"] if _reads(part) for resource in part["Resource"]]
        if any(fnmatchcase(name, pattern) for pattern in patterns):
            found += [principal.split(":")[4] for principal in rule["Principal"] if principal.startswith("arn:")]
    return flows({"account": one, "region": reader.region} for one in found if one and one != reader.account)


def _reads(rule: dict[str, Any]) -> bool:
    return rule["ResourceType"] == "index" and any(fnmatchcase("aoss:ReadDocument", action) for action in rule["Permission"])


COLLECTOR = Collector(
    service="opensearch-serverless",
    native_types={COLLECTION: "search_index"},
    calls=(COLLECTIONS, DETAIL, POLICIES, POLICY, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.copy",), f"{DOCS}/opensearch-service/latest/ServerlessAPIReference/API_Operations.html: no operation sends data out"
        ),
    ),
)
