"""The buckets of the demonstration: what a town hall keeps in object storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from auditor.demo.accounts import CCAS, IRELAND, LONDON, PARIS, SINGAPORE, TOWN, VIRGINIA
from auditor.demo.keys import CARE, CHILDHOOD, COMMON, PEOPLE, POPULATION, SAFETY
from auditor.demo.stories import FAIL, NOT_APPLICABLE, PASS, UNKNOWN
from auditor.model import Outcome


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket. `key` names the customer key that encrypts it (None: the provider's own); days None means kept for ever.

    `replica` is a bucket's name, or ACCOUNT/NAME for one that belongs to somebody else.
    """

    name: str
    activity: str = ""
    category: str = ""
    key: str | None = COMMON
    days: int | None = None
    earlier_days: int | None = None
    versions: bool = False
    replica: str = ""
    public: bool = False
    region: str = PARIS
    account: str = TOWN
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)


_MAIL, _CHILD, _CARE = "gestion-documentaire", "cantine-periscolaire", "soins-a-domicile"

ORDINARY = (
    Bucket("rivemont-ged-courrier", _MAIL, "messagerie_bureautique"),
    Bucket("rivemont-ged-projets", _MAIL, "messagerie_bureautique", versions=True, earlier_days=90),
    Bucket("rivemont-intranet", _MAIL, "messagerie_bureautique"),
    Bucket("rivemont-visioconference", _MAIL, "messagerie_bureautique", days=60),
    Bucket("rivemont-permis-de-construire", "urbanisme", "urbanisme"),
    Bucket("rivemont-declarations-intention-aliener", "urbanisme", "urbanisme"),
    Bucket("rivemont-plu-numerise", "urbanisme", "urbanisme"),
    Bucket("rivemont-sig-couches", "urbanisme", "urbanisme", versions=True, earlier_days=30, replica="rivemont-sig-couches-irlande"),
    Bucket("rivemont-sig-couches-irlande", "urbanisme", "urbanisme", versions=True, earlier_days=30, region=IRELAND),
    Bucket("rivemont-cadastre", "fiscalite-locale", "finances_fiscal"),
    Bucket("rivemont-taxe-de-sejour", "fiscalite-locale", "finances_fiscal"),
    Bucket("rivemont-deliberations", "deliberations", "deliberations", versions=True, replica="rivemont-deliberations-irlande"),
    Bucket("rivemont-deliberations-irlande", "deliberations", "deliberations", versions=True, region=IRELAND),
    Bucket("rivemont-marches-publics", "marches-publics", "marches_publics"),
    Bucket("rivemont-arretes", "deliberations", "deliberations"),
    Bucket("rivemont-conseil-municipal-seances", "deliberations", "deliberations"),
    Bucket("rivemont-factures", "paie-comptabilite", "paie_compta", PEOPLE),
    Bucket("rivemont-bulletins-de-paie", "paie-comptabilite", "paie_compta", PEOPLE),
    Bucket("rivemont-regies-recettes", "paie-comptabilite", "paie_compta", PEOPLE),
    Bucket("rivemont-formation-agents", "ressources-humaines", "rh", PEOPLE),
    Bucket("rivemont-badgeuse", "ressources-humaines", "rh", PEOPLE, days=730),
    Bucket("rivemont-cantine-menus-allergies", _CHILD, "enfance_scolaire", CHILDHOOD),
    Bucket("rivemont-inscriptions-scolaires", _CHILD, "enfance_scolaire", CHILDHOOD),
    Bucket("rivemont-accueil-loisirs", _CHILD, "enfance_scolaire", CHILDHOOD),
    Bucket("rivemont-creches-dossiers", "petite-enfance", "enfance_scolaire", CHILDHOOD),
    Bucket("rivemont-mediatheque-prets", "mediatheque", "culture_mediatheque", days=120),
    Bucket("rivemont-mediatheque-numerisation", "mediatheque", "culture_mediatheque"),
    Bucket("rivemont-conservatoire-inscriptions", "mediatheque", "culture_mediatheque"),
    Bucket("rivemont-cimetieres-concessions", "etat-civil", "etat_civil", POPULATION),
    Bucket("rivemont-recensement-citoyen", "etat-civil", "etat_civil", POPULATION),
    Bucket("rivemont-main-courante", "police-municipale", "police_municipale", SAFETY),
    Bucket("rivemont-proces-verbaux", "police-municipale", "police_municipale", SAFETY),
    Bucket("rivemont-stationnement-fps", "stationnement", "mobilite_geoloc", SAFETY),
    Bucket("rivemont-wifi-public-connexions", "wifi-public", "wifi_acces_public", days=365),
    Bucket("rivemont-elus-agendas", "elus-et-cabinet", "elus_politique"),
    Bucket("rivemont-archives-versements", "archives", "archives_publiques", versions=True),
    Bucket("rivemont-demarches-en-ligne", "relation-usagers", "usagers_gru"),
    Bucket("rivemont-site-web", "communication", "open_data", key=None, public=True),
    Bucket("rivemont-journaux-acces", "journalisation", "journaux", days=365),
    Bucket("rivemont-cloudtrail", "journalisation", "journaux", days=365),
    Bucket("ccas-aides-facultatives", "action-sociale", "action_sociale", account=CCAS),
    Bucket("ccas-logement-social", "action-sociale", "action_sociale", account=CCAS),
    Bucket("ccas-registre-canicule", "action-sociale", "action_sociale", account=CCAS),
    Bucket("ccas-ssiad-dossiers", _CARE, "sante", CARE, versions=True, earlier_days=30, account=CCAS),
)  # fmt: skip

