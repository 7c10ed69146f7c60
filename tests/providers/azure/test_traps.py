"""What is easily got wrong about where Azure keeps things, seen the way a rule sees it: as places."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.reference.registers import reference
from tests.emulators.azure import CCAS, FOREIGN, PARIS, TOWN, Cloud, arm, location

HEALTH = {"rgpd:categorie": "sante"}
FAIL, PASS = Outcome.FAIL, Outcome.PASS
STORAGE, COSMOS = "Microsoft.Storage/storageAccounts", "Microsoft.DocumentDB/databaseAccounts"


def judged(azure: Cloud, *more: Resource, **options: Any) -> dict[str, Resource]:
    """Everything in the tenant by name, and what another cloud holds besides, with its derived facts."""
    found = azure.scan(**options)
    whole = [*found.resources, *more]
    now = datetime.now(UTC).isoformat()
    manifest = Manifest(now, now, "0", accounts={TOWN: []}, resources=len(whole))
    return {one.name: one for one in derived(lambda: whole, manifest, found.coverage, reference(date(2026, 11, 22)), Configuration())}


def verdicts(azure: Cloud, name: str, *allowed: str) -> dict[str, Outcome]:
    """What every rule says of one resource, where only the allowed countries are (the EEA when none is named)."""
    said = {"organisation": {"name": "Ville", "profile": "commune"}, **({"allowed_countries": list(allowed)} if allowed else {})}
    rules, _ = ruleset(date(2026, 11, 22), (), Configuration.from_context(said), ())
    found = judged(azure)[name]
    return {rule.id: outcome for rule, outcome in zip(rules.rules_of(found.kind), rules.outcomes(found), strict=True)}


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
    """At rest in Sweden whatever the deployment; a global one is asked anywhere, and that alone fails the rule about health."""
    one = "Microsoft.CognitiveServices/accounts/assistant"
    azure.add(
        arm(one, location="Sweden Central", kind="OpenAI", tags=HEALTH), arm(f"{one}/deployments/d", sku={"name": sku, "capacity": 10})
    )
    found = judged(azure)["assistant"]
    assert countries(found, "primary") == ["SE"]
    assert countries_ is ... or countries(found, "processing") == countries_
    assert verdicts(azure, "assistant")["LOC-004"] is outcome


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
    assert verdicts(azure, "agents", "FR", "NL")["LOC-013"] is (FAIL if backups else PASS)


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


@pytest.mark.parametrize(("kept", "outcome"), [(730, FAIL), (365, PASS)])
def test_two_years_of_logs_are_too_long(azure: Cloud, kept: int, outcome: Outcome) -> None:
    """A year is the most; a table with an archive of its own counts."""
    space = "Microsoft.OperationalInsights/workspaces"
    table = {"retentionInDays": 90, "totalRetentionInDays": kept}
    azure.add(
        arm(f"{space}/journaux", properties={"retentionInDays": kept}),
        arm(f"{space}/archive", properties={"retentionInDays": 90}),
        arm(f"{space}/archive/tables/SecurityEvent", properties=table),
    )
    assert {name: verdicts(azure, name)["RET-005"] for name in ("journaux", "archive")} == {"journaux": outcome, "archive": outcome}


@pytest.mark.parametrize(
    ("said", "crosses"),
    [
        ({"allowCrossTenantReplication": True}, True),
        ({"allowCrossTenantReplication": False, "creationTime": "2019-01-01T00:00:00Z"}, False),
        ({"creationTime": "2019-01-01T00:00:00.1234567Z"}, True),
        ({"creationTime": "2024-01-01T00:00:00Z"}, False),
        ({}, None),
    ],
)
def test_an_account_that_another_tenant_may_replicate_with(azure: Cloud, said: dict[str, Any], crosses: bool | None) -> None:
    """Nothing said means yes for an account made before the default changed."""
    azure.add(arm(f"{STORAGE}/actes", sku={"name": "Standard_LRS"}, kind="StorageV2", properties=said))
    found = judged(azure)["actes"]
    assert (found.facts.get("replication") or {}).get("foreign") is crosses
    assert ("replication.foreign" in found.unknown) is (crosses is None)


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


def test_a_copy_in_another_subscription_is_followed_by_name(azure: Cloud) -> None:
    """A policy across tenants names an account only: of all accounts in the world there is one of that name."""
    one = f"{STORAGE}/actes"
    azure.add(
        arm(one, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{one}/objectReplicationPolicies/p", properties={"sourceAccount": "actes", "destinationAccount": "copieccas"}),
        arm(f"{STORAGE}/copieccas", subscription=CCAS, location="eastus", sku={"name": "Standard_LRS"}, kind="StorageV2"),
    )
    assert countries(judged(azure)["actes"], "replica") == ["US"]


def test_from_azure_to_aws_and_back(azure: Cloud) -> None:
    """A factory fills a bucket that is copied to Virginia; a task of the other cloud fills an account that is kept twice."""
    factory, bucket, far = "Microsoft.DataFactory/factories/flux", "arn:aws:s3:::rivemont", "arn:aws:s3:::rivemont-loin"
    blobs = {"type": "AzureBlobStorage", "typeProperties": {"serviceEndpoint": "https://actes.blob.core.windows.net"}}
    s3 = {"type": "AmazonS3Object", "typeProperties": {"bucketName": "rivemont"}, "linkedServiceName": {"referenceName": "s3"}}
    copy = {"type": "Copy", "inputs": [{"referenceName": "source"}], "outputs": [{"referenceName": "cible"}]}
    azure.add(
        arm(factory),
        arm(f"{factory}/linkedservices/s3", properties={"type": "AmazonS3", "typeProperties": {}}),
        arm(f"{factory}/linkedservices/blobs", properties=blobs),
        arm(f"{factory}/datasets/source", properties={"type": "Binary", "linkedServiceName": {"referenceName": "blobs"}}),
        arm(f"{factory}/datasets/cible", properties=s3),
        arm(f"{factory}/pipelines/nuit", properties={"activities": [copy]}),
        arm(f"{STORAGE}/actes", location="westeurope", tags=HEALTH, sku={"name": "Standard_GRS"}, kind="StorageV2"),
    )
    there = {"replication": [{"to": far, "account": "1"}]}
    back = {"copy": [{"to": "https://actes.blob.core.windows.net/c", "source": bucket}]}
    others = (
        Resource(bucket, "object_store", "AWS::S3::Bucket", "aws", "1", "eu-west-3", "rivemont", facts={"flows": there}),
        Resource(far, "object_store", "AWS::S3::Bucket", "aws", "1", "us-east-1", "rivemont-loin", facts={"flows": {"replication": None}}),
        Resource(
            "arn:aws:datasync:eu-west-3:1:task/t",
            "transfer",
            "AWS::DataSync::Task",
            "aws",
            "1",
            "eu-west-3",
            "tache",
            facts={"flows": back},
        ),
    )
    found = judged(azure, *others)
    assert (countries(found["flux"], "copy"), countries(found["flux"], "replica")) == (["FR"], ["US"])
    assert found["flux"].facts["data"]["categories"] == ["health"]
    assert (countries(found["tache"], "copy"), countries(found["tache"], "replica")) == (["NL"], ["IE"])


def test_logs_sold_to_a_partner_are_outside(azure: Cloud) -> None:
    """The resource that stands for the partner is in the subscription; what it collects is not."""
    store, partner = f"{STORAGE}/actes", "Microsoft.Datadog/monitors/dd"
    said = {"marketplacePartnerId": arm(partner)["id"], "logs": [{"category": "StorageRead", "enabled": True}]}
    azure.add(
        arm(store, sku={"name": "Standard_LRS"}, kind="StorageV2"),
        arm(f"{store}/blobServices/default/providers/Microsoft.Insights/diagnosticSettings/d", properties=said),
        arm(partner, location="francecentral"),
    )
    found = judged(azure)
    (log,) = [place for place in found["actes"].facts["places"] if place["role"] == "log"]
    assert (log["holder"], log["trusted"], "country" in log) == ("microsoft.datadog", False, False)
    assert countries(found["dd"], "primary") == ["unknown"]


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


def test_a_key_that_is_not_listed_is_where_its_vault_is(azure: Cloud) -> None:
    """The address of a key names its vault: with the keys refused one still knows the country, and not who decides."""
    said = {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyvaulturi": "https://coffre.vault.azure.net/", "keyname": "cle"}}
    azure.add(
        arm("Microsoft.KeyVault/vaults/coffre", location="eastus"),
        arm(f"{STORAGE}/actes", sku={"name": "Standard_LRS"}, kind="StorageV2", properties={"encryption": said}),
    )
    with azure.refusing("Microsoft.KeyVault/vaults/keys/read"):
        found = judged(azure)["actes"]
    assert countries(found, "key") == ["US", "US"]
    assert found.unknown["encryption.key_manager"].startswith("key_not_read")


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


def test_an_audit_that_only_goes_to_a_workspace_is_no_log_of_its_own(azure: Cloud) -> None:
    """The diagnostic settings of the server's databases tell of it."""
    server = "Microsoft.Sql/servers/srv"
    sent = {"state": "Enabled", "isAzureMonitorTargetEnabled": True, "storageEndpoint": ""}
    azure.add(arm(server), arm(f"{server}/auditingSettings/Default", properties=sent))
    assert not azure.scan("audits").resources


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
