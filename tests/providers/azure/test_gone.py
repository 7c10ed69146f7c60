"""What was listed and is deleted while it is read is neither a resource nor a gap; what is only not set stays what it was."""

from __future__ import annotations

import pytest

from auditor.demo.arm_emulator import Answer, Asked, failure
from auditor.inventory.snapshot import GAPS
from tests.emulators.azure import Cloud, arm

STORAGE = "Microsoft.Storage/storageAccounts"


def forgotten(azure: Cloud, name: str, code: str, words: str) -> None:
    """From now on Azure no longer knows one account, which its lists still show."""

    def answer(asked: Asked) -> Answer | None:
        return failure(404, code, words) if f"/storageaccounts/{name}" in asked.path.lower() else None

    azure.azure._layer = answer


@pytest.fixture(autouse=True)
def _as_before(azure: Cloud) -> object:
    layer = azure.azure._layer
    yield
    azure.azure._layer = layer


@pytest.mark.parametrize("graph", [True, False])
@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ResourceNotFound", "The Resource 'Microsoft.Storage/storageAccounts/passe' under resource group 'ville' was not found."),
        ("ParentResourceNotFound", "Failed to perform 'read' on resource(s) of type 'x', because the parent resource "
         "'/subscriptions/aaaaaaaa-0000-4000-8000-000000000001/resourceGroups/ville/providers/Microsoft.Storage/storageAccounts/passe'"
         " could not be found. Resource 'Microsoft.Storage/storageAccounts/passe'"),
    ],
)  # fmt: skip
def test_an_account_that_vanished(azure: Cloud, graph: bool, code: str, words: str) -> None:
    """Dropped, and said in the coverage; its neighbour is whole."""
    azure.add(*(arm(f"{STORAGE}/{name}", sku={"name": "Standard_LRS"}, kind="StorageV2") for name in ("passe", "reste")))
    forgotten(azure, "passe", code, words)
    result = azure.scan("storage", resource_graph=graph)
    assert [one.name for one in result.resources] == ["reste"]
    assert not [line for line in result.coverage if line.status in GAPS]
    assert [line.resources for line in result.coverage if line.reason.startswith("gone: ")] == [1]


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("Microsoft.KeyVault/vaults/{}", "keyvault"),
        ("Microsoft.KeyVault/managedHSMs/{}", "keyvault"),
        ("Microsoft.Kusto/clusters/{}", "explorer"),
    ],
)
def test_what_vanished_before_what_it_holds_was_listed(azure: Cloud, path: str, service: str) -> None:
    """Dropped with all that was in it, and no gap; its neighbour is as it was."""
    azure.add(*(arm(path.format(name), properties={"provisioningState": "Succeeded"}) for name in ("passe", "reste")))
    whole = {one.name: one.unknown for one in azure.scan(service).resources}
    lost = path.format("passe")

    def answer(asked: Asked) -> Answer | None:
        words = f"The Resource '{lost}' under resource group 'ville' was not found."
        return failure(404, "ResourceNotFound", words) if f"/{lost}/".lower() in f"{asked.path.lower()}/" else None

    azure.azure._layer = answer
    result = azure.scan(service)
    assert {one.name: one.unknown for one in result.resources} == {"reste": whole["reste"]}
    assert not [line for line in result.coverage if line.status in GAPS]
    assert [line.resources for line in result.coverage if line.reason.startswith("gone: ")] == [1]


def test_a_setting_that_is_not_there_drops_nothing(azure: Cloud) -> None:
    """An error that names what was asked for says that it is not set, or nothing at all."""
    azure.add(arm(f"{STORAGE}/reste", sku={"name": "Standard_LRS"}, kind="StorageV2"))
    words = "The Resource 'Microsoft.Storage/storageAccounts/reste/managementPolicies/default' was not found."
    with azure.fault(f"{STORAGE}/managementPolicies/read", "gone"):
        assert [one.name for one in azure.scan("storage").resources] == ["reste"]
    azure.azure._layer = lambda asked: failure(404, "ResourceNotFound", words) if "managementpolicies" in asked.path.lower() else None
    (found,) = azure.scan("storage").resources
    assert found.unknown["retention.max"].startswith("no_answer: ")
