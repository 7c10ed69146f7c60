"""What is plugged into a vCenter and moves data by rules that only it knows: told by name, and read by nobody."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.vsphere.calls import VIEW, Retrieve

EXTENSIONS = Retrieve(
    "vim", "ListExtensions", permission=VIEW, lists=True, seeks=(("ExtensionManager", ("extensionList",)),), of_one="extensionManager"
)
MOVERS = {
    "com.vmware.vcDr": "Site Recovery Manager",
    "com.vmware.vr": "vSphere Replication",
    "com.vmware.vcHms": "vSphere Replication",
    "com.vmware.hybridity": "VMware HCX",
    "com.vmware.hcx": "VMware HCX",
    "com.vmware.vdp": "vSphere Data Protection",
    "com.veeam": "Veeam",
    "com.zerto": "Zerto",
    "com.rubrik": "Rubrik",
    "com.cohesity": "Cohesity",
    "com.commvault": "Commvault",
    "com.netapp": "NetApp",
    "com.dell": "Dell EMC",
    "com.emc": "Dell EMC",
    "com.nakivo": "Nakivo",
    "com.nutanix": "Nutanix",
}
"""How the keys of extensions begin that copy or move machines."""


def collect(reader: Reader) -> Iterator[Resource]:
    """A line for each; none of them is a resource."""
    seen: dict[str, int] = {}
    for one in reader.pages(EXTENSIONS):
        name = next((name for start, name in MOVERS.items() if str(one.key).startswith(start)), None)
        if name:
            seen[name] = seen.get(name, 0) + 1
    for name, count in seen.items():
        reader.unread(EXTENSIONS, name, f"{name}", count)
    yield from ()


COLLECTOR = Collector(service="extensions", native_types={}, calls=(EXTENSIONS,), collect=collect, where="account")
