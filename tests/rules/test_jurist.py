"""Cases as a jurist would put them, each from what a cloud says of a resource to what the shipped rules conclude."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome
from tests.rules.test_traps import ACCOUNT, held

PASS, FAIL, UNKNOWN, APART = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
US, ZURICH, LONDON, DUBLIN = ({"region": region} for region in ("us-east-1", "eu-central-2", "eu-west-2", "eu-west-1"))
CLAUSES = {"instrument": "scc", "reference": "contrat 7", "country": "US", "valid_until": "2027-10-01", "tia": "2026-03-01"}
DPF = {"instrument": "dpf", "reference": "dataprivacyframework.gov", "provider": "aws", "valid_until": "2027-10-01"}
MODEL, PUBLIC_IMAGE = {"kind": "model"}, {"kind": "image", "public__access": True}
DEROGATION = {"instrument": "derogation", "reference": "art. 49", "country": "US", "valid_until": "2027-10-01"}


def safe(*found: dict[str, Any]) -> dict[str, Any]:
    """Transfers that the authority has documented."""
    return {"context": {"known": {"safeguards": [*found]}}}


def said(**answers: str) -> dict[str, Any]:
    """What the authority answers; `LOC_021` stands for LOC-021."""
    told = [
        {"rule": rule.replace("_", "-"), "answer": word, "by": "DPO", "on": "2026-01-01", "until": "2027-06-01"}
        for rule, word in answers.items()
    ]
    return {"context": {"known": {"answers": told}}}


def to(role: str, **where: Any) -> dict[str, Any]:
    """A flow of a resource in Paris."""
    return {f"flows__{role}": [{"account": ACCOUNT, **where}]}


def own(offer: str) -> dict[str, Any]:
    """A cloud that speaks the API of OpenStack, and who runs it."""
    return {"provider": "openstack", "offer": offer, "region": None}


def log(name: str, kept: str) -> dict[str, Any]:
    """A log kept for so long."""
    return {"kind": "log_store", "retention__max": kept, "name": name}


CASES: dict[str, tuple[str, dict[str, Any], dict[str, Outcome]]] = {
    # Elections, staff and minors abroad
    "listes électorales à Zurich": ("elections", ZURICH, {"LOC-001": PASS, "LOC-022": APART}),
    "listes électorales en Virginie, sans rien": ("elections", US, {"LOC-001": UNKNOWN, "LOC-003": FAIL}),
    "listes électorales en Virginie, clauses et analyse": ("elections", US | safe(CLAUSES), {"LOC-001": PASS, "LOC-003": PASS}),
    "clauses sans analyse d’impact": ("elections", US | safe({**CLAUSES, "tia": None}), {"LOC-001": UNKNOWN}),
    "une dérogation ne fonde pas un stockage": ("hr", US | safe(DEROGATION), {"LOC-001": UNKNOWN}),
    "inscription au DPF prouvée": ("hr", US | safe(DPF), {"LOC-001": PASS, "LOC-003": PASS}),
    "le DPF ne vaut pas pour Singapour": ("hr", {"region": "ap-southeast-1"} | safe(DPF), {"LOC-001": FAIL}),
    "enfants au Japon, destinataire non prouvé": ("childhood", {"region": "ap-northeast-1"}, {"LOC-001": UNKNOWN}),
    "agents en Corée": ("hr", {"region": "ap-northeast-2"}, {"LOC-001": PASS}),
    "agents aux Émirats": ("hr", {"region": "me-central-1"}, {"LOC-001": FAIL}),
    "service mondial, pays que nul ne dit": ("hr", {"region": "aws-global"}, {"LOC-001": UNKNOWN, "LOC-007": FAIL, "LOC-008": PASS}),
    "messagerie à Singapour": ("office_mail", {"kind": "mail_service", "region": "ap-southeast-1"}, {"LOC-001": FAIL}),
    "fonction en Virginie, destinataire non prouvé": ("hr", {"kind": "function"} | US, {"LOC-001": UNKNOWN}),
    "application qui traite partout": ("hr", {"kind": "application"} | to("processing", country=None), {"TRF-009": FAIL}),
    "application, journaux en Virginie": ("hr", {"kind": "application"} | to("logs", region="us-east-1"), {"LOC-012": FAIL}),
    "règles d’entreprise sans analyse": ("hr", US | safe({**CLAUSES, "instrument": "bcr", "tia": None}), {"LOC-001": UNKNOWN}),
    # Police and justice
    "police en Virginie, clauses du RGPD": ("municipal_police", US | safe(CLAUSES), {"LOC-022": FAIL}),
    "police, réplique à Zurich": ("municipal_police", to("replication", region="eu-central-2"), {"LOC-022": FAIL, "LOC-009": FAIL}),
    "police, journaux à Zurich": ("municipal_police", to("logs", region="eu-central-2"), {"LOC-012": FAIL}),
    "police, sauvegarde à Zurich": ("municipal_police", to("backup", region="eu-central-2"), {"LOC-022": FAIL, "LOC-013": FAIL}),
    "agents, réplique à Zurich": ("hr", to("replication", region="eu-central-2"), {"LOC-009": PASS}),
    "police à Londres": ("municipal_police", LONDON, {"LOC-022": PASS, "LOC-001": APART}),
    "police et agents à Zurich": ("municipal_police, hr", ZURICH, {"LOC-022": FAIL, "LOC-001": PASS}),
    "police dans l’Union entière": ("municipal_police", {"provider": "gcp", "region": "EU"}, {"LOC-022": PASS}),
    "police, réplique à Nouméa": ("municipal_police", to("replication", country="NC"), {"LOC-022": PASS, "LOC-015": UNKNOWN}),
    "caméras à Zurich, à seule fin de gestion": ("video", ZURICH | said(LOC_022="yes"), {"LOC-022": PASS}),
    "caméras et police à Zurich, quoi qu’on réponde": ("video, municipal_police", ZURICH | said(LOC_022="yes"), {"LOC-022": FAIL}),
    # Civil status
    "état civil en Irlande": ("civil_status", DUBLIN | said(LOC_021="yes"), {"LOC-021": FAIL, "LOC-001": PASS}),
    "état civil à Paris, nul n’a dit qui héberge": ("civil_status", {}, {"LOC-021": UNKNOWN}),
    "état civil à Paris, hébergeur français": ("civil_status", said(LOC_021="yes"), {"LOC-021": PASS}),
    "état civil, sauvegarde à Francfort": ("civil_status", to("backup", region="eu-central-1") | said(LOC_021="yes"), {"LOC-021": FAIL}),
    "état civil, cache mondial": ("civil_status", {"kind": "cdn"} | to("cache", country=None) | said(LOC_021="yes"), {"LOC-021": FAIL}),
    "instantané de l’état civil en Irlande": ("civil_status", {"kind": "snapshot"} | DUBLIN | said(LOC_021="yes"), {"LOC-021": FAIL}),
    # Archives
    "archives définitives en Irlande, sans autorisation": ("archives définitives", DUBLIN | said(LOC_005="no"), {"LOC-005": FAIL}),
    "archives intermédiaires en Irlande": ("archives intermédiaires", DUBLIN, {"LOC-005": APART, "LOC-006": UNKNOWN}),
    # Health
    "soins dans l’Union entière": ("health", {"provider": "gcp", "region": "EU"}, {"LOC-004": PASS, "HDS-001": UNKNOWN}),
    "soins en Norvège": ("health", {"provider": "azure", "region": "norwayeast"}, {"LOC-004": PASS}),
    "soins à Zurich": ("health", ZURICH, {"LOC-004": FAIL, "LOC-001": PASS}),
    "soins dans un service mondial": ("health", {"region": "aws-global"}, {"LOC-004": UNKNOWN}),
    "assistant de soins à Zurich": ("health", MODEL | to("processing", region="eu-central-2"), {"LOC-004": PASS, "LOC-024": PASS}),
    "assistant de soins interrogé partout": ("health", MODEL | to("processing", country=None), {"LOC-004": PASS, "LOC-024": FAIL}),
    "assistant de soins interrogé à Nouméa": ("health", MODEL | to("processing", country="NC"), {"LOC-024": PASS}),
    "soins sur des machines d’on ne sait qui": ("health", {"provider": "private", "region": None}, {"HDS-001": UNKNOWN}),
    "soins sur un OpenStack de la collectivité": ("health", own("private") | said(HDS_001="yes"), {"HDS-001": PASS}),
    "soins sur l’OpenStack d’un hébergeur, quoi qu’on réponde": ("health", own("ovh") | said(HDS_001="yes"), {"HDS-001": UNKNOWN}),
    # Overseas
    "agents à Nouméa": ("hr", to("replication", country="NC"), {"LOC-009": PASS, "LOC-015": UNKNOWN}),
    "agents à La Réunion": ("hr", to("replication", country="RE"), {"LOC-009": PASS, "LOC-015": PASS}),
    "agents à Monaco": ("hr", to("replication", country="MC"), {"LOC-009": FAIL}),
    "agents à Jersey": ("hr", to("replication", country="JE"), {"LOC-009": PASS}),
    # Open data and data of no person
    "données ouvertes en Virginie": ("open_data", US, {"LOC-001": APART, "LOC-003": APART, "LOC-007": APART}),
    "image publique de données ouvertes": ("open_data", PUBLIC_IMAGE, {"LOC-011": APART, "SEC-001": APART}),
    "image publique de fichiers d’usagers": ("user_relations", PUBLIC_IMAGE, {"LOC-011": FAIL, "SEC-001": FAIL}),
    "données ouvertes et usagers, en Virginie": ("open_data, user_relations", US, {"LOC-001": UNKNOWN}),
    "journal de données ouvertes, gardé dix ans": ("open_data", log("audit", "P10Y"), {"RET-005": APART}),
    # Logs, wifi, video
    "journal d’accès gardé dix ans": ("logs", log("audit-acces", "P10Y"), {"RET-005": FAIL}),
    "traces d’un programme, trois jours": ("logs", log("debug-app", "P3D"), {"RET-004": APART}),
    "journal dont nul ne sait l’objet, trois jours": ("logs", log("x", "P3D"), {"RET-004": UNKNOWN}),
    "wifi public dans un compartiment sans fin": ("public_wifi", {"retention__max": None}, {"RET-014": FAIL}),
    "comptes du wifi dans une base": ("public_wifi", {"kind": "database"}, {"RET-014": UNKNOWN}),
    "vidéoprotection sur un disque": ("video", {"kind": "volume"}, {"RET-002": UNKNOWN}),
    "vidéoprotection, instantané gardé sans fin": ("video", {"kind": "snapshot"} | said(RET_002="no"), {"RET-002": FAIL}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_as_a_jurist_would_conclude(name: str) -> None:
    """No false conformity, and no falsehood stated as law."""
    category, options, expected = CASES[name]
    found = held(category, **options)
    assert {rule: found.get(rule, APART) for rule in expected} == expected


@pytest.mark.parametrize("kind", ["object_store", "database", "volume", "file_system", "snapshot", "table", "backup_vault"])
@pytest.mark.parametrize("region", ["eu-west-1", "eu-central-1", "us-east-1", "eu-central-2"])
def test_no_civil_status_passes_abroad(kind: str, region: str) -> None:
    """Whatever is answered, and however it is kept."""
    assert held("civil_status", kind=kind, region=region, **said(LOC_021="yes", LOC_023="yes", LOC_025="yes"))["LOC-021"] is FAIL
