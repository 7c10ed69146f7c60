"""How long something is kept, as registers say it in French: «10 ans», «cinq ans après la clôture», «durée du mandat»."""

from __future__ import annotations

import re

from auditor.reference.categories import folded

UNITS = {
    "jour": "D",
    "jours": "D",
    "j": "D",
    "semaine": "W",
    "semaines": "W",
    "mois": "M",
    "an": "Y",
    "ans": "Y",
    "annee": "Y",
    "annees": "Y",
}
NUMBERS = {
    word: number
    for number, words in {
        1: "un une", 2: "deux", 3: "trois", 4: "quatre", 5: "cinq", 6: "six", 7: "sept", 8: "huit", 9: "neuf", 10: "dix", 12: "douze",
        13: "treize", 15: "quinze", 18: "dix-huit", 20: "vingt", 24: "vingt-quatre", 25: "vingt-cinq", 30: "trente", 50: "cinquante",
        60: "soixante", 70: "soixante-dix", 75: "soixante-quinze", 90: "quatre-vingt-dix", 100: "cent", 120: "cent-vingt",
    }.items()
    for word in words.split()
}  # fmt: skip
MANDATE = ("duree-du-mandat", "duree-du-mandat-en-cours", "le-temps-du-mandat", "mandat", "duree-du-mandat-municipal")
TERM = "P6Y"
"""How long local councils are elected for (code électoral, art. L227, L192, L336): nothing kept for a mandate is kept longer."""
_NUMBER, _UNIT = (rf"(?:{'|'.join(sorted(words, key=len, reverse=True))})" for words in (NUMBERS, UNITS))
_SAID = re.compile(
    r"(?:(?:pendant|pour|conservation|duree|delai|de|maximum|max|au-plus|dua|archivage|soit|les?|fixee?-a)-)*"
    rf"(?P<number>\d{{1,4}}|{_NUMBER})(?:-(?P<twice>\d{{1,4}}|{_NUMBER}))?-?(?P<unit>{_UNIT})(?P<rest>(?:-.*)?)\Z"
)
"""`twice` is the number of «cinq (5) ans»."""
_STRANGE = re.compile(r"[^\w\s'’\"«»().,:;/<≤–—…-]")
"""A sign that may say «more than», «about», or refer to a note."""
_AGAIN = re.compile(rf"-(?:\d{{1,4}}|{_NUMBER})-?{_UNIT}(?:-|\Z)")
"""A second length: which of the two holds is not said by a number."""
_ISO = re.compile(r"P(?=\d)(?:\d{1,4}[YMWD]){1,4}\Z")
_HARMLESS = re.compile(
    r"(?:-(?:maximum|max|au-plus|glissants?|revolus?|civiles?|de-conservation|dua|en-base-active|en-archivage))*"
    r"(?:-(?P<from>(?:a-compter|a-partir|apres|suivant|depuis|des|post|a-l-issue|a-la-suite|qui-sui\w+|du-depot|de-la-date|de-la-collecte).*))?\Z"
)
_AT_ONCE = re.compile(
    r"(?:a-compter-|a-partir-|apres-|depuis-|des-|suivant-)*(?:de-|du-|d-|la-|le-|l-)*"
    r"(?:collecte|enregistrement|creation|captation|prise-de-vue|emission|saisie|donnee-collectee)\b"
)
_OPEN = re.compile(r"(?:\A|-)(?:ou|puis|sauf|selon|minimum|au-moins|minimale?|renouvel\w*|environ)(?:-|\Z)")
RECORDING = "recording"


def period(cell: str) -> tuple[str, str] | None:
    """An ISO 8601 duration, and `recording` or the words of the event it counts from; None where one cannot be sure."""
    if _ISO.match(cell.strip().upper()):
        return cell.strip().upper(), RECORDING
    said = folded(cell)
    if said in MANDATE:
        return TERM, cell.strip()
    found = None if _STRANGE.search(cell) else _SAID.match(said)
    if found is None:
        return None
    rest = _HARMLESS.match(found["rest"])
    if rest is None or _AGAIN.search(found["rest"]) or _OPEN.search(said):
        return None
    number, *others = dict.fromkeys(NUMBERS.get(one) or int(one) for one in (found["number"], found["twice"]) if one)
    if others:
        return None
    since = rest["from"] or ""
    return f"P{number}{UNITS[found['unit']]}", RECORDING if not since or _AT_ONCE.match(since) else cell.strip()
