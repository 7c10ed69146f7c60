"""A hand-written reader of the same facts of Azure: plain requests, sixteen threads, nothing kept. What a scan's calls are held against.

`python -m benchmarks.azure_floor URL CERTIFICATE` prints how many calls it made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import requests

from auditor.providers.azure.places import PLACED
from auditor.providers.azure.services.trails import LOGGED
from auditor.providers.azure.tables import GRAPH_PATH, GRAPH_VERSION, LIGHTHOUSE, PAGE, TABLES

THREADS = 16
SETTINGS = "providers/Microsoft.Insights/diagnosticSettings"
ONCE = ("/subscriptions", f"/providers/Microsoft.AadIam/{SETTINGS.rpartition('/')[2]}")
RIGHTS = "providers/Microsoft.Authorization"
EACH_SUBSCRIPTION = (f"{RIGHTS}/permissions", f"{RIGHTS}/policyAssignments", SETTINGS)
LEFT_BEHIND: Mapping[str, tuple[str, ...]] = {
    "Microsoft.KeyVault": ("deletedVaults", "deletedManagedHSMs"),
    "Microsoft.CognitiveServices": ("deletedAccounts",),
    "Microsoft.DocumentDB": ("restorableDatabaseAccounts",),
    "Microsoft.OperationalInsights": ("deletedWorkspaces",),
    "Microsoft.Sql": ("deletedServers", "locations/{}/longTermRetentionBackups", "locations/{}/longTermRetentionManagedInstanceBackups"),
    "Microsoft.Storage": ("deletedAccounts",),
    "Microsoft.AppConfiguration": ("deletedConfigurationStores",),
    "Microsoft.ApiManagement": ("deletedServices",),
    "Microsoft.Web": ("deletedSites",),
    "Microsoft.RecoveryServices": ("locations/{}/deletedVaults",),
    "Microsoft.DataProtection": ("locations/{}/deletedVaults",),
    "Microsoft.EventGrid": ("eventSubscriptions", "locations/{}/eventSubscriptions"),
}
"""Namespace that a subscription uses → its lists of what was deleted, or of what hangs on resources; `{}` stands for each region."""
DROPPED = ("Microsoft.DBforPostgreSQL", "Microsoft.DBforMySQL")
"""Namespaces whose deleted servers only the activity log tells."""
BLOBS = (
    "blobServices/default",
    "blobServices/default/containers",
    "managementPolicies/default",
    "encryptionScopes",
    "objectReplicationPolicies",
)
LOGS = tuple(f"{one}Services/default/{SETTINGS}" for one in ("blob", "file", "queue", "table"))
DETAILS: Mapping[str, tuple[str, ...]] = {
    "microsoft.storage/storageaccounts": (*BLOBS, *LOGS),
    "microsoft.web/sites": ("backups", "config/web"),
    "microsoft.keyvault/vaults": ("keys",),
    "microsoft.dbforpostgresql/flexibleservers": ("firewallRules", "replicas"),
}
"""Lower-case type → what only a call a resource tells of it."""


class Floor:
    """Counts what it asks. Errors are what they are: a floor judges nothing."""

    def __init__(self, url: str, certificate: str) -> None:
        self._url, self._session = url, requests.Session()
        # The environment may name other certificates and a proxy.
        self._session.trust_env, self._session.verify = False, certificate
        self._session.headers["Authorization"] = "Bearer floor"
        self._session.mount("https://", requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
        self._asked = count()

    def read(self) -> int:
        """The tables, then what each subscription and each resource alone can tell; answers how many calls that took."""
        subscriptions = [one["subscriptionId"] for one in self._get(ONCE[0])["value"]]
        # There is no vault, whose policies the fourth table holds.
        rows = [row for query in [*TABLES.values()][:2] for row in self._rows(query, subscriptions)]
        rows += self._rows(TABLES[LIGHTHOUSE], subscriptions)
        used = {one: self._get(f"/subscriptions/{one}/providers")["value"] for one in subscriptions}
        paths = [ONCE[1], f"/subscriptions/{subscriptions[0]}/locations", *_of_resources(rows)]
        for subscription, providers in used.items():
            registered = {one["namespace"] for one in providers if one["registrationState"] != "NotRegistered"}
            paths += _of_subscription(subscription, registered, rows)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(self._get, paths))
        return next(self._asked)

    def _get(self, path: str) -> Any:
        next(self._asked)
        return self._session.get(f"{self._url}{path}", params={"api-version": "2021-04-01"}, timeout=60).json()

    def _rows(self, query: str, subscriptions: list[str]) -> Iterator[Mapping[str, Any]]:
        token: str | None = ""
        while token is not None:
            next(self._asked)
            options: dict[str, Any] = {"resultFormat": "objectArray", "$top": PAGE, **({"$skipToken": token} if token else {})}
            body: dict[str, Any] = {"subscriptions": subscriptions, "query": query, "options": options}
            address = f"{self._url}{GRAPH_PATH}?api-version={GRAPH_VERSION}"
            answer = self._session.post(address, json=body, timeout=60).json()
            yield from answer["data"]
            token = answer.get("$skipToken")


def _of_resources(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    for row in rows:
        kind = str(row["type"]).lower()
        yield from (f"{row['id']}/{below}" for below in (*DETAILS.get(kind, ()), *((SETTINGS,) if kind in LOGGED else ())))


def _of_subscription(subscription: str, registered: set[str], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    scope = f"/subscriptions/{subscription}"
    places = {row["location"] for row in rows if str(row["id"]).startswith(f"{scope}/") and str(row["type"]).lower() in PLACED}
    yield from (f"{scope}/{one}" for one in EACH_SUBSCRIPTION)
    for namespace in sorted(registered & {*LEFT_BEHIND}):
        for one in LEFT_BEHIND[namespace]:
            yield from (f"{scope}/providers/{namespace}/{one.format(place)}" for place in (sorted(places) if "{}" in one else [""]))
    for namespace in sorted(registered & {*DROPPED}):
        yield (
            f"{scope}/providers/microsoft.insights/eventtypes/management/values"
            f"?$filter=eventTimestamp ge '2026-11-23T00:00:00Z' and resourceProvider eq '{namespace}'"
        )


if __name__ == "__main__":
    print(Floor(sys.argv[1], sys.argv[2]).read())
