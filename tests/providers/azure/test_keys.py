"""Every key of a resource has its place, and the weakest of them says who decides over the data."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Resource
from tests.emulators.azure import Cloud, arm
from tests.providers.azure.judging import countries, judged

pytestmark = pytest.mark.long

STORAGE, COMPUTE = "Microsoft.Storage/storageAccounts", "Microsoft.Compute"
HERE, THERE = "https://ici.vault.azure.net", "https://labas.vault.azure.net"
PAIRED = {"https://ici.vault.azure.net": ["FR", "FR"], "https://labas.vault.azure.net": ["US", "US"]}
"""A vault → the countries of it and of its pair, where a key lies twice."""
BOTH = [*PAIRED[HERE], *PAIRED[THERE]]
MINE, FAR = ({"keyVaultUri": vault, "keyName": "cle"} for vault in (HERE, THERE))


def vaults(azure: Cloud) -> None:
    """One in Paris and one in Virginia, each with a key and an encryption set that names it."""
    for name, region in (("ici", "francecentral"), ("labas", "eastus")):
        key = f"https://{name}.vault.azure.net/keys/cle"
        azure.add(
            arm(f"Microsoft.KeyVault/vaults/{name}", location=region),
            arm(f"Microsoft.KeyVault/vaults/{name}/keys/cle", properties={"kty": "RSA", "keyUri": key}),
            arm(f"{COMPUTE}/diskEncryptionSets/{name}", properties={"activeKey": {"keyUrl": f"{key}/1"}}),
        )


def sets(name: str) -> dict[str, str]:
    """What names an encryption set."""
    return {"diskEncryptionSetId": str(arm(f"{COMPUTE}/diskEncryptionSets/{name}")["id"])}


def manager(found: Resource) -> Any:
    """Who decides over the data; `?` when nobody can say."""
    return "?" if "encryption.key_manager" in found.unknown else found.facts["encryption"]["key_manager"]


def keyed(azure: Cloud, path: str, *more: dict[str, Any], **said: Any) -> tuple[list[Any], Any]:
    """The countries of the keys of a resource, and who decides over it."""
    vaults(azure)
    azure.add(arm(path, **said), *more)
    found = judged(azure)[path.rpartition("/")[2]]
    return countries(found, "key"), manager(found)


@pytest.mark.parametrize("engine", ["PostgreSQL", "MySQL"])
def test_backups_elsewhere_have_a_key_of_their_own(azure: Cloud, engine: str) -> None:
    """Both keys are named, whichever engine it is."""
    said = {"type": "AzureKeyVault", "primaryKeyURI": f"{HERE}/keys/cle/1", "geoBackupKeyURI": f"{THERE}/keys/cle/1"}
    assert keyed(azure, f"Microsoft.DBfor{engine}/flexibleServers/bd", properties={"dataEncryption": said}) == (BOTH, "customer")


@pytest.mark.parametrize("namespace", ["EventHub", "ServiceBus"])
def test_every_key_of_a_namespace_opens_it(azure: Cloud, namespace: str) -> None:
    """Several, and one that is not named."""
    path, said = f"Microsoft.{namespace}/namespaces/n", {"keySource": "Microsoft.KeyVault", "keyVaultProperties": [MINE, FAR]}
    assert keyed(azure, path, location="francecentral", properties={"encryption": said}) == (BOTH, "customer")
    said["keyVaultProperties"] = [MINE, {"keyName": "cle"}]
    assert keyed(azure, path, location="francecentral", properties={"encryption": said}) == ([*PAIRED[HERE], "unknown"], "?")


@pytest.mark.parametrize(
    ("encryption", "places", "who"),
    [
        ({}, [], "provider"),
        ({"managedDisk": {"keySource": "Microsoft.Keyvault", "keyVaultProperties": FAR}}, PAIRED[THERE], "provider"),
        ({"managedServices": {"keySource": "Microsoft.Keyvault", "keyVaultProperties": FAR}}, PAIRED[THERE], "provider"),
        ({"managedServices": {"keyVaultProperties": MINE}, "managedDisk": {"keyVaultProperties": FAR}}, BOTH, "provider"),
    ],
)
@pytest.mark.parametrize("files", [None, FAR])
def test_each_part_of_a_workspace_has_its_key(azure: Cloud, encryption: Any, places: list[str], who: str, files: Any) -> None:
    """Notebooks, disks and files: all three have a key of the town's, or Microsoft decides over a part."""
    stored = {"KeyName": "cle", "keyvaulturi": THERE, "keySource": "Microsoft.Keyvault"} if files else {"keySource": "Default"}
    said = {"encryption": {"entities": encryption}, "parameters": {"encryption": {"value": stored}}}
    expected = places if not files or PAIRED[THERE][0] in places else [*places, *PAIRED[THERE]]
    assert keyed(azure, "Microsoft.Databricks/workspaces/labo", properties=said) == (
        expected,
        "customer" if files and len(encryption) > 1 else who,
    )


