"""What is easily got wrong about where Azure keeps things, seen the way a rule sees it: as places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from auditor.model import Outcome
from auditor.reference.registers import reference
from tests.emulators.azure import FOREIGN, PARIS, TOWN, Cloud, arm, location
from tests.providers.azure.judging import FAIL, HEALTH, PASS, countries, judged, verdicts

pytestmark = pytest.mark.long

STORAGE, COSMOS = "Microsoft.Storage/storageAccounts", "Microsoft.DocumentDB/databaseAccounts"


@pytest.mark.parametrize("spelling", ["westeurope", "West Europe", "WestEurope", "west europe"])
def test_a_region_by_any_spelling(azure: Cloud, spelling: str) -> None:
    """However a location is written it is in the Netherlands."""
    azure.add(arm(f"{STORAGE}/actes", location=spelling, sku={"name": "Standard_LRS"}, kind="StorageV2"))
    found = judged(azure)["actes"]
    assert (found.region, countries(found, "primary")) == ("westeurope", ["NL"])


@pytest.mark.parametrize(
    ("region", "primary", "replica"), [("francecentral", "FR", "FR"), ("northeurope", "IE", "NL"), ("westeurope", "NL", "IE")]
)
@pytest.mark.parametrize("sku", ["Standard_GRS", "Standard_RAGRS", "Standard_GZRS", "Standard_RAGZRS"])
def test_geo_redundant_storage_goes_to_the_pair(azure: Cloud, sku: str, region: str, primary: str, replica: str) -> None:
    """From Paris the copy stays in France; between the two oldest European regions it crosses a border."""
    azure.add(arm(f"{STORAGE}/actes", location=region, sku={"name": sku}, kind="StorageV2"))
    found = judged(azure)["actes"]
    assert (countries(found, "primary"), countries(found, "replica")) == ([primary], [replica])


def test_the_register_answers_where_the_locations_may_not_be_read(azure: Cloud) -> None:
    """Pairs are dated reference data too."""
    azure.add(arm(f"{STORAGE}/actes", location="uksouth", sku={"name": "Standard_GRS"}, kind="StorageV2"))
    with azure.refusing("Microsoft.Resources/subscriptions/locations/read"):
        assert judged(azure)["actes"].facts["flows"]["replication"] == [{"region": "ukwest", "account": TOWN}]


@pytest.mark.parametrize(
    "region",
    ["italynorth", "polandcentral", "spaincentral", "israelcentral", "qatarcentral", "austriaeast", "newzealandnorth", "marscentral"],
)
@pytest.mark.parametrize("told", [True, False])
def test_a_region_without_a_pair_leaves_geo_redundancy_unknown(azure: Cloud, region: str, told: bool) -> None:
    """Nobody can say where a region without a pair would copy to, Azure nor the register; locally redundant storage there is no riddle."""
    azure.azure.locations += [location(region, None)] if told else []
    said = {"replication": {"standardTierStorageRedundancy": "GeoRedundant"}}
    azure.add(
        arm(f"{STORAGE}/loin", location=region, sku={"name": "Standard_GRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/pres", location=region, sku={"name": "Standard_ZRS"}, kind="StorageV2"),
        arm("Microsoft.KeyVault/vaults/cles", location=region),
        arm("Microsoft.RecoveryServices/vaults/coffre", location=region, properties={"redundancySettings": said["replication"]}),
    )
    found = judged(azure)
    assert "flows.replication" in found["loin"].unknown
    assert countries(found["loin"], "replica") == ["unknown"]
    assert countries(found["pres"], "replica") == []
    # A vault is not geo-redundant by choice: where there is no pair it stays.
    assert countries(found["cles"], "replica") == ([] if told or region != "marscentral" else ["unknown"])
    assert countries(found["coffre"], "backup") == ["unknown"]


@pytest.mark.parametrize(
    ("sku", "countries_", "outcome"), [("GlobalStandard", [None], FAIL), ("DataZoneStandard", ..., PASS), ("Standard", [], PASS)]
)
def test_health_questions_to_an_assistant_in_sweden(azure: Cloud, sku: str, countries_: Any, outcome: Outcome) -> None:
    """At rest in Sweden whatever the deployment; a global one is asked anywhere, which alone fails the rule about health."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    azure.add(
        arm(one, location="Sweden Central", kind="OpenAI", tags=HEALTH), arm(f"{one}/deployments/d", sku={"name": sku, "capacity": 10})
    )
    found = judged(azure)["assistant"]
    assert countries(found, "primary") == ["SE"]
    assert countries_ is ... or countries(found, "processing") == countries_
    assert verdicts(azure, "assistant")["LOC-024"] is outcome


