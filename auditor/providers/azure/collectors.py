"""The table of services: one line a collector."""

from __future__ import annotations

from auditor.providers.azure import storage
from auditor.providers.azure.tables import GROUPS

SERVICES = (storage.COLLECTOR,)
COLLECTED = frozenset(call.needs.rsplit("/", 1)[0].lower() for one in SERVICES for call in one.calls if call.lists) | {GROUPS}
"""The lower-case types that one of them takes; `others` takes the rest."""
