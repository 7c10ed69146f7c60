"""What a scan does not ask, because another answer says already that there is none: never where that answer is missing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from auditor.demo.arm_tokens import TENANT
from tests.emulators.azure import CCAS, FOREIGN, TOWN, Cloud, arm

STORAGE = "Microsoft.Storage/storageAccounts"
EXEMPTIONS = "Microsoft.Authorization/policyExemptions/read"


def calls(azure: Cloud, service: str) -> Counter[str]:
    """How often each action was needed by one collector."""
    azure.azure.seen.clear()
    azure.scan(service)
    return Counter(one.action.lower() for one in azure.azure.seen)


def account(azure: Cloud, **said: Any) -> None:
    """One storage account."""
    azure.add(arm(f"{STORAGE}/depot", kind="StorageV2", sku={"name": "Standard_LRS"}, **said))


@pytest.mark.parametrize(("state", "asked"), [("NotRegistered", False), ("Unregistered", True), ("Registered", True), ("", True)])
def test_what_a_subscription_never_registered_has_left_nothing(azure: Cloud, state: str, asked: bool) -> None:
    """One that it did once, or of which the list says nothing, is asked about."""
    account(azure)
    azure.azure.providers = [{"namespace": "microsoft.sql", "registrationState": state}, {"namespace": "Microsoft.DBforMySQL"}]
    seen = calls(azure, "deleted")
    assert (seen["microsoft.sql/deletedservers/read"], seen["microsoft.sql/locations/longtermretentionbackups/read"]) == (asked, asked)
    assert seen["microsoft.keyvault/deletedvaults/read"] == 1
    with azure.refusing("Microsoft.Resources/subscriptions/providers/read"):
        assert calls(azure, "deleted")["microsoft.sql/deletedservers/read"] == 1


@pytest.mark.parametrize("state", ["NotRegistered", "Registered"])
def test_the_log_is_not_asked_for_servers_that_never_were(azure: Cloud, state: str) -> None:
    """Of each engine by itself."""
    account(azure)
    azure.azure.providers = [{"namespace": "Microsoft.DBforMySQL", "registrationState": state}]
    assert calls(azure, "deleted")["microsoft.insights/eventtypes/values/read"] == (1 if state == "NotRegistered" else 2)


def test_each_subscription_is_listed_with_all_the_others_and_the_tenant_asked_once(azure: Cloud) -> None:
    """Whoever manages each is told all the same."""
    azure.add(arm(f"{STORAGE}/depot"), arm(f"{STORAGE}/autre", subscription=CCAS))
    azure.azure.managing[CCAS] = [FOREIGN]
    azure.azure.seen.clear()
    found = azure.scan("tenancy").resources
    assert [(one.account, one.facts["flows"]["share"]) for one in found] == [(CCAS, [{"account": FOREIGN}])]
    assert Counter(one.action for one in azure.azure.seen)["Microsoft.Resources/subscriptions/read"] == 1
    assert calls(azure, "trails")["microsoft.aadiam/diagnosticsettings/read"] == 1
    assert azure.azure.tenants.get(TOWN, TENANT) == TENANT


@pytest.mark.parametrize("effect", ["audit", "deny"])
def test_exemptions_are_asked_for_where_something_is_denied(azure: Cloud, effect: str) -> None:
    """Of what is only looked at nobody is spared."""
    account(azure)
    definition = f"/subscriptions/{TOWN}/providers/Microsoft.Authorization/policyDefinitions/d"
    rule = {"if": {"field": "location", "notIn": ["francecentral"]}, "then": {"effect": effect}}
    azure.add(
        {"id": definition, "properties": {"policyRule": rule}},
        {"id": definition.replace("Definitions/d", "Assignments/a"), "properties": {"policyDefinitionId": definition}},
    )
    assert calls(azure, "policy")[EXEMPTIONS.lower()] == (effect == "deny")