@pytest.mark.parametrize("kind", ["Global", "DataZone"])
def test_an_ai_deployment_processes_beyond_its_region(azure: Cloud, kind: str) -> None:
    """At rest in Sweden, but asked anywhere in the world, or anywhere in the European Union."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    azure.add(arm(one, location="swedencentral"), arm(f"{one}/deployments/d", sku={"name": f"{kind}Standard"}))
    found = judged(azure)["assistant"]
    assert countries(found, "primary") == ["SE"]
    union = set(reference(date(2026, 11, 22)).lists["$EU"])
    assert countries(found, "processing") == [None] if kind == "Global" else set(countries(found, "processing")) < union
    assert kind == "Global" or {"FR", "SE"} <= set(countries(found, "processing"))


def test_an_unheard_of_deployment_is_unknown(azure: Cloud) -> None:
    """A sku that nobody knew when this was written is not taken for a regional one."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    azure.add(arm(one), arm(f"{one}/deployments/a", sku={"name": "Standard"}), arm(f"{one}/deployments/b", sku={"name": "GalaxyStandard"}))
    assert "galaxystandard" in judged(azure)["assistant"].unknown["flows.processing"]


def test_a_cosmos_account_of_two_countries(azure: Cloud) -> None:
    """Written in Paris, read in Virginia; its backups go to the pair of where it is written."""
    locations = [{"locationName": "France Central", "failoverPriority": 0}, {"locationName": "East US", "failoverPriority": 1}]
    azure.add(arm(f"{COSMOS}/rendezvous", properties={"locations": locations}))
    found = judged(azure)["rendezvous"]
    assert (countries(found, "primary"), countries(found, "replica"), countries(found, "backup")) == (["FR"], ["US"], ["FR"])


def test_health_data_of_two_countries_fails(azure: Cloud) -> None:
    """The account is in France by its location, and half in Virginia."""
    places = [{"locationName": "France Central", "failoverPriority": 0}, {"locationName": "East US", "failoverPriority": 1}]
    azure.add(arm(f"{COSMOS}/rendezvous", tags=HEALTH, properties={"locations": places}))
    found = verdicts(azure, "rendezvous")
    assert (found["LOC-001"], found["LOC-004"], found["LOC-009"]) == (PASS, FAIL, FAIL)


@pytest.mark.parametrize(("redundancy", "backups"), [("Geo", ["IE"]), ("GeoZone", ["IE"]), ("Local", []), ("Zone", [])])
def test_sql_backups_follow_their_redundancy(azure: Cloud, redundancy: str, backups: list[str]) -> None:
    """Geo-redundant backups of the Netherlands are in Ireland."""
    said = {"currentBackupStorageRedundancy": redundancy}
    azure.add(
        arm("Microsoft.Sql/servers/srv", location="westeurope"),
        arm("Microsoft.Sql/servers/srv/databases/agents", location="westeurope", properties=said),
    )
    assert countries(judged(azure)["agents"], "backup") == backups
    assert verdicts(azure, "agents", "FR", "NL")["LOC-013"] is (FAIL if backups else Outcome.NOT_APPLICABLE)


def test_a_vault_with_cross_region_restore(azure: Cloud) -> None:
    """Its recovery points, and those of its policies, are in the pair too."""
    vault = "Microsoft.RecoveryServices/vaults/coffre"
    said = {"redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"}}
    azure.add(arm(vault, location="westeurope", properties=said), arm(f"{vault}/backupPolicies/quotidienne"))
    found = judged(azure)
    assert (countries(found["coffre"], "backup"), countries(found["quotidienne"], "backup")) == (["IE"], ["IE"])
    assert verdicts(azure, "coffre", "FR", "NL")["LOC-013"] is FAIL
    assert verdicts(azure, "coffre", "NL", "IE")["LOC-013"] is PASS


def test_an_image_shared_with_a_foreign_tenant(azure: Cloud) -> None:
    """The other tenant holds it, and nobody has said that it may."""
    gallery = "Microsoft.Compute/galleries/g"
    shared = {"sharingProfile": {"permissions": "Groups", "groups": [{"type": "AADTenants", "ids": [FOREIGN]}]}}
    azure.add(arm(gallery, properties=shared), arm(f"{gallery}/images/poste/versions/1.0.0", location=PARIS))
    (share,) = [place for place in judged(azure)["1.0.0"].facts["places"] if place["role"] == "share"]
    assert (share["holder"], share["trusted"]) == (FOREIGN, False)
    assert verdicts(azure, "1.0.0")["LOC-011"] is FAIL


def test_resources_are_not_where_their_group_is(azure: Cloud) -> None:
    """A group's place is that of its metadata, and a lock on it keeps it there."""
    group = f"/subscriptions/{TOWN}/resourceGroups/ville"
    azure.add(
        {"id": group, "location": "West US"},
        {"id": f"{group}/providers/Microsoft.Authorization/locks/l", "properties": {"level": "CanNotDelete"}},
        arm(f"{COSMOS}/rendezvous", tags=HEALTH),
    )
    found = judged(azure)
    assert (countries(found["ville"], "primary"), countries(found["rendezvous"], "primary")) == (["US"], ["FR"])
    assert found["ville"].native_type == "Microsoft.Resources/resourceGroups"
    assert verdicts(azure, "rendezvous")["LOC-001"] is PASS


