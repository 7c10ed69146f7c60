"""AWS KMS keys: who decides over each, where it was made, where it is replicated."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.common import to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.kms import AliasListEntry, CustomKeyStoresListEntry, GrantListEntry, KeyListEntry, KeyMetadata

KEY = "AWS::KMS::Key"
ORIGINS = {"AWS_KMS": "provider", "EXTERNAL": "imported", "AWS_CLOUDHSM": "dedicated_hsm", "EXTERNAL_KEY_STORE": "external_store"}
ROTATION_DAYS = 365
TAKE = ("kms:Decrypt", "kms:ReEncryptFrom", "kms:CreateGrant")
OPENS = frozenset({"Decrypt", "ReEncryptFrom", "CreateGrant"})
"""Operations, of a policy and of a grant, that lead to the data, now or by a grant of one's own."""

KEYS = Call("kms", "ListKeys", path="Keys", lists=True)
ALIASES = Call("kms", "ListAliases", feeds=("name", "key.aliases"), path="Aliases")
DESCRIPTION = Call(
    "kms",
    "DescribeKey",
    feeds=("key.manager", "key.origin", "key.multi_region", "key.rotation", "key.holder", "flows.replication", "flows.share"),
    path="KeyMetadata",
)
ROTATION = Call("kms", "GetKeyRotationStatus", feeds=("key.rotation",), must=("KeyRotationEnabled",))
POLICY = Call("kms", "GetKeyPolicy", feeds=("flows.share",), path="Policy")
GRANTS = Call("kms", "ListGrants", feeds=("flows.share",), path="Grants")
STORES = Call("kms", "DescribeCustomKeyStores", feeds=("key.holder",), path="CustomKeyStores")
TAGS = tagging()
UNHEARD_OF = Unknown(DESCRIPTION.reason("no_answer", "an origin or a manager this version does not know"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every key of the region, those that AWS services made in the account included."""
    keys = list(reader.pages(KEYS))
    if keys:
        aliases, labels = lift(_aliases, reader.all(ALIASES)), tagged(reader, TAGS, "kms")
        yield from reader.map(partial(_key, reader, aliases, labels), keys)


def _aliases(listed: list[AliasListEntry]) -> dict[str, list[str]]:
    """ARNs of aliases by key id; an alias of AWS's may not be tied to a key yet."""
    found: dict[str, list[str]] = {}
    for one in listed:
        if "TargetKeyId" in one:
            found.setdefault(one["TargetKeyId"], []).append(one["AliasArn"])
    return found


def _key(reader: Reader, aliases: object, labels: object, listed: KeyListEntry) -> Resource:
    key, id = listed["KeyId"], listed["KeyArn"]
    described = reader.get(DESCRIPTION, KeyId=key)
    own = lift(lambda found: found.get(key), aliases)
    name = lift(lambda found: found[0].split(":", 5)[5] if found else key, own)
    facts = {
        "key.manager": lift(_manager, described),
        "key.aliases": own,
        "key.origin": lift(lambda metadata: ORIGINS.get(metadata.get("Origin"), UNHEARD_OF), described),
        "key.multi_region": lift(lambda metadata: bool(metadata.get("MultiRegion")), described),
        "key.rotation": lift(partial(_rotation, reader), described),
        "key.holder": lift(partial(_holder, reader), described),
        "flows.replication": lift(partial(_replicas, id), described),
        "flows.share": lift(partial(_shares, reader), described),
    }
    return reader.resource(KEY, id, name, facts, tags_of(labels, id))


def _manager(metadata: KeyMetadata) -> Any:
    if metadata.get("Origin") == "EXTERNAL_KEY_STORE":
        return "external"
    return {"AWS": "provider", "CUSTOMER": "customer"}.get(metadata.get("KeyManager", ""), UNHEARD_OF)


def _rotation(reader: Reader, metadata: KeyMetadata) -> Any:
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


def _replicas(id: str, metadata: KeyMetadata) -> Any:
    """From the primary, every replica; a replica leads to its primary, which may lie in a region nobody scans."""
    linked = metadata.get("MultiRegionConfiguration", {})
    others = [linked["PrimaryKey"]] if "PrimaryKey" in linked else []
    others += linked.get("ReplicaKeys", ())
    return flows(to_arn(one["Arn"]) for one in others if one["Arn"] != id)


def _holder(reader: Reader, metadata: KeyMetadata) -> Any:
    """The address of the external store, or the dedicated module; asked only of keys that lie in one."""
    store = metadata.get("CustomKeyStoreId")
    if not store:
        return None
    return lift(lambda found: _address(store, found), reader.all(STORES, CustomKeyStoreId=store))


def _address(store: str, found: list[CustomKeyStoresListEntry]) -> Any:
    described = next((one for one in found if one["CustomKeyStoreId"] == store), None)
    if described is None:
        return Unknown(STORES.reason("empty_answer"))
    return (described.get("XksProxyConfiguration") or {}).get("UriEndpoint") or described.get("CloudHsmClusterId") or store


def _shares(reader: Reader, metadata: KeyMetadata) -> Any:
    """Who else may decrypt, by the key's policy or by a grant; nobody may with a key of AWS's own."""
    if metadata.get("KeyManager") == "AWS":
        return None
    key = metadata["KeyId"]
    by_policy = policies.shares(reader, reader.get(POLICY, KeyId=key, PolicyName="default"), TAKE)
    granted = lift(partial(_granted, reader), reader.all(GRANTS, KeyId=key))
    return joined(by_policy, granted)


def _granted(reader: Reader, grants: list[GrantListEntry]) -> list[dict[str, Any]]:
    """Grants to another account. A service of AWS that holds one works for the account whose data it opens."""
    takers = [one["GranteePrincipal"] for one in grants if OPENS & {*one.get("Operations", ())} and one.get("GranteePrincipal")]
    accounts = [taker.split(":")[4] for taker in takers if taker.startswith("arn:")]
    return [{"account": one, "region": reader.region} for one in accounts if one.isdigit() and one != reader.account]


COLLECTOR = Collector(
    service="kms",
    native_types={KEY: "key"},
    calls=(KEYS, ALIASES, DESCRIPTION, ROTATION, POLICY, GRANTS, STORES, TAGS),
    collect=collect,
)
