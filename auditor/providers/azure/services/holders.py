"""What holds data and says little of it: by its kind, with its place, its key where it names one, and the copies it lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS, unset
from auditor.providers.azure.common import Row, at, children, described, found, in_account, key_uri, listed, place, to, within
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.reader import owed
from auditor.providers.shapes import days, flows

SETTINGS, MODELS = "Microsoft.AppConfiguration/configurationStores", "Microsoft.MachineLearningServices/registries"
MACHINE = "Microsoft.SqlVirtualMachine/sqlVirtualMachines"
DIRECTORY = "Microsoft.AAD/domainServices"
CUSTOMERS = ("Microsoft.AzureActiveDirectory/b2cDirectories", "Microsoft.AzureActiveDirectory/ciamDirectories")
HEALTH = (
    "Microsoft.HealthcareApis/services",
    "Microsoft.HealthcareApis/workspaces/fhirservices",
    "Microsoft.HealthcareApis/workspaces/dicomservices",
)
PLAIN: Mapping[str, tuple[str, ...]] = {
    "database": (
        "Microsoft.AzureArcData/postgresInstances",
        "Microsoft.AzureArcData/sqlManagedInstances",
        "Microsoft.AzureArcData/sqlServerInstances",
        "Microsoft.AzureArcData/sqlServerInstances/databases",
        "Microsoft.ConfidentialLedger/ledgers",
        "Microsoft.DigitalTwins/digitalTwinsInstances",
        "Microsoft.TimeSeriesInsights/environments",
        "Oracle.Database/autonomousDatabases",
    ),
    "object_store": ("Microsoft.ClassicStorage/storageAccounts", "Microsoft.DataLakeStore/accounts"),
    "volume": ("Microsoft.ElasticSan/elasticSans",),
    "file_system": ("Microsoft.StorageCache/amlFilesystems", "Microsoft.StorageCache/caches", "Qumulo.Storage/fileSystems"),
    "warehouse": ("Microsoft.Synapse/workspaces/kustoPools",),
    "secret": ("Microsoft.HardwareSecurityModules/cloudHsmClusters", "Microsoft.HardwareSecurityModules/dedicatedHSMs"),
    "event_bus": ("Microsoft.EventGrid/namespaces",),
    "transfer": (
        "Microsoft.DataBox/jobs",
        "Microsoft.DataMigration/services",
        "Microsoft.DataMigration/sqlMigrationServices",
        "Microsoft.ImportExport/jobs",
        "Microsoft.StorageMover/storageMovers",
    ),
    "model": (
        "Microsoft.MachineLearningServices/workspaces/batchEndpoints",
        "Microsoft.MachineLearningServices/workspaces/onlineEndpoints",
        "Microsoft.MachineLearningServices/workspaces/serverlessEndpoints",
    ),
}
"""Kind → the types of which nothing more is read: whatever else their kind has is unknown, and says so."""
REPLICAS = children(f"{SETTINGS}/replicas", "flows.replication", of=SETTINGS)
UNSAID = Unknown.of("not_collected", "backups that name no storage account")
SEALED = ("encryption.at_rest", "encryption.key")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every holder, by type."""
    readings: dict[str, Any] = {SETTINGS: _settings, MODELS: _models, DIRECTORY: _directory, MACHINE: _machine}
    readings |= dict.fromkeys(HEALTH, _health)
    for native_type, call in LISTS.items():
        yield from found(reader, call, partial(_described, reader, native_type, readings.get(native_type, lambda *_: {})))


def _described(reader: Reader, native_type: str, read: Any, row: Row) -> Resource:
    # Azure encrypts whatever it keeps; what stands elsewhere it does not keep.
    sealed = {"encryption.at_rest": True} if "encryption.at_rest" in owed(KINDS[native_type]) and not _elsewhere(native_type) else {}
    return described(reader, native_type, row, {**sealed, **read(reader, row)})


def _elsewhere(native_type: str) -> bool:
    return native_type.startswith("Microsoft.AzureArcData/")


