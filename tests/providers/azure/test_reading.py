"""Every way of not answering, and every way of signing in."""

from __future__ import annotations

import time
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.model import Coverage
from auditor.providers.azure.tables import ABOVE
from auditor.providers.contract import UnitResult
from tests.emulators.azure import CCAS, PARIS, TOWN, Cloud, arm

STORAGE = "Microsoft.Storage/storageAccounts"
ACTES = f"{STORAGE}/actes"
LIFECYCLE = f"{STORAGE}/managementPolicies/read"
GRAPH = "Microsoft.ResourceGraph/resources/read"


def account(name: str = "actes", **more: Any) -> dict[str, Any]:
    """A storage account like most."""
    said = {"allowCrossTenantReplication": False}
    return arm(f"{STORAGE}/{name}", sku={"name": "Standard_LRS"}, kind="StorageV2", **{"properties": said, **more})


def gaps(result: UnitResult) -> list[Coverage]:
    """What the scan could not read."""
    return [line for line in result.coverage if line.status in GAPS]


@pytest.mark.parametrize(
    ("kind", "reason"), [("throttle", "throttled"), ("error", "no_answer"), ("gone", "no_answer"), ("html", "no_answer")]
)
def test_a_detail_without_an_answer_is_unknown(azure: Cloud, kind: str, reason: str) -> None:
    """Throttled, broken, vanished or a maintenance page: none of them says that there is no lifecycle."""
    azure.add(account())
    with azure.fault(LIFECYCLE, kind):
        (found,) = azure.scan("storage").resources
    assert found.unknown["retention.max"].startswith(f"{reason}: Microsoft.Storage:GetStorageAccountsManagementPolicies ({LIFECYCLE})")
    assert "retention" not in found.facts


def test_throttling_that_passes_is_waited_for(azure: Cloud) -> None:
    """Retry-After is honoured, and every attempt counted."""
    azure.add(account(properties={"allowCrossTenantReplication": False}))
    calm = azure.scan("storage", max_attempts=3)
    with azure.fault(LIFECYCLE, "throttle", times=2):
        slowed = azure.scan("storage", max_attempts=3)
    assert not next(iter(slowed.resources)).unknown
    assert slowed.api_calls == calm.api_calls + 2


def test_a_deny_assignment_is_a_guard_rail(azure: Cloud) -> None:
    """Somebody above decided it: another person to ask than for a missing role."""
    azure.add(account())
    with azure.refusing(LIFECYCLE, "DenyAssignment"):
        (found,) = azure.scan("storage").resources
    assert found.unknown["retention.max"].startswith("guard_rail: ")


@pytest.mark.parametrize("kind", ["throttle", "error", "html"])
def test_resource_graph_that_fails_is_replaced(azure: Cloud, kind: str) -> None:
    """Whatever goes wrong with it, the other way finds the same, and says that it was taken; the groups above, only it could name."""
    azure.add(account(), arm("Microsoft.Network/virtualNetworks/reseau"))
    names = sorted(resource.name for resource in azure.scan().resources)
    with azure.fault(GRAPH, kind):
        result = azure.scan()
    assert sorted(resource.name for resource in result.resources) == names
    assert {line.call for line in gaps(result)} == {ABOVE.name}
    assert any(line.status == "skipped" and line.call == "Microsoft.ResourceGraph:GetResources" for line in result.coverage)


def test_a_page_of_resource_graph_that_is_lost(azure: Cloud) -> None:
    """Half a table is no table: the other way is taken."""
    azure.add(account("a"), account("b"), account("c"))
    with azure.fault(GRAPH, "error", after=1, times=1):
        result = azure.scan("storage", page_size=1)
    assert {resource.name for resource in result.resources} == {"a", "b", "c"}


@pytest.mark.parametrize("graph", [True, False])
def test_neither_way_is_a_gap(azure: Cloud, graph: bool) -> None:
    """Without Resource Graph and without resources.list nothing was read, and nothing looks empty."""
    azure.add(account())
    with azure.refusing("Microsoft.Resources/subscriptions/resources/read"), azure.refusing(GRAPH):
        result = azure.scan("storage", resource_graph=graph)
    assert not result.resources
    assert [(line.status, line.call) for line in gaps(result)] == [("refused", "Microsoft.Storage:ListStorageAccounts")]


@pytest.mark.parametrize("graph", [True, False])
def test_what_a_list_leaves_out_silently_is_a_gap(azure: Cloud, graph: bool) -> None:
    """Azure lists only what one may read and says nothing of the rest; our own permissions tell."""
    azure.add(account())
    with azure.refusing(f"{STORAGE}/read"):
        result = azure.scan("storage", resource_graph=graph)
    assert [(line.status, line.permission) for line in gaps(result)] == [("refused", f"{STORAGE}/read")]


