"""What the ids of a file say: each is one of a cloud's, read by that cloud's own way, or stands for a place in the file."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.aws import naming as aws
from auditor.providers.azure import naming as azure
from auditor.providers.naming import Said


def said(identifier: str) -> Said | None:  # noqa: ARG001  # the other clouds' ways are asked after this one
    """Nothing of its own."""
    return None


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:
    """Those that the cloud of the type gives."""
    if native_type.startswith("AWS::"):
        return aws.aliases(native_type, name, facts, partition)
    return azure.aliases(native_type, name, facts, partition) if native_type.startswith("Microsoft.") else ()
