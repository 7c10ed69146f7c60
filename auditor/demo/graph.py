"""Microsoft Graph as one tenant shows it: what each address answers, chosen, filtered and in pages, in the documented shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from auditor.demo.json_stub import Answer, Fault, JsonStub, Query

Route = Callable[[Query], Any]
ROOT = "/v1.0"
GONE = Answer({"error": {"code": "Directory_ObjectNotFound", "message": "Unable to read the company information."}}, {}, 404)
PAGE = 100
"""What Graph gives at a time where nobody asks for another number."""
GRAPH, EXCHANGE = "00000003-0000-0000-c000-000000000000", "00000002-0000-0ff1-ce00-000000000000"
SETTINGS = {"sharingCapability": "existingExternalUserSharingOnly", "deletedUserPersonalSiteRetentionPeriodInDays": 30}


@dataclass
class Tenant:
    """What one tenant holds. `plans` are the names of service plans; `homes` maps a domain to the tenant that it is of."""

    id: str
    name: str
    country: str = "FR"
    domains: tuple[str, ...] = ()
    multi_geo: bool | None = None
    plans: tuple[str, ...] = ("EXCHANGE_S_ENTERPRISE", "TEAMS1", "SHAREPOINTENTERPRISE", "OFFICESUBSCRIPTION")
    users: Iterable[Mapping[str, Any]] = ()
    groups: Iterable[Mapping[str, Any]] = ()
    sites: Iterable[Mapping[str, Any]] = ()
    settings: Mapping[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    homes: Mapping[str, str] = field(default_factory=dict)
    principals: Iterable[Mapping[str, Any]] = ()
    applications: Iterable[Mapping[str, Any]] = ()
    grants: Iterable[Mapping[str, Any]] = ()
    assigned: Mapping[str, Iterable[Mapping[str, Any]]] = field(default_factory=dict)
    labels: Iterable[Mapping[str, Any]] = ()
    policies: Mapping[str, Iterable[str]] = field(default_factory=dict)


class Graph(JsonStub):
    """One tenant's Graph on loopback: each question of an address is a route of its own, and a domain that has no tenant is not found."""

    def __init__(self, tenant: Tenant) -> None:
        super().__init__(routes(tenant))

    def answer(self, path: str, query: Query) -> tuple[int, bytes, Mapping[str, str], Fault]:
        """That of the question which the filter tells."""
        asked = asked_of(path, query)
        if "findTenantInformation" in asked:
            self.routes.setdefault(asked, GONE)
        return super().answer(asked, query)


def person(id: str, *, guest: str = "", closed: str = "", licensed: bool = True, location: str | None = None) -> dict[str, Any]:
    """A user; a guest by the address that it has at home, one who left by the day of the last sign-in."""
    name = f"{guest.replace('@', '_')}#EXT#@commune.example" if guest else f"{id}@commune.example"
    return {
        "id": id,
        "displayName": f"Prénom Nom {id}",
        "userPrincipalName": name,
        "mail": guest or name,
        "userType": "Guest" if guest else "Member",
        "accountEnabled": not closed,
        "preferredDataLocation": location,
        "assignedLicenses": [{"disabledPlans": [], "skuId": "c7df2760-2c81-4ef7-b578-5b5392b571df"}] if licensed and not guest else [],
        "signInActivity": {"lastSuccessfulSignInDateTime": closed} if closed.startswith("2") else None,
    }


def site(number: str, name: str, host: str = "commune.sharepoint.com", code: str | None = None, *, root: bool = False) -> dict[str, Any]:
    """A site collection; the code of its geography is there in tenants that have several."""
    collection: dict[str, Any] = {"hostname": host} | ({"dataLocationCode": code} if code else {}) | ({"root": {}} if root else {})
    return {
        "id": f"{host},{number},65a04b8b-1f44-442b-a1fc-9e5852fb946c",
        "displayName": name,
        "webUrl": f"https://{host}" if root else f"https://{host}/sites/{number}",
        "siteCollection": collection,
        "isPersonalSite": "-my." in host,
    }


def label(id: str, name: str, days: int | None, action: str, *, used: bool = True) -> dict[str, Any]:
    """A retention label; for ever without days."""
    kind = "retentionDurationForever" if days is None else "retentionDurationInDays"
    return {
        "id": id,
        "displayName": name,
        "behaviorDuringRetentionPeriod": "retain",
        "actionAfterRetentionPeriod": action,
        "retentionTrigger": "dateCreated",
        "retentionDuration": {"@odata.type": f"#microsoft.graph.security.{kind}"} | ({} if days is None else {"days": days}),
        "isInUse": used,
    }


def application(id: str, name: str, owner: str, app: str = "", publisher: str = "") -> dict[str, Any]:
    """A service principal."""
    return {
        "id": id,
        "appId": app or f"app-{id}",
        "displayName": name,
        "appOwnerOrganizationId": owner,
        "servicePrincipalType": "Application",
        "verifiedPublisher": {"displayName": publisher or None, "verifiedPublisherId": None, "addedDateTime": None},
    }


