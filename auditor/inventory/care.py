"""Whether health data comes from care, which is what certified hosting is about, or is to be qualified first: diets, staff certificates."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.inventory.known import Known
from auditor.reference.categories import folded

HEALTH, OTHER = "health", "health_other"
QUESTION = "HDS-012"
"""Its answer says whether the data is outside certified hosting; without one, whatever speaks of something else is to be qualified."""
ELSEWHERE = frozenset({"childhood", "hr", OTHER})
"""Beside these, health data is as a rule that of a school, a canteen or an employer."""
CARE = frozenset({"social_care"})
_CARE_WORDS = re.compile(
    r"\b(soins?|ssiad|ehpad|pmi|patients?|hopital|clinique|infirmiere?s?|vaccin\w*|telemedecine|centres? de sante|service de sante)\b"
)
_OTHER_WORDS = re.compile(
    r"\b(cantines?|restauration (scolaire|collective)|regimes? alimentaires?|repas|allergies?|pai|fiches? sanitaires?|"
    r"periscolaires?|ecoles?|scolaires?|creches?|alsh|rh|drh|sirh|agents?|personnels?|paie|"
    r"certificats? medica\w+|arrets? (de travail|maladie)|sport\w*|associations?)\b"
)


def add_health(names: Iterable[str], known: Known) -> None:
    """Add `data.health`. `names` are those of the resource and of its activities; `facts` hold its categories and its answers."""
    if hole := known.hole("data.categories"):
        known.unknown["data.health"] = hole
        return
    known.facts["data"]["health"] = _origin({*known.facts["data"]["categories"]}, names, known.facts["answers"].get(QUESTION))


def _origin(categories: set[str], names: Iterable[str], answer: str | None) -> str | None:
    if HEALTH not in categories:
        return "not_care" if OTHER in categories else None
    words = " ".join(folded(name[:256]).replace("-", " ") for name in names)
    care = categories & CARE or _CARE_WORDS.search(words)
    if care or not (categories & ELSEWHERE or _OTHER_WORDS.search(words)):
        return "care"
    return {"yes": "not_care", "no": "care"}.get(answer or "", "to_qualify")
