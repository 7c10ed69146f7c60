"""What is easily got wrong about where Azure keeps things, seen the way a rule sees it: as places."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Manifest, Resource
from auditor.reference.registers import reference
from tests.emulators.azure import FOREIGN, PARIS, TOWN, Cloud, arm

STORAGE, COSMOS = "Microsoft.Storage/storageAccounts", "Microsoft.DocumentDB/databaseAccounts"


def judged(azure: Cloud, **options: Any) -> dict[str, Resource]:
    """Everything in the tenant by name, with its derived facts."""
    found = azure.scan(**options)
    now = datetime.now(UTC).isoformat()
    manifest = Manifest(now, now, "0", accounts={TOWN: []}, resources=len(found.resources))
    whole = derived(lambda: found.resources, manifest, found.coverage, reference(date(2026, 11, 22)), Configuration())
    return {resource.name: resource for resource in whole}


def countries(resource: Resource, role: str) -> list[Any]:
    """The country of each place of a role; `unknown` where nobody can say."""
    return [place.get("country", "unknown") for place in resource.facts["places"] if place["role"] == role]


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


def test_a_region_without_a_pair_leaves_geo_redundancy_unknown(azure: Cloud) -> None:
    """Nobody can say where a region without a pair would copy to; locally redundant storage there is no riddle."""
    azure.add(
        arm(f"{STORAGE}/loin", location="italynorth", sku={"name": "Standard_GRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/pres", location="italynorth", sku={"name": "Standard_ZRS"}, kind="StorageV2"),
    )
    found = judged(azure)
    assert "no pair" in found["loin"].unknown["flows.replication"]
    assert countries(found["loin"], "replica") == ["unknown"]
    assert countries(found["pres"], "replica") == []


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


@pytest.mark.parametrize(("redundancy", "backups"), [("Geo", ["IE"]), ("GeoZone", ["IE"]), ("Local", []), ("Zone", [])])
def test_sql_backups_follow_their_redundancy(azure: Cloud, redundancy: str, backups: list[str]) -> None:
    """Geo-redundant backups of the Netherlands are in Ireland."""
    said = {"currentBackupStorageRedundancy": redundancy}
    azure.add(
        arm("Microsoft.Sql/servers/srv", location="westeurope"),
        arm("Microsoft.Sql/servers/srv/databases/agents", location="westeurope", properties=said),
    )
    assert countries(judged(azure)["agents"], "backup") == backups


def test_a_vault_with_cross_region_restore(azure: Cloud) -> None:
    """Its recovery points, and those of its policies, are in the pair too."""
    vault = "Microsoft.RecoveryServices/vaults/coffre"
    said = {"redundancySettings": {"standardTierStorageRedundancy": "GeoRedundant", "crossRegionRestore": "Enabled"}}
    azure.add(arm(vault, location="westeurope", properties=said), arm(f"{vault}/backupPolicies/quotidienne"))
    found = judged(azure)
    assert (countries(found["coffre"], "backup"), countries(found["quotidienne"], "backup")) == (["IE"], ["IE"])


def test_an_image_shared_with_a_foreign_tenant(azure: Cloud) -> None:
    """The other tenant holds it, and nobody has said that it may."""
    gallery = "Microsoft.Compute/galleries/g"
    shared = {"sharingProfile": {"permissions": "Groups", "groups": [{"type": "AADTenants", "ids": [FOREIGN]}]}}
    azure.add(arm(gallery, properties=shared), arm(f"{gallery}/images/poste/versions/1.0.0", location=PARIS))
    (share,) = [place for place in judged(azure)["1.0.0"].facts["places"] if place["role"] == "share"]
    assert (share["holder"], share["trusted"]) == (FOREIGN, False)


def test_resources_are_not_where_their_group_is(azure: Cloud) -> None:
    """A group's place is that of its metadata."""
    azure.add({"id": f"/subscriptions/{TOWN}/resourceGroups/ville", "location": "westus"}, arm(f"{COSMOS}/rendezvous"))
    found = judged(azure)
    assert (countries(found["ville"], "primary"), countries(found["rendezvous"], "primary")) == (["US"], ["FR"])


