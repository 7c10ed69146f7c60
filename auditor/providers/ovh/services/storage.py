"""Object storage of a project: replication, versions, locks and encryption. Its lifecycle and grants are told over S3 only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import bucket_id, call, hds, said, support
from auditor.providers.shapes import paused, sized

BUCKET = "OVH::Bucket"
ROOT = "/cloud/project/*/region/*"
REGION = call("cloud", "GetRegion", ROOT)
BUCKETS = call("storage", "ListContainers", f"{ROOT}/storage", lists=True)
FACTS = ("encryption.at_rest", "encryption.key", "versioning.enabled", "lock.min", "flows.replication", "size.used", "tags")
BUCKET_DETAIL = call("storage", "GetContainer", f"{ROOT}/storage/*", *FACTS)
SUPPORT = support(BUCKET)
OVER_S3 = Unknown.of("not_collected", "OVHcloud tells it over S3 only: read the same store with an entry of the provider s3")
SUSPENDED = Unknown.of("only_a_bound", "earlier versions of a bucket whose versioning is suspended")
PLAIN = "plaintext"


def collect(reader: Reader) -> Iterator[Resource]:
    """Every bucket of a region that has object storage."""
    at = f"/cloud/project/{reader.account}/region/{reader.region}"
    offered = lift(lambda found: any(str(one["name"]).startswith("storage") for one in found["services"]), reader.get(REGION, at=at))
    if offered is not False:
        yield from reader.map(partial(_bucket, reader, at, hds(reader)), reader.pages(BUCKETS, at=f"{at}/storage"))


def _bucket(reader: Reader, at: str, option: object, listed: Mapping[str, Any]) -> Resource:
    name = listed["name"]
    told = reader.get(BUCKET_DETAIL, at=f"{at}/storage/{quote(name, safe='')}")
    encryption = said(told, "encryption", BUCKET_DETAIL)
    facts = {
        "hds.enabled": option,
        "encryption.at_rest": lift(lambda found: found["sseAlgorithm"] != PLAIN, encryption),
        # The one algorithm there is uses OVHcloud's own keys.
        "encryption.key": lift(lambda found: None if found["sseAlgorithm"] in (PLAIN, "AES256") else OVER_S3, encryption),
        "versioning.enabled": lift(_versions, said(told, "versioning", BUCKET_DETAIL)),
        "lock.min": lift(_lock, said(told, "objectLock", BUCKET_DETAIL)),
        "flows.replication": lift(partial(_replicas, reader), said(told, "replication", BUCKET_DETAIL)),
        **sized(used=lift(lambda found: found.get("objectsSize"), told)),
    }
    labels = lift(lambda found: found.get("tags") or {}, told)
    found = reader.resource(BUCKET, bucket_id(reader, reader.region, name), name, facts, labels, otherwise=OVER_S3)
    address = str(listed.get("virtualHost") or "")
    store = (urlsplit(address).hostname or "").removeprefix(f"{name}.")
    return msgspec.structs.replace(found, aliases=(address, f"{name}.{store}", f"https://{store}/{name}") if store else ())


def _versions(found: Mapping[str, object]) -> Any:
    return SUSPENDED if found["status"] == "suspended" else found["status"] == "enabled"


def _lock(found: Mapping[str, Any]) -> Any:
    return (found.get("rule") or {}).get("period") if found["status"] == "enabled" else None


def _replicas(reader: Reader, found: Mapping[str, Any]) -> Any:
    """By rule that runs; what a rule that was switched off had brought there stays unknown."""
    rules = found.get("rules") or []
    off = [rule["destination"]["name"] for rule in rules if rule["status"] != "enabled"]
    return paused([_to(reader, rule["destination"]) for rule in rules if rule["status"] == "enabled"], off)


def _to(reader: Reader, destination: Mapping[str, Any]) -> dict[str, Any]:
    region = destination.get("region")
    return {"to": bucket_id(reader, region, destination["name"]), "once": True} | ({"region": region} if region else {})


COLLECTOR = Collector("storage", {BUCKET: "object_store"}, (REGION, BUCKETS, BUCKET_DETAIL, SUPPORT), collect)
