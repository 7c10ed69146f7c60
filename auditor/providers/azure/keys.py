"""Which keys encrypt what: those that a resource names, those of encryption sets, those of the scopes of a storage account."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from auditor.providers.azure.common import Row, at, children, key_uri
from auditor.providers.contract import Reader
from auditor.providers.observing import Unknown, lift

UNNAMED = Unknown.of("key_not_read", "a key of the authority's that is not named")
ACCOUNT = "Microsoft.Storage/storageAccounts"
SCOPES = children(f"{ACCOUNT}/encryptionScopes", "encryption.keys", of=ACCOUNT)
QUEUES = children(f"{ACCOUNT}/queueServices/queues", "encryption.keys", of=ACCOUNT)
TABLES = children(f"{ACCOUNT}/tableServices/tables", "retention.max", "encryption.keys", of=ACCOUNT)
APART = {"queue": (QUEUES, "queueServices/default/queues"), "table": (TABLES, "tableServices/default/tables")}
"""The services of an account whose content has a key of Microsoft's unless the account was made to give them its own."""


def vault_key(said: object) -> Any:
    """The key that `keyVaultProperties` name, in any of their spellings; None where they name no vault at all."""
    known = {str(name).lower(): value for name, value in said.items()} if isinstance(said, Mapping) else {}
    vault, name = known.get("keyvaulturi"), known.get("keyname")
    if vault and name:
        return key_uri(f"{str(vault).rstrip('/')}/keys/{name}")
    whole = known.get("keyuri") or known.get("keyidentifier")
    return key_uri(str(whole)) if whole else UNNAMED if vault or name else None


def within_vault(said: object, source: object) -> Any:
    """The same, where a source says beside it whose key it is."""
    key = vault_key(said)
    return UNNAMED if key is None and "keyvault" in str(source).lower() else key


def account_keys(reader: Reader, row: Row, served: Collection[str], containers: object) -> Iterator[Any]:
    """The key of a storage account, those of its scopes, and Microsoft's own where its queues or tables keep to that."""
    encryption = at(row["properties"], "encryption") or {}
    source = at(encryption, "keySource")
    own = within_vault(at(encryption, "keyvaultproperties"), source) if "keyvault" in str(source).lower() else None
    yield own
    if "blob" in served:
        scopes = lift(partial(_scopes, own, containers), reader.all(SCOPES, at=f"{row['id']}/encryptionScopes"))
        yield from [scopes] if isinstance(scopes, Unknown) else scopes
    if own is None:
        return
    for service, (call, path) in APART.items():
        if service in served and str(at(encryption, "services", service, "keyType")).lower() != "account":
            held = lift(bool, reader.all(call, at=f"{row['id']}/{path}"))
            yield from [held] if isinstance(held, Unknown) else [None] if held else []


def _scopes(own: object, containers: object, scopes: Iterable[Mapping[str, object]] | None) -> list[Any]:
    """The keys of scopes; one of Microsoft's adds nothing to an account that has no other."""
    keys = [(one, within_vault(at(one, "properties", "keyVaultProperties"), at(one, "properties", "source"))) for one in scopes or ()]
    return [key if key is not None else lift(partial(_used, one), containers) for one, key in keys if key is not None or own is not None]


def _used(scope: Mapping[str, object], containers: Any) -> Any:
    """None, which is Microsoft's key, where a container takes the scope by itself; any blob may have been written with it."""
    name = str(scope.get("name") or "").lower()
    if any(str(at(one, "properties", "defaultEncryptionScope")).lower() == name for one in containers or ()):
        return None
    return Unknown.of("not_collected", f"whether any blob is encrypted with the scope {name}, whose key is Microsoft's")
