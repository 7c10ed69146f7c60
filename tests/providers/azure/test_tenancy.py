"""Who else holds rights over a subscription is judged as a share of all that lies in it, and not only told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.demo.arm_tokens import TENANT
from auditor.model import Outcome
from auditor.pipeline import ruleset
from tests.emulators.azure import CCAS, FOREIGN, TOWN, Cloud, Spoil, arm
from tests.providers.azure.judging import countries, judged

NETWORK = "Microsoft.Network/virtualNetworks/reseau"


def outcome(azure: Cloud, name: str, **said: Any) -> tuple[Any, Outcome]:
    """Whether whoever it is shared with is declared, and what the rule about shares says of it."""
    data = {"id": "rh", "title": "RH", "categories": ["hr"], "countries": ["FR"], "select": [{"id": "/subscriptions/*"}]}
    context = {"organisation": {"name": "Ville", "profile": "commune"}, "processing_activities": [data], **said}
    configuration = Configuration.from_context(context)
    rules, _ = ruleset(date(2026, 11, 22), (), configuration, ())
    found = judged(azure, configuration=configuration)[name]
    assert countries(found, "share") == ["unknown"]
    held = dict(zip((rule.id for rule in rules.rules_of(found.kind)), rules.outcomes(found), strict=True))
    return next(place["trusted"] for place in found.facts["places"] if place["role"] == "share"), held["SEC-011"]


def test_a_tenant_that_manages_a_subscription_is_somebody_outside(azure: Cloud) -> None:
    """By Azure Lighthouse, unless the authority declared it; where its people read from is not known."""
    azure.add(arm(NETWORK))
    azure.azure.managing[TOWN] = [FOREIGN]
    name = f"{TOWN[:8]} ({FOREIGN})"
    assert outcome(azure, name) == (False, Outcome.FAIL)
    assert outcome(azure, name, trusted_accounts=[FOREIGN]) == (True, Outcome.PASS)


def test_a_subscription_of_a_foreign_tenant_is_held_by_somebody_outside(azure: Cloud) -> None:
    """Whoever runs that tenant holds all that lies in it; our own is nobody else's."""
    azure.add(arm(NETWORK), arm(NETWORK, subscription=CCAS))
    azure.azure.tenants[CCAS] = FOREIGN
    assert outcome(azure, f"{CCAS[:8]} ({FOREIGN})") == (False, Outcome.FAIL)
    assert f"{TOWN[:8]} ({TENANT})" not in judged(azure)


@pytest.mark.parametrize("left", [("id", "subscriptionId"), ("id", "subscriptionId", "displayName", "state", "managedByTenants")])
def test_where_nobody_can_tell_the_share_is_unknown(azure: Cloud, left: tuple[str, ...]) -> None:
    """The subscription was there when the tenant was opened, and says neither in the list nor by itself whose it is."""
    azure.add(arm(NETWORK))
    hollow = Spoil("hollow", each=lambda one: {name: one[name] for name in left})
    with azure.spoiling("Microsoft.Resources/subscriptions/read", hollow):
        (found,) = [one for one in judged(azure).values() if one.kind == "transfer"]
    assert found.unknown["flows.share"]
    assert countries(found, "share") == ["unknown"]


@pytest.mark.parametrize("graph", [True, False])
def test_a_tenant_that_manages_one_group_is_somebody_outside(azure: Cloud, graph: bool) -> None:
    """Whatever way things are listed; where its offer may not be read nobody knows who it is, where nothing may, that is a gap."""
    scope = f"/subscriptions/{TOWN}/resourceGroups/ville"
    offer = f"/subscriptions/{TOWN}/providers/Microsoft.ManagedServices/registrationDefinitions/offre"
    assigned = f"{scope}/providers/Microsoft.ManagedServices/registrationAssignments/d"
    azure.add(arm(NETWORK), {"id": scope, "location": "francecentral"})
    assert not [one for one in azure.scan("tenancy", resource_graph=graph).resources if one.group]
    azure.add(
        {"id": offer, "properties": {"managedByTenantId": FOREIGN}}, {"id": assigned, "properties": {"registrationDefinitionId": offer}}
    )
    (found,) = azure.scan("tenancy", resource_graph=graph).resources
    assert (found.group, found.facts["flows"]["share"]) == ("ville", [{"account": FOREIGN}])
    assert found.unknown["region"].startswith("not_collected: "), "no answer was missing"
    with azure.refusing("Microsoft.ManagedServices/registrationDefinitions/read"):
        (found,) = azure.scan("tenancy", resource_graph=graph).resources
        assert found.unknown["flows.share"].startswith("access_denied: ")
    with azure.refusing("Microsoft.ManagedServices/registrationAssignments/read"):
        gaps = [line.status for line in azure.scan("tenancy", resource_graph=graph).coverage if line.call.endswith("Assignments")]
        assert gaps == ["refused"]
