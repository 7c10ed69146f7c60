"""What an id of Resource Manager says of the resource that it names."""

from __future__ import annotations


def type_of(identifier: str) -> str:
    """The type an ARM id or list path names: `Microsoft.Sql/servers/databases`."""
    if is_group(identifier):
        return "Microsoft.Resources/subscriptions/resourceGroups"
    namespace, *segments = identifier.strip("/").rpartition("providers/")[2].split("/")
    return "/".join((namespace, *segments[::2]))


def is_group(identifier: str) -> bool:
    """Whether an id is that of a resource group."""
    segments = identifier.lower().strip("/").split("/")
    return len(segments) == 4 and segments[2] == "resourcegroups"
