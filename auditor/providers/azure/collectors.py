"""The collectors of Azure, and the types that they take between them."""

from __future__ import annotations

from auditor.providers import discovery
from auditor.providers.azure import services
from auditor.providers.azure.tables import GROUPS

SERVICES = tuple(discovery.collectors(services).values())
COLLECTED = frozenset(
    call.needs.rsplit("/", 1)[0].lower()
    for one in SERVICES
    for call in one.calls
    if call.lists and call.needs.lower() in {f"{kind}/read".lower() for kind in call.of}
) | {GROUPS}
"""The lower-case types that one of them takes; `others` takes the rest."""
