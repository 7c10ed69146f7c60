"""Azure NetApp Files: volumes and what they replicate to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, described, found, listed, to
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown
from auditor.providers.shapes import flows, sized

VOLUME = "Microsoft.NetApp/netAppAccounts/capacityPools/volumes"
FACTS = ("encryption.at_rest", "encryption.key", "public.access", "flows.replication", "size.allocated")
VOLUMES = listed(VOLUME, *FACTS, "tags")
OWN_KEY = Unknown.of("key_not_read", "the NetApp account's own key vault key")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every volume of the subscription."""
    yield from found(reader, VOLUMES, partial(_volume, reader))


def _volume(reader: Reader, row: Row) -> Resource:
    properties = row["properties"]
    told = {
        "encryption.at_rest": True,
        "encryption.key": OWN_KEY if str(properties.get("encryptionKeySource")).lower() == "microsoft.keyvault" else None,
        "public.access": False,
        "flows.replication": flows(_destinations(at(properties, "dataProtection", "replication") or {})),
        **sized(allocated=properties.get("usageThreshold")),
    }
    return described(reader, VOLUME, {**row, "name": row["name"].rpartition("/")[2]}, told)


def _destinations(replication: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """From the source of a replication, each volume it goes to; the older answer names one as remote."""
    if str(replication.get("endpointType") or "src").lower() != "src":
        return
    for one in replication.get("destinationReplications") or ():
        if one.get("resourceId"):
            yield to(one["resourceId"], one.get("region"))
    if remote := replication.get("remoteVolumeResourceId"):
        yield to(remote, replication.get("remoteVolumeRegion"))


COLLECTOR = Collector(
    service="netapp",
    native_types={VOLUME: "file_system"},
    calls=(VOLUMES,),
    collect=collect,
    where="account",
    never=unset("flows.copy", "flows.share", of=(VOLUME,)),
)
