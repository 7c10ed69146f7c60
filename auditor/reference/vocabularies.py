"""The words that auditor.yaml, its tables and evidence.yaml share: each a set of a register, with what a wrong one may have meant."""

from __future__ import annotations

import functools
from datetime import date

from auditor.i18n import N_
from auditor.reference.categories import categories, category
from auditor.reference.durations import span
from auditor.reference.facts import facts
from auditor.reference.labels import LABELS
from auditor.reference.operators import operators
from auditor.reference.places import countries
from auditor.reference.retention import rows
from auditor.reference.shape import Vocabulary
from auditor.reference.source import suggest


@functools.cache
def vocabularies() -> dict[str, Vocabulary]:
    """Each by the name that a type's `Meta(extra={"word": ...})` gives it."""
    kinds = facts().kinds
    return {
        "category": Vocabulary(N_("a category of data"), category, _category_hint, frozenset(_category_words())),
        "country": Vocabulary(
            N_("an ISO 3166 country code"), lambda word: word if word in countries() else None, _country_hint, frozenset(countries())
        ),
        "day": Vocabulary(N_("a day (YYYY-MM-DD)"), day, lambda _: ""),
        "duration": Vocabulary(
            N_("an ISO 8601 duration such as P30D, P6M or P1Y"), lambda word: word if lasts(word) else None, lambda _: ""
        ),
        "kind": Vocabulary.of(N_("a kind of resource"), kinds),
        "label": Vocabulary.of(N_("a label of the register"), LABELS),
        "operator": Vocabulary.of(N_("an operator of the register"), operators()),
        "row": Vocabulary.of(N_("a row of the shipped retention schedule"), rows()),
        "siren": Vocabulary(N_("a SIREN or a SIRET: its last digit, which is a key, does not fit"), _siren, lambda _: ""),
        "tag": Vocabulary(N_("a tag key"), str.lower, lambda _: ""),
    }


def day(word: str) -> str | None:
    """A day of the calendar, written in full; None for anything else."""
    try:
        return date.fromisoformat(word).isoformat() if len(word) == 10 else None
    except ValueError:
        return None


def _siren(number: str) -> str | None:
    # Here, as it takes 40 ms that a judgement has no use for.
    from stdnum.fr import siren, siret

    return number if (siret if len(number) > 9 else siren).is_valid(number) else None


def _category_hint(word: str) -> str:
    return suggest(word, _category_words())


def _category_words() -> list[str]:
    return [word for name, entry in categories().items() for word in (name, *entry.aliases)]


def _country_hint(word: str) -> str:
    """The code of a country given by its name, in lower case, or by the other code the European Union has for it."""
    code = {"UK": "GB", "EL": "GR"}.get(word.upper(), word.upper())
    if code in countries():
        return code
    names = {name.lower(): code for code, words in countries().items() for name in words.values()}
    return names.get(suggest(word, names), "")


def lasts(text: object) -> bool:
    """Whether a text is a period."""
    try:
        return bool(span(str(text)))
    except ValueError:
        return False
