"""What is logged of the management groups above a subscription, which no list of its own resources shows."""

from __future__ import annotations

from collections import Counter

import pytest

from auditor.demo.arm_tokens import TENANT
from tests.emulators.azure import CCAS, TOWN, Cloud, arm
from tests.providers.azure.judging import countries, judged

GROUPS, SETTINGS = "/providers/Microsoft.Management/managementGroups", "providers/Microsoft.Insights/diagnosticSettings"
READ = "Microsoft.Insights/diagnosticSettings/read"
STORAGE = "Microsoft.Storage/storageAccounts"


@pytest.fixture
def groups(azure: Cloud) -> Cloud:
    """Both subscriptions are in the root, one of them in a group in between that logs to Virginia, and neither in a third."""
    azure.add(arm(f"{STORAGE}/loin", location="eastus", sku={"name": "Standard_LRS"}, kind="StorageV2"))
    azure.add(arm(f"{STORAGE}/autre", subscription=CCAS))
    azure.azure.descendants |= {"Mairie": [TOWN], TENANT: [TOWN, CCAS], "ailleurs": []}
    said = {"storageAccountId": arm(f"{STORAGE}/loin")["id"], "logs": [{"category": "Administrative", "enabled": True}]}
    for group in ("Mairie", "ailleurs"):
        azure.add({"id": f"{GROUPS}/{group}/{SETTINGS}/activite", "properties": said})
    return azure


def test_what_is_done_to_a_group_is_sent_where_its_settings_say(groups: Cloud) -> None:
    """Rights that are given there are those of people over all that is below."""
    (trail,) = groups.scan("trails").resources
    assert trail.id == f"{GROUPS}/mairie/{SETTINGS}".lower()
    assert (trail.facts["trail"], trail.region) == ({"multi_region": True, "organization": True}, None)
    assert countries(judged(groups)[trail.name], "copy") == ["US"]


def test_each_group_is_asked_once_for_all_that_is_below(groups: Cloud) -> None:
    """However many subscriptions that is; nobody is asked about a group that is above none."""
    groups.azure.seen.clear()
    groups.scan("trails")
    asked = Counter(one.path.lower().partition("/providers/microsoft.insights")[0] for one in groups.azure.seen if one.action == READ)
    assert {path: count for path, count in asked.items() if "managementgroups" in path} == {
        f"{GROUPS}/mairie".lower(): 1,
        f"{GROUPS}/{TENANT}".lower(): 1,
    }


def test_settings_of_groups_that_may_not_be_read_are_somewhere(groups: Cloud) -> None:
    """Rights over a subscription give none over what is above it: each group says so of itself."""
    with groups.refusing(READ):
        found = [one for one in groups.scan("trails").resources if one.id.startswith(GROUPS.lower())]
    assert {one.id.split("/")[4] for one in found} == {"mairie", TENANT}
    assert all(one.unknown["flows.copy"].startswith("access_denied: Microsoft.Insights:ListDiagnosticSettings") for one in found)


@pytest.mark.parametrize(("graph", "gap"), [(True, True), (False, False)])
def test_groups_that_nobody_names_are_told(groups: Cloud, graph: bool, gap: bool) -> None:
    """Without Resource Graph nobody does: a gap where it is refused, a line where the configuration leaves it out."""
    with groups.refusing("Microsoft.ResourceGraph/resources/read"):
        lines = [line for line in groups.scan("trails", resource_graph=graph).coverage if line.call.endswith(":GetManagementGroups")]
    assert {line.account for line in lines} == {TOWN, CCAS}
    assert {line.status for line in lines} == {"refused" if gap else "skipped"}
