"""What our own ids of vSphere's things say: `vsphere:vcenter::type:id`. A datacentre is no part of them, for things move."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.naming import Said


def said(identifier: str) -> Said | None:
    """The vCenter."""
    fields = identifier.split(":", 3)
    return Said(account=fields[1] or None) if len(fields) == 4 and fields[0] == "vsphere" else None


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:  # noqa: ARG001  # the protocol of every cloud
    """None: names are unique within a folder only."""
    return ()
