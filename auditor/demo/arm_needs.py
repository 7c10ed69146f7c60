"""What Azure asks for before it takes a setting, and which is therefore there wherever that setting is."""

from __future__ import annotations

from typing import Any

ACCOUNT = "/providers/microsoft.storage/storageaccounts/"


def needy(identifier: str) -> bool:
    """Whether what has this id is such a setting, or may be what it asks for."""
    return ACCOUNT in identifier.lower()


def grant(objects: dict[str, dict[str, Any]]) -> None:
    """Turn versioning on where objects are replicated, and give an identity to an account that has a scope with a key of its own."""
    for identifier, one in [*objects.items()]:
        owner, below, _ = identifier.partition("/objectreplicationpolicies/")
        if below and ACCOUNT in owner and owner in objects:
            blobs = {"id": f"{owner}/blobServices/default", "name": "default", "type": "Microsoft.Storage/storageAccounts/blobServices"}
            held = objects.setdefault(
                f"{owner}/blobservices/default", {**blobs, "properties": {"deleteRetentionPolicy": {"enabled": False}}}
            )
            if isinstance(held.get("properties"), dict):
                held["properties"] = {**held["properties"], "isVersioningEnabled": True}
        owner, below, _ = identifier.partition("/encryptionscopes/")
        if below and ACCOUNT in owner and owner in objects and "keyVaultProperties" in (one.get("properties") or {}):
            objects[owner].setdefault("identity", {"type": "SystemAssigned"})
