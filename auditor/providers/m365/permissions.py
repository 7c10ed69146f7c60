"""What to consent to, worked out from the calls that collectors declare; and what no permission gives, with the question that asks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from auditor.i18n import N_, _
from auditor.providers.contract import Collector

UNREADABLE = {
    "LOC-016": N_(
        "where a workload of a tenant with one geography is: the page “Data location” of the admin centre, declared in the entry"
    ),
    "TRF-004": N_(
        "whether Customer Lockbox, where it is licensed, is on, and what the contract says of support from outside the European Union"
    ),
    "TRF-006": N_("optional connected experiences, and diagnostic data set by Cloud Policy or group policies"),
    "TRF-008": N_("sub-processors, and where they work: a Teams recording is transcoded, a message is filtered by them"),
    "STR-003": N_("when the list of sub-processors was last reviewed"),
    "RET-011": N_("inactive mailboxes, and mailboxes of departed agents turned into shared ones"),
    "RET-017": N_("retention policies without a label, and how long the audit log is kept"),
    "SEC-003": N_("what Customer Key encrypts, where it is licensed"),
}
"""Question of evidence.yaml → what no API of Microsoft tells of it."""

DELEGATED = frozenset({"RecordsManagement.Read.All"})
"""What Microsoft gives to a person alone (`credential: cli`), and to no application."""


def named(collectors: Collection[Collector]) -> dict[str, Any]:
    """The names alone."""
    return {"permissions": sorted({call.needs for one in collectors for call in one.calls})}


def explained(collectors: Collection[Collector]) -> dict[str, Any]:
    """Permission → native type → facts that it feeds, those that people alone are given apart; then what none gives, by the question."""
    fed = defaultdict[str, dict[str, set[str]]](lambda: defaultdict(set))
    for one in collectors:
        for call in one.calls:
            for native_type in call.of or one.native_types:
                fed[call.needs][native_type] |= {*call.feeds, *(("(exists)",) if call.lists else ())}
    granted = {need: {of: sorted(facts) for of, facts in sorted(found.items())} for need, found in sorted(fed.items())}
    return {
        "application_permissions": {need: of for need, of in granted.items() if need not in DELEGATED},
        "delegated_permissions": {need: of for need, of in granted.items() if need in DELEGATED},
        "no_permission_gives": {rule: _(told) for rule, told in UNREADABLE.items()},
    }