def test_permissions_that_cannot_be_read_are_a_gap(azure: Cloud) -> None:
    """Then nobody can say whether the lists were whole."""
    azure.add(account())
    with azure.refusing("Microsoft.Authorization/permissions/read"):
        result = azure.scan()
    assert [line.reason.split(":")[0] for line in gaps(result)] == ["partial_list"]


def test_without_graph_a_refused_resource_is_told_as_unknown(azure: Cloud) -> None:
    """resources.list has shown it: it is there, and nothing more is known of it but what none of its type has."""
    azure.add(account())
    with azure.fault(f"{STORAGE}/read", "error"):
        (found,) = azure.scan("storage", resource_graph=False).resources
    assert (found.name, found.region) == ("actes", PARIS)
    assert found.facts == {"flows": {"share": None}}
    assert set(found.unknown.values()) == {f"no_answer: Microsoft.Storage:ListStorageAccounts ({STORAGE}/read): InternalServerError"}


def test_a_next_page_elsewhere_is_not_asked_for(azure: Cloud) -> None:
    """The token of the scan goes to no other host than the one it was made for."""
    azure.add(account())
    with azure.fault("Microsoft.Resources/subscriptions/resources/read", "elsewhere"):
        result = azure.scan("storage", resource_graph=False)
    assert [line.reason.split(":")[0] for line in gaps(result)] == ["partial_list"]


@pytest.mark.parametrize("target", ["https://ailleurs.example/x", "@ailleurs.example/x", "//ailleurs.example/x"])
def test_an_id_cannot_lead_elsewhere(azure: Cloud, target: str) -> None:
    """What an answer names is looked for at our own endpoint only, and not found there."""
    said = {"policyDefinitionId": target}
    azure.add(account(), {"id": f"/subscriptions/{TOWN}/providers/Microsoft.Authorization/policyAssignments/a", "properties": said})
    (found,) = azure.scan("policy").resources
    assert found.unknown["guardrail.regions"].startswith("no_answer: ")


def test_chosen_subscriptions(azure: Cloud) -> None:
    """One of two: the other is said to be left out, and one that nobody shows is a gap."""
    azure.add(account(), account("soins", subscription=CCAS))
    result = azure.scan("storage", subscriptions=[TOWN, "dddddddd-0000-4000-8000-000000000004"])
    assert [resource.name for resource in result.resources] == ["actes"]
    said = {line.account: (line.status, line.reason.split(":")[0]) for line in result.coverage if line.call.endswith("ListSubscriptions")}
    assert said == {CCAS: ("skipped", "not_collected"), "dddddddd-0000-4000-8000-000000000004": ("refused", "access_denied")}


def test_the_subscriptions_of_a_management_group(azure: Cloud) -> None:
    """What is below the group, and only that."""
    azure.add(account(), account("soins", subscription=CCAS))
    azure.azure.descendants["rivemont"] = [CCAS]
    result = azure.scan("storage", management_group="rivemont")
    assert [resource.account for resource in result.resources] == [CCAS]


@pytest.mark.parametrize("action", ["Microsoft.Resources/subscriptions/read", "Microsoft.Management/managementGroups/descendants/read"])
def test_a_tenant_that_cannot_be_opened(azure: Cloud, action: str) -> None:
    """A gap under the entry's own id, whatever refused."""
    azure.add(account())
    with azure.refusing(action):
        result = azure.scan(management_group="rivemont")
    assert not result.resources
    assert [(line.account, line.status, line.permission) for line in gaps(result)] == [("town", "refused", action)]


def test_no_subscription_at_all(azure: Cloud) -> None:
    """An empty tenant is more likely a missing role."""
    assert [line.reason for line in gaps(azure.scan())] == ["access_denied: these credentials see no subscription"]


def test_an_endpoint_that_does_not_answer(azure: Cloud) -> None:
    """Nobody there."""
    (gap,) = gaps(azure.scan(endpoint="https://127.0.0.1:9", authority=azure.azure.url))
    assert gap.reason.startswith("unreachable: ")


def test_one_query_for_all_subscriptions(azure: Cloud) -> None:
    """Whatever the number of subscriptions and collectors, each table is asked for once."""
    azure.add(*(arm("Microsoft.Network/virtualNetworks/reseau", subscription=f"{TOWN[:-2]}{number:02}") for number in range(10)))
    azure.azure.seen.clear()
    assert [one.native_type for one in azure.scan().resources].count("Microsoft.Network/virtualNetworks") == 10
    assert len([one for one in azure.azure.seen if one.action == GRAPH]) == 3


