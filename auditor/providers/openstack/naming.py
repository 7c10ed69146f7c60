"""What our own ids of OpenStack's things say: `openstack:project:region:type:id`."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.model import Facts
from auditor.providers.naming import Said


def said(identifier: str) -> Said | None:
    """Region and project."""
    fields = identifier.split(":", 3)
    return Said(region=fields[2] or None, account=fields[1] or None) if len(fields) == 4 and fields[0] == "openstack" else None


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:  # noqa: ARG001  # the protocol of every cloud
    """None: names are not unique in any cloud."""
    return ()
