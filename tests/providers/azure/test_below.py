"""Where settings below a resource lead: seen as places, unknown where they may not be read, and no less a failure beside another."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome
from tests.emulators.azure import Cloud, arm
from tests.providers.azure.judging import HEALTH, countries, judged, verdicts

pytestmark = pytest.mark.long

STORAGE = "Microsoft.Storage/storageAccounts"
FAR = {"accountName": "loin"}
BLOBS = "https://loin.blob.core.windows.net"
REDIS = str(arm("Microsoft.Cache/redis/loin")["id"])
LINK = {"targetDatabase": "paie", "partnerEndpoint": "TCP://sql.example.com:5022"}
WHERE = {"typeProperties": {"computeProperties": {"location": "East US"}}}
BELOW: dict[str, tuple[str, str, dict[str, Any], str, list[str]]] = {
    "env": ("Microsoft.App/managedEnvironments", "storages/s", {"azureFile": FAR}, "copy", ["US"]),
    "nfs": ("Microsoft.App/managedEnvironments", "storages/s", {"nfsAzureFile": {"server": "nfs.example.com"}}, "copy", ["unknown"]),
    "dapr": (
        "Microsoft.App/managedEnvironments",
        "daprComponents/etat",
        {"componentType": "state.azure.blobstorage", "metadata": [{"name": "accountName", "value": "loin"}]},
        "copy",
        ["US"],
    ),
    "kafka": (
        "Microsoft.App/managedEnvironments",
        "daprComponents/file",
        {"componentType": "pubsub.kafka", "metadata": [{"name": "brokers", "secretRef": "b"}]},
        "copy",
        ["unknown"],
    ),
    "coffre": ("Microsoft.App/managedEnvironments", "daprComponents/c", {"componentType": "secretstores.azure.keyvault"}, "copy", []),
    "spring": ("Microsoft.AppPlatform/Spring", "storages/s", {"storageType": "StorageAccount", **FAR}, "copy", ["US"]),
    "lots": ("Microsoft.Batch/batchAccounts", "pools/p", {"mountConfiguration": [{"azureFileShareConfiguration": FAR}]}, "copy", ["US"]),
    "fuse": (
        "Microsoft.Batch/batchAccounts",
        "pools/p",
        {"mountConfiguration": [{"azureBlobFileSystemConfiguration": FAR}]},
        "copy",
        ["US"],
    ),
    "direct": ("Microsoft.SignalRService/webPubSub", "hubs/h", {"eventHandlers": [{"urlTemplate": f"{BLOBS}/e?code=x"}]}, "copy", ["US"]),
    "ecoute": (
        "Microsoft.SignalRService/webPubSub",
        "hubs/h",
        {"eventListeners": [{"endpoint": {"type": "EventHub", "fullyQualifiedNamespace": "ailleurs.servicebus.windows.net"}}]},
        "copy",
        ["unknown"],
    ),
    "api": ("Microsoft.ApiManagement/service", "caches/c", {"resourceId": f"https://management.azure.com{REDIS}"}, "copy", ["US"]),
    "api2": ("Microsoft.ApiManagement/service", "caches/c", {"connectionString": "{{secret}}"}, "copy", ["unknown"]),
    "mi": ("Microsoft.Sql/managedInstances", "distributedAvailabilityGroups/l", LINK, "replica", ["unknown"]),
    "usine": ("Microsoft.DataFactory/factories", "integrationruntimes/ir", {"type": "Managed", **WHERE}, "copy", ["US"]),
    "ia": ("Microsoft.CognitiveServices/accounts", "connections/c", {"category": "AzureBlob", "target": BLOBS}, "copy", ["US"]),
    "pur": (
        "Microsoft.Purview/accounts",
        "kafkaConfigurations/k",
        {"eventHubResourceId": str(arm("Microsoft.EventHub/namespaces/loin")["id"])},
        "copy",
        ["US"],
    ),
    "bing": ("Microsoft.CognitiveServices/accounts", "connections/c", {"category": "GroundingWithBingSearch"}, "copy", ["unknown"]),
}
"""Name → type, what is below it, what that says, and the role and the countries of the places it leads to."""
TELLING = {"databaseState": "x", "kind": "x"}


def plant(azure: Cloud, *names: str, location: str = "francecentral") -> None:
    """These, and what they lead to in Virginia."""
    azure.add(
        arm(f"{STORAGE}/loin", location="eastus", sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm("Microsoft.Cache/redis/loin", location="eastus"),
        arm("Microsoft.EventHub/namespaces/loin", location="eastus"),
    )
    for name in names:
        native_type, below, said, _, _ = BELOW[name]
        azure.add(arm(f"{native_type}/{name}", location=location, tags=HEALTH, kind="AIServices", properties=TELLING))
        azure.add(arm(f"{native_type}/{name}/{below}", properties=said))


def test_what_is_below_leads_somewhere(azure: Cloud) -> None:
    """Each alone says where."""
    plant(azure, *BELOW)
    found = judged(azure)
    assert {name: countries(found[name], role) for name, (_, _, _, role, _) in BELOW.items()} == {
        name: row[4] for name, row in BELOW.items()
    }


@pytest.mark.parametrize("name", ["env", "dapr", "spring", "lots", "direct", "api", "mi", "usine", "ia"])
def test_what_may_not_be_read_is_unknown_and_mends_nothing(azure: Cloud, name: str) -> None:
    """A place nobody knows; what fails for its own place fails as before."""
    plant(azure, name, location="southeastasia")
    native_type, below, _, role, _ = BELOW[name]
    before = verdicts(azure, name, "FR")
    with azure.refusing(f"{native_type}/{below.partition('/')[0]}/read"):
        assert "unknown" in countries(judged(azure)[name], role)
        after = verdicts(azure, name, "FR")
    assert before["LOC-001"] is after["LOC-001"] is Outcome.FAIL
    assert not [rule for rule, outcome in before.items() if outcome is Outcome.FAIL and after[rule] is Outcome.PASS]


def test_a_database_follows_its_own_link(azure: Cloud) -> None:
    """Not that of another of the same instance."""
    plant(azure, "mi")
    for name in ("paie", "autre"):
        azure.add(arm(f"Microsoft.Sql/managedInstances/mi/databases/{name}", location="francecentral", properties=TELLING))
    found = judged(azure)
    assert [countries(found[name], "replica") for name in ("paie", "autre")] == [["unknown"], []]


@pytest.mark.parametrize(
    ("one", "said", "role", "where"),
    [
        ("Microsoft.BotService/botServices/x", {"endpoint": f"{BLOBS}/api/messages"}, "copy", ["US"]),
        ("Microsoft.BotService/botServices/x", {"storageResourceId": arm(f"{STORAGE}/loin")["id"]}, "copy", ["US"]),
        (
            "Microsoft.HealthcareApis/workspaces/h/dicomservices/x",
            {"storageConfiguration": {"storageResourceId": arm(f"{STORAGE}/loin")["id"], "fileSystemName": "f"}},
            "backup",
            ["US"],
        ),
        ("Microsoft.Synapse/workspaces/x", {"defaultDataLakeStorage": {"accountUrl": BLOBS}}, "copy", ["US", "unknown"]),
        ("Microsoft.IoTCentral/iotApps/x", {"subdomain": "x"}, "copy", ["unknown"]),
        ("Microsoft.HealthBot/healthBots/x", {"botManagementPortalLink": "x"}, "copy", ["unknown"]),
        ("Microsoft.Dashboard/grafana/x", {"endpoint": "x"}, "copy", ["unknown"]),
        ("Microsoft.NotificationHubs/namespaces/x", {"replicationRegion": "None"}, "copy", ["unknown"]),
        (
            "Microsoft.Cache/redis/x",
            {
                "redisConfiguration": {
                    "rdb-backup-enabled": "true",
                    "rdb-storage-connection-string": f"BlobEndpoint={BLOBS}/;AccountKey=[key hidden]",
                }
            },
            "replica",
            ["US"],
        ),
        ("Microsoft.Cache/redis/x", {"redisConfiguration": {"aof-backup-enabled": "true"}}, "replica", ["unknown"]),
        ("Microsoft.Cache/redis/x", {"redisConfiguration": {"rdb-backup-enabled": "false"}}, "replica", []),
    ],
)
def test_what_a_resource_says_of_itself(azure: Cloud, one: str, said: dict[str, Any], role: str, where: list[str]) -> None:
    """Or what only its own service shows, and nobody else."""
    plant(azure)
    azure.add(arm(one, location="francecentral", tags=HEALTH, properties=said))
    assert sorted(countries(judged(azure)["x"], role)) == where


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"StorageAccount": "loin"}, ["US"]),
        ({"workspaceId": "AAAA0000-1111-4222-8333-444444444444"}, ["US"]),
        ({"workspaceId": "bbbb0000-1111-4222-8333-444444444444"}, ["unknown"]),
        (
            {"storageAccount": "ici", "ladCfg": {"sinks": [{"EventHub": {"Url": "https://ailleurs.servicebus.windows.net/h"}}]}},
            ["FR", "unknown"],
        ),
    ],
)
@pytest.mark.parametrize("graph", [True, False])
def test_where_an_agent_inside_of_a_machine_sends_what_it_notes(azure: Cloud, said: dict[str, Any], where: list[str], graph: bool) -> None:
    """By the public settings of its extension; an extension that sends nothing is none."""
    plant(azure)
    azure.add(arm(f"{STORAGE}/ici", sku={"name": "Standard_LRS"}, kind="StorageV2"))
    known = {"customerId": "aaaa0000-1111-4222-8333-444444444444", "retentionInDays": 30}
    azure.add(arm("Microsoft.OperationalInsights/workspaces/loin", location="eastus", properties=known))
    machine = "Microsoft.Compute/virtualMachines/vm"
    for name, settings in (("agent", said), ("script", {"fileUris": []})):
        azure.add(arm(f"{machine}/extensions/{name}", location="francecentral", properties={"publisher": "x", "settings": settings}))
    found = [one for one in judged(azure, resource_graph=graph).values() if "guestdiagnosticsettings" in one.id]
    assert [(one.name, sorted(countries(one, "copy"))) for one in found] == [("vm/agent", where)]


@pytest.mark.parametrize(
    ("kind", "said", "where"),
    [
        ("functionapp,linux", {}, ["unknown"]),
        ("functionapp,workflowapp", {}, ["unknown"]),
        ("app", {}, []),
    ],
)
def test_apps_work_with_accounts_that_nobody_may_read_of(azure: Cloud, kind: str, said: dict[str, Any], where: list[str]) -> None:
    """Only their settings name what functions work with."""
    plant(azure)
    azure.add(arm("Microsoft.Web/sites/x", kind=kind, tags=HEALTH, properties={"defaultHostName": "x", **said}))
    assert countries(judged(azure)["x"], "copy") == where


FOLDER = {"type": "AzureFiles", "accountName": "Loin", "shareName": "s", "accessKey": None, "mountPath": "/f", "state": "Ok"}


@pytest.mark.parametrize("site", ["Microsoft.Web/sites/x", "Microsoft.Web/sites/autre/slots/x"])
@pytest.mark.parametrize(
    ("sku", "told", "where"),
    [
        ("Standard", {"azureStorageAccounts": {}}, []),
        ("Standard", {"azureStorageAccounts": {"a": FOLDER}}, ["US"]),
        ("Standard", {"azureStorageAccounts": {"a": {**FOLDER, "type": "AzureBlob"}}}, ["US"]),
        ("Standard", {"azureStorageAccounts": {"a": {**FOLDER, "accountName": None}}}, ["unknown"]),
        ("Standard", {"azureStorageAccounts": None}, ["unknown"]),
        ("Shared", {"ftpsState": "Disabled"}, []),
    ],
)
def test_the_folders_that_an_app_mounts(azure: Cloud, site: str, sku: str, told: dict[str, Any], where: list[str]) -> None:
    """As its settings tell them without their keys, for which nobody is asked."""
    plant(azure)
    azure.add(arm(site, location="francecentral", kind="app", tags=HEALTH, properties={"sku": sku}))
    azure.add(arm(f"{site}/config/web", properties=told))
    assert [countries(one, "copy") for one in judged(azure).values() if one.id.endswith(site.lower())] == [where]
    assert not {one for one in azure.asked(azure.scan) if "azurestorageaccounts" in one or one.endswith("/list/action")}


@pytest.mark.parametrize(
    ("store", "where"),
    [
        ({"storageId": arm(f"{STORAGE}/loin")["id"]}, ["US"]),
        ({"storagePath": f"{BLOBS}/captures/p.cap?sig=x"}, ["US"]),
        ({"filePath": "D:\\p.cap"}, None),
        (None, None),
    ],
)
def test_where_what_is_recorded_of_a_network_is_kept(azure: Cloud, store: dict[str, Any] | None, where: list[str] | None) -> None:
    """In an account; on the machine itself, which is no other place; of a watcher that may not be asked, nobody knows."""
    plant(azure)
    watcher = "Microsoft.Network/networkWatchers/paris"
    azure.add(arm(watcher))
    if store is not None:
        azure.add(
            arm(
                f"{watcher}/packetCaptures/p",
                properties={"target": arm("Microsoft.Compute/virtualMachines/vm")["id"], "storageLocation": store},
            )
        )

    def trails() -> list[list[str]]:
        return [countries(one, "copy") for one in judged(azure).values() if one.id.endswith("/packetcaptures/all")]

    assert trails() == ([] if where is None else [where])
    with azure.refusing("Microsoft.Network/networkWatchers/packetCaptures/read"):
        assert trails() == [["unknown"]]


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"enabled": True, "storageUri": "https://loin.blob.core.windows.net/"}, ["US"]),
        ({"enabled": True, "storageUri": "https://AILLEURS.blob.core.windows.net/"}, ["unknown"]),
        ({"enabled": False, "storageUri": "https://loin.blob.core.windows.net/"}, ["unknown"]),
        ({"enabled": True}, None),
        ({"enabled": True, "storageUri": None}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("graph", [True, False])
@pytest.mark.parametrize("several", [True, False])
def test_where_the_screens_of_machines_are_kept(
    azure: Cloud, said: dict[str, Any], where: list[str] | None, graph: bool, several: bool
) -> None:
    """In an account of the customer's, or by Azure beside the machine, which is no other place."""
    plant(azure)
    profile: dict[str, Any] = {"diagnosticsProfile": {"bootDiagnostics": said}, "vmId": "x"}
    one = "virtualMachineScaleSets" if several else "virtualMachines"
    properties = {"virtualMachineProfile": profile, "orchestrationMode": "Uniform"} if several else profile
    azure.add(arm(f"Microsoft.Compute/{one}/vm", tags=HEALTH, properties=properties))
    found = [one for one in azure.scan("trails", resource_graph=graph).resources if one.id.endswith("/bootdiagnostics/current")]
    assert [one.name for one in found] == ["vm"] * (where is not None)
    trails = [one for one in judged(azure, resource_graph=graph).values() if "bootdiagnostics" in one.id]
    assert [countries(one, "copy") for one in trails] == ([] if where is None else [where])


