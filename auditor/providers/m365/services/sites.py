"""SharePoint sites and OneDrive: each site where its geography is, the drives of people counted and not named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.m365.common import DOCS, SKUS_AT, call, elsewhere, plans, sealed, skus
from auditor.providers.noted import noted
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import days
from auditor.providers.thin import named

SITE, ONEDRIVE = "M365::Site", "M365::OneDrive"
SITES = call("sites", "ListAllSites", "Sites.Read.All", "held.accounts", of=(SITE, ONEDRIVE), lists=True)
GEOGRAPHIES = call("sites", "ListGeographies", "Sites.Read.All", "region", "flows.replication")
SETTINGS = call(
    "sharepoint",
    "GetSettings",
    "SharePointTenantSettings.Read.All",
    "public.access",
    "flows.share",
    "departed.kept",
    path="",
    must=("sharingCapability",),
)
BOUGHT = skus("encryption.key")
FIELDS = "id,displayName,webUrl,siteCollection,isPersonalSite"
ANYONE, NOBODY = "externalUserAndGuestSharing", "disabled"
MAY_BE = Unknown.of("not_collected", "the tenant lets links be made that open to anyone; Graph does not tell which sites have such links")
WITH_WHOM = Unknown.of("not_collected", "the tenant lets people share outside; Graph does not tell with whom each site is shared")
NO_BACKUP = Unknown.of("not_collected", "whether Microsoft 365 Backup or another keeps copies is not told by this API")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every site of every geography, then OneDrive as one."""
    roots = lift(
        _geographies,
        reader.all(GEOGRAPHIES, **{"at": "/sites", "$filter": "siteCollection/root ne null", "$select": "siteCollection,webUrl"}),
    )
    settings = reader.get(SETTINGS, at="/admin/sharepoint/settings")
    open_to = {**_sharing(settings), **sealed(lift(plans, reader.all(BOUGHT, at=SKUS_AT))), "backup.retention": NO_BACKUP}
    drives = Counter[str]()
    place, told = noted(reader, "sharepoint")
    for one in reader.pages(SITES, **{"at": "/sites/getAllSites", "$select": FIELDS}):
        host = _host(one)
        if one.get("isPersonalSite") or "-my." in host:
            drives[host] += 1
            continue
        code = lift(lambda found, one=one, host=host: _code(one, host, found), roots)
        here, by = (code, {}) if code else (place, told)
        id, name = str(one.get("id") or one.get("webUrl")), str(one.get("displayName") or one.get("webUrl") or one.get("id"))
        yield reader.resource(SITE, named(reader, SITE, id), name, {**open_to, **by}, {}, here)
    if drives:
        yield _onedrive(reader, drives, roots, settings, open_to)


def _onedrive(reader: Reader, drives: Mapping[str, int], roots: object, settings: object, facts: Mapping[str, object]) -> Resource:
    """All drives of people: the place of the workload, and every geography that holds some."""
    place, told = noted(reader, "onedrive")
    spread = lift(lambda found: elsewhere(place, {code for host in drives if (code := _of_host(host, found))}), roots)
    kept = lift(lambda said: days(said.get("deletedUserPersonalSiteRetentionPeriodInDays")), settings)
    counted = {"flows.replication": spread, "departed.kept": kept, "held.accounts": sum(drives.values())}
    place = spread if isinstance(spread, Unknown) else place
    return reader.resource(ONEDRIVE, named(reader, ONEDRIVE, "onedrive"), "OneDrive", {**facts, **told, **counted}, {}, place)


def _host(one: Mapping[str, Any]) -> str:
    """The host of a site, which each geography of a tenant has its own of."""
    collection = one.get("siteCollection") or {}
    return str(
        collection.get("hostname") or collection.get("hostName") or str(one.get("webUrl")).partition("://")[2].partition("/")[0]
    ).lower()


def _geographies(roots: list[Mapping[str, Any]]) -> dict[str, str]:
    """Host → code of the geography; none in a tenant that has only one."""
    return {_host(one): str(code) for one in roots if (code := (one.get("siteCollection") or {}).get("dataLocationCode"))}


def _of_host(host: str, roots: Mapping[str, str]) -> str:
    return roots.get(host) or roots.get(host.replace("-my.", ".", 1)) or ""


def _code(one: Mapping[str, Any], host: str, roots: Mapping[str, str]) -> str:
    """Where a site is, as it says itself or as the root of its geography does; empty in a tenant that has only one."""
    return str((one.get("siteCollection") or {}).get("dataLocationCode") or _of_host(host, roots))


def _sharing(settings: object) -> dict[str, Any]:
    """What the tenant lets be shared is the most that a site can do."""
    allowed = lift(lambda said: str(said["sharingCapability"]), settings)
    return {
        "public.access": lift(lambda most: MAY_BE if most == ANYONE else False, allowed),
        "flows.share": lift(lambda most: None if most == NOBODY else WITH_WHOM, allowed),
    }


COLLECTOR = Collector(
    "sites",
    {SITE: "file_system", ONEDRIVE: "file_system"},
    (SITES, GEOGRAPHIES, SETTINGS, BOUGHT),
    collect,
    where="account",
    never=(
        Absence(
            ("flows.replication",),
            f"{DOCS}/microsoft-365/enterprise/m365-dr-overview: the content of a site is stored at rest within its geography only",
            (SITE,),
        ),
    ),
)
