"""What an ARM id says of what it names, and the hosts that a resource answers at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from auditor.model import Facts
from auditor.providers.naming import Said
from auditor.reference.operators import host

_CLOUDS = {
    "AzureChinaCloud": ("chinacloudapi.cn", "azure.cn", "azure-devices.cn"),
    "AzureUSGovernment": ("usgovcloudapi.net", "usgovcloudapi.net", "azure-devices.us"),
}
_PUBLIC = ("windows.net", "azure.net", "azure-devices.net")
_STORES = tuple(
    f"{{name}}{after}.{service}.core.{{core}}"
    for service, after in product(("blob", "dfs", "file", "queue", "table", "web"), ("", "-secondary"))
)
_HOSTS: Mapping[str, tuple[str, ...]] = {
    "Microsoft.Storage/storageAccounts": _STORES,
    "Microsoft.KeyVault/vaults": ("{name}.vault.{vault}",),
    "Microsoft.KeyVault/managedHSMs": ("{name}.managedhsm.{vault}",),
    "Microsoft.EventHub/namespaces": ("{name}.servicebus.{core}",),
    "Microsoft.ServiceBus/namespaces": ("{name}.servicebus.{core}",),
    "Microsoft.DocumentDB/databaseAccounts": (
        "{name}.documents.{data}",
        *(f"{{name}}.{api}.cosmos.{{data}}" for api in ("mongo", "cassandra", "gremlin", "table")),
    ),
    "Microsoft.Devices/IotHubs": ("{name}.{devices}",),
    "Microsoft.Sql/servers": ("{name}.database.{core}",),
    "Microsoft.DBforPostgreSQL/flexibleServers": ("{name}.postgres.database.{data}",),
    "Microsoft.DBforMySQL/flexibleServers": ("{name}.mysql.database.{data}",),
}
"""Within the hosts of a kind a name is taken once in the whole world."""
_DATA = {"AzureChinaCloud": "azure.cn", "AzureUSGovernment": "azure.us"}


def said(identifier: str) -> Said | None:
    """The subscription and the namespace; an ARM id names no region."""
    if not identifier.startswith("/subscriptions/"):
        return None
    _, _, space = identifier.partition("/providers/")
    return Said(account=identifier.split("/")[2], service=space.split("/")[0].lower())


def aliases(native_type: str, name: str, facts: Facts, partition: str) -> Iterator[str]:  # noqa: ARG001  # a host is made of the name
    """The hosts that a resource of that type and name answers at in its cloud."""
    core, vault, devices = _CLOUDS.get(partition, _PUBLIC)
    for pattern in _HOSTS.get(native_type, ()):
        yield pattern.format(name=name.lower(), core=core, vault=vault, devices=devices, data=_DATA.get(partition, "azure.com"))


def endpoints(properties: object) -> Iterable[str]:
    """The hosts that a resource says it answers at."""
    told = properties if isinstance(properties, Mapping) else {}
    ends = [told.get(name) for name in ("primaryEndpoints", "secondaryEndpoints")]
    return sorted({host(str(url)) for end in ends if isinstance(end, Mapping) for url in end.values()} - {""})
