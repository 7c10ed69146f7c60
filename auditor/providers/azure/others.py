"""Everything without a collector of its own: by type, with its place, so that nothing is invisible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import msgspec

from auditor.model import Resource
from auditor.providers.azure.collectors import COLLECTED
from auditor.providers.azure.common import described
from auditor.providers.azure.envelope import named_type
from auditor.providers.azure.tables import ALL
from auditor.providers.base import Call, Collector, Reader, Unknown

GROUP = "Microsoft.Resources/resourceGroups"
GROUPS = Call(
    "Microsoft.Resources",
    "ListResourceGroups",
    of=(GROUP,),
    permission="Microsoft.Resources/subscriptions/resourceGroups/read",
    lists=True,
)
EVERYTHING = Call(ALL.service, ALL.operation, permission=ALL.permission, lists=True)
PLUMBING = """
Microsoft.Advisor/configurations Microsoft.AlertsManagement/prometheusRuleGroups Microsoft.AlertsManagement/smartDetectorAlertRules
Microsoft.Automation/automationAccounts/runbooks Microsoft.Cdn/profiles/afdEndpoints Microsoft.Cdn/profiles/endpoints
Microsoft.CertificateRegistration/certificateOrders Microsoft.Compute/availabilitySets Microsoft.Compute/galleries/images
Microsoft.Compute/proximityPlacementGroups Microsoft.Compute/sshPublicKeys Microsoft.Compute/galleries/applications
Microsoft.Compute/galleries/applications/versions
Microsoft.Compute/virtualMachines Microsoft.Compute/virtualMachines/extensions Microsoft.Compute/virtualMachineScaleSets
Microsoft.DesktopVirtualization/applicationGroups Microsoft.DesktopVirtualization/hostPools Microsoft.DesktopVirtualization/workspaces
Microsoft.Insights/actionGroups Microsoft.Insights/activityLogAlerts Microsoft.Insights/autoscaleSettings
Microsoft.Insights/dataCollectionEndpoints Microsoft.Insights/metricAlerts
Microsoft.Insights/scheduledQueryRules Microsoft.Insights/webTests Microsoft.Insights/workbooks
Microsoft.ManagedIdentity/userAssignedIdentities Microsoft.Network/applicationGateways
Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies Microsoft.Network/applicationSecurityGroups
Microsoft.Network/azureFirewalls Microsoft.Network/bastionHosts Microsoft.Network/connections Microsoft.Network/ddosProtectionPlans
Microsoft.Network/expressRouteCircuits Microsoft.Network/firewallPolicies Microsoft.Network/frontdoorWebApplicationFirewallPolicies
Microsoft.Network/loadBalancers Microsoft.Network/localNetworkGateways Microsoft.Network/natGateways Microsoft.Network/networkInterfaces
Microsoft.Network/networkSecurityGroups Microsoft.Network/networkWatchers
Microsoft.Network/privateDnsZones/virtualNetworkLinks Microsoft.Network/privateEndpoints Microsoft.Network/publicIPAddresses
Microsoft.Network/routeTables Microsoft.Network/trafficManagerProfiles Microsoft.Network/virtualNetworkGateways
Microsoft.Network/virtualNetworks Microsoft.OperationsManagement/solutions Microsoft.Portal/dashboards Microsoft.Sql/servers/elasticPools
Microsoft.Web/certificates Microsoft.Web/hostingEnvironments Microsoft.Web/serverFarms Microsoft.Web/connections
Microsoft.Migrate/migrateProjects
"""
"""Types that hold no data of their own, or only what another resource of ours holds."""
HOLDERS = """
Microsoft.ApiManagement/service Microsoft.App/containerApps Microsoft.App/managedEnvironments
Microsoft.AppConfiguration/configurationStores Microsoft.AppPlatform/Spring Microsoft.Automation/automationAccounts
Microsoft.AVS/privateClouds Microsoft.Batch/batchAccounts Microsoft.ContainerInstance/containerGroups
Microsoft.ContainerService/containerServices Microsoft.ContainerService/managedClusters Microsoft.Dashboard/grafana
Microsoft.Databricks/workspaces Microsoft.BotService/botServices Microsoft.DataLakeStore/accounts Microsoft.Devices/provisioningServices
Microsoft.EventGrid/domains Microsoft.EventGrid/systemTopics Microsoft.EventGrid/topics Microsoft.HDInsight/clusters
Microsoft.HealthcareApis/workspaces Microsoft.Kusto/clusters Microsoft.Logic/workflows
Microsoft.MachineLearningServices/workspaces/onlineEndpoints Microsoft.Maps/accounts Microsoft.Media/mediaservices
Microsoft.NotificationHubs/namespaces Microsoft.NotificationHubs/namespaces/notificationHubs Microsoft.PowerBIDedicated/capacities
Microsoft.Purview/accounts Microsoft.Relay/namespaces Microsoft.ServiceFabric/clusters Microsoft.SignalRService/signalR
Microsoft.SignalRService/webPubSub Microsoft.StorageSync/storageSyncServices Microsoft.StreamAnalytics/streamingjobs
Microsoft.Synapse/workspaces Microsoft.Synapse/workspaces/sqlPools Microsoft.VideoIndexer/accounts Microsoft.Web/sites
Microsoft.Web/sites/slots Microsoft.Web/staticSites Microsoft.NetApp/netAppAccounts Microsoft.NetApp/netAppAccounts/capacityPools
Microsoft.HybridCompute/machines Microsoft.AzureStackHCI/clusters Microsoft.Kubernetes/connectedClusters Microsoft.Network/dnsZones
Microsoft.Network/privateDnsZones
"""
"""Types that hold or process data where they are, of which we read the place and nothing more."""
GENERIC = {*PLUMBING.split(), *HOLDERS.split()}
CANONICAL = {native_type.lower(): native_type for native_type in GENERIC}


class _Kinds(dict[str, str]):
    """Every native type is of the kind `other`; those we know are listed."""

    def __missing__(self, native_type: str) -> str:
        return "other"


ARC = frozenset({"microsoft.hybridcompute/machines", "microsoft.azurestackhci/clusters", "microsoft.kubernetes/connectedclusters"})
"""What Azure only manages: it stands where it stands, and its location is that of its description."""
MACHINES = {*ARC, "microsoft.compute/virtualmachines"}
UNSITED = Unknown("not_collected: Azure only manages it; name its site under `sites` in the configuration")


def understood(native_type: str) -> bool:
    """Whether we know what a type (in lower case) is."""
    return native_type in CANONICAL or native_type in COLLECTED


def collect(reader: Reader) -> Iterator[Resource]:
    """Resource groups, whose place is that of their metadata, then every row that no other collector takes."""
    for row in reader.pages(GROUPS):
        yield described(reader, GROUP, row, {})
    for row in reader.pages(EVERYTHING, without=COLLECTED):
        native_type = CANONICAL.get(row["type"]) or _named(row)
        if row["type"] in ARC:
            yield described(reader, native_type, row, {"site.country": UNSITED}, region=UNSITED)
        else:
            yield described(reader, native_type, row, {"site.country": None} if row["type"] in MACHINES else {})


def sited(resource: Resource, sites: Mapping[str, str]) -> Resource:
    """A machine that Azure only manages, in the country that the configuration gives for its name or its group."""
    names = [resource.name, resource.group or ""]
    country = next((country for site, country in sites.items() for name in names if fnmatchcase(name.lower(), site.lower())), None)
    if resource.native_type.lower() not in ARC or country is None:
        return resource
    unknown = {path: reason for path, reason in resource.unknown.items() if path not in {"region", "site.country"}}
    return msgspec.structs.replace(resource, facts={**resource.facts, "site": {"country": country}}, unknown=unknown)


def _named(row: dict[str, Any]) -> str:
    """A type as its own id spells it, where that is the type that was said."""
    spelled = named_type(row["written"])
    return spelled if spelled.lower() == row["type"] else str(row["type"])


COLLECTOR = Collector(
    service="inventory",
    native_types=_Kinds(
        {GROUP: "other", **{native_type: "machine" if native_type.lower() in MACHINES else "other" for native_type in GENERIC}}
    ),
    calls=(GROUPS, EVERYTHING),
    collect=collect,
    where="account",
)
