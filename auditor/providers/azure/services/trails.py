"""Where the record of what happened goes: diagnostic settings, collection rules, network flow logs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.common import Row, at, children, described, found, listed, to
from auditor.providers.azure.diagnostics import SETTINGS, targets
from auditor.providers.azure.guests import GUEST, INSIDE, SCREENS, guests, screens
from auditor.providers.azure.services.applications import SPACES
from auditor.providers.azure.tables import ABOVE, ALL, MANAGED
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

SETTING, RULE = "Microsoft.Insights/diagnosticSettings", "Microsoft.Insights/dataCollectionRules"
WATCHER = "Microsoft.Network/networkWatchers"
FLOW, CAPTURE = f"{WATCHER}/flowLogs", f"{WATCHER}/packetCaptures"
WATCHERS = replace(listed(WATCHER), of=(CAPTURE,))
CAPTURES = children(CAPTURE, "flows.copy", of=CAPTURE)
EXPORT = "Microsoft.Security/automations"
COLLECTION, NETWORK, EXPORTS = (listed(one, "flows.copy", "tags") for one in (RULE, FLOW, EXPORT))
SOURCES = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
ROUTES = Call(SETTINGS.service, SETTINGS.operation, ("flows.copy",), (SETTING,), permission=SETTINGS.permission)
OF_GROUPS = "2020-01-01-preview"
"""The version in which management groups have settings."""
ENTRA = "Microsoft.AadIam/diagnosticSettings"
SIGN_INS = Call("Microsoft.AadIam", "ListDiagnosticSettings", ("flows.copy",), (ENTRA,), permission=f"{ENTRA}/read")
"""Of the tenant, asked once for all of its subscriptions: rights over a subscription give none over the tenant."""
LOGGED = frozenset(
    f"microsoft.{namespace}/{one}"
    for namespace, _, several in (
        row.strip().partition(": ")
        for row in """
        aad: domainservices
        analysisservices: servers
        apimanagement: service service/workspaces
        app: managedenvironments
        appconfiguration: configurationstores
        appplatform: spring
        attestation: attestationproviders
        automation: automationaccounts
        avs: privateclouds
        azureplayfab: titles
        batch: batchaccounts
        botservice: botservices
        cache: redis redisenterprise/databases
        cdn: cdnwebapplicationfirewallpolicies
        chaos: experiments
        codesigning: codesigningaccounts
        cognitiveservices: accounts
        communication: communicationservices
        confidentialledger: ledgers managedccfs
        containerinstance: containergroups
        containerregistry: registries
        containerservice: fleets managedclusters
        customproviders: resourceproviders
        d365customerinsights: instances
        dashboard: grafana
        databricks: workspaces
        datafactory: factories
        datalakeanalytics: accounts
        datalakestore: accounts
        dataprotection: backupvaults
        datashare: accounts
        dbformariadb: servers
        dbformysql: flexibleservers servers
        dbforpostgresql: flexibleservers servergroupsv2 servers
        desktopvirtualization: applicationgroups appattachpackages hostpools scalingplans workspaces
        devcenter: devcenters
        devices: iothubs provisioningservices
        digitaltwins: digitaltwinsinstances
        documentdb: databaseaccounts cassandraclusters mongoclusters
        durabletask: schedulers
        eventgrid: domains namespaces partnernamespaces partnertopics systemtopics topics
        eventhub: namespaces
        fabric: capacities
        hardwaresecuritymodules: cloudhsmclusters
        healthcareapis: services workspaces/dicomservices workspaces/fhirservices workspaces/iotconnectors
        healthdataaiservices: deidservices
        insights: autoscalesettings components
        keyvault: managedhsms vaults
        kubernetes: connectedclusters
        kusto: clusters
        loadtestservice: loadtests
        logic: integrationaccounts workflows
        machinelearningservices: registries workspaces workspaces/onlineendpoints
        media: mediaservices
        monitor: accounts
        netapp: netappaccounts/capacitypools/volumes
        network: applicationgateways azurefirewalls bastionhosts dnsresolverpolicies expressroutecircuits
        network: loadbalancers natgateways networkmanagers networksecuritygroups networksecurityperimeters p2svpngateways
        network: publicipaddresses publicipprefixes trafficmanagerprofiles virtualnetworkgateways virtualnetworks vpngateways
        networkanalytics: dataproducts
        networkfunction: azuretrafficcollectors
        notificationhubs: namespaces
        openenergyplatform: energyservices
        operationalinsights: workspaces
        powerbi: tenants tenants/workspaces
        powerbidedicated: capacities
        purview: accounts
        recoveryservices: vaults
        relay: namespaces
        search: searchservices
        servicebus: namespaces
        servicenetworking: trafficcontrollers
        signalrservice: signalr webpubsub
        sql: managedinstances managedinstances/databases servers/databases
        storagecache: amlfilesystems caches
        storagemover: storagemovers
        streamanalytics: streamingjobs
        synapse: workspaces workspaces/bigdatapools workspaces/kustopools workspaces/sqlpools
        timeseriesinsights: environments environments/eventsources
        videoindexer: accounts
        web: hostingenvironments sites sites/slots staticsites
    """.strip().splitlines()
    )
    for one in several.split()
)
"""Every type that Azure Monitor documents resource logs of, but for those whose own collector asks: storage accounts, Front Doors, CDN.

