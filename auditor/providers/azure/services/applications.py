"""What runs the authority's programs: web apps, containers, clusters, jobs. Data is processed where they run; logs and backups leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import (
    LOCATIONS,
    Row,
    at,
    child,
    children,
    described,
    found,
    in_account,
    kept_in_pair,
    listed,
    place,
    rows,
    to,
    within,
)
from auditor.providers.azure.mounted import BATCH, CALLS, ENVIRONMENT, SPRING, kept_below
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

SITE, SLOT = "Microsoft.Web/sites", "Microsoft.Web/sites/slots"
CLUSTER, FABRIC = "Microsoft.ContainerService/managedClusters", "Microsoft.ServiceFabric/clusters"
GROUP = "Microsoft.ContainerInstance/containerGroups"
HADOOP, AUTOMATION = "Microsoft.HDInsight/clusters", "Microsoft.Automation/automationAccounts"
VIDEO, MEDIA = "Microsoft.VideoIndexer/accounts", "Microsoft.Media/mediaservices"
PLAIN = (
    "Microsoft.App/containerApps",
    "Microsoft.App/jobs",
    "Microsoft.AVS/privateClouds",
    "Microsoft.RedHatOpenShift/openShiftClusters",
)
"""Types whose settings name no other place than their own."""
BY_ITSELF = {
    "Microsoft.Dashboard/grafana": Unknown.of("not_collected", "the contact points of a Grafana, which only Grafana itself shows"),
    "Microsoft.HealthBot/healthBots": Unknown.of(
        "not_collected", "the channels and data connections of a health bot, which only itself shows"
    ),
    "Microsoft.IoTCentral/iotApps": Unknown.of("not_collected", "the data exports of an IoT application, which only itself shows"),
}
"""Type → why nobody can say where it sends what it holds: Resource Manager shows no such setting, and it has some."""
FLOWS = ("flows.logs", "flows.copy", "flows.processing")
INSIGHTS = "hidden-link: /app-insights-resource-id"
"""The tag by which the portal ties an app to what watches it."""
WORKS = Unknown.of("not_collected", "the storage account that functions work with, which only settings that may hold secrets name")
NO_MOUNTS = frozenset({"free", "shared"})
"""Plans whose apps cannot mount anything (app-service/configure-connect-to-azure-storage: Basic and above)."""
SETTINGS = {one: child(f"{one}/config", "flows.copy", of=one) for one in (SITE, SLOT)}
"""Without any key, which only a list that is another right tells."""
BACKUPS = {one: children(f"{one}/backups", "flows.copy", of=one) for one in (SITE, SLOT)}
SPACE = "Microsoft.OperationalInsights/workspaces"
SPACES = listed(SPACE)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every application, by type."""
    spaces = cache(lambda: named_spaces(reader))
    readings: dict[str, Callable[[Reader, Row], dict[str, Any]]] = {
        SITE: partial(_web, SITE),
        SLOT: partial(_web, SLOT),
        CLUSTER: _cluster,
        FABRIC: _fabric,
        ENVIRONMENT: partial(_environment, spaces),
        GROUP: partial(_group, spaces),
        BATCH: _batch,
        SPRING: lambda reader, row: {"flows.copy": kept_below(reader, SPRING, row)},
        HADOOP: _hadoop,
        AUTOMATION: _automation,
        VIDEO: _video,
        MEDIA: _media,
    }
    readings |= {one: partial(_unsaid, why) for one, why in BY_ITSELF.items()}
    for native_type, call in LISTS.items():
        yield from found(reader, call, partial(application, reader, native_type, readings.get(native_type, lambda *_: {})))


def _unsaid(why: Unknown, _: Reader, __: Row) -> dict[str, Any]:
    return {"flows.copy": why}


def application(reader: Reader, native_type: str, read: Callable[[Reader, Row], dict[str, Any]], row: Row) -> Resource:
    """An application with the flows that its settings tell; it has no other."""
    return described(reader, native_type, row, {**dict.fromkeys(FLOWS), **read(reader, row)})


def addressed(reader: Reader, regions: Any, row: Row) -> Any:
    """The flows to the regions among these that are not the row's own."""
    named = (place(region) for region in regions)
    return flows(within(reader, region) for region in named if region and region != row["location"])


def _web(native_type: str, reader: Reader, row: Row) -> dict[str, Any]:
    """A web app or a function app, and the host of each backup it keeps; how one signs in there is not kept."""
    properties = row["properties"]
    watched = next((value for name, value in (row.get("tags") or {}).items() if name.lower() == INSIGHTS), None)
    code = at(properties, "functionAppConfig", "deployment", "storage", "value")
    works = WORKS if "functionapp" in str(row.get("kind")).lower() else None
    backups = reader.all(BACKUPS[native_type], at=f"{row['id']}/backups")

    def addressed_to(addresses: Iterable[object]) -> Any:
        return flows({"to": str(one).lower().partition("?")[0]} for one in addresses if one)

    kept = lift(lambda seen: addressed_to(at(one, "properties", "storageAccountUrl") for one in seen or ()), backups)
    spread = (one.get("location") for one in properties.get("geoDistributions") or ())
    return {
        "flows.logs": flows([to(watched)] if watched else []),
        "flows.copy": joined(addressed_to([code]), kept, works, _mounted(reader, SETTINGS[native_type], row)),
        "flows.processing": addressed(reader, spread, row),
    }


