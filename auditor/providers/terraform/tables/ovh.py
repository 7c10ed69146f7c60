"""OVHcloud: what its own provider makes; instances and volumes are often made by OpenStack's."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days, flows
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Fact, Setting, Type, alone, const, flag, named, of_blocks, through, unless, unsaid


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


def _locked(planned: Planned) -> Any:
    """The period for which each object is kept, as a locked bucket says it."""
    return lift(
        lambda status, period: period or None if status == "enabled" else None,
        planned.get("object_lock.status") or "",
        planned.get("object_lock.rule.period") or "",
    )


def _kept(planned: Planned) -> Mapping[str, Any]:
    """After how long objects and their earlier versions go: by rules that take all of them."""
    own = planned.settings(LIFECYCLE)
    blocks = own if isinstance(own, Unknown) else own[0].each("rules") if own else []
    read: list[Any] = [blocks] if isinstance(blocks, Unknown) else [_rule(one) for one in blocks]
    if unread := next((one for one in read if isinstance(one, Unknown)), None):
        return {"retention.max": unread, "retention.noncurrent_max": unread}
    first, earlier = (min((one[place] for one in read if one[place]), default=0) for place in (0, 1))
    return {
        "retention.max": lift(partial(_whole, first, earlier), BUCKET["versioning.enabled"](planned), _locked(planned) or ""),
        "retention.noncurrent_max": lift(
            lambda on: (f"P{earlier}D" if earlier else None) if on else "P0D", BUCKET["versioning.enabled"](planned)
        ),
    }


def _whole(first: int, earlier: int, versioned: bool, locked: str) -> Any:
    """How long an object is kept in all: as it is, and then as an earlier version; None for ever, or where a lock may hold it longer."""
    return None if not first or locked or (versioned and not earlier) else days(first + (earlier if versioned else 0))


def _rule(block: Node) -> Any:
    """The days after which a rule takes everything, and every earlier version; none of one that is off, or takes some only."""
    paths = ("status", "filter", "expiration.days", "noncurrent_version_expiration.noncurrent_days")
    said = [block.get(path) for path in (*paths, "noncurrent_version_expiration.newer_noncurrent_versions")]
    unread = next((one for one in said if isinstance(one, Unknown)), None)
    status, narrowed, current, earlier, spared = said
    every = status == "enabled" and not any((narrowed or {}).values()) if unread is None else False
    return unread or ((int(current or 0), 0 if spared else int(earlier or 0)) if every else (0, 0))


def _volume_sealed(planned: Planned) -> Any:
    """Whether a volume is encrypted: as it says, or by its type."""
    return lift(lambda on, sort: on or sort.endswith("-luks"), flag("encryption.encrypted", False)(planned), planned.get("type") or "")


LIFECYCLE = "ovh_cloud_project_storage_object_bucket_lifecycle_configuration"
BUCKET: dict[str, Fact] = {
    "versioning.enabled": through(
        lambda status: Unknown.of("only_a_bound", "earlier versions") if status == "suspended" else status == "enabled",
        "versioning.status",
        False,
    ),
    "encryption.at_rest": through(lambda said: said not in ("", "plaintext"), "encryption.sse_algorithm", False),
    "encryption.key": unless(),
    "flows.replication": _copies,
    "lock.min": _locked,
}
ROWS: dict[str, Type | Setting] = {
    "ovh_cloud_project_storage": Type(
        "OVH::Bucket", "object_store", BUCKET, more=(_kept,), tells=("retention.max", "retention.noncurrent_max")
    ),
    LIFECYCLE: Setting("container_name", ("ovh_cloud_project_storage",)),
    "ovh_cloud_project_database": Type(
        "OVH::Database", "database", {"public.access": _open, "flows.replication": _nodes, "flows.backup": _kept_in}, ("description",)
    ),
    "ovh_cloud_project_kube": Type("OVH::KubernetesCluster", "application"),
    "ovh_cloud_project_rancher": Type("OVH::KubernetesCluster", "application", names=("target_spec.name",)),
    "ovh_cloud_project_containerregistry": Type("OVH::ContainerRegistry", "registry"),
    "ovh_cloud_project_volume": Type(
        "OVH::Volume",
        "volume",
        {
            "origin": unless(),
            "flows.share": alone(),
            "encryption.at_rest": _volume_sealed,
            "encryption.key": named("encryption.kms.service_key_id", "ovh_okms_service_key"),
        },
    ),
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
