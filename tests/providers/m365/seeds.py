"""A tenant for each collector, in the shapes that Microsoft documents, and the facts that it must give."""

from __future__ import annotations

from typing import Any

from auditor.demo.graph import EXCHANGE, GRAPH, Tenant, application, label, person, site
from tests.emulators.graph import TENANT

ACCENTS = "99990000-aaaa-4aaa-8aaa-000000000001"
MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
PAGE = {
    "on": "2026-11-20",
    "document": "emplacement-des-donnees.pdf",
    "workloads": {
        "exchange": "France",
        "sharepoint": "FRA",
        "onedrive": "France",
        "teams": "EU Data Boundary",
        "copilot": "European Union",
    },
}
TOLD = {"location.declared_on": "2026-11-20", "location.document": "emplacement-des-donnees.pdf"}
SEALED = {"encryption.at_rest": True, "encryption.key": None}


def id_of(native_type: str, name: str) -> str:
    """The id of a thing of the tenant."""
    return f"m365:{TENANT}::M365::{native_type}:{name}"


def town(**more: Any) -> Tenant:
    """A tenant of a commune."""
    return Tenant(TENANT, "Ville de Rivemont", domains=("rivemont.example", "rivemont.onmicrosoft.com"), **more)


def tenant() -> tuple[Tenant, dict[str, Any]]:
    """What the tenant says of itself."""
    plans = ("EXCHANGE_S_ENTERPRISE", "LOCKBOX_ENTERPRISE", "M365_ADVANCED_DATA_RESIDENCY")
    return town(plans=plans), {
        id_of("Tenant", TENANT): {
            "name": "Ville de Rivemont",
            "tenant.country": "FR",
            "tenant.usage_location": "FR",
            "tenant.domains": ["rivemont.example", "rivemont.onmicrosoft.com"],
            "tenant.multi_geo": False,
            "tenant.lockbox": True,
            "tenant.byok": False,
            "tenant.advanced_data_residency": True,
            "region": None,
        },
        id_of("Directory", "directory"): {"encryption.at_rest": True},
        id_of("AuditLog", "audit"): {"encryption.at_rest": True},
    }


def workloads() -> tuple[Tenant, dict[str, Any]]:
    """Copilot, which the page places, and Viva, which it does not."""
    return town(plans=("M365_COPILOT_APPS", "VIVA_LEARNING_SEEDED")), {
        id_of("Copilot", "copilot"): {"region": "European Union", **TOLD},
        id_of("Viva", "viva"): {"name": "Microsoft Viva"},
    }


def messaging() -> tuple[Tenant, dict[str, Any]]:
    """Agents in two geographies, a group in a third, somebody who left, and a guest who counts for nobody."""
    users = [
        person("u1"),
        person("u2", location="FRA"),
        person("u3", location="NAM"),
        person("u4", closed="2025-01-15T08:00:00Z"),
        person("u5", closed="2025-03-15T08:00:00Z"),
        person("u6", closed="never", licensed=False),
        person("u7", guest="ami@ailleurs.example"),
    ]
    groups = [{"id": "g1", "preferredDataLocation": "DEU"}, {"id": "g2", "preferredDataLocation": None}]
    spread = {"flows.replication": [{"region": "FRA"}, {"region": "NAM"}, {"region": "DEU"}], "held.accounts": 6}
    return town(users=users, groups=groups), {
        id_of("Exchange", "exchange"): {"region": "France", **TOLD, **SEALED, **spread, "departed.count": 2},
        id_of("Teams", "teams"): {"region": "EU Data Boundary", **TOLD, **SEALED, **spread},
    }


def sites() -> tuple[Tenant, dict[str, Any]]:
    """Sites of two geographies, one of which says its own code and one does not; drives in both."""
    there = "commune-nam.sharepoint.com"
    held = [
        site("s0", "Accueil", code="FRA", root=True),
        site("s1", "Finances"),
        site("s2", "Home", there, "NAM", root=True),
        site("s3", "Twin town", there),
        site("p1", "Prénom Nom", "commune-my.sharepoint.com"),
        site("p2", "Prénom Nom", "commune-nam-my.sharepoint.com"),
    ]
    shared = {**SEALED, "public.access": False, "flows.share": None, "flows.replication": None}
    ids = [id_of("Site", one["id"]) for one in held[:4]]
    expected = {
        ids[0]: {"region": "FRA"},
        ids[1]: {"region": "FRA"},
        ids[2]: {"region": "NAM"},
        ids[3]: {"region": "NAM", "name": "Twin town"},
    }
    drives = {
        "region": "France",
        "held.accounts": 2,
        "departed.kept": "P30D",
        "flows.replication": [{"region": "FRA"}, {"region": "NAM"}],
        **TOLD,
    }
    closed = {"sharingCapability": "disabled", "deletedUserPersonalSiteRetentionPeriodInDays": 30}
    return town(sites=held, multi_geo=True, settings=closed), {
        **{id: {**shared, **facts} for id, facts in expected.items()},
        id_of("OneDrive", "onedrive"): {**SEALED, "public.access": False, **drives},
    }


