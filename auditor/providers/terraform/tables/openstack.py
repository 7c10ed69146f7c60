"""OpenStack, whoever runs it: that is told by the address of its identity service, and by nothing else."""

from __future__ import annotations

from typing import Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Fact, Setting, Type, alone, named, through, unless

WORLD = [{"country": None, "holder": None}]


def region(planned: Planned) -> Any:
    """The region of the resource, else of its provider."""
    said = planned.get("region")
    return said if said is not None else planned.estate.configured_region(planned, "region")


def _lists(planned: Planned) -> Any:
    """Who may read a container, by its own list: `.r:*` is everybody."""
    return planned.get("container_read") or ""


def _shares(planned: Planned) -> Any:
    return lift(
        lambda text: flows(
            _reader(one.strip()) for one in str(text).split(",") if one.strip() and not one.strip().startswith(".rlistings")
        ),
        _lists(planned),
    )


def _reader(rule: str) -> dict[str, Any]:
    return WORLD[0] if rule.startswith(".r:") or rule.partition(":")[0] == "*" else {"account": rule.partition(":")[0]}


def _synchronised(planned: Planned) -> Any:
    """A container may be kept equal to another, of this cloud or of any other."""
    return lift(
        lambda address: [{"holder": str(address).split("//")[-1].split("/")[0]}] if address else None,
        planned.get("container_sync_to") or "",
    )


def _given(setting: str, account: str) -> Fact:
    def read(planned: Planned) -> Any:
        own = planned.settings(setting)
        return own if isinstance(own, Unknown) else joined(*(lift(lambda who: [{"account": who}], one.get(account)) for one in own))

    return read


VOLUME: dict[str, Fact] = {
    "origin": lambda planned: next(
        (said for path in ("snapshot_id", "source_vol_id", "source_replica", "image_id") if (said := named(path)(planned)) is not None),
        None,
    )
}
ROWS: dict[str, Type | Setting] = {
    "openstack_objectstorage_container_v1": Type(
        "OpenStack::Swift::Container",
        "object_store",
        {
            "versioning.enabled": lambda planned: lift(
                lambda new, old: bool(new or old), planned.get("versioning") or False, planned.get("versioning_legacy") or []
            ),
            "public.access": lambda planned: lift(lambda text: ".r:*" in str(text), _lists(planned)),
            "flows.share": _shares,
            "flows.replication": _synchronised,
        },
    ),
    **{f"openstack_blockstorage_volume_v{one}": Type("OpenStack::Cinder::Volume", "volume", VOLUME) for one in (1, 2, 3)},
    "openstack_images_image_v2": Type(
        "OpenStack::Glance::Image",
        "image",
        {
            "public.access": through(lambda said: said == "public", "visibility", False),
            "origin": unless(),
            "flows.share": _given("openstack_images_image_access_v2", "member_id"),
        },
    ),
    "openstack_images_image_access_v2": Setting("image_id"),
    "openstack_compute_instance_v2": Type("OpenStack::Nova::Server", "machine"),
    "openstack_sharedfilesystem_share_v2": Type(
        "OpenStack::Manila::Share", "file_system", {"public.access": through(bool, "is_public", False)}
    ),
    "openstack_db_instance_v1": Type("OpenStack::Trove::Instance", "database", {"origin": named("replica_of")}),
    "openstack_keymanager_secret_v1": Type("OpenStack::Barbican::Content", "secret", {"public.access": alone(False)}),
    "openstack_containerinfra_cluster_v1": Type("OpenStack::Magnum::Cluster", "machine"),
    "openstack_dns_zone_v2": Type("OpenStack::Designate::Zone", "dns_zone"),
}
PLUMBING = tuple(
    f"openstack_{word}"
    for word in (
        "bgpvpn blockstorage_qos blockstorage_quotaset blockstorage_volume_attach blockstorage_volume_type compute_aggregate "
        "compute_flavor compute_floatingip compute_interface compute_keypair compute_quotaset compute_secgroup compute_servergroup "
        "compute_volume_attach containerinfra_clustertemplate containerinfra_nodegroup db_configuration db_database db_user dns_quota "
        "dns_recordset dns_transfer fw_ identity_ keymanager_container keymanager_order lb_ loadbalancer networking_ "
        "objectstorage_account objectstorage_tempurl orchestration sharedfilesystem_securityservice sharedfilesystem_share_access "
        "sharedfilesystem_sharenetwork taas_ vpnaas_ workflow_ "
    ).split()
)
CLOUD = Cloud(
    provider="openstack",
    offer="",
    region=region,
    rows=ROWS,
    plumbing=PLUMBING,
    unlike=("openstack_orchestration_stack", "openstack_objectstorage_tempurl"),
    like="openstack",
    address="auth_url",
    tags=("all_metadata", "metadata", "tags"),
)
