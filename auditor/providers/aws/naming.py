"""What an ARN says of what it names."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.naming import Said

OWN_KEYS = "alias/aws/"
"""How the aliases begin of the keys that AWS makes and manages itself."""


def said(identifier: str) -> Said | None:
    """Partition, region and account; nothing of what is no ARN."""
    fields = identifier.split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return None
    _, partition, service, region, account, name = fields
    manager = "provider" if service == "kms" and name.startswith(OWN_KEYS) else None
    return Said(partition, region or None, account or None, manager, service)


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:  # noqa: ARG001  # a key says its aliases
    """The aliases of a key."""
    return (facts.get("key") or {}).get("aliases") or ()
