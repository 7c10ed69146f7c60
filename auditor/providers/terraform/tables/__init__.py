"""One table a cloud: what its Terraform types are. A new table is a file here and a line in `_TABLES`."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import import_module

from auditor.providers.terraform.table import Cloud

_TABLES = {
    "aws": "aws_cloud",
    "azurerm": "azure_cloud",
    "google": "google",
    "openstack": "openstack",
    "outscale": "outscale",
    "ovh": "ovh",
    "scaleway": "scaleway",
    "vsphere": "vsphere",
}
"""Terraform provider → the module here whose `CLOUD` it is; imported when a file names it."""


def known() -> frozenset[str]:
    """The Terraform providers that have a table."""
    return frozenset(_TABLES)


@functools.cache
def cloud(provider: str) -> Cloud:
    """The table of a Terraform provider. Guarded by the cache's own lock; a table never changes."""
    found: Cloud = import_module(f"{__name__}.{_TABLES[provider]}").CLOUD
    return found


def clouds() -> Mapping[str, Cloud]:
    """Every table."""
    return {name: cloud(name) for name in sorted(_TABLES)}
