"""Resources as a reader leaves them: what their names say is written beside them."""

from __future__ import annotations

from auditor.model import Resource
from auditor.providers.naming import Names

PARTITIONS = {"aws": "aws"}


def read(resource: Resource) -> Resource:
    """The resource, of its provider's own cloud."""
    return Names(resource.provider, PARTITIONS.get(resource.provider, ""), resource.run_by).described(resource)