def _mounted(reader: Reader, call: Call, row: Row) -> Any:
    """The accounts of which it has folders."""
    if str(at(row["properties"], "sku") or at(row, "sku", "tier")).lower() in NO_MOUNTS:
        return None
    settings = reader.get(call, at=f"{row['id']}/config/web")
    return lift(lambda told: _folders(call, at(told, "properties", "azureStorageAccounts")), settings)


def _folders(call: Call, told: object) -> Any:
    if not isinstance(told, Mapping):
        return Unknown(call.reason("empty_answer"))
    return flows(in_account(one["accountName"], "file" if "file" in one["type"].lower() else "blob") for one in told.values())


def _cluster(_: Reader, row: Row) -> dict[str, Any]:
    """A Kubernetes cluster; what its pods write to disks is seen as disks."""
    addons = row["properties"].get("addonProfiles") or {}
    watched = [at(one, "config", "logAnalyticsWorkspaceResourceID") for one in addons.values() if at(one, "enabled")]
    watched.append(at(row["properties"], "securityProfile", "defender", "logAnalyticsWorkspaceResourceId"))
    return {"flows.logs": flows(to(str(one)) for one in watched if one)}


def _fabric(_: Reader, row: Row) -> dict[str, Any]:
    store = at(row["properties"], "diagnosticsStorageAccountConfig", "blobEndpoint")
    return {"flows.logs": flows([{"to": str(store).lower()}] if store else [])}


def _environment(spaces: Callable[[], object], reader: Reader, row: Row) -> dict[str, Any]:
    customer = at(row["properties"], "appLogsConfiguration", "logAnalyticsConfiguration", "customerId")
    return {"flows.logs": space(spaces, customer), "flows.copy": kept_below(reader, ENVIRONMENT, row)}


def _group(spaces: Callable[[], object], _: Reader, row: Row) -> dict[str, Any]:
    """Containers on their own, and the file shares they write to."""
    logs = at(row["properties"], "diagnostics", "logAnalytics") or {}
    named = logs.get("workspaceResourceId")
    shares = (at(one, "azureFile", "storageAccountName") for one in row["properties"].get("volumes") or ())
    return {
        "flows.logs": flows([to(named)]) if named else space(spaces, logs.get("workspaceId")),
        "flows.copy": flows(in_account(one, "file") for one in shares if one),
    }


def named_spaces(reader: Reader) -> Any:
    """Customer id → workspace, for the settings that name one so; asked for when the first of them is met."""
    found = list(rows(reader, SPACES))
    named = {row["id"]: lift(lambda said: str(said.get("customerId")).lower(), row["properties"]) for row in found}
    return reader.lost(SPACES) or lift(lambda *known: dict(zip(known, named, strict=True)), *named.values())


def space(spaces: Callable[[], object], customer: str | None) -> Any:
    """The workspace that a customer id means; one that the subscription does not have is somewhere else."""
    if not customer:
        return None
    id = customer.lower()
    return lift(lambda known: flows([to(known[id]) if id in known else {"to": f"workspace:{id}"}]), spaces())


def _batch(reader: Reader, row: Row) -> dict[str, Any]:
    store = at(row["properties"], "autoStorage", "storageAccountId")
    return {"flows.copy": joined(flows([to(store)] if store else []), kept_below(reader, BATCH, row))}


def _hadoop(_: Reader, row: Row) -> dict[str, Any]:
    """A Hadoop cluster keeps its files in storage accounts."""
    stores = at(row["properties"], "storageProfile", "storageaccounts") or ()
    named = [
        to(one["resourceId"]) if one.get("resourceId") else {"to": f"https://{one['name'].lower()}"} for one in stores if one.get("name")
    ]
    return {"flows.copy": flows(named)}


def _automation(reader: Reader, row: Row) -> dict[str, Any]:
    """An automation account is copied to the paired region, where there is one, without a setting that says so."""
    return {"flows.copy": kept_in_pair(reader, row["location"])}


def _video(_: Reader, row: Row) -> dict[str, Any]:
    stores = (at(row["properties"], name, "resourceId") for name in ("storageServices", "mediaServices"))
    return {"flows.copy": flows(to(one) for one in stores if one)}


def _media(_: Reader, row: Row) -> dict[str, Any]:
    return {"flows.copy": flows(to(one["id"]) for one in row["properties"].get("storageAccounts") or () if one.get("id"))}


READ = (SITE, SLOT, CLUSTER, FABRIC, ENVIRONMENT, GROUP, BATCH, SPRING, HADOOP, AUTOMATION, VIDEO, MEDIA)
LISTS = {native_type: listed(native_type, *FLOWS, "tags") for native_type in (*READ, *BY_ITSELF, *PLAIN)}
MOUNTS = tuple(call for owner in (ENVIRONMENT, BATCH, SPRING) for call in CALLS[owner].values())
COLLECTOR = Collector(
    service="applications",
    native_types=dict.fromkeys(LISTS, "application"),
    calls=(*LISTS.values(), *BACKUPS.values(), *SETTINGS.values(), *MOUNTS, SPACES, LOCATIONS),
    collect=collect,
    where="account",
)