Nor are collection rules asked, which log no more than their own errors.
"""


ONE_PLACE = {"trail.multi_region": False, "trail.organization": False}


def collect(reader: Reader) -> Iterator[Resource]:
    """The settings of the tenant, the subscription, the groups above it and each resource that logs, then agents, rules and flow logs."""
    yield from _sign_ins(reader)
    own = {"id": f"/subscriptions/{reader.account}", "name": reader.account, "location": None}
    trails = reader.map(partial(_trail, reader), (own, *reader.pages(SOURCES, only=LOGGED)))
    yield from (trail for trail in trails if trail is not None)
    groups = reader.map(partial(_trail, reader), reader.pages(ABOVE))
    yield from (trail for trail in groups if trail is not None)
    yield from guests(reader, ONE_PLACE)
    yield from screens(reader, ONE_PLACE)
    yield from _captures(reader)
    for call, native_type, targeted in ((COLLECTION, RULE, _collected), (NETWORK, FLOW, _network), (EXPORTS, EXPORT, _exported)):
        yield from found(reader, call, partial(_routed, reader, native_type, targeted))


def _sign_ins(reader: Reader) -> Iterator[Resource]:
    """Who signed in, and what was done to accounts of people, wherever Entra ID sends it; where that may not be read, one that says so."""
    id = f"/providers/{ENTRA}"
    settings = reader.all(SIGN_INS, at=id, once=True)
    if settings:
        routes = lift(lambda seen: flows(flow for one in seen for flow in targets(one)), settings)
        told = {"flows.copy": routes, "trail.multi_region": True, "trail.organization": True}
        yield described(reader, ENTRA, {"id": id, "name": "Entra ID", "location": None}, told, regional=False)


def _trail(reader: Reader, row: Mapping[str, Any]) -> Resource | None:
    """All the settings of a resource as one trail; none where there is no setting; where they may not be read, one that says so.

    Those of a management group are of all that is below it, and asked once for all its subscriptions.
    """
    id, above = f"{row['id']}/providers/{SETTING}", row["id"].startswith(MANAGED)
    settings = reader.all(ROUTES, at=id, once=True, version=OF_GROUPS) if above else reader.all(ROUTES, at=id)
    if not settings:
        return None
    routes = lift(lambda seen: flows({**flow, "source": row["id"]} for one in seen for flow in targets(one)), settings)
    whole = above or row["id"] == f"/subscriptions/{reader.account}"
    told = {"flows.copy": routes, "trail.multi_region": whole, "trail.organization": above}
    return described(reader, SETTING, {"id": id, "name": row["name"], "location": row["location"]}, told, regional=not whole)


def _captures(reader: Reader) -> Iterator[Resource]:
    """What is recorded of a network, packet by packet, and where; of a watcher whose recordings may not be listed, one that says so."""
    row: Row
    for row in reader.pages(WATCHERS):
        kept = reader.all(CAPTURES, at=f"{row['id']}/packetCaptures")
        routes = lift(lambda seen: flows(flow for one in seen or () for flow in _captured(one)), kept)
        if routes:
            told = {"flows.copy": routes, **ONE_PLACE}
            trail: Row = {**row, "id": f"{row['id']}/packetCaptures/all".lower(), "name": f"{row['name']}/packetCaptures"}
            yield described(reader, CAPTURE, trail, told)


def _captured(capture: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    source = at(capture, "properties", "target")
    named = {"source": str(source).lower()} if source else {}
    store = at(capture, "properties", "storageLocation", "storageId")
    address = at(capture, "properties", "storageLocation", "storagePath")
    if store or address:
        yield {**(to(str(store)) if store else {"to": str(address).lower().partition("?")[0]}), **named}


def _routed(reader: Reader, native_type: str, targeted: Any, row: Row) -> Resource:
    return described(reader, native_type, row, {"flows.copy": flows(targeted(row)), **ONE_PLACE})


def _collected(row: Row) -> Iterator[dict[str, Any]]:
    """Every destination of a collection rule, whatever its sort."""
    for several in (row["properties"].get("destinations") or {}).values():
        yield from (target for one in several if isinstance(several, list) for target in _named(one))


def _exported(row: Row) -> Iterator[dict[str, Any]]:
    """What the security alerts of the subscription are sent to."""
    if row["properties"].get("isEnabled") is not False:
        yield from (target for one in row["properties"].get("actions") or () for target in _named(one))


def _named(destination: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    for name, value in destination.items():
        if name.lower().endswith("resourceid") and value:
            yield to(str(value).lower().partition("/eventhubs/")[0])
        elif name == "ingestionUri" and value:
            yield {"to": str(value).lower()}


def _network(row: Row) -> Iterator[dict[str, Any]]:
    """Who talked to whom, kept in a storage account and perhaps in a workspace."""
    properties = row["properties"]
    if properties.get("enabled") is False:
        return
    source = {"source": str(properties["targetResourceId"]).lower()} if properties.get("targetResourceId") else {}
    analytics = at(properties, "flowAnalyticsConfiguration", "networkWatcherFlowAnalyticsConfiguration") or {}
    workspace = analytics.get("workspaceResourceId") if analytics.get("enabled") is not False else None
    yield from ({**to(one), **source} for one in (properties.get("storageId"), workspace) if one)


COLLECTOR = Collector(
    service="trails",
    native_types=dict.fromkeys((SETTING, RULE, FLOW, CAPTURE, EXPORT, ENTRA, GUEST, *(call.of[0] for call in SCREENS)), "trail"),
    calls=(
        ABOVE,
        SOURCES,
        ROUTES,
        SIGN_INS,
        COLLECTION,
        NETWORK,
        EXPORTS,
        INSIDE,
        SPACES,
        WATCHERS,
        CAPTURES,
        *SCREENS,
    ),
    collect=collect,
    where="account",
)
