"""Applications of others that somebody consented to for the whole tenant: what they may read goes to who publishes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.m365.common import DOCS, PAGE, anywhere, call, country_of
from auditor.providers.observing import lift
from auditor.providers.shapes import joined
from auditor.providers.thin import named

APP = "M365::ThirdPartyApp"
LISTED = call("servicePrincipals", "ListServicePrincipals", "Application.Read.All", lists=True)
ROLES = call("servicePrincipals", "GetServicePrincipal", "Application.Read.All", "flows.copy", path="appRoles")
ASSIGNED = call("servicePrincipals", "ListAppRoleAssignedTo", "Application.Read.All", "flows.copy")
GRANTS = call("oauth2PermissionGrants", "ListPermissionGrants", "Directory.Read.All", "flows.copy")
REGISTERED = call("applications", "ListApplications", "Application.Read.All")
CREDENTIALS = ("passwordCredentials", "keyCredentials")
FIELDS = ",".join(("id,appId,displayName,appOwnerOrganizationId,servicePrincipalType,verifiedPublisher", *CREDENTIALS))
"""The credentials of a principal are what single sign-on signs with."""
HOLDERS = frozenset(
    {"00000003-0000-0000-c000-000000000000", "00000002-0000-0ff1-ce00-000000000000", "00000003-0000-0ff1-ce00-000000000000"}
)
"""Those whose permissions open the data: Microsoft Graph, Exchange Online, SharePoint Online, by their ids of application."""
MICROSOFT = frozenset({"f8cdef31-a31e-4b4a-93e4-5f571e91255a", "72f988bf-86f1-41af-91ab-2d7cd011db47"})
"""The tenants that Microsoft registers its own applications in."""
DATA = frozenset(
    "allsites calendar calendars callrecords channelmessage chat chatmessage contacts directory eas ews files full_access_as_app group"
    " imap mail mailboxitem mailboxsettings myfiles notes onlinemeetingrecording onlinemeetings onlinemeetingtranscript people pop sites"
    " tasks user".split()
)
"""The first words of permissions that open what people wrote, or who they are."""
TRIVIAL = frozenset({"user.read", "user.readbasic.all"})
"""Those by which somebody signs in, and sees who somebody is."""


def collect(reader: Reader) -> Iterator[Resource]:
    """Each that is neither ours nor Microsoft's, with what it was granted everywhere."""
    found, holders, ours = list[Mapping[str, Any]](), list[str](), list[Mapping[str, Any]]()
    for one in reader.pages(LISTED, **{"at": "/servicePrincipals", "$select": FIELDS, "$top": PAGE}):
        owner = str(one.get("appOwnerOrganizationId") or "").lower()
        if str(one.get("appId")).lower() in HOLDERS:
            holders.append(str(one.get("id")))
        elif owner == reader.account:
            ours.append(one)
        elif owner not in {reader.account, *MICROSOFT} and one.get("servicePrincipalType") == "Application":
            found.append(one)
    reader.ends("application", lift(_ending, ours))
    asked = {"at": "/applications", "$select": ",".join(("id", "appId", "displayName", *CREDENTIALS)), "$top": PAGE}
    reader.ends("application", lift(_ending, reader.all(REGISTERED, **asked)))
    delegated = lift(_delegated, reader.all(GRANTS, **{"at": "/oauth2PermissionGrants", "$filter": "consentType eq 'AllPrincipals'"}))
    granted = [delegated, *(_application(reader, holder) for holder in holders)]
    for one in found:
        went = joined(*(lift(partial(_went, reader, one), scopes) for scopes in granted))
        name = str(one.get("displayName") or one["id"])
        yield reader.resource(APP, named(reader, APP, str(one.get("appId") or one["id"])), name, {"flows.copy": went}, {}, anywhere(reader))


def _ending(apps: list[Mapping[str, Any]]) -> list[tuple[str, Any]]:
    """The secrets and certificates of applications, by the application's name and their own."""
    held = ((app, one) for app in apps for kind in CREDENTIALS for one in app.get(kind) or ())
    return [
        (" · ".join(filter(None, (str(app.get("displayName") or app["id"]), one.get("displayName")))), one["endDateTime"])
        for app, one in held
    ]


def _delegated(grants: Sequence[Mapping[str, object]]) -> dict[str, set[str]]:
    """Application → what it may do in everybody's name."""
    held = defaultdict[str, set[str]](set)
    for one in grants:
        if one["consentType"] == "AllPrincipals":
            held[str(one["clientId"])].update(str(one["scope"] or "").split())
    return held


def _application(reader: Reader, holder: str) -> Any:
    """Application → what it may do in its own name, on the data of one of Microsoft's services."""
    roles = reader.get(ROLES, **{"at": f"/servicePrincipals/{holder}", "$select": "appRoles"})
    assigned = reader.all(ASSIGNED, at=f"/servicePrincipals/{holder}/appRoleAssignedTo")
    return lift(_named_roles, roles, assigned)


def _named_roles(roles: Sequence[Mapping[str, object]], assigned: Sequence[Mapping[str, object]]) -> dict[str, set[str]]:
    names = {one["id"]: str(one["value"]) for one in roles}
    held = defaultdict[str, set[str]](set)
    for one in assigned:
        # A role that its own list has not is still one of the data's.
        held[str(one["principalId"])].add(names.get(one["appRoleId"], "full_access_as_app"))
    return held


def _went(reader: Reader, app: Mapping[str, Any], scopes: Mapping[str, set[str]]) -> Any:
    """The flow to its publisher; None where nothing that it was granted opens data."""
    opened = [name for name in scopes.get(str(app["id"]), ()) if name.lower() not in TRIVIAL and name.lower().split(".")[0] in DATA]
    if not opened:
        return None
    owner, publisher = str(app.get("appOwnerOrganizationId") or ""), str((app.get("verifiedPublisher") or {}).get("displayName") or "")
    holder = {"account": owner} if owner else {"holder": publisher or str(app.get("appId"))}
    return [{**holder, **country_of(reader, owner, publisher, str(app.get("appId")))}]


COLLECTOR = Collector(
    "apps",
    {APP: "transfer"},
    (LISTED, ROLES, ASSIGNED, GRANTS, REGISTERED),
    collect,
    where="account",
    never=(
        Absence(
            ("flows.share",), f"{DOCS}/graph/permissions-overview: an application reads by what it was consented to, and shares nothing"
        ),
    ),
)
