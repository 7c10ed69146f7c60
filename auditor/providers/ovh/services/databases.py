"""Managed databases of a project: where their nodes are, and where and how long their backups are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import call, each, hds, said, support, title
from auditor.providers.shapes import GIB, days, flows, sized, within
from auditor.providers.thin import named

DATABASE = "OVH::Database"
ROOT = "/cloud/project/*/database/service"
DATABASES = call("database", "ListServices", ROOT, lists=True)
FACTS = ("region", "name", "backup.retention", "flows.backup", "flows.replication", "public.access", "size.allocated")
DETAIL = call("database", "GetService", f"{ROOT}/*", *FACTS)
SUPPORT = support(DATABASE)
ANYBODY = ("0.0.0.0/0", "::/0")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every service of every engine."""
    option = hds(reader)
    for id, told in each(reader, DATABASES, DETAIL, f"/cloud/project/{reader.account}/database/service"):
        nodes, backups = said(told, "nodes", DETAIL), said(told, "backups", DETAIL)
        region = lift(lambda found: found[0]["region"], nodes)
        facts = {
            "hds.enabled": option,
            "backup.retention": lift(days, said(backups, "retentionDays", DETAIL)),
            "flows.backup": lift(_elsewhere, region, said(backups, "regions", DETAIL)),
            "flows.replication": lift(_elsewhere, region, lift(lambda found: [one["region"] for one in found], nodes)),
            "public.access": lift(_public, said(told, "networkType", DETAIL), said(told, "ipRestrictions", DETAIL)),
            **sized(allocated=lift(lambda found: within(found, "disk.size"), told), unit=GIB),
        }
        yield reader.resource(DATABASE, named(reader, DATABASE, id), title(told, "description", id), facts, {}, region)


def _elsewhere(region: str, regions: list[str]) -> Any:
    return flows({"region": one} for one in regions if one != region)


def _public(network: str, allowed: Sequence[Mapping[str, object]]) -> bool:
    return network == "public" and any(one["ip"] in ANYBODY for one in allowed)


COLLECTOR = Collector("databases", {DATABASE: "database"}, (DATABASES, DETAIL, SUPPORT), collect, where="project")
