"""vSphere: machines in rooms that no register knows; who runs them, and where, only a declaration tells."""

from __future__ import annotations

from typing import Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Type, alone, named, unless


def region(planned: Planned) -> Any:
    """The data centre, by the name that a declaration of sites may know; the entry's `region` where the file has only its id."""
    said = planned.get("datacenter")
    return said if isinstance(said, str) and said else planned.estate.configured_region(planned, "datacenter")


def _remote(planned: Planned) -> Any:
    """A store over the network is kept by whom it is mounted from."""
    return lift(
        lambda hosts: Unknown.of("not_collected", f"where {hosts[0]} keeps it") if hosts else None, planned.get("remote_hosts") or []
    )


ROWS = {
    "vsphere_virtual_machine": Type("VMware::VirtualMachine", "machine"),
    "vsphere_virtual_disk": Type("VMware::VirtualDisk", "volume", {"origin": unless(), "flows.share": alone()}, ("vmdk_path",)),
    "vsphere_vmfs_datastore": Type("VMware::Datastore", "file_system"),
    "vsphere_nas_datastore": Type("VMware::Datastore", "file_system", {"flows.replication": _remote}),
    "vsphere_content_library": Type("VMware::ContentLibrary", "image"),
    "vsphere_virtual_machine_snapshot": Type("VMware::Snapshot", "snapshot", {"origin": named("virtual_machine_uuid")}, ("snapshot_name",)),
    "vsphere_host": Type("VMware::Host", "machine", names=("hostname",)),
}
PLUMBING = tuple(
    f"vsphere_{word}"
    for word in (
        "compute_cluster configuration_profile content_library_item custom_attribute datacenter datastore_cluster distributed dpm "
        "drs_ entity_permissions file folder guest_os ha_vm host_port host_virtual iscsi license offline_software resource_pool role "
        "storage_drs supervisor tag vapp vm_storage vnic "
    ).split()
)
CLOUD = Cloud(provider="vsphere", offer="", region=region, rows=ROWS, plumbing=PLUMBING, like="vsphere", address="vsphere_server")
