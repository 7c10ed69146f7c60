"""A template of Azure as a document: each resource as azurerm's table has it, what lies in another joined to it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from auditor.i18n import _
from auditor.providers.terraform import arm, telling
from auditor.providers.terraform.document import Configuration, Document, Entry
from auditor.providers.terraform.telling import Target
from auditor.providers.terraform.templates.expressions import GROUP, MARK, SUBSCRIPTION, Evaluator
from auditor.providers.terraform.templates.template import Made, Template
from auditor.providers.terraform.values import LATER, Later, at, leaves
from auditor.reason import Reason

PROVIDER = "arm"
OWNERS = (*arm.OWNERS, "target_resource_id", "storage_account_name")
UNSAID: Mapping[str, Mapping[str, Any]] = {
    "azurerm_storage_account": {
        "blob_properties": [{"versioning_enabled": False, "delete_retention_policy": [{"days": 0}]}],
        "network_rules": [{"default_action": "Allow", "ip_rules": []}],
        "public_network_access_enabled": True,
    },
    "azurerm_mssql_database": {
        "transparent_data_encryption_enabled": True,
        "short_term_retention_policy": [{"retention_days": 7}],
        "storage_account_type": "Geo",
    },
}
"""What a template that does not say it leaves to Azure, whose default that is for a thing that is made."""
FLEXIBLE = {"customer_managed_key": "properties.dataEncryption", "source_server_id": "properties.createMode"}
UNSET: Mapping[str, Mapping[str, str]] = {
    "azurerm_storage_account": {
        "customer_managed_key": "properties.encryption",
        "immutability_policy": "properties.immutableStorageWithVersioning",
        "static_website": "properties.staticWebsite",
    },
    "azurerm_mssql_database": {
        "creation_source_database_id": "properties.createMode",
        "long_term_retention_policy": "properties.longTermRetention",
        "transparent_data_encryption_key_vault_key_id": "properties.encryptionProtector",
    },
    "azurerm_cosmosdb_account": {"key_vault_key_id": "properties.keyVaultKeyUri", "restore": "properties.restoreParameters"},
    "azurerm_postgresql_flexible_server": FLEXIBLE,
    "azurerm_mysql_flexible_server": FLEXIBLE,
    "azurerm_linux_virtual_machine": {"boot_diagnostics": "properties.diagnosticsProfile.bootDiagnostics.storageUri"},
    "azurerm_linux_virtual_machine_scale_set": {
        "boot_diagnostics": "properties.virtualMachineProfile.diagnosticsProfile.bootDiagnostics.storageUri"
    },
    "azurerm_monitor_diagnostic_setting": {
        name: f"properties.{where}"
        for name, where in (
            ("storage_account_id", "storageAccountId"),
            ("log_analytics_workspace_id", "workspaceId"),
            ("eventhub_authorization_rule_id", "eventHubAuthorizationRuleId"),
            ("partner_solution_id", "marketplacePartnerId"),
            ("enabled_log", "logs"),
            ("log", "logs"),
        )
    },
}
"""What is not set where a template does not say it, and where it would."""


def document(content: bytes, target: Target) -> Document:
    """What a template tells. Raises ValueError for what is none."""
    data = json.loads(content.decode("utf-8-sig"))
    resources = data.get("resources") if isinstance(data, Mapping) else None
    if resources is None:
        raise ValueError(_("it is no template"))
    evaluator = Evaluator()
    template = Template(data, evaluator, target.region, target.given)
    reading = _Reading([*template.made()], evaluator, target)
    found = Document([*reading.entries()], Configuration(), {})
    found.touched |= reading.strange
    for given in template.linked:
        why = "a linked template is not here"
        found.notes.append(Reason.of("not_static", why))
        found.touched |= dict.fromkeys(reading.named(given), why)
    return found


class _Reading:
    """Knows what all resources of a template are called."""

    def __init__(self, made: list[Made], evaluator: Evaluator, target: Target) -> None:
        self._made, self._evaluator, self._target = made, evaluator, target
        self._addresses: dict[str, str] = {}
        self._parts = {one.id.lower() for one in made if one.type.lower() in arm.PARTS}
        taken: set[str] = set()
        numbers: Counter[str] = Counter()
        for one in made:
            address = bare = MARK.sub("?", one.id.rpartition("/providers/")[2])
            while address in taken:
                numbers[bare] += 1
                address = f"{bare}#{numbers[bare] + 1}"
            taken.add(address)
            self._addresses.setdefault(one.id.lower(), address)

    def entries(self) -> Iterator[Entry]:
        """Each resource that holds data or configures one that does."""
        parts: dict[str, dict[str, Any]] = {}
        for one in self._made:
            if one.type.lower() in arm.PARTS:
                owner = self._owner(one.id)
                said = arm.attributes(one.type, self._said(one.said))
                told = {name: value if one.sure else Later(f"{one.type} may not be made") for name, value in said.items()}
                parts.setdefault(owner or "", {}).update(told)
        for one in self._made:
            type = arm.type_of(one.type)
            address = self._addresses[one.id.lower()]
            if type is not None:
                known = address not in self.strange
                values = {**(UNSAID.get(type, {}) if known else {}), **self._values(one), **parts.get(one.id.lower(), {})}
                unset = {"tags", *(name for name, path in UNSET.get(type, {}).items() if known and at(one.said, path) is None)}
                yield telling.entry(address, type, "azurerm", values, partial=True, unset=frozenset(unset), uncertain=not one.sure)
            elif not arm.dataless(one.type):
                yield Entry(address, MARK.sub("?", one.type) or "?", address, provider=PROVIDER)

    def _understood(self, one: Made) -> bool:
        return arm.type_of(one.type) is not None or arm.dataless(one.type)

    @cached_property
    def strange(self) -> dict[str, str]:
        """What lies in a resource and is not understood may be anything of it: the address of that, and why."""
        told = ((self._owner(one.id), one.type) for one in self._made if not self._understood(one))
        return {self._addresses[owner]: f"{type} is not understood" for owner, type in told if owner}

    def _values(self, one: Made) -> dict[str, Any]:
        body = self._said(one.said)
        found = {name: body.get(name) for name in ("name", "location", "tags")}
        owner = self._owner(one.id)
        scope = body.get("scope")
        outside = scope if scope is not None else self._text(one.id.rpartition("/")[0].rpartition("/")[0])
        parent = Later(LATER, frozenset({self._addresses[owner]}), loose=False) if owner else outside
        return found | dict.fromkeys(OWNERS, parent) | arm.attributes(one.type, body)

    def _owner(self, id: str) -> str | None:
        """The id of the resource of the template that one lies in."""
        at = id.lower()
        while "/" in at:
            at = at.rpartition("/")[0]
            if at.endswith("/providers"):
                at = at.removesuffix("/providers")
            if at in self._addresses and at not in self._parts:
                return at
        return None

    def _said(self, value: object) -> Any:
        """Values without marks: what is marked is known later, and what is an id of the template names that resource."""
        if isinstance(value, Mapping):
            return {name: self._said(one) for name, one in value.items()}
        if isinstance(value, list):
            return [self._said(one) for one in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, said: str) -> Any:
        id = said.lower()
        if id in self._addresses:
            return Later(LATER, frozenset({self._addresses[id]}), loose=False)
        why = self._evaluator.why(said)
        if why is not None:
            return Later(why)
        return said.replace(SUBSCRIPTION, self._target.account or "{subscription}").replace(GROUP, "{resourceGroup}")

    def named(self, given: object) -> Iterator[str]:
        """The addresses of what a value names."""
        for one in leaves(given):
            if isinstance(one, str):
                for id, address in self._addresses.items():
                    if id in one.lower() or id.rpartition("/")[2] == one.lower():
                        yield address
