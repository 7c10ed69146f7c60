"""Diagnostic settings of everything that holds personal data, and of the subscription: where the record of what happened goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import described, flows
from auditor.providers.azure.diagnostics import SETTINGS, targets
from auditor.providers.azure.tables import ALL
from auditor.providers.base import Call, Collector, Reader, lift

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
    own = {"id": f"/subscriptions/{reader.account}", "name": reader.account, "location": None}
    found = reader.map(partial(_trail, reader), (own, *reader.pages(SOURCES, only=LOGGED)))
    yield from (trail for trail in found if trail is not None)


def _trail(reader: Reader, row: Mapping[str, Any]) -> Resource | None:
    """All the settings of a resource as one trail; none where there is no setting; where they may not be read, one that says so."""
    id = f"{row['id']}/providers/{SETTING}"
    settings = reader.all(ROUTES, at=id)
    if not settings:
        return None
    routes = lift(lambda seen: flows({**flow, "source": row["id"]} for one in seen for flow in targets(one)), settings)
    told = {"flows.copy": routes, "trail.multi_region": row["location"] is None, "trail.organization": False}
    return described(reader, SETTING, {"id": id, "name": row["name"], "location": row["location"]}, told)


COLLECTOR = Collector(service="trails", native_types={SETTING: "trail"}, calls=(SOURCES, ROUTES), collect=collect, where="account")
