"""The databases of the Azure half: SQL, PostgreSQL, MySQL, Cosmos DB, and the caches beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.azure.keyvaults import key, version
from auditor.demo.azure.things import DUBLIN, MARSEILLE, PARIS, Thing, arm, setting
from auditor.demo.stories import FAIL, PASS
from auditor.model import Outcome

SERVERS = {
    "sql-rivemont-agents": ("rg-agents", "agents"),
    "sql-rivemont-metiers": ("rg-socle", ""),
    "sql-rivemont-ccas": ("rg-ccas-social", "social"),
}
"""SQL server → its group and the domain whose key protects it."""
ENGINES = {"psql": "Microsoft.DBforPostgreSQL/flexibleServers", "mysql": "Microsoft.DBforMySQL/flexibleServers"}
_SUBNET = arm("Microsoft.Network/virtualNetworks/vnet-rivemont/subnets/snet-bases", "rg-socle")


@dataclass(frozen=True, slots=True)
class Base:
    """A SQL database, or a flexible server named after its engine, or a Cosmos account with the regions it lives in."""

    name: str
    group: str = ""
    activity: str = ""
    category: str = ""
    key: str = ""
    server: str = ""
    copies: str = "Local"
    days: int = 14
    regions: tuple[str, ...] = (PARIS,)
    logged: bool = False
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


SQL = (
    Base("sirh", "", "ressources-humaines", "rh", server="sql-rivemont-agents", copies="Geo", logged=True,
         story="azure-sql-geo", expects={"LOC-013": PASS}),
    Base("paie", "", "paie-comptabilite", "paie_compta", server="sql-rivemont-agents", copies="Zone", logged=True),
    Base("formation", "", "ressources-humaines", "rh", server="sql-rivemont-agents"),
    Base("courrier", "", "gestion-documentaire", "messagerie_bureautique", server="sql-rivemont-metiers"),
    Base("marches", "", "marches-publics", "marches_publics", server="sql-rivemont-metiers"),
    Base("droit-des-sols", "", "urbanisme", "urbanisme", server="sql-rivemont-metiers", copies="Geo"),
    Base("aides", "", "action-sociale", "action_sociale", server="sql-rivemont-ccas", copies="Geo", logged=True),
    Base("logement", "", "action-sociale", "action_sociale", server="sql-rivemont-ccas"),
)  # fmt: skip

FLEXIBLE = (
    Base("psql-rivemont-guichet", "rg-demarches", logged=True),
    Base("psql-rivemont-sig", "rg-territoire", "urbanisme", "urbanisme", days=21),
    Base("psql-rivemont-voirie", "rg-territoire", "urbanisme", "urbanisme", regions=(DUBLIN,)),
    Base("psql-rivemont-mediatheque", "rg-enfance", "mediatheque", "culture_mediatheque", copies="Geo"),
    Base("psql-rivemont-ecoles", "rg-enfance", "cantine-periscolaire", "enfance_scolaire", "enfance"),
    Base("psql-rivemont-repas", "rg-ccas-social", "action-sociale", "action_sociale", "social"),
    Base("mysql-rivemont-site", "rg-socle", "communication", "open_data"),
)

COSMOS = (
    Base("cosmos-rivemont-guichet", "rg-demarches", logged=True),
    Base("cosmos-rivemont-parkings", "rg-tranquillite", "stationnement", "mobilite_geoloc", "tranquillite", regions=(PARIS, MARSEILLE)),
    Base("cosmos-rivemont-billetterie", "rg-socle", "relation-usagers", "usagers_gru", regions=(PARIS, "eastus"),
         story="azure-cosmos-virginie", expects={"LOC-009": FAIL, "TRF-001": FAIL}),
)  # fmt: skip

CACHES = {"redis-rivemont-sessions": "rg-demarches", "redis-rivemont-ccas": "rg-ccas-social"}
"""Nobody will see these: the auditor's role may not read them."""
DISPLAYED = {PARIS: "France Central", MARSEILLE: "France South", "eastus": "East US"}


