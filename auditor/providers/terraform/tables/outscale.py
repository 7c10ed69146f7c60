"""3DS OUTSCALE: what lies in a subregion, and who is given an image or a snapshot."""

from __future__ import annotations

from typing import Any

from auditor.providers.observing import Unknown, either, lift
from auditor.providers.shapes import flows, joined
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.table import Cloud, Fact, Setting, Type, alone, named, to, unless


def region(planned: Planned) -> Any:
    """The subregion of the resource, else the region of its provider."""
    for path in ("subregion_name", "placement_subregion_name"):
        said = planned.get(path)
        if said is not None:
            return said
    return planned.estate.configured_region(planned, "region")


def _given(setting: str, block: str) -> Any:
    """With whom something is shared, by resources of their own."""

    def read(planned: Planned) -> dict[str, Any]:
        own = planned.settings(setting)
        if isinstance(own, Unknown):
            return dict.fromkeys(("public.access", "flows.share"), own)
        everyone = [lift(lambda said: said in (True, "true"), one.get(f"{block}.0.global_permission") or False) for one in own]
        named_ones = (lift(lambda ids: flows({"account": each} for each in ids), one.get(f"{block}.0.account_ids") or []) for one in own)
        opened = either(False, *everyone)
        return {
            "public.access": opened,
            "flows.share": joined(*named_ones, lift(lambda yes: [{"country": None, "holder": None}] if yes else None, opened)),
        }

    return read


SHARED = ("public.access", "flows.share")
VOLUME: dict[str, Fact] = {"origin": named("snapshot_id"), "flows.share": alone()}
ROWS: dict[str, Type | Setting] = {
    "outscale_volume": Type("Outscale::Volume", "volume", VOLUME, ("tags.Name", "id")),
    "outscale_snapshot": Type(
        "Outscale::Snapshot",
        "snapshot",
        {"origin": named("volume_id"), "lock.min": unless()},
        ("description",),
        more=(_given("outscale_snapshot_attributes", "permissions_to_create_volume_additions"),),
        tells=SHARED,
    ),
    "outscale_snapshot_attributes": Setting("snapshot_id"),
    "outscale_image": Type(
        "Outscale::Image",
        "image",
        {"origin": named("vm_id")},
        ("image_name",),
        more=(_given("outscale_image_launch_permission", "permission_additions"),),
        tells=SHARED,
    ),
    "outscale_image_launch_permission": Setting("image_id"),
    "outscale_vm": Type("Outscale::Vm", "machine", names=("tags.Name", "id")),
    "outscale_load_balancer": Type(
        "Outscale::LoadBalancer", "application", {"flows.logs": to("access_log.0.osu_bucket_name")}, ("load_balancer_name",)
    ),
    "outscale_snapshot_export_task": Type("Outscale::SnapshotExport", "transfer", names=("id",)),
    "outscale_image_export_task": Type("Outscale::ImageExport", "transfer", names=("id",)),
}
PLUMBING = tuple(
    f"outscale_{word}"
    for word in (
        "access_key api_access ca client_gateway dhcp flexible_gpu internet_service keypair load_balancer_ main_route nat_service net "
        "nic policy public_ip route security_group server_certificate subnet tag user virtual_gateway volume_link volumes_link "
        "vpn_connection "
    ).split()
)
CLOUD = Cloud(
    provider="outscale",
    offer="outscale",
    region=region,
    rows=ROWS,
    plumbing=PLUMBING,
    like="outscale",
)
