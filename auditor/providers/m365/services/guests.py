"""Guests, by the organisation that they come from: what it may see is shared with it. Nobody is named, each domain is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.m365.common import DOCS, PAGE, anywhere, call, country_of
from auditor.providers.observing import lift
from auditor.providers.thin import named

GUESTS = "M365::Guests"
LISTED = call("users", "ListGuests", "User.Read.All", "held.accounts", lists=True)
HOME = call(
    "tenantRelationships",
    "GetTenantInformationByDomainName",
    "CrossTenantInformation.ReadBasic.All",
    "flows.share",
    path="",
    must=("tenantId",),
    absent=frozenset({"Directory_ObjectNotFound", "Request_ResourceNotFound"}),
)
EXTERNAL = "#EXT#"


def collect(reader: Reader) -> Iterator[Resource]:
    """One a domain, with the tenant that it is of."""
    asked = {"at": "/users", "$filter": "userType eq 'Guest'", "$select": "id,mail,userPrincipalName", "$top": PAGE}
    counted = Counter(_domain(one) for one in reader.pages(LISTED, **asked))

    def shared(domain: str) -> Resource:
        at = f"/tenantRelationships/findTenantInformationByDomainName(domainName='{quote(domain, safe='')}')"
        home = lift(lambda said: [_share(reader, domain, said)], reader.get(HOME, at=at))
        facts = {"flows.share": home, "held.accounts": counted[domain]}
        return reader.resource(GUESTS, named(reader, GUESTS, domain), domain, facts, {}, anywhere(reader))

    yield from reader.map(shared, sorted(counted))


def _domain(guest: Mapping[str, object]) -> str:
    """The domain of a guest's own address, as it is written before it becomes a name in this directory."""
    mail, name = str(guest.get("mail") or ""), str(guest.get("userPrincipalName") or "")
    own = name.partition(EXTERNAL)[0].replace("_", "@") if EXTERNAL in name else name
    return (mail or own).rpartition("@")[2].lower() or "unknown"


def _share(reader: Reader, domain: str, tenant: Mapping[str, object] | None) -> dict[str, Any]:
    """With the tenant of that domain, or with a domain that has none."""
    if tenant is None:
        return {"holder": domain, **country_of(reader, domain)}
    return {"account": str(tenant["tenantId"]), **country_of(reader, domain, str(tenant["tenantId"]))}


COLLECTOR = Collector(
    "guests",
    {GUESTS: "transfer"},
    (LISTED, HOME),
    collect,
    where="account",
    never=(Absence(("flows.copy",), f"{DOCS}/entra/external-id/what-is-b2b: a guest works on what stays in this tenant"),),
)
