"""Where a resource is when the location written on it is not that: global services, edge zones, what Azure only manages."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from auditor.model import Resource
from auditor.providers.observing import Unknown
from auditor.reference.wildcards import wild

EVERYWHERE = (
    "microsoft.alertsmanagement/actionrules/",
    "microsoft.alertsmanagement/smartdetectoralertrules/",
    "microsoft.azureactivedirectory/b2cdirectories/",
    "microsoft.azureactivedirectory/ciamdirectories/",
    "microsoft.botservice/botservices/",
    "microsoft.cdn/",
    "microsoft.cognitiveservices/accounts/",
    "microsoft.insights/actiongroups/",
    "microsoft.insights/activitylogalerts/",
    "microsoft.insights/metricalerts/",
    "microsoft.maps/accounts/",
    "microsoft.network/dnszones/",
    "microsoft.network/frontdoors/",
    "microsoft.network/frontdoorwebapplicationfirewallpolicies/",
    "microsoft.network/privatednszones/",
    "microsoft.network/trafficmanagerprofiles/",
)
"""Types, and what is below them, whose location `global` means every region; of any other it says nothing of where the data is."""
ON_SITE = (
    "microsoft.azurearcdata/",
    "microsoft.azurestackhci/",
    "microsoft.connectedvmwarevsphere/",
    "microsoft.databoxedge/",
    "microsoft.edge/",
    "microsoft.hybridcompute/machines",
    "microsoft.hybridcontainerservice/",
    "microsoft.iotoperations/",
    "microsoft.kubernetes/connectedclusters",
    "microsoft.networkcloud/",
    "microsoft.resourceconnector/appliances",
    "microsoft.scvmm/",
)
"""How the types begin of what stands at the authority's own place, or a contractor's: its location is that of its description."""
PUBLISHED = (
    "astronomer.",
    "commvault.",
    "dell.",
    "dynatrace.",
    "informatica.",
    "lambdatest.",
    "microsoft.confluent/",
    "microsoft.datadog/",
    "microsoft.elastic/",
    "microsoft.logz/",
    "microsoft.saas/",
    "mongodb.",
    "neon.",
    "newrelic.",
    "paloaltonetworks.",
    "pinecone.",
    "purestorage.",
    "weightsandbiases.",
)
"""How the types begin of services that their publisher runs, wherever that is."""
UNSITED = Unknown.of("not_collected", "Azure only manages it; name its site under `sites` in the configuration")
AT_PUBLISHER = Unknown.of("not_collected", "its publisher runs it, and Azure does not say where")


def stands(native_type: str, location: str | None, extended: object) -> str | Unknown | None:
    """The region of a resource of that type: the location written on it, unless that is not where it stands."""
    kind, written = native_type.lower(), extended if isinstance(extended, Mapping) else {}
    apart = str(written.get("type")).lower()
    if kind.startswith(ON_SITE) or apart == "customlocation":
        return UNSITED
    if kind.startswith(PUBLISHED):
        return AT_PUBLISHER
    if apart == "edgezone":
        return Unknown.of("region_not_in_register", f"azure/{str(written.get('name')).lower()}")
    if location == "global" and not f"{kind}/".startswith(EVERYWHERE):
        return Unknown.of("not_collected", f"Azure does not say where a global {native_type} keeps its data")
    return location


def sited(resource: Resource, sites: Mapping[str, str]) -> Resource:
    """What Azure only manages, in the country that the configuration gives for its name, that of what it is part of, or its group."""
    if resource.unknown.get("region") != str(UNSITED.reason):
        return resource
    names = [resource.name, *resource.id.rpartition("/providers/")[2].split("/")[2::2], resource.group or ""]
    country = next((country for site, country in sites.items() for name in names if wild(site, cased=False).meets(name)), None)
    if country is None:
        return resource
    unknown = {path: reason for path, reason in resource.unknown.items() if path not in {"region", "site.country"}}
    return msgspec.structs.replace(resource, facts={**resource.facts, "site": {"country": country}}, unknown=unknown)
