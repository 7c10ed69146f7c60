"""Servers, dedicated and virtual, each where it stands; and their Backup Storage, of which no API tells where it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.ovh.common import ROOMS, SILENT, call, each, said
from auditor.providers.thin import named, on_its_premises

SERVER, STORAGE, VPS = "OVH::DedicatedServer", "OVH::BackupStorage", "OVH::Vps"
SERVERS = call("dedicated", "ListServers", "/dedicated/server", of=(SERVER, STORAGE), lists=True)
DETAIL = call("dedicated", "GetServer", "/dedicated/server/*", "region", of=(SERVER,))
KEPT = call(
    "dedicated",
    "GetBackupFtp",
    "/dedicated/server/*/features/backupFTP",
    "name",
    of=(STORAGE,),
    absent=frozenset({"404", "NotFound"}),
    must=("ftpBackupName",),
)
VIRTUAL = call("vps", "ListServers", "/vps", of=(VPS,), lists=True)
DATACENTER = call("vps", "GetDatacenter", "/vps/*/datacenter", "region", of=(VPS,))
SOMEWHERE = Unknown.of("not_collected", SILENT)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every server of the customer, and the Backup Storage that some have; one that was not told of may be there."""
    found = [*each(reader, SERVERS, DETAIL, "/dedicated/server")]
    for name, told in found:
        yield reader.resource(SERVER, named(reader, SERVER, name), name, {}, {}, said(told, "datacenter", DETAIL))

    def kept(name: str) -> tuple[str, Any]:
        return name, reader.get(KEPT, at=f"/dedicated/server/{quote(name, safe='')}/features/backupFTP")

    for name, told in reader.map(kept, [name for name, _ in found]):
        if told is not None:
            title = lift(lambda one: str(one["ftpBackupName"]), told)
            yield reader.resource(STORAGE, named(reader, STORAGE, name), title, {}, {}, SOMEWHERE)
    for name, told in each(reader, VIRTUAL, DATACENTER, "/vps", "/datacenter"):
        yield reader.resource(VPS, named(reader, VPS, name), name, {}, {}, said(told, "name", DATACENTER))


COLLECTOR = Collector(
    "servers",
    {SERVER: "machine", STORAGE: "backup_vault", VPS: "machine"},
    (SERVERS, DETAIL, KEPT, VIRTUAL, DATACENTER),
    collect,
    where="account",
    never=(on_its_premises(ROOMS, SERVER, VPS),),
)
