"""Everything without a collector of its own: by type, with its place, so that nothing is invisible."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from auditor.model import Resource
from auditor.providers.azure.collectors import COLLECTED
from auditor.providers.azure.common import Row, described
from auditor.providers.azure.envelope import named_type
from auditor.providers.azure.tables import ALL
from auditor.providers.contract import Call, Collector, Reader

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
Microsoft.Advisor/configurations Microsoft.AlertsManagement/actionRules Microsoft.AlertsManagement/prometheusRuleGroups
Microsoft.AlertsManagement/smartDetectorAlertRules Microsoft.App/managedEnvironments/certificates
Microsoft.AppConfiguration/configurationStores/replicas Microsoft.Automation/automationAccounts/runbooks
Microsoft.Cdn/profiles/afdEndpoints Microsoft.Cdn/profiles/endpoints Microsoft.CertificateRegistration/certificateOrders
Microsoft.CognitiveServices/accounts/projects Microsoft.Compute/availabilitySets Microsoft.Compute/capacityReservationGroups
Microsoft.Compute/diskAccesses
Microsoft.Compute/galleries/images Microsoft.Compute/hostGroups Microsoft.Compute/hostGroups/hosts
Microsoft.Compute/proximityPlacementGroups Microsoft.Compute/sshPublicKeys Microsoft.Compute/virtualMachines/extensions
Microsoft.ContainerRegistry/registries/replications Microsoft.ContainerRegistry/registries/webhooks
Microsoft.ContainerService/containerServices Microsoft.DesktopVirtualization/applicationGroups
Microsoft.DesktopVirtualization/scalingPlans Microsoft.DesktopVirtualization/workspaces Microsoft.DevTestLab/schedules
Microsoft.EventHub/clusters Microsoft.ExtendedLocation/customLocations Microsoft.HealthcareApis/workspaces
Microsoft.HealthcareApis/workspaces/iotconnectors Microsoft.HybridCompute/licenses Microsoft.HybridCompute/machines/extensions
Microsoft.Insights/activityLogAlerts Microsoft.Insights/autoscaleSettings
Microsoft.Insights/dataCollectionEndpoints Microsoft.Insights/metricAlerts Microsoft.Insights/privateLinkScopes
Microsoft.Insights/scheduledQueryRules Microsoft.Insights/webTests Microsoft.Insights/workbooks
Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments
Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments Microsoft.Maintenance/maintenanceConfigurations
Microsoft.ManagedIdentity/userAssignedIdentities Microsoft.Migrate/migrateProjects
Microsoft.NetApp/netAppAccounts Microsoft.NetApp/netAppAccounts/capacityPools Microsoft.NetApp/netAppAccounts/snapshotPolicies
Microsoft.Network/applicationGateways Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies
Microsoft.Network/applicationSecurityGroups Microsoft.Network/azureFirewalls Microsoft.Network/connections
Microsoft.Network/ddosProtectionPlans Microsoft.Network/dnsForwardingRulesets Microsoft.Network/dnsResolvers
Microsoft.Network/expressRouteCircuits Microsoft.Network/expressRouteGateways Microsoft.Network/firewallPolicies
Microsoft.Network/frontdoorWebApplicationFirewallPolicies Microsoft.Network/ipGroups Microsoft.Network/loadBalancers
Microsoft.Network/localNetworkGateways Microsoft.Network/natGateways Microsoft.Network/networkIntentPolicies
Microsoft.Network/networkInterfaces Microsoft.Network/networkManagers Microsoft.Network/networkProfiles
Microsoft.Network/networkSecurityGroups Microsoft.Network/networkSecurityPerimeters Microsoft.Network/networkWatchers
Microsoft.Network/privateDnsZones/virtualNetworkLinks Microsoft.Network/privateEndpoints Microsoft.Network/privateLinkServices
Microsoft.Network/publicIPAddresses Microsoft.Network/publicIPPrefixes Microsoft.Network/routeFilters Microsoft.Network/routeTables
Microsoft.Network/serviceEndpointPolicies Microsoft.Network/virtualHubs Microsoft.Network/virtualNetworkGateways
Microsoft.Network/virtualNetworks Microsoft.Network/virtualWans Microsoft.Network/vpnGateways Microsoft.Network/vpnSites
Microsoft.NotificationHubs/namespaces/notificationHubs Microsoft.OperationalInsights/queryPacks Microsoft.OperationsManagement/solutions
Microsoft.Portal/dashboards Microsoft.ResourceConnector/appliances Microsoft.Resources/templateSpecs
Microsoft.Resources/templateSpecs/versions Microsoft.SignalRService/signalR/replicas Microsoft.SignalRService/webPubSub/replicas
Microsoft.Sql/instancePools Microsoft.Sql/servers/elasticPools Microsoft.Sql/virtualClusters Microsoft.Synapse/workspaces/bigDataPools
Microsoft.Web/certificates Microsoft.Web/hostingEnvironments Microsoft.Web/serverFarms
"""
"""Types that hold no data of their own, or only what another resource of ours holds."""
HOLDING = """
Microsoft.Compute/galleries/applications Microsoft.Compute/galleries/applications/versions Microsoft.DesktopVirtualization/hostPools
Microsoft.Insights/actionGroups Microsoft.Monitor/accounts Microsoft.Network/bastionHosts
"""
"""Types that hold data (programs, sessions, names and numbers of people, measures, recordings) and of which nothing more is read."""
UNLISTED = {
    "microsoft.cognitiveservices/accounts/projects": "Microsoft.CognitiveServices/accounts/projects/connections",
    "microsoft.kusto/clusters": "Microsoft.Kusto/clusters/databases/tables",
}
"""Type of a thing (none: any) → what hangs on it or outlives it, which no list of the subscription shows and nobody asks for.

What the agents of a project alone are connected to. How long tables of Data Explorer keep rows where it is not as long as their
database does, and where they are exported to.
"""
GENERIC = frozenset((PLUMBING + HOLDING).split())
UNREAD = frozenset(HOLDING.lower().split())
CANONICAL = {native_type.lower(): native_type for native_type in GENERIC}


def unlisted(held: Collection[str]) -> list[str]:
    """What may be beside the types that are held (in lower case), of which no list says whether it is, as Azure spells it."""
    found = [one for of, several in UNLISTED.items() if (of in held if of else held) for one in several.split()]
    return [one for one in found if one.lower() not in held]


class _Kinds(dict[str, str]):
    """Every native type is of the kind `other`; those we know are listed."""

    def __missing__(self, native_type: str) -> str:
        return "other"


def understood(native_type: str) -> bool:
    """Whether we know what a type (in lower case) is, and read what it holds."""
    return native_type not in UNREAD and (native_type in CANONICAL or native_type in COLLECTED)


def collect(reader: Reader) -> Iterator[Resource]:
    """Resource groups, whose place is that of their metadata, then every row that no other collector takes."""
    for row in reader.pages(GROUPS):
        yield described(reader, GROUP, row, {})
    for row in reader.pages(EVERYTHING, without=COLLECTED):
        yield described(reader, named(row), row, {})


def named(row: Row) -> str:
    """The type of a row as Azure spells it, else as its own id does where that is the type that was said."""
    spelled = named_type(row["written"])
    return CANONICAL.get(row["type"]) or (spelled if spelled.lower() == row["type"] else str(row["type"]))


COLLECTOR = Collector(
    service="inventory",
    native_types=_Kinds(dict.fromkeys((GROUP, *GENERIC), "other")),
    calls=(GROUPS, EVERYTHING),
    collect=collect,
    where="account",
)
