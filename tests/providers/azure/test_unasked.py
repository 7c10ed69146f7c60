"""Destinations and copies that nobody used to ask for: seen as places, and unknown where they may not be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.emulators.azure import CCAS, TOWN, Cloud, arm
from tests.providers.azure.judging import HEALTH, countries, judged

pytestmark = pytest.mark.long

STORAGE, ML = "Microsoft.Storage/storageAccounts", "Microsoft.MachineLearningServices/workspaces/labo"
HOOK = {"destination": {"endpointType": "StorageQueue", "properties": {"resourceId": arm(f"{STORAGE}/loin")["id"]}}}
SUBSCRIPTION = "providers/Microsoft.EventGrid/eventSubscriptions/a"


def away(azure: Cloud) -> None:
    """A storage account in Virginia."""
    azure.add(arm(f"{STORAGE}/loin", location="eastus", sku={"name": "Standard_LRS"}, kind="StorageV2"))


def copies(azure: Cloud) -> dict[str, tuple[list[Any], str]]:
    """The countries of copies, and where the category comes from, of what only moves data."""
    movers = [one for one in judged(azure).values() if one.kind in {"transfer", "trail"}]
    return {one.id.rpartition("/providers/")[2]: (countries(one, "copy"), one.facts.get("data", {}).get("source")) for one in movers}


@pytest.mark.parametrize(
    "source", [f"{STORAGE}/depot", "Microsoft.KeyVault/vaults/coffre", "Microsoft.EventHub/namespaces/flux", "Microsoft.Web/sites/guichet"]
)
def test_what_happens_to_a_resource_is_sent_away(azure: Cloud, source: str) -> None:
    """Whatever its type: one list a region tells all of them, each judged as the data it is of."""
    away(azure)
    azure.add(arm(source, tags=HEALTH), {"id": f"{arm(source)['id']}/{SUBSCRIPTION}", "properties": HOOK})
    assert copies(azure)["microsoft.eventgrid/eventsubscriptions/a"] == (["US"], "inherited")
    with azure.refusing("Microsoft.EventGrid/locations/eventSubscriptions/read"):
        refused = [line for line in azure.scan("subscriptions").coverage if line.status == "refused"]
    assert {line.call for line in refused} == {"Microsoft.EventGrid:ListLocationsEventSubscriptions"}


def test_what_is_published_to_a_topic_of_a_domain_is_sent_away(azure: Cloud) -> None:
    """The domain itself has no subscriber."""
    away(azure)
    domain = "Microsoft.EventGrid/domains/d"
    azure.add(arm(domain), arm(f"{domain}/topics/guichet"), arm(f"{domain}/topics/guichet/eventSubscriptions/a", properties=HOOK))
    assert copies(azure)["microsoft.eventgrid/domains/d/topics/guichet"][0] == ["US"]
    with azure.refusing("Microsoft.EventGrid/domains/topics/eventSubscriptions/read"):
        assert copies(azure)["microsoft.eventgrid/domains/d/topics/guichet"][0] == ["unknown"]


def test_a_workspace_keeps_its_data_in_an_account(azure: Cloud) -> None:
    """Its own and every store that it was told of; a sort of store that nobody knows is somewhere."""
    away(azure)
    azure.add(
        arm(ML, tags=HEALTH, properties={"storageAccount": arm(f"{STORAGE}/loin")["id"]}),
        arm(f"{ML}/datastores/inconnu", properties={"datastoreType": "Hdfs"}),
    )
    stores = "microsoft.machinelearningservices/workspaces/labo/datastores"
    assert copies(azure)[stores] == (["US", "unknown"], "tag")
    with azure.refusing("Microsoft.MachineLearningServices/workspaces/datastores/read"):
        assert copies(azure)[stores][0] == ["unknown", "US"]


@pytest.mark.parametrize(
    ("owner", "setting", "path"),
    [
        ("Microsoft.Sql/servers/srv", "vulnerabilityAssessments", "storageContainerPath"),
        ("Microsoft.Sql/servers/srv", "devOpsAuditingSettings", "storageEndpoint"),
        ("Microsoft.Sql/servers/srv/databases/paie", "vulnerabilityAssessments", "storageContainerPath"),
        ("Microsoft.Sql/servers/srv/databases/paie", "ledgerDigestUploads", "digestStorageEndpoint"),
        ("Microsoft.Sql/managedInstances/mi", "vulnerabilityAssessments", "storageContainerPath"),
        ("Microsoft.Sql/managedInstances/mi/databases/paie", "ledgerDigestUploads", "digestStorageEndpoint"),
    ],
)
@pytest.mark.parametrize("state", ["Enabled", "Disabled"])
def test_what_a_database_writes_elsewhere(azure: Cloud, owner: str, setting: str, path: str, state: str) -> None:
    """Where it writes; where it wrote before it was switched off something may be left, and where it may not be read nobody knows."""
    away(azure)
    said = {path: "https://loin.blob.core.windows.net/x/", "state": state}
    azure.add(arm(owner, location="francecentral", tags=HEALTH), arm(f"{owner}/{setting}/current", properties=said))
    there = f"{owner}/{setting}".lower()
    assert copies(azure)[there][0] == (["US"] if state == "Enabled" else ["unknown"])
    with azure.refusing(f"{owner.replace('/srv', '').replace('/mi', '').replace('/paie', '')}/{setting}/read"):
        assert copies(azure)[there][0] == ["unknown"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("Microsoft.Storage/deletedAccounts/vieux", {"location": "eastus"}),
        ("Microsoft.Sql/deletedServers/vieux", {"location": "eastus"}),
        ("Microsoft.RecoveryServices/locations/eastus/deletedVaults/vieux", {}),
        ("Microsoft.DataProtection/locations/eastus/deletedVaults/vieux", {}),
        ("Microsoft.Sql/locations/eastus/longTermRetentionManagedInstanceBackups/vieux", {}),
        ("Microsoft.AppConfiguration/deletedConfigurationStores/vieux", {"location": "eastus"}),
    ],
)
def test_what_was_deleted_and_can_be_brought_back_is_still_there(azure: Cloud, path: str, said: dict[str, str]) -> None:
    """In the region where it was; where it may not be read that is a gap."""
    away(azure)
    azure.add({"id": f"/subscriptions/{TOWN}/providers/{path}", "properties": {"deletionTime": "2026-11-01T00:00:00Z", **said}})
    assert countries(judged(azure)["vieux"], "primary") == ["US"]
    spelled = path.removesuffix("/vieux").replace("/eastus", "")
    with azure.refusing(f"{spelled}/read"):
        assert [line.permission for line in azure.scan("deleted").coverage if line.status == "refused"] == [f"{spelled}/read"]


@pytest.mark.parametrize("of", ["Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL"])
@pytest.mark.parametrize(("days", "operation", "left"), [(1, "delete", True), (9, "delete", False), (1, "write", False)])
def test_a_server_that_was_deleted_leaves_its_backups_for_some_days(azure: Cloud, of: str, days: int, operation: str, left: bool) -> None:
    """No list shows them; the log says which, not where. Whoever did it is not kept."""
    when = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    away(azure)
    for one in (f"{of}/flexibleServers/paie", "Microsoft.Cache/redis/paie"):
        azure.azure.feed.happened(arm(one)["id"], operation, "", at=when)
    found = [one for one in azure.scan("deleted").resources if one.native_type == f"{of}/deletedServers"]
    assert [one.name for one in found] == ["paie"] * left
    assert all(one.unknown["region"] and one.group == "ville" for one in found)
    with azure.refusing("Microsoft.Insights/eventtypes/values/read"):
        refused = {line.permission for line in azure.scan("deleted").coverage if line.status == "refused"}
    assert refused == {"Microsoft.Insights/eventtypes/values/read"}


def test_where_the_sign_ins_of_a_tenant_go(azure: Cloud) -> None:
    """Of a tenant, not of a subscription: told once for all of these; unknown where only the subscription lets us read."""
    away(azure)
    azure.add(arm(f"{STORAGE}/autre", subscription=CCAS))
    assert not [one for one in judged(azure).values() if one.name == "Entra ID"]
    sent = {"storageAccountId": arm(f"{STORAGE}/loin")["id"], "logs": [{"category": "SignInLogs", "enabled": True}]}
    azure.add({"id": "/providers/Microsoft.AadIam/diagnosticSettings/audit", "properties": sent})
    assert countries(judged(azure)["Entra ID"], "copy") == ["US"]
    with azure.refusing("Microsoft.AadIam/diagnosticSettings/read"):
        assert countries(judged(azure)["Entra ID"], "copy") == ["unknown"]


@pytest.mark.parametrize(("said", "least"), [("P3650D", "P3650D"), ("P30D", "P30D"), (None, None), ("30 jours", None)])
def test_how_long_a_database_of_data_explorer_keeps_rows(azure: Cloud, said: str | None, least: str | None) -> None:
    """What it says holds of every table that says nothing else, so that it is too long for certain and never short enough."""
    base = "Microsoft.Kusto/clusters/mesures/databases/vues"
    properties = {"softDeletePeriod": said} if said else {"hotCachePeriod": "P31D"}
    azure.add(arm("Microsoft.Kusto/clusters/mesures", tags=HEALTH), arm(base, location="francecentral", properties=properties))
    found = judged(azure)["vues"]
    assert found.unknown["retention.max"].startswith("only_a_bound: ")
    assert found.facts.get("retention", {}).get("max") == least
    assert found.facts["data"]["categories"] == ["health"]
