"""The storage accounts of the Azure half."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.azure.keyvaults import KEYS, key
from auditor.demo.azure.things import AMSTERDAM, AUDITED, CREATED, DUBLIN, GAVLE, MARSEILLE, PARIS, SETTINGS, Thing, setting
from auditor.demo.stories import FAIL, NOT_APPLICABLE, PASS
from auditor.model import Outcome

IMAGES = "rivemontimagesactes"
"""The account that the town's Data Factory copies from."""
PAIR = {PARIS: MARSEILLE, DUBLIN: AMSTERDAM}


@dataclass(frozen=True, slots=True)
class Account:
    """A storage account. `key` names the domain whose key encrypts it; `days` None keeps blobs for ever; `public` opens a container."""

    name: str
    group: str
    activity: str = ""
    category: str = ""
    key: str = ""
    sku: str = "Standard_ZRS"
    region: str = PARIS
    days: int | None = None
    undo_days: int = 7
    kind: str = "StorageV2"
    public: bool = False
    logged: bool = False
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


_MAIL, _OFFICE = "gestion-documentaire", "messagerie_bureautique"
_DAYS = 365

ORDINARY = (
    Account("rivemontcourriers", "rg-bureautique", _MAIL, _OFFICE, sku="Standard_GZRS", logged=True),
    Account("rivemontged", "rg-bureautique", _MAIL, _OFFICE, undo_days=30),
    Account("rivemontintranet", "rg-bureautique", _MAIL, _OFFICE, sku="Standard_LRS"),
    Account("rivemontpartages", "rg-bureautique", _MAIL, _OFFICE, sku="Premium_ZRS", kind="FileStorage"),
    Account("rivemontprofils", "rg-bureautique", _MAIL, _OFFICE, sku="Premium_LRS", kind="FileStorage"),
    Account("rivemontdia", "rg-territoire", "urbanisme", "urbanisme", sku="Standard_RAGRS"),
    Account("rivemontorthophotos", "rg-territoire", "urbanisme", "urbanisme", sku="Standard_LRS", region=DUBLIN),
    Account("rivemontplu", "rg-territoire", "urbanisme", "urbanisme"),
    Account("rivemontrolefoncier", "rg-territoire", "fiscalite-locale", "finances_fiscal", "population"),
    Account("rivemontfactures", "rg-agents", "paie-comptabilite", "paie_compta", "agents"),
    Account("rivemontbulletins", "rg-agents", "paie-comptabilite", "paie_compta", "agents", sku="Standard_GRS"),
    Account("rivemontdossiersagents", "rg-agents", "ressources-humaines", "rh", "agents", logged=True),
    Account("rivemontrestauration", "rg-enfance", "cantine-periscolaire", "enfance_scolaire", "enfance"),
    Account("rivemontperiscolaire", "rg-enfance", "cantine-periscolaire", "enfance_scolaire", "enfance"),
    Account("rivemontcreches", "rg-enfance", "petite-enfance", "enfance_scolaire", "enfance", sku="Standard_GRS"),
    Account("rivemontpretsmedia", "rg-enfance", "mediatheque", "culture_mediatheque"),
    # What is in this group needs no tag: the register selects the whole group.
    Account("rivemontguichet", "rg-demarches", logged=True),
    Account("rivemontpiecesjointes", "rg-demarches", days=_DAYS),
    Account("rivemontmaincourante", "rg-tranquillite", "police-municipale", "police_municipale", "tranquillite"),
    Account("rivemontvignettes", "rg-tranquillite", "stationnement", "mobilite_geoloc", "tranquillite"),
    Account("rivemontbornes", "rg-socle", "wifi-public", "wifi_acces_public", days=_DAYS, undo_days=0),
    Account("rivemontjournaux", "rg-socle", "journalisation", "journaux", days=_DAYS, undo_days=0),
    Account("rivemontdemarrage", "rg-socle", "journalisation", "journaux", sku="Standard_LRS", days=_DAYS, undo_days=0),
    Account(IMAGES, "rg-socle", "etat-civil", "etat_civil", "population"),
    Account("rivemontcartes", "rg-territoire", "open-data", "open_data", public=True),
    Account("rivemontassistant", "rg-assistant", region=GAVLE),
    Account("rivemontaides", "rg-ccas-social", "action-sociale", "action_sociale", "social", logged=True),
    Account("rivemontrepas", "rg-ccas-social", "action-sociale", "action_sociale", "social"),
    Account("rivemontccasjournaux", "rg-ccas-socle", "journalisation", "journaux", days=_DAYS, undo_days=0),
)  # fmt: skip

