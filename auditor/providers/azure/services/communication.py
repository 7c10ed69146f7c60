"""Communication Services and e-mail: global resources whose data is in the geography that they name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from auditor.model import Resource
from auditor.providers.azure.absences import unset
from auditor.providers.azure.common import Row, at, described, found, listed, place
from auditor.providers.contract import Collector, Reader
from auditor.providers.observing import Unknown

SERVICE, EMAIL = "Microsoft.Communication/CommunicationServices", "Microsoft.Communication/EmailServices"
FACTS = ("region", "encryption.at_rest", "tags")
DOMAIN = f"{EMAIL}/domains"
LISTS = {native_type: listed(native_type, *FACTS) for native_type in (SERVICE, EMAIL, DOMAIN)}


def collect(reader: Reader) -> Iterator[Resource]:
    """Services of both sorts, and the domains of e-mail."""
    for native_type, call in LISTS.items():
        yield from found(reader, call, partial(_service, reader, native_type))


def _service(reader: Reader, native_type: str, row: Row) -> Resource:
    location = place(at(row["properties"], "dataLocation")) or Unknown(LISTS[native_type].reason("empty_answer"))
    told = {
        "encryption.at_rest": True,
    }
    return described(reader, native_type, row, told, region=location)


COLLECTOR = Collector(
    service="communication",
    native_types=dict.fromkeys(LISTS, "mail_service"),
    calls=tuple(LISTS.values()),
    collect=collect,
    where="account",
    never=unset("encryption.key", "flows.copy", "flows.replication", of=tuple(LISTS)),
)
