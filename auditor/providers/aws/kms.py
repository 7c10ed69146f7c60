"""AWS KMS keys: who decides over each, where it was made, where it is replicated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import days, flows, tags, to_arn
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

KEY = "AWS::KMS::Key"
ORIGINS = {"AWS_KMS": "provider", "EXTERNAL": "imported", "AWS_CLOUDHSM": "dedicated_hsm", "EXTERNAL_KEY_STORE": "external_store"}
ROTATION_DAYS = 365
UNHEARD_OF = Unknown("no_answer: kms:DescribeKey: an origin or a manager this version does not know")

KEYS = Call("kms", "ListKeys", path="Keys", lists=True)
ALIASES = Call("kms", "ListAliases", feeds=("name",), path="Aliases")
DESCRIPTION = Call(
    "kms",
    "DescribeKey",
    feeds=("key.manager", "key.origin", "key.multi_region", "key.rotation", "flows.replication", "tags"),
    path="KeyMetadata",
)
ROTATION = Call("kms", "GetKeyRotationStatus", feeds=("key.rotation",))
TAGS = Call("kms", "ListResourceTags", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every key of the region, those that AWS services made in the account included."""
    keys = list(reader.pages(KEYS))
    names = lift(_names, reader.all(ALIASES)) if keys else {}
    yield from reader.map(partial(_key, reader, names), keys)


def _names(aliases: list[dict[str, Any]]) -> dict[str, str]:
    """Alias by key id; an alias of AWS's may not be tied to a key yet."""
    return {one["TargetKeyId"]: one["AliasName"] for one in aliases if "TargetKeyId" in one}


def _key(reader: Reader, names: Any, listed: dict[str, Any]) -> Resource:
    key, id = listed["KeyId"], listed["KeyArn"]
    described = reader.get(DESCRIPTION, KeyId=key)
    facts = {
        "key.manager": lift(_manager, described),
        "key.origin": lift(lambda metadata: ORIGINS.get(metadata.get("Origin"), UNHEARD_OF), described),
        "key.multi_region": lift(lambda metadata: bool(metadata.get("MultiRegion")), described),
        "key.rotation": lift(partial(_rotation, reader), described),
        "flows.replication": lift(partial(_replicas, id), described),
    }
    return reader.resource(KEY, id, lift(lambda known: known.get(key, key), names), facts, lift(partial(_tags, reader), described))


def _manager(metadata: dict[str, Any]) -> Any:
    if metadata.get("Origin") == "EXTERNAL_KEY_STORE":
        return "external"
    return {"AWS": "provider", "CUSTOMER": "customer"}.get(metadata.get("KeyManager", ""), UNHEARD_OF)


def _rotation(reader: Reader, metadata: dict[str, Any]) -> Any:
    """The period of automatic rotation; asked only where KMS can rotate."""
    if metadata.get("KeyManager") == "AWS":
        return f"P{ROTATION_DAYS}D"
    spec = metadata.get("KeySpec") or metadata.get("CustomerMasterKeySpec")
    if metadata.get("Origin") != "AWS_KMS" or spec != "SYMMETRIC_DEFAULT" or metadata.get("KeyState") == "PendingDeletion":
        return None
    return lift(
        lambda status: days(status.get("RotationPeriodInDays") or ROTATION_DAYS) if status["KeyRotationEnabled"] else None,
        reader.get(ROTATION, KeyId=metadata["KeyId"]),
    )


def _replicas(id: str, metadata: dict[str, Any]) -> Any:
    """From the primary, every replica; a replica leads to its primary, which may lie in a region nobody scans."""
    linked = metadata.get("MultiRegionConfiguration", {})
    others = [linked["PrimaryKey"]] if "PrimaryKey" in linked else []
    others += linked.get("ReplicaKeys", ())
    return flows(to_arn(one["Arn"]) for one in others if one["Arn"] != id)


def _tags(reader: Reader, metadata: dict[str, Any]) -> Any:
    """AWS's own keys carry no tags of the account."""
    return {} if metadata.get("KeyManager") == "AWS" else tags(reader.all(TAGS, KeyId=metadata["KeyId"]))


COLLECTOR = Collector(
    service="kms",
    native_types={KEY: "key"},
    calls=(KEYS, ALIASES, DESCRIPTION, ROTATION, TAGS),
    collect=collect,
)