@pytest.mark.parametrize("of", ["Microsoft.Sql/servers", "Microsoft.Sql/managedInstances"])
def test_a_database_that_was_dropped_leaves_its_backups(azure: Cloud, of: str) -> None:
    """Where its server is; where it may not be read that is a gap."""
    said = {"databaseName": "paie", "deletionDate": "2026-11-20T00:00:00Z"}
    azure.add(arm(f"{of}/loin", location="eastus"), arm(f"{of}/loin/restorableDroppedDatabases/paie,1", properties=said))
    found = judged(azure)["paie,1"]
    assert (found.kind, countries(found, "primary")) == ("snapshot", ["US"])
    with azure.refusing(f"{of}/restorableDroppedDatabases/read"):
        gaps = [line.permission for line in azure.scan("deleted").coverage if line.status == "refused"]
    assert gaps == [f"{of}/restorableDroppedDatabases/read"]


def test_a_directory_of_customers_lies_in_its_geography(azure: Cloud) -> None:
    """Of both generations."""
    for kind in ("b2cDirectories", "ciamDirectories"):
        azure.add(arm(f"Microsoft.AzureActiveDirectory/{kind}/{kind}", location="United States", properties={"tenantId": "x"}))
    found = judged(azure)
    assert [(found[one].kind, countries(found[one], "primary")) for one in ("b2cDirectories", "ciamDirectories")] == [
        ("directory", ["US"])
    ] * 2