def test_a_replica_of_a_replica_is_followed(azure: Cloud) -> None:
    """Object replication to an account that is itself geo-redundant ends in Ireland."""
    one, two = f"{STORAGE}/actes", f"{STORAGE}/copie"
    policy = {"sourceAccount": "actes", "destinationAccount": arm(two)["id"]}
    azure.add(
        arm(one, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{one}/objectReplicationPolicies/p", properties=policy),
        arm(two, location="West Europe", sku={"name": "Standard_GRS"}, kind="StorageV2"),
    )
    assert countries(judged(azure)["actes"], "replica") == ["NL", "IE"]


def test_a_key_says_who_decides(azure: Cloud) -> None:
    """A disk names an encryption set, the set a key, the vault the region of the key."""
    vault, keys = "Microsoft.KeyVault/vaults/coffre", "Microsoft.Compute/diskEncryptionSets/cles"
    uri = "https://coffre.vault.azure.net/keys/cle"
    azure.add(
        arm(vault, location="westeurope"),
        arm(f"{vault}/keys/cle", properties={"keyUri": uri}),
        arm(keys, properties={"activeKey": {"keyUrl": f"{uri}/0123"}}),
        arm("Microsoft.Compute/disks/paie", properties={"encryption": {"diskEncryptionSetId": arm(keys)["id"]}}),
        arm("Microsoft.Compute/disks/autre"),
    )
    found = judged(azure)
    assert found["paie"].facts["encryption"]["key_manager"] == "customer"
    assert countries(found["paie"], "key") == ["NL", "IE"]
    assert found["autre"].facts["encryption"]["key_manager"] == "provider"


def test_the_bucket_of_another_cloud(azure: Cloud) -> None:
    """A factory that copies to a bucket nobody read: somewhere, and not nowhere."""
    one = "Microsoft.DataFactory/factories/flux"
    azure.add(arm(one), arm(f"{one}/datasets/d", properties={"type": "AmazonS3Object", "typeProperties": {"bucketName": "b"}}))
    found = judged(azure)["flux"]
    assert found.facts["flows"]["copy"] == [{"to": "arn:aws:s3:::b"}]
    assert set(countries(found, "copy")) == {"unknown"}


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ({"filters": {"blobTypes": ["blockBlob", "appendBlob"]}}, "P30D"),
        ({"filters": {"blobTypes": ["blockBlob", "appendBlob"], "prefixMatch": ["gare/"]}}, None),
        ({"filters": {"blobTypes": ["blockBlob"]}}, "partial_list"),
    ],
)
def test_a_lifecycle_rule_counts_when_it_covers_everything(azure: Cloud, rule: dict[str, Any], kept: str | None) -> None:
    """On a prefix it leaves the rest for ever; without append blobs nobody can promise."""
    deletes = {"actions": {"baseBlob": {"delete": {"daysAfterCreationGreaterThan": 30}}}}
    policy = {"policy": {"rules": [{"enabled": True, "definition": {**rule, **deletes}}]}}
    azure.add(
        arm(f"{STORAGE}/gare", sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{STORAGE}/gare/managementPolicies/default", properties=policy),
    )
    found = judged(azure)["gare"]
    assert found.facts.get("retention", {}).get("max") == (kept if kept != "partial_list" else None)
    assert found.unknown.get("retention.max", "").startswith("partial_list") == (kept == "partial_list")


def test_a_machine_that_azure_only_manages(azure: Cloud) -> None:
    """An Arc machine stands where the configuration says, and nowhere known without it."""
    machine = "Microsoft.HybridCompute/machines"
    azure.add(arm(f"{machine}/mairie-1", location="westeurope"), arm(f"{machine}/autre", location="westeurope"))
    found = judged(azure, sites={"mairie-*": "FR"})
    assert countries(found["mairie-1"], "primary") == ["FR"]
    assert not {"region", "country", "places[0].country", "site.country"} & found["mairie-1"].unknown.keys()
    assert (countries(found["autre"], "primary"), found["autre"].region) == (["unknown"], None)


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
