"""Files and backups on the network: NAS-HA, Enterprise File Storage, Veeam Cloud Connect."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.ovh.common import call, each, said
from auditor.providers.shapes import GIB, sized
from auditor.providers.thin import named

NAS, NETAPP, VEEAM = "OVH::NasHa", "OVH::EnterpriseFileStorage", "OVH::VeeamRepository"
SHARES = call("nasha", "ListServices", "/dedicated/nasha", of=(NAS,), lists=True)
SHARE = call("nasha", "GetService", "/dedicated/nasha/*", "region", "size.allocated", of=(NAS,))
FILERS = call("netapp", "ListServices", "/storage/netapp", "region", "size.allocated", of=(NETAPP,), lists=True)
VEEAMS = call("veeam", "ListAccounts", "/veeamCloudConnect", of=(VEEAM,), lists=True)
REPOSITORIES = call("veeam", "ListRepositories", "/veeamCloudConnect/*/backupRepository", of=(VEEAM,), lists=True)
REPOSITORY = call("veeam", "GetRepository", "/veeamCloudConnect/*/backupRepository/*", "region", of=(VEEAM,))


def collect(reader: Reader) -> Iterator[Resource]:
    """Where each lies."""
    for name, told in each(reader, SHARES, SHARE, "/dedicated/nasha"):
        size = sized(allocated=lift(lambda one: one.get("zpoolSize"), told), unit=GIB)
        yield reader.resource(NAS, named(reader, NAS, name), name, size, {}, said(told, "datacenter", SHARE))
    for one in reader.pages(FILERS, at="/storage/netapp"):
        size = sized(allocated=one.get("quota"), unit=GIB)
        yield reader.resource(NETAPP, named(reader, NETAPP, one["id"]), one.get("name"), size, {}, said(one, "region", FILERS))
    for account in reader.pages(VEEAMS, at="/veeamCloudConnect"):
        for name, told in each(reader, REPOSITORIES, REPOSITORY, f"/veeamCloudConnect/{account['id']}/backupRepository"):
            id = named(reader, VEEAM, f"{account['id']}/{name}")
            yield reader.resource(VEEAM, id, name, {}, {}, said(told, "replicationZone", REPOSITORY))


COLLECTOR = Collector(
    "files",
    {NAS: "file_system", NETAPP: "file_system", VEEAM: "backup_vault"},
    (SHARES, SHARE, FILERS, VEEAMS, REPOSITORIES, REPOSITORY),
    collect,
    where="account",
)
