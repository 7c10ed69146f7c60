"""The rest of the Azure half: logs, backups, messages, artificial intelligence, what moves data, what runs applications."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.demo.azure.storage import IMAGES
from auditor.demo.azure.things import AMSTERDAM, GAVLE, MARSEILLE, PARIS, WORKSPACE, Thing, setting
from auditor.demo.stories import FAIL, PASS
from auditor.model import Outcome

BUCKET = "rivemont-etat-civil-actes"
"""The bucket of the AWS half that the town's Data Factory writes to; it is itself replicated."""
_LOGS = ("journalisation", "journaux")
_BACKUPS = ("sauvegardes", "sauvegardes")
_YEAR = {"RET-004": PASS, "RET-005": PASS}
_TWO_YEARS = {"RET-004": PASS, "RET-005": FAIL}

WORKSPACES: tuple[tuple[str, str, int, str, Mapping[str, Outcome]], ...] = (
    ("law-rivemont-socle", "rg-socle", 365, "journaux-un-an", _YEAR),
    ("law-rivemont-guichet", "rg-demarches", 365, "", {}),
    ("law-rivemont-securite", "rg-socle", 730, "azure-journaux-deux-ans", _TWO_YEARS),
    ("law-rivemont-ccas", "rg-ccas-socle", 365, "", {}),
)
"""Name, group, days kept, story and outcomes."""
COMPONENTS = {"appi-rivemont-guichet": "rg-demarches", "appi-rivemont-site": "rg-socle"}
PLAIN = (
    ("Microsoft.Web/serverFarms/asp-rivemont", "rg-demarches", PARIS),
    ("Microsoft.Web/sites/app-rivemont-guichet", "rg-demarches", PARIS),
    ("Microsoft.Web/sites/func-rivemont-quotient", "rg-demarches", PARIS),
    ("Microsoft.Web/sites/app-rivemont-site", "rg-socle", PARIS),
    ("Microsoft.ContainerService/managedClusters/aks-rivemont", "rg-demarches", PARIS),
    ("Microsoft.Automation/automationAccounts/aa-rivemont", "rg-socle", PARIS),
    ("Microsoft.Logic/workflows/logic-courriers", "rg-bureautique", PARIS),
    ("Microsoft.StorageSync/storageSyncServices/sync-rivemont", "rg-bureautique", PARIS),
    ("Microsoft.ManagedIdentity/userAssignedIdentities/id-rivemont-guichet", "rg-demarches", PARIS),
    ("Microsoft.Insights/actionGroups/ag-astreinte", "rg-socle", "global"),
    ("Microsoft.Network/privateDnsZones/privatelink.blob.core.windows.net", "rg-socle", "global"),
)
"""Types of which only the place is read."""


def things() -> Iterator[Thing]:
    """Every service."""
    yield from _logs()
    yield from _backups()
    yield from _messages()
    yield from _intelligence()
    yield _factory()
    yield from _web()


def _logs() -> Iterator[Thing]:
    for name, group, days, story, expects in WORKSPACES:
        said = {"retentionInDays": days, "sku": {"name": "PerGB2018"}, "features": {"enableLogAccessUsingOnlyResourcePermissions": True}}
        table = setting(retentionInDays=days, totalRetentionInDays=days, plan="Analytics")
        path = f"Microsoft.OperationalInsights/workspaces/{name}"
        yield Thing(path, group, said, below={"tables/AzureDiagnostics": table}, story=story, expects=expects, data=_LOGS)
    for name, group in COMPONENTS.items():
        said = {"Application_Type": "web", "RetentionInDays": 365, "WorkspaceResourceId": WORKSPACE, "IngestionMode": "LogAnalytics"}
        yield Thing(f"Microsoft.Insights/components/{name}", group, said, more={"kind": "web"}, data=_LOGS)


