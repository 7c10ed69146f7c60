"""The table of services: one line a collector."""

from __future__ import annotations

from auditor.providers.azure import (
    ai,
    analytics,
    applications,
    audits,
    clusters,
    cognitive,
    communication,
    cosmos,
    disks,
    edges,
    events,
    factory,
    flexible,
    galleries,
    gateways,
    holders,
    keyvault,
    machines,
    messaging,
    monitor,
    netapp,
    policy,
    recovery,
    redis,
    registry,
    sql,
    storage,
    sync,
    trails,
)
from auditor.providers.azure.tables import ALL, GROUPS

SERVICES = (
    storage.COLLECTOR,
    disks.COLLECTOR,
    galleries.COLLECTOR,
    machines.COLLECTOR,
    sql.COLLECTOR,
    flexible.COLLECTOR,
    cosmos.COLLECTOR,
    redis.COLLECTOR,
    recovery.COLLECTOR,
    keyvault.COLLECTOR,
    monitor.COLLECTOR,
    messaging.COLLECTOR,
    registry.COLLECTOR,
    cognitive.COLLECTOR,
    ai.COLLECTOR,
    communication.COLLECTOR,
    factory.COLLECTOR,
    edges.COLLECTOR,
    netapp.COLLECTOR,
    policy.COLLECTOR,
    trails.COLLECTOR,
    audits.COLLECTOR,
    clusters.COLLECTOR,
    analytics.COLLECTOR,
    applications.COLLECTOR,
    gateways.COLLECTOR,
    events.COLLECTOR,
    sync.COLLECTOR,
    holders.COLLECTOR,
)
COLLECTED = frozenset(
    call.needs.rsplit("/", 1)[0].lower() for one in SERVICES for call in one.calls if call.lists and call.needs != ALL.needs
) | {GROUPS}
"""The lower-case types that one of them takes; `others` takes the rest."""
