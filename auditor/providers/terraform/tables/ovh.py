"""OVHcloud: what its own provider makes; instances and volumes are often made by OpenStack's."""

from __future__ import annotations

from typing import Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Fact, Type, alone, const, of_blocks, through, unless, unsaid


def region(planned: Planned) -> Any:
    """The region, or the data centre, that the resource says it is in."""
    said = (planned.get(path) for path in ("region_name", "region", "datacenter", "nodes.0.region", "location"))
    return next((one for one in said if one is not None), unsaid(planned, "region"))


def _kept_in(planned: Planned) -> Any:
    """The regions that backups are kept in, beside that of the first node."""
    here = region(planned)
    said = planned.get("backup_regions")
    return (
        unsaid(planned, "backup_regions")
        if said is None
        else lift(lambda names, _: flows({"region": one} for one in names if one != here), said, here)
    )


def _nodes(planned: Planned) -> Any:
    """The regions of the other nodes."""
    here = region(planned)
    return of_blocks(
        planned.each("nodes"), lambda node: lift(lambda name, _: [{"region": name}] if name != here else None, node.get("region"), here)
    )


def _copies(planned: Planned) -> Any:
    return of_blocks(
        planned.each("replication.rules"),
        lambda rule: lift(
            lambda name, on: [{"region": name}] if on != "disabled" else None, rule.get("destination.region"), rule.get("status") or ""
        ),
    )


def _open(planned: Planned) -> Any:
    """Whether addresses of the whole Internet may come to a database."""
    blocks = planned.each("ip_restrictions")
    if isinstance(blocks, Unknown):
        return blocks
    told = [one.get("ip") for one in blocks]
    unread = next((one for one in told if isinstance(one, Unknown)), None)
    return True if any(str(one).endswith("/0") for one in told if not isinstance(one, Unknown)) else unread or False


BUCKET: dict[str, Fact] = {
    "versioning.enabled": through(
        lambda status: Unknown("only_a_bound: earlier versions") if status == "suspended" else status == "enabled",
        "versioning.status",
        False,
    ),
    "encryption.at_rest": through(lambda said: said not in ("", "plaintext"), "encryption.sse_algorithm", False),
    "encryption.key": unless(),
    "flows.replication": _copies,
}
ROWS: dict[str, Type] = {
    "ovh_cloud_project_storage": Type("OVH::Bucket", "object_store", BUCKET),
    "ovh_cloud_project_database": Type(
        "OVH::Database", "database", {"public.access": _open, "flows.replication": _nodes, "flows.backup": _kept_in}, ("description",)
    ),
    "ovh_cloud_project_kube": Type("OVH::KubernetesCluster", "application"),
    "ovh_cloud_project_rancher": Type("OVH::KubernetesCluster", "application", names=("target_spec.name",)),
    "ovh_cloud_project_containerregistry": Type("OVH::ContainerRegistry", "registry"),
    "ovh_cloud_project_volume": Type("OVH::Volume", "volume", {"origin": unless(), "flows.share": alone()}),
    "ovh_cloud_project_volume_backup": Type("OVH::VolumeSnapshot", "snapshot"),
    "ovh_cloud_project_instance": Type("OVH::Instance", "machine"),
    "ovh_vps": Type("OVH::Instance", "machine", names=("display_name", "service_name")),
    "ovh_dedicated_server": Type("OVH::DedicatedServer", "machine", names=("display_name", "service_name")),
    "ovh_dedicated_nasha": Type("OVH::NasHa", "file_system", names=("service_name",)),
    "ovh_dedicated_nasha_partition": Type("OVH::NasHa", "file_system"),
    "ovh_storage_efs": Type("OVH::EnterpriseFileStorage", "file_system"),
    "ovh_storage_efs_share": Type("OVH::EnterpriseFileStorage", "file_system"),
    "ovh_hosting_privatedatabase": Type("OVH::WebHosting", "application", names=("display_name", "service_name")),
    "ovh_hosting_web": Type("OVH::WebHosting", "application", names=("service_name",)),
    "ovh_domain_zone": Type("OVH::DnsZone", "dns_zone", region=const(None)),
    "ovh_okms": Type("OVH::KeyService", "other", names=("display_name",)),
    "ovh_okms_service_key": Type(
        "OVH::Key",
        "key",
        {
            "key.manager": const("customer"),
            "key.multi_region": const(False),
            "key.origin": through(lambda said: "imported" if said else "provider", "import", "provider"),
        },
    ),
    "ovh_dbaas_logs_output_graylog_stream": Type("OVH::LogStream", "log_store", {"encryption.key": unless()}, ("title",)),
    "ovh_dbaas_logs_output_opensearch_index": Type("OVH::LogStream", "log_store", names=("suffix",)),
}
PLUMBING = tuple(
    f"ovh_{word}"
    for word in (
        "cloud_project_alerting cloud_project_containerregistry_ cloud_project_database_ cloud_project_failover cloud_project_gateway "
        "cloud_project_kube_ cloud_project_loadbalancer cloud_project_network cloud_project_region cloud_project_ssh "
        "cloud_project_storage_policy cloud_project_user dbaas_logs_cluster dbaas_logs_role dbaas_logs_token "
        "dedicated_nasha_partition_access dedicated_server_ domain_ds domain_name domain_zone_ hosting_privatedatabase_ iam_ ip_ "
        "iploadbalancing me_ okms_credential savings_plan vrack "
    ).split()
)
CLOUD = Cloud(
    provider="ovh",
    offer="ovh",
    region=region,
    rows=ROWS,
    plumbing=PLUMBING,
    like="ovh",
)