def things() -> Iterator[Thing]:
    """SQL servers and their databases, then the rest."""
    for name, (group, domain) in SERVERS.items():
        yield _server(name, group, domain)
    for one in SQL:
        yield _sql(one)
    for one in FLEXIBLE:
        yield _flexible(one)
    for one in COSMOS:
        yield _cosmos(one)
    for name, group in CACHES.items():
        said = {"sku": {"name": "Standard", "family": "C", "capacity": 1}, "redisVersion": "6.0", "redisConfiguration": {}}
        yield Thing(f"Microsoft.Cache/redis/{name}", group, said, data=("relation-usagers", "usagers_gru"))


def _server(name: str, group: str, domain: str) -> Thing:
    said = {
        "administratorLogin": "rivemont",
        "version": "12.0",
        "state": "Ready",
        "minimalTlsVersion": "1.2",
        "publicNetworkAccess": "Disabled",
        "fullyQualifiedDomainName": f"{name}.database.windows.net",
    }
    protector = {"serverKeyType": "ServiceManaged", "serverKeyName": "ServiceManaged"}
    if domain:
        protector = {"serverKeyType": "AzureKeyVault", "serverKeyName": domain, "uri": version(domain)}
    return Thing(f"Microsoft.Sql/servers/{name}", group, said, below={"encryptionProtector/current": setting(**protector)})


def _sql(one: Base) -> Thing:
    said = {
        "collation": "French_CI_AS",
        "status": "Online",
        "currentServiceObjectiveName": "S2",
        "currentBackupStorageRedundancy": one.copies,
        "requestedBackupStorageRedundancy": one.copies,
        "zoneRedundant": False,
    }
    short = setting(retentionDays=one.days, diffBackupIntervalInHours=12)
    return Thing(
        f"Microsoft.Sql/servers/{one.server}/databases/{one.name}",
        SERVERS[one.server][0],
        said,
        data=(one.activity, one.category),
        more={"kind": "v12.0,user", "sku": {"name": "Standard", "tier": "Standard", "capacity": 50}},
        below={"backupShortTermRetentionPolicies/default": short},
        logged=one.logged,
        story=one.story,
        expects=one.expects,
    )


def _flexible(one: Base) -> Thing:
    geo = "Enabled" if one.copies == "Geo" else "Disabled"
    said: dict[str, Any] = {
        "version": "16" if one.name.startswith("psql") else "8.0.21",
        "state": "Ready",
        "backup": {"backupRetentionDays": one.days, "geoRedundantBackup": geo},
        "network": {"publicNetworkAccess": "Disabled", "delegatedSubnetResourceId": _SUBNET},
        "highAvailability": {"mode": "ZoneRedundant", "state": "Healthy"},
        "replicationRole": "Primary",
        "dataEncryption": {"type": "SystemManaged"},
    }
    if one.key:
        said["dataEncryption"] = {"type": "AzureKeyVault", "primaryKeyURI": version(one.key)}
    return Thing(
        f"{ENGINES[one.name.partition('-')[0]]}/{one.name}",
        one.group,
        said,
        region=one.regions[0],
        data=(one.activity, one.category),
        more={"sku": {"name": "Standard_D2ds_v5", "tier": "GeneralPurpose"}},
        logged=one.logged,
        story=one.story,
        expects=one.expects,
    )


def _cosmos(one: Base) -> Thing:
    located = [
        {"id": f"{one.name}-{region}", "locationName": DISPLAYED[region], "failoverPriority": rank, "isZoneRedundant": False}
        for rank, region in enumerate(one.regions)
    ]
    said: dict[str, Any] = {
        "databaseAccountOfferType": "Standard",
        "documentEndpoint": f"https://{one.name}.documents.azure.com:443/",
        "publicNetworkAccess": "Disabled",
        "enableAutomaticFailover": True,
        "writeLocations": located[:1],
        "readLocations": located,
        "locations": located,
        "backupPolicy": {"type": "Continuous", "continuousModeProperties": {"tier": "Continuous7Days"}},
    }
    if one.key:
        said["keyVaultKeyUri"] = key(one.key)
    return Thing(
        f"Microsoft.DocumentDB/databaseAccounts/{one.name}",
        one.group,
        said,
        data=(one.activity, one.category),
        more={"kind": "GlobalDocumentDB"},
        logged=one.logged,
        story=one.story,
        expects=one.expects,
    )
