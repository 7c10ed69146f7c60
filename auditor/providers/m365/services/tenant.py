"""The tenant itself, its directory and its audit log: what the contract says places neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.m365.common import DOCS, SKUS_AT, among, call, plans, skus, workload
from auditor.providers.observing import Unknown, lift
from auditor.providers.thin import named

TENANT, DIRECTORY, AUDIT = "M365::Tenant", "M365::Directory", "M365::AuditLog"
TOLD = ("tenant.country", "tenant.usage_location", "tenant.domains")
LICENSED = ("tenant.advanced_data_residency", "tenant.lockbox", "tenant.byok")
ORGANIZATIONS = call(
    "organization", "ListOrganizations", "Organization.Read.All", *TOLD, "tenant.multi_geo", of=(TENANT, DIRECTORY, AUDIT), lists=True
)
BOUGHT = skus(*LICENSED, of=(TENANT,))
FIELDS = "id,displayName,countryLetterCode,defaultUsageLocation,verifiedDomains,isMultipleDataLocationsForServicesEnabled"
NO_PERIOD = Unknown.of("not_collected", "how long the audit log is kept is told by the Purview portal and PowerShell, by no API of Graph")
SEALED = {"encryption.at_rest": True}
"""Service encryption is always on; with whose key, no API tells of the directory and of the audit log."""


def collect(reader: Reader) -> Iterator[Resource]:
    """The tenant as Graph describes it."""
    names = lift(plans, reader.all(BOUGHT, at=SKUS_AT))
    for one in reader.pages(ORGANIZATIONS, **{"at": "/organization", "$select": FIELDS}):
        facts = {**_tenant(one), **_licensed(names)}
        yield reader.resource(TENANT, named(reader, TENANT, reader.account), str(one.get("displayName") or reader.account), facts, {}, None)
        yield workload(reader, DIRECTORY, "Microsoft Entra ID", "directory", SEALED)
        yield workload(reader, AUDIT, "Microsoft Purview audit log", "audit", {**SEALED, "retention.max": NO_PERIOD})


def _tenant(one: Any) -> dict[str, Any]:
    """What it says of itself. The country is that of the contract, and places nothing."""
    silent = Unknown(ORGANIZATIONS.reason("empty_answer"))
    domains = lift(lambda found: [str(each["name"]) for each in found["verifiedDomains"]], one)
    return {
        "tenant.country": one.get("countryLetterCode") or silent,
        "tenant.usage_location": one.get("defaultUsageLocation"),
        "tenant.domains": domains,
        "tenant.multi_geo": bool(one.get("isMultipleDataLocationsForServicesEnabled")),
    }


def _licensed(names: object) -> dict[str, Any]:
    """What is bought: that it is also turned on, no API of Graph tells."""
    words = (("*ADVANCED_DATA_RESIDENCY", "*ADV_DATA_RES"), ("LOCKBOX",), ("CUSTOMER_KEY",))
    return {fact: lift(lambda found, told=told: among(found, *told), names) for fact, told in zip(LICENSED, words, strict=True)}


COLLECTOR = Collector(
    "tenant",
    {TENANT: "settings", DIRECTORY: "directory", AUDIT: "log_store"},
    (ORGANIZATIONS, BOUGHT),
    collect,
    where="account",
    never=(
        Absence(
            ("public.blocked", "encryption.default", "encryption.default_key"),
            f"{DOCS}/graph/api/resources/organization: a tenant has no object storage and no volumes",
            (TENANT,),
        ),
    ),
)
