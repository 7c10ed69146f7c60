"""A store of Microsoft's is somewhere: a host that can be read is a flow, any other way to name it an unknown one, and none is nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.emulators.azure import Cloud, arm

FACTORY = "Microsoft.DataFactory/factories/flux"
BLOB = "https://loin.blob.core.windows.net"
SECURE = {"type": "SecureString", "value": "**********"}
VAULT = {"type": "AzureKeyVaultSecret", "secretName": "lien", "store": {"referenceName": "coffre"}}
SINKS: list[tuple[str, dict[str, Any], str | None]] = [
    ("AzureBlobStorage", {"serviceEndpoint": f"{BLOB}/"}, BLOB),
    ("AzureBlobStorage", {"connectionString": "DefaultEndpointsProtocol=https;AccountName=loin;EndpointSuffix=core.windows.net;"}, BLOB),
    ("AzureBlobStorage", {"connectionString": SECURE}, None),
    ("AzureBlobStorage", {"sasUri": f"{BLOB}/?sv=2020"}, BLOB),
    ("AzureBlobStorage", {"sasUri": VAULT}, None),
    ("AzureBlobFS", {"url": "@{linkedService().adresse}"}, None),
    ("AzureSqlDatabase", {"connectionString": "Data Source=tcp:srv.database.windows.net,1433;Initial Catalog=b"},
     "https://srv.database.windows.net"),
    ("CosmosDb", {"connectionString": "AccountEndpoint=https://c.documents.azure.com:443/;Database=b"}, "https://c.documents.azure.com"),
    ("SharePointOnlineList", {"siteUrl": "https://ville.sharepoint.com/sites/rh"}, "https://ville.sharepoint.com"),
    ("Office365", {"office365TenantId": "x"}, None),
    ("AzureTableStorage", {"connectionString": VAULT}, None),
    ("SqlServer", {"connectionString": "Server=paie.ville.example;Database=b"}, "https://paie.ville.example"),
]  # fmt: skip
CONNECTORS: list[tuple[str, dict[str, Any], str | None]] = [
    ("azureblob", {"parameterValues": {"accountName": "loin"}}, BLOB),
    ("azureblob", {"parameterValueSet": {"name": "keyBased", "values": {"accountName": {"value": "loin"}}}}, BLOB),
    ("sql", {"parameterValues": {"server": "srv.database.windows.net", "database": "b"}}, "https://srv.database.windows.net"),
    ("documentdb", {"nonSecretParameterValues": {"databaseAccount": "c"}}, "https://c.documents.azure.com"),
    ("office365", {}, None),
    ("onedriveforbusiness", {}, None),
    ("dynamicscrmonline", {"parameterValues": {}}, None),
    ("azureblob", {}, None),
]


@pytest.mark.parametrize(("kind", "said", "host"), SINKS, ids=range(len(SINKS)))
def test_what_a_factory_writes_to(azure: Cloud, kind: str, said: dict[str, Any], host: str | None) -> None:
    """However its linked service is written."""
    named = {"linkedServiceName": {"referenceName": "puits"}}
    copy = {"type": "Copy", "inputs": [], "outputs": [{"referenceName": "sortie"}]}
    azure.add(
        arm(FACTORY),
        arm(f"{FACTORY}/linkedservices/puits", properties={"type": kind, "typeProperties": said}),
        arm(f"{FACTORY}/datasets/sortie", properties={**named, "type": "Binary", "typeProperties": {}}),
        arm(f"{FACTORY}/pipelines/nuit", properties={"activities": [copy]}),
    )
    (found,) = azure.scan("factory").resources
    assert (found.facts.get("flows") or {}).get("copy") == ([{"to": host}] if host else None)
    assert ("flows.copy" in found.unknown) is (host is None)


def test_a_data_flow_says_nothing_of_its_sinks(azure: Cloud) -> None:
    """What its transformations write is in a text of its own."""
    azure.add(arm(FACTORY), arm(f"{FACTORY}/pipelines/nuit", properties={"activities": [{"type": "ExecuteDataFlow"}]}))
    (found,) = azure.scan("factory").resources
    assert "flows.copy" in found.unknown


@pytest.mark.parametrize(("name", "said", "host"), CONNECTORS, ids=range(len(CONNECTORS)))
def test_what_a_connector_of_microsoft_leads_to(azure: Cloud, name: str, said: dict[str, Any], host: str | None) -> None:
    """The account that it names, or nobody knows where."""
    azure.add(arm("Microsoft.Web/connections/c", properties={"api": {"name": name}, **said}))
    (found,) = azure.scan("gateways").resources
    assert (found.facts.get("flows") or {}).get("copy") == ([{"to": host}] if host else None)
    assert ("flows.copy" in found.unknown) is (host is None)


def _named(service: str) -> dict[str, Any]:
    return {"linkedServiceName": {"referenceName": service, "type": "LinkedServiceReference"}}


BESIDE: list[tuple[dict[str, Any], bool]] = [
    ({"enableStaging": True, "stagingSettings": _named("puits")}, True),
    ({"enableStaging": False, "stagingSettings": _named("puits")}, False),
    ({"logSettings": {"logLocationSettings": _named("puits")}}, True),
    ({"redirectIncompatibleRowSettings": _named("puits")}, True),
    ({"enableStaging": True}, False),
]


@pytest.mark.parametrize(("said", "left"), BESIDE, ids=range(len(BESIDE)))
@pytest.mark.parametrize("store", [{"serviceEndpoint": BLOB}, {"sasUri": VAULT}])
def test_what_a_copy_leaves_on_its_way_is_a_flow(azure: Cloud, said: dict[str, Any], left: bool, store: dict[str, Any]) -> None:
    """What it stages, what did not fit and the names of what it copied lie in a store that no dataset names."""
    copy = {"type": "Copy", "inputs": [], "outputs": [], "typeProperties": said}
    azure.add(
        arm(FACTORY),
        arm(f"{FACTORY}/linkedservices/puits", properties={"type": "AzureBlobStorage", "typeProperties": store}),
        arm(f"{FACTORY}/pipelines/nuit", properties={"activities": [copy]}),
    )
    (found,) = azure.scan("factory").resources
    told = left and "serviceEndpoint" in store
    assert (found.facts.get("flows") or {}).get("copy") == ([{"to": BLOB}] if told else None)
    assert ("flows.copy" in found.unknown) is (left and not told)
