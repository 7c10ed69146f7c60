"""Whether health data comes from care, which is what certified hosting is about, or is to be qualified first: diets, staff certificates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from auditor.inventory.known import Known
from auditor.reference.categories import folded

HEALTH, OTHER = "health", "health_other"
QUESTION = "HDS-012"
"""Its answer says whether the data is outside certified hosting; without one, whatever speaks of something else is to be qualified."""
ELSEWHERE = frozenset({"childhood", "hr", OTHER})
"""Beside these, health data is as a rule that of a school, a canteen or an employer."""
CARE = frozenset({"social_care"})
_CARE, _ELSE = "care", "else"
_CARE_WORDS = re.compile(
    r"\b(soins?|ssiad|ehpad|pmi|patients?|hopital|clinique|infirmiere?s?|vaccin\w*|telemedecine|centres? de sante|service de sante)\b"
)
_OTHER_WORDS = re.compile(
    r"\b(cantines?|restauration (scolaire|collective)|regimes? alimentaires?|repas|allergies?|pai|fiches? sanitaires?|"
    r"periscolaires?|ecoles?|scolaires?|creches?|alsh|rh|drh|sirh|agents?|personnels?|paie|"
    r"certificats? medica\w+|arrets? (de travail|maladie)|sport\w*|associations?)\b"
)


def spoken_of(names: Iterable[str]) -> frozenset[str]:
    """What the names of a resource and of its activities speak of: care, something else, both."""
    words = " ".join(folded(name[:256]).replace("-", " ") for name in names)
    return frozenset(sort for sort, said in ((_CARE, _CARE_WORDS), (_ELSE, _OTHER_WORDS)) if said.search(words))


def add_health(speaks: Collection[str], known: Known) -> None:
    """Add `data.health`. `speaks` is what its names speak of; the facts hold its categories and its answers.

    Data from care stays that, whatever else may be with it.
    """
    found = _origin({*known.facts["data"].get("categories", ())}, speaks, known.facts["answers"].get(QUESTION))
    if (hole := known.hole("data.categories")) and found != "care":
        known.unknown["data.health"] = hole
    else:
        known.facts["data"]["health"] = found


def _origin(categories: set[str], speaks: Collection[str], answer: str | None) -> str | None:
    if HEALTH not in categories:
        return "not_care" if OTHER in categories else None
    if categories & CARE or _CARE in speaks or not (categories & ELSEWHERE or _ELSE in speaks):
        return "care"
    return {"yes": "not_care", "no": "care"}.get(answer or "", "to_qualify")
