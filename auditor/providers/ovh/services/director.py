"""VMware Cloud Director at OVHcloud: where each organisation stands, and where its backups lie and are replicated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import ROOMS, call, said
from auditor.providers.shapes import flows, within
from auditor.providers.thin import named, on_its_premises

ORGANISATION, BACKUP = "OVH::CloudDirector", "OVH::CloudDirectorBackup"
ROOT = "/v2/vmwareCloudDirector"
ORGANISATIONS = call("vmwareCloudDirector", "ListOrganizations", f"{ROOT}/organization", "region", of=(ORGANISATION,), lists=True)
BACKUPS = call("vmwareCloudDirector", "ListBackups", f"{ROOT}/backup", "region", "flows.backup", of=(BACKUP,), lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every organisation of the customer, and every service of backup."""
    for one in reader.pages(ORGANISATIONS, at=f"{ROOT}/organization"):
        state = said(one, "currentState", ORGANISATIONS)
        name = str(within(state, "fullName") or within(state, "name") or one["id"])
        id = named(reader, ORGANISATION, str(one["id"]))
        yield reader.resource(ORGANISATION, id, name, {}, {}, said(state, "region", ORGANISATIONS))
    for one in reader.pages(BACKUPS, at=f"{ROOT}/backup"):
        offers = said(said(one, "currentState", BACKUPS), "offers", BACKUPS)
        region = lift(lambda found: found[0]["protectionPrimaryRegion"], offers)
        facts = {"flows.backup": lift(_spread, region, offers)}
        yield reader.resource(BACKUP, named(reader, BACKUP, str(one["id"])), str(one["id"]), facts, {}, region)


def _spread(here: str, offers: list[Mapping[str, Any]]) -> Any:
    """Every region but the first, of every offer that is held."""
    names = {one.get(side) for one in offers for side in ("protectionPrimaryRegion", "protectionReplicatedRegion")}
    return flows({"region": name} for name in sorted(name for name in names if name and name != here))


COLLECTOR = Collector(
    "director",
    {ORGANISATION: "machine", BACKUP: "backup_vault"},
    (ORGANISATIONS, BACKUPS),
    collect,
    where="account",
    never=(on_its_premises(ROOMS, ORGANISATION),),
)