def test_the_quota_of_resource_graph_is_waited_for(azure: Cloud) -> None:
    """Once it is used up the next query waits for it to be full again: no page is refused, and none is lost."""
    azure.add(*(account(f"a{number}") for number in range(4)))
    azure.azure.quota, azure.azure.window = 2, 1
    start = time.monotonic()
    result = azure.scan("storage", page_size=1)
    assert time.monotonic() - start >= 1
    assert [resource.name for resource in result.resources] == ["a0", "a1", "a2", "a3"]
    assert not any("GetResources" in line.call for line in result.coverage)


def test_a_quota_that_others_use_up(azure: Cloud) -> None:
    """A query that is refused, with no more than the quota's own header to say how long, is asked again when that has passed."""
    azure.add(account())
    azure.azure.quota, azure.azure.window = 0, 1
    start = time.monotonic()
    assert [resource.name for resource in azure.scan("storage", max_attempts=2).resources] == ["actes"]
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("wait", ["86400", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_nobody_waits_for_a_day(azure: Cloud, wait: str) -> None:
    """Azure may ask for more than a scan can give: then it is throttled, which is a reason like another."""
    azure.add(account())
    with azure.fault(LIFECYCLE, "throttle", wait=wait):
        (found,) = azure.scan("storage", max_attempts=5).resources
    assert found.unknown["retention.max"].startswith("throttled: ")


@pytest.mark.parametrize("wait", ["bientôt".encode().decode("latin-1"), "", "-5"])
def test_a_wait_that_says_nothing(azure: Cloud, wait: str) -> None:
    """Then we wait as long as we think right, and ask again."""
    azure.add(account(properties={"allowCrossTenantReplication": False}))
    with azure.fault(LIFECYCLE, "throttle", wait=wait, times=1):
        (found,) = azure.scan("storage", max_attempts=2).resources
    assert not found.unknown


def test_resource_graph_may_say_nothing_of_a_subscription(azure: Cloud) -> None:
    """It leaves out without a word what it may not show or does not know yet: the subscription's own list is read, and coverage says so."""
    azure.add(account(), account("soins", subscription=CCAS))
    azure.azure.silent.add(CCAS)
    result = azure.scan()
    assert {resource.name for resource in result.resources if resource.native_type == STORAGE} == {"actes", "soins"}
    assert [(line.account, line.call) for line in gaps(result)] == [(CCAS, ABOVE.name)]
    (told,) = (line for line in result.coverage if line.call.endswith("GetResources"))
    assert (told.account, told.status, told.reason.split(":")[0]) == (CCAS, "skipped", "partial_list")


def test_an_answer_without_a_body_is_no_answer(azure: Cloud) -> None:
    """That a thing is not set has a code of its own; `null` has none."""
    azure.add(account())
    with azure.fault(LIFECYCLE, "null"):
        (found,) = azure.scan("storage").resources
    assert found.unknown["retention.max"].startswith("no_answer: ")


def test_a_next_page_at_the_same_place_by_another_spelling(azure: Cloud) -> None:
    """Resource Manager writes `:443` after its own name, or capital letters."""
    azure.add(account("a"), account("b"))
    azure.azure.page, azure.azure.spelling = 1, azure.azure.url.replace("https", "HTTPS")
    assert len(azure.scan("storage", resource_graph=False, page_size=1).resources) == 2


def vaults(azure: Cloud, count: int) -> None:
    """As many vaults, each with two policies."""
    for number in range(count):
        one = f"Microsoft.RecoveryServices/vaults/coffre{number}"
        policies = (arm(f"{one}/backupPolicies/{name}", location=None) for name in ("jour", "semaine"))
        azure.add(arm(one, properties={"redundancySettings": {"standardTierStorageRedundancy": "LocallyRedundant"}}), *policies)


def test_one_query_for_the_policies_of_all_vaults(azure: Cloud) -> None:
    """Resource Graph has a table of them; without it each vault is asked, and tells the same."""
    vaults(azure, 3)
    azure.azure.seen.clear()
    found = azure.scan("recovery").resources
    listed = [one.action for one in azure.azure.seen if one.action.endswith("backupPolicies/read")]
    slower = azure.scan("recovery", resource_graph=False).resources
    assert (len(found), listed) == (9, [])
    assert [(one.id, one.region, one.facts, one.unknown) for one in found] == [
        (one.id, one.region, one.facts, one.unknown) for one in slower
    ]


def test_a_vault_of_which_the_table_says_nothing_is_asked(azure: Cloud) -> None:
    """Every vault is made with policies: one without any has not reached the table yet."""
    vaults(azure, 2)
    azure.azure.silent.add(TOWN)
    azure.azure.seen.clear()
    assert len(azure.scan("recovery").resources) == 6
    assert len([one for one in azure.azure.seen if one.action.endswith("backupPolicies/read")]) == 2