def asked_of(path: str, query: Query) -> str:
    """The route that a request is of: Graph has one address for several questions, which only the filter tells apart."""
    wanted = query.get("$filter", "")
    if path == f"{ROOT}/users" and "Guest" in wanted:
        return f"{path}#guests"
    if path == f"{ROOT}/users" and "accountEnabled" in wanted:
        return f"{path}#closed"
    return f"{path}#geographies" if path == f"{ROOT}/sites" else path


def routes(tenant: Tenant) -> dict[str, Route]:
    """Address → its answer to a query."""
    users, people = [*tenant.users], f"{ROOT}/users"
    roots = [one for one in tenant.sites if "root" in one["siteCollection"]]
    found: dict[str, Iterable[Mapping[str, Any]]] = {
        f"{ROOT}/organization": [_organization(tenant)],
        f"{ROOT}/subscribedSkus": [_sku(tenant.plans)],
        people: [one for one in users if one["userType"] == "Member"],
        f"{people}#guests": [one for one in users if one["userType"] == "Guest"],
        f"{people}#closed": [one for one in users if one["userType"] == "Member" and not one["accountEnabled"]],
        f"{ROOT}/groups": [*tenant.groups],
        f"{ROOT}/sites#geographies": roots,
        f"{ROOT}/sites/getAllSites": [*tenant.sites],
        f"{ROOT}/servicePrincipals": [*tenant.principals],
        f"{ROOT}/applications": [*tenant.applications],
        f"{ROOT}/oauth2PermissionGrants": [*tenant.grants],
        f"{ROOT}/security/labels/retentionLabels": [*tenant.labels],
        "/beta/deviceManagement/configurationPolicies": [{"id": id, "isAssigned": True} for id in tenant.policies],
    }
    for id, values in tenant.policies.items():
        found[f"/beta/deviceManagement/configurationPolicies(%27{id}%27)/settings"] = [_setting(value) for value in values]
    for id, assigned in tenant.assigned.items():
        found[f"{ROOT}/servicePrincipals/{id}/appRoleAssignedTo"] = [*assigned]
    plain = {path: partial(_page, path, [*elements]) for path, elements in found.items()}
    return plain | {path: partial(_plain, body) for path, body in _single(tenant).items()}


def _single(tenant: Tenant) -> dict[str, Any]:
    """What is one thing, and no list."""
    roles = [{"id": f"role-{name}", "value": name} for name in ("Mail.Read", "Sites.Read.All", "User.Read.All")]
    home = f"{ROOT}/tenantRelationships/findTenantInformationByDomainName(domainName=%27"
    return (
        {f"{ROOT}/admin/sharepoint/settings": dict(tenant.settings)}
        | {f"{ROOT}/servicePrincipals/{id}": {"appRoles": roles} for id in tenant.assigned}
        | {
            f"{home}{domain}%27)": {"tenantId": id, "displayName": domain, "defaultDomainName": domain}
            for domain, id in tenant.homes.items()
        }
    )


def _plain(body: object, _: Query) -> Any:
    return body


def _page(path: str, elements: Sequence[Mapping[str, object]], query: Query) -> dict[str, Any]:
    """The elements from a token on, with the fields chosen; the address of the next page while there is one."""
    start, size = int(query.get("$skiptoken", 0)), int(query.get("$top", PAGE))
    names = query["$select"].split(",") if "$select" in query else None
    page = elements[start : start + size]
    body: dict[str, Any] = {"@odata.context": f"https://graph.microsoft.com{path}"}
    body["value"] = [{name: one[name] for name in names if name in one} for one in page] if names else page
    if start + size < len(elements):
        onward = {**query, "$skiptoken": str(start + size)}
        body["@odata.nextLink"] = f"https://graph.microsoft.com{path.partition('#')[0]}?{urlencode(onward)}"
    return body


def _organization(tenant: Tenant) -> dict[str, Any]:
    domains = [{"name": name, "isDefault": not number, "type": "Managed"} for number, name in enumerate(tenant.domains)]
    return {
        "id": tenant.id,
        "displayName": tenant.name,
        "countryLetterCode": tenant.country,
        "defaultUsageLocation": tenant.country,
        "isMultipleDataLocationsForServicesEnabled": tenant.multi_geo,
        "verifiedDomains": domains,
        "tenantType": "AAD",
    }


def _sku(plans: Iterable[str]) -> dict[str, Any]:
    names = [
        {"servicePlanId": name.lower(), "servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User"} for name in plans
    ]
    return {"id": "sku", "skuPartNumber": "ENTERPRISEPREMIUM", "capabilityStatus": "Enabled", "servicePlans": names}


def _setting(value: str) -> dict[str, Any]:
    """The diagnostic data of Office as a policy of Intune sets it."""
    name = "user_vendor_msft_policy_config_office16v2~policy~l_microsoftofficesystem~l_privacy~l_trustcenter_l_sendtelemetry"
    below = {
        "settingDefinitionId": f"{name}_l_sendtelemetrydropid",
        "choiceSettingValue": {"value": f"{name}_l_sendtelemetrydropid_{value}", "children": []},
    }
    return {"id": "0", "settingInstance": {"settingDefinitionId": name, "choiceSettingValue": {"value": f"{name}_1", "children": [below]}}}