@pytest.mark.parametrize(
    ("system", "data", "places", "who"),
    [
        ("ici", "labas", BOTH, "customer"),
        (None, "labas", PAIRED[THERE], "provider"),
        ("ici", None, PAIRED[HERE], "provider"),
        (None, None, [], "provider"),
    ],
)
def test_each_disk_of_an_image_has_its_key(azure: Cloud, system: str | None, data: str | None, places: list[str], who: str) -> None:
    """In a gallery, where each region says so, and in an image of its own; a disk without a key leaves a part to Microsoft."""
    sealing = {
        **({"osDiskImage": sets(system)} if system else {}),
        "dataDiskImages": [{"lun": 0, **sets(data)}] if data else [],
    }
    version = f"{COMPUTE}/galleries/g/images/poste/versions/1"
    azure.add(arm(f"{COMPUTE}/galleries/g"))
    said = {
        "publishingProfile": {"targetRegions": [{"name": "France Central", "encryption": sealing}]},
        "storageProfile": {"osDiskImage": {}, "dataDiskImages": [{"lun": 0}]},
    }
    assert keyed(azure, version, location="francecentral", properties=said) == (places, who)
    disks = [{"diskEncryptionSet": {"id": sets(one)["diskEncryptionSetId"]}} if one else {} for one in (system, data)]
    stored = {"storageProfile": {"osDisk": disks[0], "dataDisks": disks[1:]}}
    assert keyed(azure, f"{COMPUTE}/images/poste", properties=stored) == (places, who)


@pytest.mark.parametrize(
    ("said", "places", "who"),
    [
        ({"diskRestorePoint": {"encryption": {"type": "EncryptionAtRestWithCustomerKey", **sets("labas")}}}, BOTH, "customer"),
        ({"managedDisk": {"diskEncryptionSet": {"id": sets("labas")["diskEncryptionSetId"]}}}, BOTH, "customer"),
        ({"diskRestorePoint": {"encryption": {"type": "EncryptionAtRestWithPlatformKey"}}}, PAIRED[HERE], "provider"),
        ({"diskRestorePoint": {}}, [*PAIRED[HERE], "unknown"], "?"),
    ],
)
def test_each_restore_point_keeps_the_keys_of_its_disks(azure: Cloud, said: dict[str, Any], places: list[Any], who: str) -> None:
    """As the point says, else as the disk it was taken of; where neither says, nobody knows."""
    stored = {"osDisk": {"diskRestorePoint": {"encryption": sets("ici")}}, "dataDisks": [said]}
    points = [{"id": "p", "properties": {"sourceMetadata": {"storageProfile": stored}}}]
    assert keyed(azure, f"{COMPUTE}/restorePointCollections/vm", properties={"restorePoints": points}) == (places, who)


def test_the_scopes_of_an_account_have_their_keys(azure: Cloud) -> None:
    """Each names its own, whatever the account's is; Microsoft's own adds nothing to an account that has no other."""
    account = f"{STORAGE}/actes"
    scopes = [
        arm(
            f"{account}/encryptionScopes/loin",
            properties={"source": "Microsoft.KeyVault", "keyVaultProperties": {"keyUri": f"{THERE}/keys/cle"}},
        ),
        arm(f"{account}/encryptionScopes/commun", properties={"source": "Microsoft.Storage"}),
    ]
    plain = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    assert keyed(azure, account, *scopes, **plain) == (PAIRED[THERE], "provider")
    own = {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyvaulturi": HERE, "keyname": "cle"}}
    # Any blob may have been written with the scope whose key is Microsoft's.
    found = keyed(azure, account, *scopes, **plain, properties={"encryption": own})
    assert found == ([*BOTH, "unknown"], "?")
    written = arm(f"{account}/blobServices/default/containers/a", properties={"defaultEncryptionScope": "commun"})
    assert keyed(azure, account, *scopes, written, **plain, properties={"encryption": own}) == (BOTH, "provider")
    with azure.refusing(f"{STORAGE}/encryptionScopes/read"):
        assert keyed(azure, account, **plain, properties={"encryption": own}) == ([*PAIRED[HERE], "unknown"], "?")


@pytest.mark.parametrize("service", ["queue", "table"])
def test_queues_and_tables_keep_to_the_key_of_microsoft_unless_told(azure: Cloud, service: str) -> None:
    """An account gives them its own key only when it was made to."""
    own = {"keySource": "Microsoft.Keyvault", "keyvaultproperties": {"keyvaulturi": HERE, "keyname": "cle"}}
    plain = {"sku": {"name": "Standard_LRS"}, "kind": "StorageV2"}
    account, held = f"{STORAGE}/actes", arm(f"{STORAGE}/actes/{service}Services/default/{service}s/a")
    assert keyed(azure, account, **plain, properties={"encryption": own}) == (PAIRED[HERE], "customer")
    assert keyed(azure, account, held, **plain, properties={"encryption": own}) == (PAIRED[HERE], "provider")
    own["services"] = {service: {"keyType": "Account"}}
    assert keyed(azure, account, held, **plain, properties={"encryption": own}) == (PAIRED[HERE], "customer")


def test_a_cluster_has_the_keys_of_its_data_centres(azure: Cloud) -> None:
    """Of their disks and of their backups."""
    cluster = "Microsoft.DocumentDB/cassandraClusters/fil"
    said = {"dataCenterLocation": "francecentral", "managedDiskCustomerKeyUri": f"{HERE}/keys/cle"}
    one, both = f"{cluster}/dataCenters/a", {**said, "backupStorageCustomerKeyUri": f"{THERE}/keys/cle"}
    assert keyed(azure, cluster, arm(one, properties=said)) == (PAIRED[HERE], "provider")
    assert keyed(azure, cluster, arm(one, properties=both)) == (BOTH, "customer")
