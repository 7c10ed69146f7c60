"""What Azure SQL writes into storage accounts beside its audits: scans of its weaknesses, digests of ledgers, what operators did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import Row, at, children, described
from auditor.providers.azure.services.sql import DATABASE, INSTANCE, MANAGED, SERVER
from auditor.providers.azure.services.trails import ONE_PLACE
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import paused

SCANS, DIGESTS, OPERATORS = "vulnerabilityAssessments", "ledgerDigestUploads", "devOpsAuditingSettings"
WRITTEN = {SCANS: "storageContainerPath", DIGESTS: "digestStorageEndpoint", OPERATORS: "storageEndpoint"}
"""Setting → the property that says where it writes."""
OF = {SERVER: (SCANS, OPERATORS), DATABASE: (SCANS, DIGESTS), INSTANCE: (SCANS,), MANAGED: (SCANS, DIGESTS)}
SOURCES = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
SETTINGS = {f"{one}/{name}": children(f"{one}/{name}", "flows.copy", of=f"{one}/{name}") for one, several in OF.items() for name in several}
TYPES = {one.lower(): one for one in OF}


def collect(reader: Reader) -> Iterator[Resource]:
    """Each setting of each server, instance and database that names a place."""
    rows = reader.pages(SOURCES, only=frozenset(TYPES))
    asked = ((row, name) for row in rows for name in OF[TYPES[row["type"]]])
    yield from (one for one in reader.map(partial(_written, reader), asked) if one is not None)


def _written(reader: Reader, asked: tuple[Row, str]) -> Resource | None:
    """None where nothing is written anywhere; one that says so where that may not be read."""
    row, name = asked
    native_type, id = f"{TYPES[row['type']]}/{name}", f"{row['id']}/{name}"
    settings = reader.all(SETTINGS[native_type], at=id)
    sent = lift(partial(_targets, row["id"], WRITTEN[name]), settings)
    if not sent:
        return None
    said: Row = {"id": id, "name": f"{row['name']}/{name}", "location": row["location"]}
    return described(reader, native_type, said, {"flows.copy": sent, **ONE_PLACE})


def _targets(source: str, path: str, settings: Iterable[Mapping[str, object]] | None) -> Any:
    """Where the settings write, and, unknown beyond it, where those that were switched off had written."""
    named = [(str(to).lower(), _off(one)) for one in settings or () if (to := at(one, "properties", path))]
    return paused(({"to": to, "source": source} for to, off in named if not off), (to for to, off in named if off))


def _off(setting: Mapping[str, object]) -> bool:
    return str(at(setting, "properties", "state")).lower() == "disabled"


COLLECTOR = Collector(
    service="assessments",
    native_types=dict.fromkeys(SETTINGS, "trail"),
    calls=(SOURCES, *SETTINGS.values()),
    collect=collect,
    where="account",
)
