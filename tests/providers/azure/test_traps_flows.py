"""What is easily got wrong about where data goes from Azure, who decides, and for how long it stays."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome, Resource
from tests.emulators.azure import CCAS, Cloud, arm
from tests.providers.azure.judging import HEALTH, PASS, countries, judged, verdicts

STORAGE, COSMOS = "Microsoft.Storage/storageAccounts", "Microsoft.DocumentDB/databaseAccounts"


@pytest.mark.parametrize(("kept", "outcome"), [(730, Outcome.UNKNOWN), (365, PASS)])
def test_two_years_of_logs_are_too_long(azure: Cloud, kept: int, outcome: Outcome) -> None:
    """A year is the most of logs of access, and nobody said that these are; a table with an archive of its own counts."""
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
        ({"filters": {"blobTypes": ["blockBlob"]}}, "not_collected"),
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
    assert found.facts.get("retention", {}).get("max") == (kept if kept != "not_collected" else None)
    assert found.unknown.get("retention.max", "").startswith("not_collected") == (kept == "not_collected")


def test_an_audit_that_only_goes_to_a_workspace_is_no_log_of_its_own(azure: Cloud) -> None:
    """The diagnostic settings of the server's databases tell of it."""
    server = "Microsoft.Sql/servers/srv"
    sent = {"state": "Enabled", "isAzureMonitorTargetEnabled": True, "storageEndpoint": ""}
    azure.add(arm(server), arm(f"{server}/auditingSettings/Default", properties=sent))
    assert not azure.scan("audits").resources