TOLD = (
    Bucket(
        "rivemont-etat-civil-actes", "etat-civil", "etat_civil", POPULATION, versions=True, replica="rivemont-etat-civil-actes-us",
        story="etat-civil-virginie", expects={"LOC-009": FAIL, "TRF-001": FAIL},
    ),
    Bucket(
        "rivemont-etat-civil-actes-us", "etat-civil", "etat_civil", None, versions=True, region=VIRGINIA,
        story="etat-civil-virginie", expects={"LOC-003": FAIL, "TRF-001": FAIL},
    ),
    Bucket(
        "rivemont-video-centre-ville", "videoprotection", "videoprotection", SAFETY, 90,
        story="video-90-jours", expects={"RET-002": FAIL},
    ),
    Bucket(
        "rivemont-video-stade", "videoprotection", "videoprotection", SAFETY, 30, versions=True,
        story="video-versions", expects={"RET-002": FAIL},
    ),
    Bucket("rivemont-video-gare", "videoprotection", "videoprotection", SAFETY, 30, story="video-30-jours", expects={"RET-002": PASS}),
    Bucket("ccas-export-soins-2025", _CARE, "sante", None, region=LONDON, account=CCAS, story="sante-londres", expects={"LOC-004": FAIL}),
    Bucket("rivemont-dossiers-agents", "ressources-humaines", "rh", None, public=True, story="rh-public", expects={"SEC-001": FAIL}),
    Bucket(
        "rivemont-opendata", "open-data", "open_data", key=None, public=True,
        story="open-data-public", expects={"SEC-001": NOT_APPLICABLE},
    ),
    Bucket(
        "rivemont-opendata-miroir", "open-data", "open_data", key=None, public=True, region=VIRGINIA,
        story="open-data-public", expects={"SEC-001": NOT_APPLICABLE, "LOC-003": NOT_APPLICABLE},
    ),
    Bucket(
        "rivemont-recrutement", "ressources-humaines", "rh", None,
        story="cle-du-fournisseur", expects={"SEC-003": FAIL, "SEC-002": PASS},
    ),
    Bucket("rivemont-carrieres", "ressources-humaines", "rh", PEOPLE, story="cle-de-la-ville", expects={"SEC-012": FAIL}),
    Bucket("rivemont-divers", key=None, story="sans-categorie", expects={"GOV-001": FAIL}),
    Bucket("rivemont-test-prestataire", key=None, story="sans-categorie", expects={"GOV-001": FAIL}),
    Bucket("rivemont-ancien-nas", key=None, region=IRELAND, story="sans-categorie", expects={"GOV-001": FAIL}),
    Bucket(
        "rivemont-lettre-information", "lettre-information", "usagers_gru", None, region=VIRGINIA,
        story="lettre-virginie", expects={"LOC-003": FAIL, "TRF-001": FAIL},
    ),
    Bucket(
        "rivemont-signalements", "signalements", "usagers_gru", None, region=SINGAPORE,
        story="signalements-singapour", expects={"LOC-001": FAIL, "TRF-001": FAIL},
    ),
    Bucket(
        "rivemont-telereleve-eau", "compteurs-eau", "eau_energie_iot", None, region=LONDON,
        story="compteurs-londres", expects={"LOC-001": PASS, "TRF-001": PASS},
    ),
    Bucket(
        "rivemont-listes-electorales", "elections", "elections", POPULATION, versions=True, earlier_days=30,
        story="replication-refusee", expects={"LOC-009": UNKNOWN, "LOC-001": PASS},
    ),
    Bucket(
        "rivemont-permis-partages", "urbanisme", "urbanisme", versions=True, replica="999900001111/bureau-etudes-depot",
        story="replication-inconnue", expects={"LOC-009": UNKNOWN, "LOC-007": UNKNOWN, "LOC-001": PASS},
    ),
    Bucket("rivemont-cantine-export-2024", key=CHILDHOOD, story="supposee", expects={"GOV-001": FAIL, "SEC-012": FAIL}),
)  # fmt: skip

BUCKETS = (*ORDINARY, *TOLD)
"""Replication needs its target: those come after, when all buckets stand."""