def _backups() -> Iterator[Thing]:
    yield from _vault("rsv-rivemont", PARIS, "azure-restauration-croisee", {"LOC-013": PASS, "TRF-001": PASS})
    yield from _vault("rsv-rivemont-essai", AMSTERDAM, "azure-coffre-amsterdam", {"LOC-013": PASS, "TRF-001": FAIL})
    path = "Microsoft.DataProtection/backupVaults/bv-rivemont-ccas"
    said = {
        "storageSettings": [{"datastoreType": "VaultStore", "type": "ZoneRedundant"}],
        "securitySettings": {"softDeleteSettings": {"state": "On", "retentionDurationInDays": 14.0}},
    }
    yield Thing(path, "rg-ccas-socle", said, data=_BACKUPS)
    lives = [
        {"deleteAfter": {"objectType": "AbsoluteDeleteOption", "duration": "P30D"}, "sourceDataStore": {"dataStoreType": "VaultStore"}}
    ]
    rules = [{"name": "Default", "objectType": "AzureRetentionRule", "isDefault": True, "lifecycles": lives}]
    policy = {"policyRules": rules, "datasourceTypes": ["Microsoft.Storage/storageAccounts/blobServices"], "objectType": "BackupPolicy"}
    yield Thing(f"{path}/backupPolicies/blobs-30-jours", "rg-ccas-socle", policy, region="", data=_BACKUPS)


def _vault(name: str, region: str, story: str, expects: Mapping[str, Outcome]) -> Iterator[Thing]:
    """A Recovery Services vault that can restore in the paired region, and its daily policy."""
    path = f"Microsoft.RecoveryServices/vaults/{name}"
    said = {
        "redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"},
        "securitySettings": {"softDeleteSettings": {"softDeleteState": "Enabled", "softDeleteRetentionPeriodInDays": 14}},
        "publicNetworkAccess": "Disabled",
    }
    more = {"sku": {"name": "RS0", "tier": "Standard"}}
    yield Thing(path, "rg-socle", said, region=region, more=more, story=story, expects=expects, data=_BACKUPS)
    kept = {"retentionDuration": {"count": 30, "durationType": "Days"}, "retentionTimes": ["2024-03-18T01:00:00Z"]}
    daily = {"retentionPolicyType": "LongTermRetentionPolicy", "dailySchedule": kept}
    policy = {"backupManagementType": "AzureIaasVM", "retentionPolicy": daily, "timeZone": "Romance Standard Time"}
    yield Thing(f"{path}/backupPolicies/quotidienne", "rg-socle", policy, region="", data=_BACKUPS)


def _messages() -> Iterator[Thing]:
    yield Thing(
        "Microsoft.EventHub/namespaces/evhns-rivemont-siem",
        "rg-socle",
        {"zoneRedundant": True},
        more={"sku": {"name": "Standard"}},
        data=_LOGS,
    )
    yield Thing(
        "Microsoft.ServiceBus/namespaces/sbns-rivemont-guichet", "rg-demarches", {"zoneRedundant": True}, more={"sku": {"name": "Standard"}}
    )
    places = [{"location": "France Central", "role": "primary"}, {"location": "France South", "role": "secondary"}]
    yield Thing(
        "Microsoft.Devices/IotHubs/iot-rivemont-eau",
        "rg-territoire",
        {"state": "Active", "hostName": "iot-rivemont-eau.azure-devices.net", "locations": places, "routing": {"endpoints": {}}},
        data=("compteurs-eau", "eau_energie_iot"),
        more={"sku": {"name": "S1", "tier": "Standard"}},
    )
    for kind, name in (("CommunicationServices", "acs-rivemont-sms"), ("EmailServices", "acs-rivemont-courriels")):
        said = {"dataLocation": "France", "hostName": f"{name}.france.communication.azure.com"}
        yield Thing(f"Microsoft.Communication/{kind}/{name}", "rg-demarches", said, region="global")