def test_an_account_that_failed_over_is_where_it_went(azure: Cloud) -> None:
    """Made in Ireland, now alone in the Netherlands, or the other way round."""
    azure.add(
        arm(
            f"{STORAGE}/seul",
            location="northeurope",
            sku={"name": "Standard_LRS"},
            kind="StorageV2",
            properties={"primaryLocation": "westeurope"},
        ),
        arm(
            f"{STORAGE}/inverse",
            location="northeurope",
            sku={"name": "Standard_GRS"},
            kind="StorageV2",
            properties={"primaryLocation": "westeurope", "secondaryLocation": "northeurope"},
        ),
    )
    found = judged(azure)
    assert (countries(found["seul"], "primary"), countries(found["seul"], "replica")) == (["NL"], [])
    assert (countries(found["inverse"], "primary"), countries(found["inverse"], "replica")) == (["NL"], ["IE"])


def test_a_machine_that_azure_only_manages(azure: Cloud) -> None:
    """An Arc machine stands where the configuration says, and nowhere known without it."""
    machine = "Microsoft.HybridCompute/machines"
    azure.add(arm(f"{machine}/mairie-1", location="westeurope"), arm(f"{machine}/autre", location="westeurope"))
    found = judged(azure, sites={"mairie-*": "FR"})
    assert countries(found["mairie-1"], "primary") == ["FR"]
    assert not {"region", "country", "places[0].country", "site.country"} & found["mairie-1"].unknown.keys()
    assert (countries(found["autre"], "primary"), found["autre"].region) == (["unknown"], None)


@pytest.mark.parametrize(
    ("native_type", "region", "site", "outcome"),
    [
        ("Microsoft.Compute/virtualMachines", "eastus", None, FAIL),
        ("Microsoft.Compute/virtualMachines", "francecentral", None, PASS),
        ("Microsoft.HybridCompute/machines", "eastus", "FR", PASS),
        ("Microsoft.HybridCompute/machines", "francecentral", "CH", FAIL),
        ("Microsoft.HybridCompute/machines", "francecentral", None, Outcome.UNKNOWN),
    ],
)
def test_a_machine_with_health_data_is_judged_where_it_stands(
    azure: Cloud, native_type: str, region: str, site: str | None, outcome: Outcome
) -> None:
    """The location of an Arc machine neither condemns nor saves it."""
    azure.add(arm(f"{native_type}/soins", location=region, tags=HEALTH))
    sites = {"sites": {"soins": site}} if site else {}
    assert verdicts(azure, "soins", **sites)["LOC-004"] is outcome


def test_what_runs_on_the_spot_stands_there(azure: Cloud) -> None:
    """A database that Azure only lists, an app at a custom location, a disk in an edge zone: none is in the region written on it."""
    custom = {"type": "CustomLocation", "name": arm("Microsoft.ExtendedLocation/customLocations/mairie")["id"]}
    server = "Microsoft.AzureArcData/sqlServerInstances/srv-mairie"
    azure.add(
        arm(server, location="westeurope"),
        arm(f"{server}/databases/agents", location="westeurope"),
        arm("Microsoft.Web/sites/app-mairie", location="westeurope", extendedLocation=custom),
        arm("Microsoft.Compute/disks/loin", location="westus", extendedLocation={"type": "EdgeZone", "name": "losangeles"}),
    )
    for sites, expected in (({}, "unknown"), ({"*-mairie": "FR"}, "FR")):
        found = judged(azure, sites=sites)
        assert [countries(found[name], "primary") for name in ("srv-mairie", "agents", "app-mairie")] == [[expected]] * 3
        assert countries(found["loin"], "primary") == ["unknown"]


@pytest.mark.parametrize(
    ("native_type", "expected"),
    [
        ("Microsoft.Network/dnsZones", None),
        ("Microsoft.Network/trafficManagerProfiles", None),
        ("Microsoft.Cdn/profiles", None),
        ("Microsoft.BotService/botServices", None),
        ("Microsoft.SaaS/resources", "unknown"),
        ("Microsoft.DomainRegistration/domains", "unknown"),
        ("Microsoft.Nouveau/choses", "unknown"),
    ],
)
def test_global_is_everywhere_or_nobody_knows(azure: Cloud, native_type: str, expected: str | None) -> None:
    """The location `global` tells something of a few types, and nothing of the others."""
    azure.add(arm(f"{native_type}/x", location="Global"))
    assert countries(judged(azure)["x"], "primary") == [expected]


def test_an_allowed_region_by_policy_or_none(azure: Cloud) -> None:
    """Without an assignment anything may be created anywhere; a rule about one type only restricts nothing else."""
    scope, authorization = f"/subscriptions/{TOWN}", "providers/Microsoft.Authorization"
    some = {"allOf": [{"field": "type", "equals": "Microsoft.Storage/storageAccounts"}, {"field": "location", "notIn": [PARIS]}]}
    azure.add(
        arm("Microsoft.Network/virtualNetworks/reseau"),
        {"id": f"/{authorization}/policyDefinitions/d", "properties": {"policyRule": {"if": some, "then": {"effect": "deny"}}}},
        {
            "id": f"{scope}/{authorization}/policyAssignments/a",
            "properties": {"policyDefinitionId": f"/{authorization}/policyDefinitions/d"},
        },
    )
    (found,) = azure.scan("policy").resources
    assert (found.kind, found.facts["guardrail"]["regions"]) == ("organization", None)