def guests() -> tuple[Tenant, dict[str, Any]]:
    """Two of a tenant that has a name, one of an address that has none."""
    users = [
        person("u1"),
        person("u2", guest="a@accents.example"),
        person("u3", guest="b@accents.example"),
        person("u4", guest="c@libre.example"),
    ]
    return town(users=users, homes={"accents.example": ACCENTS}), {
        id_of("Guests", "accents.example"): {
            "flows.share": [{"account": ACCENTS, "country": "FR"}],
            "held.accounts": 2,
            "flows.copy": None,
        },
        id_of("Guests", "libre.example"): {"flows.share": [{"holder": "libre.example"}], "held.accounts": 1, "flows.copy": None},
    }


def apps() -> tuple[Tenant, dict[str, Any]]:
    """One that reads mail by itself, one that reads files in everybody's name, one that only signs in, ours and Microsoft's."""
    principals = [
        application("graph", "Microsoft Graph", MICROSOFT, GRAPH),
        application("exo", "Office 365 Exchange Online", MICROSOFT, EXCHANGE),
        application("a1", "Sauvegarde", ACCENTS, publisher="Accents"),
        application("a2", "Signature", "99990000-aaaa-4aaa-8aaa-000000000002"),
        application("a3", "Annuaire", ACCENTS),
        {**application("a4", "Nôtre", TENANT), "keyCredentials": [{"displayName": "CN=SSO", "endDateTime": "2026-12-24T08:00:00Z"}]},
        application("a5", "Stream", MICROSOFT),
    ]
    grants = [
        {"clientId": "a2", "consentType": "AllPrincipals", "scope": "openid Files.Read.All User.Read"},
        {"clientId": "a3", "consentType": "AllPrincipals", "scope": "openid profile User.Read"},
        {"clientId": "a3", "consentType": "Principal", "scope": "Mail.Read"},
    ]
    assigned = {"graph": [{"principalId": "a1", "appRoleId": "role-Mail.Read"}], "exo": [{"principalId": "a1", "appRoleId": "unheard"}]}
    to = [{"account": ACCENTS, "country": "FR"}]
    secret = {"displayName": "nuit", "endDateTime": "2026-12-20T22:59:59.123Z", "hint": "abc", "secretText": None}
    applications = [{"id": "o1", "appId": "app-o1", "displayName": "Portail", "passwordCredentials": [secret], "keyCredentials": []}]
    return town(principals=principals, grants=grants, assigned=assigned, applications=applications), {
        id_of("ThirdPartyApp", "app-a1"): {"name": "Sauvegarde", "flows.copy": to, "flows.share": None},
        id_of("ThirdPartyApp", "app-a2"): {"flows.copy": [{"account": "99990000-aaaa-4aaa-8aaa-000000000002"}]},
        id_of("ThirdPartyApp", "app-a3"): {"flows.copy": None},
    }


def labels() -> tuple[Tenant, dict[str, Any]]:
    """One that erases, one that keeps for ever, one that people decide on, one on nothing."""
    held = [
        label("l1", "Candidatures", 730, "delete"),
        label("l2", "Délibérations", None, "none"),
        label("l3", "Marchés", 3650, "startDispositionReview"),
        label("l4", "Essai", 30, "delete", used=False),
    ]
    return town(labels=held), {
        id_of("RetentionLabel", "l1"): {"name": "Candidatures", "retention.max": "P730D", "label.action": "erased", "label.in_use": True},
        id_of("RetentionLabel", "l2"): {"retention.max": None, "label.action": "nothing"},
        id_of("RetentionLabel", "l3"): {"label.action": "reviewed"},
        id_of("RetentionLabel", "l4"): {"retention.max": "P30D", "label.in_use": False},
    }


def telemetry() -> tuple[Tenant, dict[str, Any]]:
    """A policy that lets the least out, another that lets everything."""
    return town(policies={"p1": ["1"], "p2": ["2"]}), {id_of("Apps", "apps"): {"telemetry.level": "optional"}}


SEEDS = {
    "tenant": tenant,
    "workloads": workloads,
    "messaging": messaging,
    "sites": sites,
    "guests": guests,
    "apps": apps,
    "labels": labels,
    "telemetry": telemetry,
}