def _settings(reader: Reader, row: Row) -> dict[str, Any]:
    """A store of settings, and the regions it is copied to."""
    replicas = reader.all(REPLICAS, at=f"{row['id']}/replicas")
    return {
        "encryption.key": key_uri(at(row["properties"], "encryption", "keyVaultProperties", "keyIdentifier")),
        "flows.replication": lift(
            lambda seen: flows(within(reader, region) for one in seen or () if (region := place(one.get("location"))) != row["location"]),
            replicas,
        ),
    }


def _models(reader: Reader, row: Row) -> dict[str, Any]:
    """A registry of models lies in each of its regions."""
    named = (place(one.get("location")) for one in row["properties"].get("regionDetails") or ())
    return {
        "flows.replication": flows(within(reader, region) for region in named if region and region != row["location"]),
        "public.access": False,
    }


def _directory(reader: Reader, row: Row) -> dict[str, Any]:
    """A managed domain, whole in each region that it has a set of controllers in."""
    sets = (place(one.get("location")) for one in row["properties"].get("replicaSets") or ())
    return {
        "flows.copy": flows(within(reader, region) for region in sets if region and region != row["location"]),
    }


def _machine(_: Reader, row: Row) -> dict[str, Any]:
    """SQL Server on a virtual machine: its disks are seen as disks; its backups go where their setting says."""
    backup = row["properties"].get("autoBackupSettings") or {}
    store = backup.get("storageAccountUrl") if backup.get("enable") else None
    return {
        "backup.retention": days(backup.get("retentionPeriod")) if backup.get("enable") else None,
        "flows.backup": flows([{"to": str(store).lower()}]) if store else UNSAID if backup.get("enable") else None,
    }


def _health(_: Reader, row: Row) -> dict[str, Any]:
    """A service of health records asks who one is, wherever one comes from; it exports to an account it names, and keeps images in one."""
    properties = row["properties"]
    key = at(properties, "encryption", "customerManagedKeyEncryption", "keyEncryptionKeyUrl") or at(
        properties, "cosmosDbConfiguration", "keyVaultKeyUri"
    )
    store, lake = at(properties, "exportConfiguration", "storageAccountName"), at(properties, "storageConfiguration", "storageResourceId")
    return {
        "encryption.key": key_uri(key),
        "public.access": False,
        "flows.backup": flows([*([in_account(store)] if store else []), *([to(lake)] if lake else [])]),
    }


KINDS = {
    **{native_type: kind for kind, types in PLAIN.items() for native_type in types},
    SETTINGS: "parameter",
    MODELS: "registry",
    **dict.fromkeys((DIRECTORY, *CUSTOMERS), "directory"),
    **dict.fromkeys((MACHINE, *HEALTH), "database"),
}
FED: Mapping[str, tuple[str, ...]] = {
    SETTINGS: SEALED,
    MODELS: ("encryption.at_rest", "flows.replication", "public.access"),
    MACHINE: ("encryption.at_rest", "backup.retention", "flows.backup"),
    DIRECTORY: ("encryption.at_rest", "flows.copy"),
    **dict.fromkeys(CUSTOMERS, ("encryption.at_rest",)),
    **dict.fromkeys(HEALTH, (*SEALED, "public.access", "flows.backup")),
}
LISTS = {native_type: listed(native_type, *FED.get(native_type, ()), "tags") for native_type in KINDS}
COLLECTOR = Collector(
    service="holders",
    native_types=KINDS,
    calls=(*LISTS.values(), REPLICAS),
    collect=collect,
    where="account",
    never=(
        *unset("flows.share", of=(SETTINGS, MODELS)),
        *unset("origin", of=(MODELS, *HEALTH)),
        *unset("encryption.key", of=(DIRECTORY, *CUSTOMERS)),
        *unset("flows.copy", of=CUSTOMERS),
        *unset("flows.replication", of=HEALTH),
        Absence(("origin",), f"{DOCS}/templates/{MACHINE.lower()}: of its machine, whose disks are read as such", (MACHINE,)),
    ),
)
