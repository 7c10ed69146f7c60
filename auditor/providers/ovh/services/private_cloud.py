"""Hosted Private Cloud: where each stands, its HDS option, and where the backups of its data centres are replicated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import ROOMS, call, each, said, title
from auditor.providers.thin import named, on_its_premises

CLOUD, BACKUP = "OVH::PrivateCloud", "OVH::PrivateCloudBackup"
ROOT = "/dedicatedCloud/*"
CLOUDS = call("dedicatedCloud", "ListServices", "/dedicatedCloud", lists=True)
DETAIL = call("dedicatedCloud", "GetService", ROOT, "region", "name")
HDS = call("dedicatedCloud", "GetHds", f"{ROOT}/hds", "hds.enabled", of=(CLOUD,))
SWITCHED = {"enabled": True, "disabled": False, "disabling": False}
DATACENTERS = call("dedicatedCloud", "ListDatacenters", f"{ROOT}/datacenter", of=(BACKUP,), lists=True)
BACKUPS = call("dedicatedCloud", "GetBackup", f"{ROOT}/datacenter/*/backup", "region", "flows.backup", of=(BACKUP,))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every offer of the customer, and the backup of each of its data centres."""
    for name, told in each(reader, CLOUDS, DETAIL, "/dedicatedCloud"):
        region = said(told, "location", DETAIL)
        option = said(reader.get(HDS, at=f"/dedicatedCloud/{name}/hds"), "state", HDS)
        facts = {"hds.enabled": lift(_switched, option)}
        yield reader.resource(CLOUD, named(reader, CLOUD, name), title(told, "description", name), facts, {}, region)
        for one in reader.pages(DATACENTERS, at=f"/dedicatedCloud/{name}/datacenter"):
            yield _backup(reader, name, one["id"], region)


def _switched(state: str) -> Any:
    """Whether it is on; what is on its way there is not yet."""
    return SWITCHED.get(state, Unknown(HDS.reason("not_collected", f"the option is {state}")))


def _backup(reader: Reader, name: str, datacenter: str, region: object) -> Resource:
    told = reader.get(BACKUPS, at=f"/dedicatedCloud/{name}/datacenter/{datacenter}/backup")
    facts = {"flows.backup": lift(lambda zone: [{"region": zone}], said(told, "replicationZone", BACKUPS))}
    where = told if isinstance(told, Unknown) else region
    return reader.resource(BACKUP, named(reader, BACKUP, f"{name}/{datacenter}"), f"{name}/{datacenter}", facts, {}, where)


COLLECTOR = Collector(
    "private-cloud",
    {CLOUD: "machine", BACKUP: "backup_plan"},
    (CLOUDS, DETAIL, HDS, DATACENTERS, BACKUPS),
    collect,
    where="account",
    never=(on_its_premises(ROOMS, CLOUD),),
)
