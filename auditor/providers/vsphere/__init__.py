"""VMware vSphere: an authority's own machine room, or a hosted one, through its vCenter. Imports no SDK until an account is opened."""

from __future__ import annotations

from auditor.providers.vsphere.provider import VsphereProvider

PROVIDER = VsphereProvider()
