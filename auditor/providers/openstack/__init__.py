"""OpenStack: an authority's own cloud, or an operator's that speaks its APIs. Imports no SDK until an account is opened."""

from __future__ import annotations

from auditor.providers.openstack.provider import OpenStackProvider

PROVIDER = OpenStackProvider()
