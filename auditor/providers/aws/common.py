"""What several AWS collectors need: tags, flows and ARNs in the shapes the facts have."""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_lowercase
from typing import Any

from auditor.providers.contract import Call, Reader
from auditor.providers.observing import Unknown, lift

UNOFFERED = frozenset({"UnknownEndpointError"})
"""For `absent`: with what is not offered there, nobody has set anything."""
ON_AN_OUTPOST = Unknown.of("not_collected", "where an Outpost stands")
IN_A_VAULT = Unknown.of("not_collected", "the lock of the vault of AWS Backup that it lies in")
HOMES = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1", "aws-eusc": "eusc-de-east-1"}
"""The region that answers for an account before its own regions are known, by partition, and where what has no region is told of."""


def tags(answer: Any) -> Any:
    """`[{Key, Value}]`, in any of AWS's spellings, or None → a dict; Unknown stays."""
    if isinstance(answer, Unknown):
        return answer
    return {
        tag.get("Key") or tag.get("TagKey") or tag.get("key", ""): tag.get("Value") or tag.get("TagValue") or tag.get("value", "")
        for tag in answer or ()
    }


def to_arn(arn: str) -> dict[str, Any]:
    """The flow to an ARN, with the region and account it names."""
    fields = arn.split(":", 5)
    said = {"region": fields[3], "account": fields[4]} if len(fields) == 6 else {}
    return {"to": arn, **{key: value for key, value in said.items() if value}}


def lies_in(reader: Reader, described: Mapping[str, object]) -> Any:
    """The region, or the Local Zone, which may lie in another country; unknown for what is on an Outpost, in its owner's own rooms."""
    if described.get("OutpostArn"):
        return ON_AN_OUTPOST
    zone = str(described.get("AvailabilityZone") or "")
    return zone.rstrip(ascii_lowercase) if zone.startswith(f"{reader.region}-") else reader.region


def lock_of(snapshot: str) -> Unknown | None:
    """The lock of a snapshot by its name: only AWS Backup locks them, which names those in its vaults after itself."""
    return IN_A_VAULT if snapshot.lower().startswith("awsbackup") else None


def arn(reader: Reader, service: str, resource: str) -> str:
    """The ARN of something of this account in the reader's region."""
    return f"arn:{reader.partition}:{service}:{reader.region}:{reader.account}:{resource}"


def said(described: Mapping[str, object], name: str, call: Call) -> Any:
    """A member that AWS always gives: its silence is no answer, and not a no."""
    value = described.get(name)
    return Unknown(call.reason("empty_answer")) if value is None else value


def bucket_in(reader: Reader, path: str) -> str:
    """The ARN of the bucket that `s3://bucket/key`, or a bare `/bucket/key`, names."""
    return f"arn:{reader.partition}:s3:::{path.removeprefix('s3://').lstrip('/').split('/')[0]}"


def encryption(reader: Reader, encrypted: object, key: str | None) -> dict[str, Any]:
    """The two encryption facts of what says whether it is encrypted, and with which key; what is not has none."""
    return {
        "encryption.at_rest": lift(bool, encrypted),
        "encryption.key": lift(lambda yes: key_arn(reader, key) if yes else None, encrypted),
    }


def key_arn(reader: Reader, key: str | None) -> str | None:
    """A KMS key however it was written (ARN, bare id, alias) as an ARN; empty is None."""
    if not key or key.startswith("arn:"):
        return key or None
    return arn(reader, "kms", key if key.startswith("alias/") else f"key/{key}")


def partition_of(region: str) -> str:
    """The partition a region's name belongs to."""
    for prefix, partition in {"eusc-": "aws-eusc", "cn-": "aws-cn", "us-gov-": "aws-us-gov"}.items():
        if region.startswith(prefix):
            return partition
    return "aws"


def own_key(reader: Reader, key: str | None) -> str | None:
    """A KMS key as an ARN; None for the service's own, however the service calls it."""
    return None if (key or "").startswith("AWS_OWNED") else key_arn(reader, key)
