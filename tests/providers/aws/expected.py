"""What readers of recorded answers share: tags, days, keys and flows, in the shapes that facts have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.providers.aws.recorded import UNKNOWN, Facts, Told

Data = Mapping[str, Any]
Found = Iterator[tuple[str, Facts]]


def tags(pairs: Any) -> dict[str, str]:
    """`[{Key, Value}]` as a mapping."""
    return {pair["Key"]: pair.get("Value", "") for pair in pairs or ()}


def days(count: Any) -> str | None:
    """A number of days as a duration; none and zero are no duration."""
    return f"P{count}D" if count else None


def lasting(count: Any) -> Any:
    """A retention that AWS always tells: silence is no answer."""
    return UNKNOWN if count is None else days(count)


def sealed(told: Told, encrypted: Any, key: Any) -> Facts:
    """Encryption as one boolean and one key; a store that does not say whether has neither."""
    if encrypted is None:
        return {"encryption.at_rest": UNKNOWN, "encryption.key": UNKNOWN}
    full = key if not key or key.startswith("arn:") else told.arn("kms", f"key/{key}")
    return {"encryption.at_rest": encrypted, "encryption.key": (full or None) if encrypted else None}


def key_arn(told: Told, name: str) -> str:
    """A key or an alias, named with its ARN or without."""
    return name if name.startswith("arn:") else told.arn("kms", name if name.startswith("alias/") else f"key/{name}")


def bucket_arn(name: str) -> str:
    """The ARN of a bucket."""
    return f"arn:aws:s3:::{name}"


def targets(*flows: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """A list of flows; none is null."""
    return [*flows] or None


def by_arn(arn: Any) -> Mapping[str, Any]:
    """The flow to an ARN."""
    # The one that is none is a documentation's example.
    return {"to": arn, "region": arn.split(":")[3], "account": arn.split(":")[4]} if ":" in arn else {"to": arn}
