"""Diagnostic settings of everything that holds personal data, and of the subscription: where the record of what happened goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import described, flows
from auditor.providers.azure.diagnostics import SETTINGS, targets
from auditor.providers.azure.tables import ALL
from auditor.providers.base import Call, Collector, Reader, Unknown

SETTING = "Microsoft.Insights/diagnosticSettings"
SOURCES = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
ROUTES = Call(SETTINGS.service, SETTINGS.operation, ("flows.copy",), permission=SETTINGS.permission)
LOGGED = frozenset(
    """
    microsoft.sql/servers/databases microsoft.sql/managedinstances microsoft.dbforpostgresql/flexibleservers
    microsoft.dbformysql/flexibleservers microsoft.documentdb/databaseaccounts microsoft.cache/redis microsoft.keyvault/vaults
    microsoft.keyvault/managedhsms microsoft.cognitiveservices/accounts microsoft.search/searchservices microsoft.web/sites
    microsoft.eventhub/namespaces microsoft.servicebus/namespaces microsoft.containerregistry/registries
    microsoft.containerservice/managedclusters microsoft.operationalinsights/workspaces microsoft.recoveryservices/vaults
    microsoft.apimanagement/service microsoft.logic/workflows microsoft.datafactory/factories microsoft.synapse/workspaces
    microsoft.databricks/workspaces microsoft.communication/communicationservices microsoft.network/applicationgateways
    """.split()
)


def collect(reader: Reader) -> Iterator[Resource]:
    """The subscription's own settings, then those of each resource that logs what people do."""
    own = {"id": f"/subscriptions/{reader.account}", "location": None}
    for resources in reader.map(partial(_settings, reader), (own, *reader.pages(SOURCES, only=LOGGED))):
        yield from resources


def _settings(reader: Reader, row: Mapping[str, Any]) -> list[Resource]:
    """One resource a setting; where they may not be read, one that says so."""
    at = f"{row['id']}/providers/{SETTING}"
    settings = reader.all(ROUTES, at=at)
    if isinstance(settings, Unknown):
        return [_trail(reader, row, {"id": at, "name": "diagnosticSettings"}, settings)]
    return [_trail(reader, row, one, flows({**flow, "source": row["id"]} for flow in targets(one))) for one in settings or ()]


def _trail(reader: Reader, row: Mapping[str, Any], setting: Mapping[str, Any], routes: Any) -> Resource:
    named = {"id": setting["id"], "name": setting.get("name") or setting["id"].rpartition("/")[2], "location": row["location"]}
    told = {"flows.copy": routes, "trail.multi_region": row["location"] is None, "trail.organization": False}
    return described(reader, SETTING, named, told)


COLLECTOR = Collector(service="trails", native_types={SETTING: "trail"}, calls=(SOURCES, ROUTES), collect=collect, where="account")
