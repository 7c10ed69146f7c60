"""The town's key vaults, its keys, and the encryption sets by which disks use them."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.demo.arm_tokens import TENANT
from auditor.demo.azure.things import Thing, arm
from auditor.demo.stories import FAIL

_DATA = ("cles-et-secrets", "systeme_cle")
VAULTS = {"kv-rivemont-socle": "rg-socle", "kv-rivemont-agents": "rg-agents", "kv-rivemont-ccas": "rg-ccas-socle"}
KEYS = {
    "socle": "kv-rivemont-socle",
    "population": "kv-rivemont-socle",
    "enfance": "kv-rivemont-socle",
    "tranquillite": "kv-rivemont-socle",
    "agents": "kv-rivemont-agents",
    "social": "kv-rivemont-ccas",
}
"""Domain → the vault of its key."""
_VERSION = "4f1d2c8a9b7e46d5a3c0e8f7b6d5c4a3"
_ROTATION = {
    "lifetimeActions": [{"trigger": {"timeAfterCreate": "P90D"}, "action": {"type": "rotate"}}],
    "attributes": {"expiryTime": "P2Y"},
}


def key(domain: str) -> str:
    """The address of a domain's key, without a version."""
    return f"https://{KEYS[domain]}.vault.azure.net/keys/{domain}"


def version(domain: str) -> str:
    """The address of the version of a key in use."""
    return f"{key(domain)}/{_VERSION}"


def encryption_set(domain: str) -> str:
    """The id of the encryption set of a domain."""
    return arm(f"Microsoft.Compute/diskEncryptionSets/des-{domain}", VAULTS[KEYS[domain]])


def things() -> Iterator[Thing]:
    """Vaults with their keys, then one encryption set a domain."""
    for vault, group in VAULTS.items():
        said = {
            "tenantId": TENANT,
            "sku": {"family": "A", "name": "premium"},
            "accessPolicies": [],
            "enableRbacAuthorization": True,
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90,
            "enablePurgeProtection": True,
            "vaultUri": f"https://{vault}.vault.azure.net/",
            "publicNetworkAccess": "Disabled",
        }
        path = f"Microsoft.KeyVault/vaults/{vault}"
        yield Thing(path, group, said, data=_DATA, logged=True, story="azure-coffre-de-cles", expects={"SEC-003": FAIL})
    for domain, vault in KEYS.items():
        said = {
            "attributes": {"enabled": True, "exportable": False},
            "kty": "RSA-HSM",
            "keySize": 3072,
            "keyUri": key(domain),
            "keyUriWithVersion": version(domain),
            "rotationPolicy": _ROTATION,
        }
        path = f"Microsoft.KeyVault/vaults/{vault}/keys/{domain}"
        yield Thing(path, VAULTS[vault], said, region="", known_as=key(domain), data=_DATA)
    for domain, vault in KEYS.items():
        said = {
            "activeKey": {"sourceVault": {"id": arm(f"Microsoft.KeyVault/vaults/{vault}", VAULTS[vault])}, "keyUrl": version(domain)},
            "encryptionType": "EncryptionAtRestWithCustomerKey",
            "rotationToLatestKeyVersionEnabled": True,
        }
        yield Thing(f"Microsoft.Compute/diskEncryptionSets/des-{domain}", VAULTS[vault], said, data=_DATA)