TOLD = (
    Account(
        "rivemontactes", "rg-socle", "etat-civil", "etat_civil", "population", sku="Standard_RAGRS",
        story="azure-paire-francaise", expects={"LOC-009": PASS, "TRF-001": PASS},
    ),
    Account(
        "rivemontjumelages", "rg-territoire", "jumelages", "usagers_gru", sku="Standard_GRS", region=DUBLIN,
        story="azure-paire-irlandaise", expects={"LOC-009": PASS, "TRF-001": FAIL},
    ),
    Account(
        "rivemontvideoparcs", "rg-tranquillite", "videoprotection", "videoprotection", "tranquillite",
        story="azure-video-sans-fin", expects={"RET-002": FAIL},
    ),
    Account(
        "rivemontvideomarche", "rg-tranquillite", "videoprotection", "videoprotection", "tranquillite", days=30, undo_days=0,
        story="azure-video-30-jours", expects={"RET-002": PASS},
    ),
    Account(
        "rivemontentretiens", "rg-agents", "ressources-humaines", "rh", "agents", public=True,
        story="azure-rh-public", expects={"SEC-001": FAIL},
    ),
    Account(
        "rivemontvelos", "rg-territoire", "open-data", "open_data", public=True,
        story="open-data-public", expects={"SEC-001": NOT_APPLICABLE},
    ),
    Account("rivemonttestmigration", "rg-socle", story="sans-categorie", expects={"GOV-001": FAIL}),
)  # fmt: skip


def things() -> Iterator[Thing]:
    """Every account with its blob service, its lifecycle and its containers."""
    for one in (*ORDINARY, *TOLD):
        yield Thing(
            f"Microsoft.Storage/storageAccounts/{one.name}",
            one.group,
            _properties(one),
            region=one.region,
            data=(one.activity, one.category),
            more={"kind": one.kind, "sku": {"name": one.sku, "tier": one.sku.partition("_")[0]}},
            below={} if one.kind == "FileStorage" else dict(_below(one)),
            story=one.story,
            expects=one.expects,
        )


def _properties(one: Account) -> dict[str, Any]:
    enabled = {service: {"enabled": True, "keyType": "Account", "lastEnabledTime": CREATED} for service in ("blob", "file")}
    encryption: dict[str, Any] = {"services": enabled, "keySource": "Microsoft.Storage"}
    if one.key:
        vault = {
            "keyvaulturi": f"https://{KEYS[one.key]}.vault.azure.net",
            "keyname": one.key,
            "currentVersionedKeyIdentifier": key(one.key),
        }
        encryption |= {"keySource": "Microsoft.Keyvault", "keyvaultproperties": vault}
    said: dict[str, Any] = {
        "accessTier": "Hot",
        "allowBlobPublicAccess": one.public,
        "allowCrossTenantReplication": False,
        "allowSharedKeyAccess": False,
        "creationTime": CREATED,
        "encryption": encryption,
        "minimumTlsVersion": "TLS1_2",
        "networkAcls": {
            "bypass": "AzureServices",
            "defaultAction": "Allow" if one.public else "Deny",
            "ipRules": [],
            "virtualNetworkRules": [],
        },
        "primaryEndpoints": {"blob": f"https://{one.name}.blob.core.windows.net/", "file": f"https://{one.name}.file.core.windows.net/"},
        "primaryLocation": one.region,
        "publicNetworkAccess": "Enabled",
        "statusOfPrimary": "available",
        "supportsHttpsTrafficOnly": True,
    }
    if "G" in one.sku.partition("_")[2].removesuffix("RS"):
        said |= {"secondaryLocation": PAIR[one.region], "statusOfSecondary": "available"}
    return said


def _below(one: Account) -> Iterator[tuple[str, dict[str, Any]]]:
    undo = {"enabled": bool(one.undo_days), **({"days": one.undo_days} if one.undo_days else {})}
    yield "blobServices/default", setting(deleteRetentionPolicy=undo, isVersioningEnabled=False, cors={"corsRules": []})
    open_to = "Blob" if one.public else "None"
    yield "blobServices/default/containers/documents", setting(publicAccess=open_to, leaseStatus="Unlocked", lastModifiedTime=CREATED)
    if one.days is not None:
        action = {"baseBlob": {"delete": {"daysAfterModificationGreaterThan": float(one.days)}}}
        filters = {"blobTypes": ["blockBlob", "appendBlob"]}
        rule = {"enabled": True, "name": "expiration", "type": "Lifecycle", "definition": {"actions": action, "filters": filters}}
        yield "managementPolicies/default", setting(lastModifiedTime=CREATED, policy={"rules": [rule]})
    if one.logged:
        yield f"blobServices/default/{SETTINGS}/vers-journaux", AUDITED