def _intelligence() -> Iterator[Thing]:
    """Two assistants in Sweden: one processes there, the other wherever there is room in the world."""
    for name, sku, story, expects in (
        ("oai-rivemont-redaction", "Standard", "", {}),
        ("oai-rivemont-agents", "GlobalStandard", "azure-openai-mondial", {"TRF-009": FAIL}),
    ):
        model = {"format": "OpenAI", "name": "gpt-4o", "version": "2024-08-06"}
        deployment = {**setting(model=model, provisioningState="Succeeded"), "sku": {"name": sku, "capacity": 50}}
        yield Thing(
            f"Microsoft.CognitiveServices/accounts/{name}",
            "rg-assistant",
            {"endpoint": f"https://{name}.openai.azure.com/", "publicNetworkAccess": "Disabled", "customSubDomainName": name},
            region=GAVLE,
            more={"kind": "OpenAI", "sku": {"name": "S0"}},
            below={"deployments/gpt-4o": deployment},
            story=story,
            expects=expects,
        )
    said = {
        "publicNetworkAccess": "disabled",
        "hostingMode": "default",
        "replicaCount": 1,
        "encryptionWithCmk": {"enforcement": "Unspecified"},
    }
    yield Thing("Microsoft.Search/searchServices/srch-rivemont", "rg-assistant", said, region=GAVLE, more={"sku": {"name": "basic"}})


def _factory() -> Thing:
    """The nightly copy of the registry's images to a bucket of the AWS half: from there they go on. Its data is that of its source."""

    def there(name: str) -> dict[str, str]:
        return {"referenceName": name, "type": "DatasetReference"}

    s3 = {"serviceUrl": "https://s3.eu-west-3.amazonaws.com", "authenticationType": "AccessKey"}
    blobs = {"serviceEndpoint": f"https://{IMAGES}.blob.core.windows.net/", "accountKind": "StorageV2"}
    copy = {"name": "copie-de-nuit", "type": "Copy", "inputs": [there("images")], "outputs": [there("coffre-s3")], "dependsOn": []}
    return Thing(
        "Microsoft.DataFactory/factories/adf-rivemont-flux",
        "rg-socle",
        {"version": "2018-06-01", "publicNetworkAccess": "Disabled"},
        below={
            "linkedservices/s3": setting(type="AmazonS3", typeProperties=s3),
            "linkedservices/blobs": setting(type="AzureBlobStorage", typeProperties=blobs),
            "datasets/images": _dataset("blobs", {"type": "AzureBlobStorageLocation", "container": "documents"}),
            "datasets/coffre-s3": _dataset("s3", {"type": "AmazonS3Location", "bucketName": BUCKET, "folderPath": "azure"}),
            "pipelines/sauvegarde-etat-civil": setting(activities=[copy]),
        },
        story="azure-vers-aws",
        expects={"LOC-009": FAIL, "LOC-003": FAIL, "TRF-001": FAIL},
    )


def _dataset(service: str, location: Mapping[str, str]) -> dict[str, Any]:
    linked = {"referenceName": service, "type": "LinkedServiceReference"}
    return setting(type="Binary", linkedServiceName=linked, typeProperties={"location": location})


def _web() -> Iterator[Thing]:
    """The site behind its Front Door, the registry of container images, and what is only known by its place."""
    yield Thing(
        "Microsoft.Cdn/profiles/afd-rivemont",
        "rg-socle",
        {"frontDoorId": "17500000-dddd-4ddd-8ddd-000000000004"},
        region="global",
        data=("communication", "open_data"),
        more={"kind": "frontdoor", "sku": {"name": "Standard_AzureFrontDoor"}},
        below={"originGroups/site": setting(), "originGroups/site/origins/site": setting(hostName="app-rivemont-site.azurewebsites.net")},
    )
    said: dict[str, Any] = {
        "adminUserEnabled": False,
        "anonymousPullEnabled": False,
        "publicNetworkAccess": "Disabled",
        "zoneRedundancy": "Enabled",
    }
    yield Thing("Microsoft.ContainerRegistry/registries/crrivemont", "rg-socle", said, more={"sku": {"name": "Premium", "tier": "Premium"}})
    for path, group, region in PLAIN:
        yield Thing(path, group, region=region)
    yield Thing("Microsoft.Web/serverFarms/asp-rivemont-secours", "rg-demarches", region=MARSEILLE)
