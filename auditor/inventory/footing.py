"""What lets data be at a place: the ground that the law gives it, then the countries that a contract allows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from auditor.model import Facts
from auditor.reason import reason_for

UNPROVED = "transfer_unproved"
"""A partial adequacy counts for recipients that meet its condition: nothing proves that this one does."""
CONTRACT = "contract"
GROUNDS = frozenset({"eea", "adequacy", "safeguard", "overseas"})


def add_footing(
    place: Facts, holes: dict[str, str], countries: Sequence[str], overseas: Collection[str], clause: Collection[str] | None
) -> str | None:
    """Add `basis` and `permitted` to a place of which the adequacy and the safeguard are told. Answers the force that refused it.

    `countries` are those it spans (none for everywhere), `clause` those that the contract allows (None: it does not tell).
    """
    if "basis" in holes:
        return None
    basis = _basis(place, holes, overseas)
    if basis is not None:
        place["basis"] = basis
    hole = holes.get("country")
    if hole and not (basis and clause is None):
        holes["permitted"] = hole
        return None
    inside = clause is None or (bool(countries) and set(countries) <= set(clause))
    # A partial adequacy without its proof is no ground yet: data that one chose to send there is outside the perimeter.
    lawful = basis in GROUNDS
    place["permitted"] = inside and lawful
    return CONTRACT if lawful and not inside else None


def _basis(place: Facts, holes: dict[str, str], overseas: Collection[str]) -> str | None:
    """The ground; None, and its hole written, when what would tell it is not known."""
    if place.get("safeguard"):
        return {"eea": "eea", "full": "adequacy"}.get(place.get("adequacy") or "", "safeguard")
    hole = holes.get("adequacy") or holes.get("country")
    if hole:
        holes["basis"] = hole
        return None
    match place.get("adequacy"):
        case "eea":
            return "eea"
        case "full":
            return "adequacy"
        case "partial":
            holes["basis"] = reason_for(UNPROVED, place["country"] or place.get("region"))
            return None
    return "overseas" if place["country"] in overseas else "nothing"
