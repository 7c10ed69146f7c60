"""Addresses by which another service, or another cloud, names a resource that has an id of its own."""

from __future__ import annotations

import re

_AZURE = r"(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)"
_PATTERNS = {
    "storage": rf"([a-z0-9]+)(?:-secondary)?(?:\.z\d+)?\.(?:blob|dfs|file|queue|table|web)\.(?:core\.{_AZURE}|storage\.azure\.net)",
    "vault": r"([a-z0-9-]+)\.vault\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)",
    "managedhsm": r"([a-z0-9-]+)\.managedhsm\.(?:azure\.net|azure\.cn|usgovcloudapi\.net)",
    "servicebus": rf"([a-z0-9-]+)\.servicebus\.{_AZURE}",
    "documents": r"([a-z0-9-]+)\.(?:documents|(?:mongo|cassandra|gremlin|table)\.cosmos)\.azure\.(?:com|cn|us)",
    "devices": r"([a-z0-9-]+)\.azure-devices\.(?:net|cn|us)",
    "sql": r"([a-z0-9-]+)\.database\.(?:windows\.net|chinacloudapi\.cn|usgovcloudapi\.net)",
    "postgres": r"([a-z0-9-]+)\.postgres\.database\.azure\.com",
    "mysql": r"([a-z0-9-]+)\.mysql\.database\.azure\.com",
}
_HOSTS = {family: re.compile(pattern) for family, pattern in _PATTERNS.items()}
_OWNERS = {
    "Microsoft.Storage/storageAccounts": "storage",
    "Microsoft.KeyVault/vaults": "vault",
    "Microsoft.KeyVault/managedHSMs": "managedhsm",
    "Microsoft.EventHub/namespaces": "servicebus",
    "Microsoft.ServiceBus/namespaces": "servicebus",
    "Microsoft.DocumentDB/databaseAccounts": "documents",
    "Microsoft.Devices/IotHubs": "devices",
    "Microsoft.Sql/servers": "sql",
    "Microsoft.DBforPostgreSQL/flexibleServers": "postgres",
    "Microsoft.DBforMySQL/flexibleServers": "mysql",
}
"""Native type → the family of its addresses; within a family a name is taken once in the whole world."""
_URL = re.compile(r"(?:[a-z0-9+.-]+://)?(?:[^/@]*@)?([^/:?#,]+)")

Host = tuple[str, str]
"""A family of addresses, and a name in it."""


def owner(native_type: str, name: str) -> Host | None:
    """The host that a resource of that type and name answers at; None for a type that is always named by its id."""
    family = _OWNERS.get(native_type)
    return (family, name.lower()) if family else None


def host(address: str) -> Host | None:
    """The host that a URL names, or that it is, when it is one of these; None for any other text."""
    url = _URL.match(address.lower())
    if url is None:
        return None
    return next(((family, found[1]) for family, pattern in _HOSTS.items() if (found := pattern.fullmatch(url[1]))), None)
