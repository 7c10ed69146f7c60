"""Nova: servers. Their volumes are Cinder's; a disk of their own lies where they run."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.openstack.calls import Rest, labels, reference, title, zone

SERVER = "OpenStack::Nova::Server"
AT = "OS-EXT-AZ:availability_zone"
SERVERS = Rest(
    "nova",
    "ListServers",
    feeds=("tags",),
    path="servers",
    permission="os_compute_api:servers:detail",
    lists=True,
    must=("id",),
    route="/servers/detail",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every server of the project."""
    for server in reader.pages(SERVERS):
        id = reference(reader, SERVER, server["id"])
        yield reader.resource(SERVER, str(id), title(server), {}, labels(server, "metadata", "tags"), zone=zone(server, AT))


COLLECTOR = Collector(
    service="nova",
    native_types={SERVER: "machine"},
    calls=(SERVERS,),
    collect=collect,
    never=(Absence(("site.country",), "https://docs.openstack.org/api-ref/compute/: a server runs on a host of the region that lists it"),),
)
