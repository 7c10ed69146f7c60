"""Diagnostic settings: where the logs of a resource go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.providers.azure.common import is_on, to
from auditor.providers.contract import Call, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

SETTINGS = Call(
    "Microsoft.Insights",
    "ListDiagnosticSettings",
    feeds=("flows.logs",),
    permission="Microsoft.Insights/diagnosticSettings/read",
)
ROUTES = ("workspaceId", "storageAccountId")
RULES = ("eventHubAuthorizationRuleId", "serviceBusRuleId")


def log_flows(reader: Reader, identifier: str) -> Any:
    """The workspaces, storage accounts, event hubs and partners that the logs of a resource are sent to; None for none."""
    settings = reader.all(SETTINGS, at=f"{identifier}/providers/Microsoft.Insights/diagnosticSettings")
    return lift(lambda found: flows(target for one in found or () for target in targets(one)), settings)


def targets(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Only of a setting that logs something: metrics say nothing of people."""
    setting = answer.get("properties") or {}
    if not any(is_on(log.get("enabled")) for log in setting.get("logs") or ()):
        return
    yield from (to(setting[route]) for route in ROUTES if setting.get(route))
    yield from (to(str(setting[rule]).lower().partition("/authorizationrules/")[0]) for rule in RULES if setting.get(rule))
    if partner := setting.get("marketplacePartnerId"):
        yield outside(str(partner))


def outside(partner: str) -> dict[str, Any]:
    """To whoever sells the service: the resource that stands for it in the subscription tells nothing of where that is."""
    publisher = partner.lower().rpartition("/providers/")[2].partition("/")[0]
    return {"to": f"partner:{partner.lower()}", "holder": publisher}
