"""The Microsoft 365 tenant of Rivemont: mail, teams, sites and drives of the services, beside what the town has in clouds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.demo.arm_tokens import TENANT
from auditor.demo.graph import GRAPH, Graph, Tenant, application, label, person, site
from auditor.demo.stories import FAIL, PASS, UNKNOWN, Planted
from auditor.model import Outcome

HOST, NORTH_AMERICA = "rivemont.sharepoint.com", "rivemontnam.sharepoint.com"
MICROSOFT = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"
PARTNER, PUBLISHER = "44444444-dddd-4ddd-8ddd-444444444444", "55555555-eeee-4eee-8eee-555555555555"
SITES = (
    ("accueil", "Intranet", HOST, "FRA"),
    ("finances", "Direction des finances", HOST, "FRA"),
    ("jumelage", "Jumelage avec Trois-Rivières", NORTH_AMERICA, "NAM"),
)
_FRANCE: Mapping[str, Outcome] = {"LOC-001": PASS}


def graph() -> Graph:
    """Graph as the tenant shows it, to be entered."""
    people = [person(f"agent{number}") for number in range(240)]
    people += [person(f"parti{number}", closed=f"2026-{number:02}-15T08:00:00Z") for number in range(1, 5)]
    people += [person(f"invite{number}", guest=f"contact{number}@bureau-etudes.example") for number in range(3)]
    held = [site(number, name, host, code, root=number in ("accueil", "jumelage")) for number, name, host, code in SITES]
    held += [site(f"agent{number}", f"Agent {number}", "rivemont-my.sharepoint.com") for number in range(240)]
    return Graph(
        Tenant(
            TENANT,
            "Ville de Rivemont",
            domains=("rivemont.example", "rivemont.onmicrosoft.com"),
            multi_geo=True,
            plans=(
                "EXCHANGE_S_ENTERPRISE",
                "TEAMS1",
                "SHAREPOINTENTERPRISE",
                "M365_COPILOT_APPS",
                "LOCKBOX_ENTERPRISE",
                "EXCHANGE_MULTIGEO",
            ),
            users=people,
            groups=[{"id": "g1", "preferredDataLocation": None}],
            sites=held,
            homes={"bureau-etudes.example": PARTNER},
            principals=[
                application("graph", "Microsoft Graph", MICROSOFT, GRAPH),
                application("sauvegarde", "Sauvegarde de messagerie", PUBLISHER, publisher="Éditeur fictif"),
            ],
            assigned={"graph": [{"principalId": "sauvegarde", "appRoleId": "role-Mail.Read"}]},
            labels=[label("dix-ans", "Courrier, dix ans", 3650, "delete"), label("trois-mois", "Brouillons, trois mois", 90, "delete")],
        )
    )


def planted() -> Iterator[Planted]:
    """What was planted, and what it must come to."""
    for name, workload in (("Exchange", "exchange"), ("Teams", "teams"), ("OneDrive", "onedrive")):
        yield Planted(_id(name, workload), "m365-france", _FRANCE)
    for number, _, host, code in SITES:
        story, expects = ("m365-amerique", {"LOC-001": FAIL}) if code == "NAM" else ("m365-france", _FRANCE)
        yield Planted(_id("Site", f"{host},{number},65a04b8b-1f44-442b-a1fc-9e5852fb946c"), story, expects)
    yield Planted(_id("Copilot", "copilot"), "m365-copilot", {"TRF-001": FAIL})
    yield Planted(_id("Guests", "bureau-etudes.example"), "m365-invites", {"SEC-011": FAIL})
    yield Planted(_id("ThirdPartyApp", "app-sauvegarde"), "m365-application", {"LOC-009": UNKNOWN})
    yield Planted(_id("RetentionLabel", "dix-ans"), "m365-etiquette", {"RET-020": FAIL})
    yield Planted(_id("RetentionLabel", "trois-mois"), "m365-etiquette-courte", {"RET-020": PASS})


def _id(native_type: str, name: str) -> str:
    return f"m365:{TENANT}::M365::{native_type}:{name}"
