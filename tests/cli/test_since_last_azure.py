"""`auditor run --since-last` on Azure: what Resource Graph and the activity log tell is read again, the rest is taken over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.demo.arm_emulator import ArmEmulator
from auditor.inventory.snapshot import read_manifest
from auditor.run import SNAPSHOT, read_findings
from tests.cli.conftest import Run
from tests.cli.test_since_last import coverage, findings
from tests.emulators.azure import CCAS, PARIS, TOWN, arm, location

pytestmark = pytest.mark.long

SAID = {"provisioningState": "Succeeded"}
SEALED = {"keySource": "Microsoft.Storage", "services": {}}
CONTAINERS = "/blobServices/default/containers/"


def account(number: int, **properties: object) -> dict[str, object]:
    """A storage account of the town."""
    properties = {"provisioningState": "Succeeded", "allowBlobPublicAccess": False, "encryption": SEALED, **properties}
    return arm(f"Microsoft.Storage/storageAccounts/compte{number}", kind="StorageV2", sku={"name": "Standard_LRS"}, properties=properties)


@pytest.fixture
def azure() -> Iterator[ArmEmulator]:
    """Two subscriptions with accounts, servers and sites, of which nothing is told yet."""
    with ArmEmulator() as there:
        there.locations = [location(PARIS, "francesouth")]
        there.add(*(account(number) for number in range(12)))
        there.add(*(arm(f"Microsoft.Sql/servers/serveur{number}", properties=SAID) for number in range(6)))
        there.add(*(arm(f"Microsoft.Web/sites/site{number}", subscription=CCAS, kind="app", properties=SAID) for number in range(6)))
        there.add(*(arm(f"Microsoft.Compute/disks/disque{number}", sku={"name": "Standard_LRS"}, properties=SAID) for number in range(6)))
        yield there


@pytest.fixture
def town(azure: ArmEmulator, tmp_path: Path) -> Path:
    """The configuration that reads them."""
    path = tmp_path / "auditor.yaml"
    path.write_text(json.dumps({"accounts": [azure.options()]}))
    return path


def calls(azure: ArmEmulator) -> list[str]:
    """What was asked since this was last asked, in lower case."""
    asked = [f"{one.method} {one.path}".lower() for one in azure.seen]
    azure.seen.clear()
    return asked


def again(auditor: Run, town: Path, azure: ArmEmulator) -> tuple[list[str], str]:
    """What `--since-last` asks and says; it ends with the findings and the coverage of a whole scan."""
    calls(azure)
    said = auditor("run", "-c", town, "--since-last", "--lang", "en").err
    made = calls(azure)
    auditor("run", "-c", town, "--out", "whole")
    assert findings(Path("audit")) == findings(Path("whole"))
    assert coverage(Path("audit")) == coverage(Path("whole"))
    return made, said


@pytest.mark.slow
def test_nothing_changed_costs_five_calls_a_subscription(auditor: Run, town: Path, azure: ArmEmulator) -> None:
    """Which subscriptions there are, the changes of all of them, the log of each."""
    auditor("run", "-c", town)
    before, whole = findings(Path("audit")), len(calls(azure))
    said = auditor("run", "-c", town, "--since-last").err
    assert len(calls(azure)) <= 5 < whole / 10, said
    assert findings(Path("audit")) == before, said
    assert read_manifest(Path("audit/run") / SNAPSHOT).reused > 50


@pytest.mark.parametrize("told", ["both", *(pytest.param(one, marks=pytest.mark.slow) for one in ("graph", "log"))])
def test_one_change_is_read_and_nothing_else(auditor: Run, town: Path, azure: ArmEmulator, told: str) -> None:
    """Of one account, whichever source tells of it; the other eleven are not asked about, nor the other subscription."""
    auditor("run", "-c", town)
    changed = account(3, allowBlobPublicAccess=True)
    azure.add(changed, arm(f"Microsoft.Storage/storageAccounts/compte3{CONTAINERS}ouvert", properties={"publicAccess": "Blob"}))
    azure.feed.happened(str(changed["id"]), operation="" if told == "graph" else "write", kind="" if told == "log" else "Update")
    made, _said = again(auditor, town, azure)
    accounts = {one.split("/storageaccounts/")[1].split("/")[0] for one in made if "/storageaccounts/" in one}
    assert accounts == {"compte3"}
    assert not [one for one in made if CCAS in one and "insights/eventtypes" not in one and "permissions" not in one]
    assert [one for one in read_findings(Path("audit/run")) if one.resource.name == "compte3" and one.outcome.value == "fail"]


@pytest.mark.slow
def test_what_comes_and_goes_shows(auditor: Run, town: Path, azure: ArmEmulator) -> None:
    """A new account, one that is deleted, a setting below one, tags."""
    auditor("run", "-c", town)
    new, gone, labelled = account(20), account(5), account(6)
    azure.add(new, {**labelled, "tags": {"service": "dsi"}})
    azure.objects.pop(str(gone["id"]).lower())
    azure.feed.happened(str(new["id"]), kind="Create")
    azure.feed.happened(str(gone["id"]), operation="delete", kind="Delete")
    azure.feed.happened(f"{labelled['id']}/providers/Microsoft.Resources/tags/default", kind="")
    azure.feed.happened(f"{account(7)['id']}/managementPolicies/default", kind="")
    made, _said = again(auditor, town, azure)
    accounts = {one.split("/storageaccounts/")[1].split("/")[0] for one in made if "/storageaccounts/" in one}
    assert accounts == {"compte20", "compte6", "compte7"}


@pytest.mark.slow
def test_what_asks_or_holds_nothing_reads_nothing(auditor: Run, town: Path, azure: ArmEmulator) -> None:
    """Keys that are listed, deployments, alerts, what the cloud noticed."""
    auditor("run", "-c", town)
    azure.feed.happened(str(account(1)["id"]), operation="Microsoft.Storage/storageAccounts/listKeys/action", kind="")
    azure.feed.happened(f"/subscriptions/{TOWN}/resourceGroups/ville/providers/Microsoft.Resources/deployments/d", kind="")
    azure.feed.happened(str(account(1)["id"]), category="ResourceHealth", kind="")
    made, _said = again(auditor, town, azure)
    assert len(made) <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "operation", "category"),
    [
        ("/providers/Microsoft.Authorization/roleAssignments/r", "write", "Administrative"),
        ("/resourceGroups/ville", "Microsoft.Resources/subscriptions/resourceGroups/delete", "Administrative"),
        ("/resourceGroups/ville/providers/Microsoft.Nouveau/choses/c", "write", "Administrative"),
        ("/resourceGroups/ville/providers/Microsoft.Storage/storageAccounts/compte1", "write", "Nouveau"),
    ],
)
def test_what_nobody_understands_reads_its_subscription(
    auditor: Run, town: Path, azure: ArmEmulator, target: str, operation: str, category: str
) -> None:
    """And no other; rights too, and what empties a group. It is said."""
    auditor("run", "-c", town)
    azure.feed.happened(f"/subscriptions/{TOWN}{target}", operation, kind="", category=category)
    made, said = again(auditor, town, azure)
    assert len({one for one in made if "/storageaccounts/compte" in one and TOWN in one}) >= 12
    assert not [one for one in made if "/sites/" in one]
    assert "Read again as a whole" in said


@pytest.mark.slow
@pytest.mark.parametrize("action", ["microsoft.insights/eventtypes/values/read", "microsoft.resourcegraph/resources/read"])
def test_a_source_that_is_refused_has_all_read_again(auditor: Run, town: Path, azure: ArmEmulator, action: str) -> None:
    """As a whole scan would, and it is said."""
    auditor("run", "-c", town)
    azure.refuse(action)
    made, said = again(auditor, town, azure)
    assert len({one for one in made if "/storageaccounts/compte" in one}) >= 12
    assert "Read again as a whole" in said
    assert read_manifest(Path("audit/run") / SNAPSHOT).reused == 0


@pytest.mark.slow
def test_one_change_among_ten_thousand(auditor: Run, azure: ArmEmulator, tmp_path: Path) -> None:
    """At most three in a hundred of a whole scan's calls, and its findings."""
    from benchmarks.azure_scan import estate

    azure.reset()
    azure.add(*estate(10_000, 5))
    path = tmp_path / "auditor.yaml"
    path.write_text(json.dumps({"accounts": [azure.options()]}))
    auditor("run", "-c", path)
    whole = len(calls(azure))
    changed = next(one for name, one in azure.objects.items() if "/storageaccounts/" in name)
    changed["properties"]["allowBlobPublicAccess"] = True
    azure.feed.happened(changed["id"])
    made, _said = again(auditor, path, azure)
    assert len(made) <= 0.03 * whole, f"{len(made)} of {whole}"
