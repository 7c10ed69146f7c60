"""Which law reaches a country: its legal zone, in words and as a key that the page draws with a colour and a pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from auditor.i18n import _, language
from auditor.reference.registers import Reference

EEA = frozenset({"france", "eu"})
"""Zones within which the transfer rules of the GDPR do not apply."""


@dataclass(frozen=True, slots=True)
class Zone:
    """`key` is the CSS class of the zone; `words` says it in a table, `short` in a legend."""

    key: str
    words: str
    short: str

    @property
    def beyond(self) -> bool:
        """Whether the transfer rules apply."""
        return self.key not in EEA


@cache
def _zones(_language: str) -> tuple[tuple[str, Zone], ...]:
    return (
        ("$FRENCH_PTOM", Zone("ptom", _("French overseas territory outside the European Union"), _("France outside the EU"))),
        ("$FRENCH_TERRITORY", Zone("france", _("French territory"), _("France"))),
        ("$EU", Zone("eu", _("European Union"), _("EU and EEA"))),
        ("$EEA", Zone("eu", _("European Economic Area"), _("EU and EEA"))),
        ("$ADEQUATE", Zone("adequate", _("Third country with an adequacy decision"), _("adequate"))),
        ("$PARTIALLY_ADEQUATE", Zone("partial", _("Third country, adequacy on conditions"), _("adequate on conditions"))),
        ("", Zone("third", _("Third country without adequacy decision"), _("third country"))),
        ("?", Zone("nowhere", _("To verify"), _("unknown place"))),
    )


def zone(code: str | None, reference: Reference) -> Zone:
    """The zone of a country on the day of the registers; None is the place that nobody could tell."""
    table = _zones(language())
    if code is None:
        return table[-1][1]
    lists = reference.lists
    return next((found for name, found in table[:-2] if code in lists.get(name, ())), table[-2][1])


def zones() -> list[Zone]:
    """Every zone once, from the nearest law to the unknown."""
    found = {each.key: each for _name, each in _zones(language())}
    return [found[key] for key in ("france", "eu", "adequate", "partial", "third", "ptom", "nowhere")]
