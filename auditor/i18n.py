"""Words people read: gettext with English msgids and French as the default, dates and numbers as French or English write them.

The language is read at each call, so that a text is never frozen in the language of an import. Machine formats are not translated.
"""

from __future__ import annotations

import gettext as _gettext
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from pathlib import Path

DOMAIN = "auditor"
LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("fr", "en")
NARROW = "\u202f"  # narrow no-break space: before ; : ? ! and between thousands in French
FIXED = "\u00a0"

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_COUNTED = re.compile(r"(%\((?:shown|num|n|count|all)\)s) (?=[^\W\d_])")
_current = LANGUAGES[0]
_spoken: ContextVar[str] = ContextVar("spoken", default="")


def use(lang: str) -> None:
    """Speak `lang` (fr or en; anything else is French) from now on, click's own messages included."""
    global _current
    _current = lang if lang in LANGUAGES else LANGUAGES[0]
    # click looks its words up with gettext's functions, which know only the environment and the current domain.
    os.environ["LANGUAGE"] = _current
    _gettext.bindtextdomain(DOMAIN, str(LOCALE))
    _gettext.textdomain(DOMAIN)


def language() -> str:
    """The language spoken now: fr or en."""
    return _spoken.get() or _current


@contextmanager
def speaking(lang: str) -> Iterator[None]:
    """Speak `lang` for the block: a report may be in another language than the terminal."""
    # Of this thread alone: another may write a report in another language meanwhile.
    token = _spoken.set(lang if lang in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _spoken.reset(token)


def preferred(option: str | None, environ: Mapping[str, str]) -> str:
    """The language to speak: `--lang`, then AUDITOR_LANG, then the locale when it says fr or en, else French (cron runs with LANG=C)."""
    for asked in (option, environ.get("AUDITOR_LANG")):
        if asked and asked[:2].lower() in LANGUAGES:
            return asked[:2].lower()
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    if locale.split(".")[0] in ("", "C", "POSIX"):
        return LANGUAGES[0]
    wished = [*environ.get("LANGUAGE", "").split(":"), locale]
    return next((word[:2].lower() for word in wished if word[:2].lower() in LANGUAGES), LANGUAGES[0])


def _(message: str) -> str:
    """The text in the language spoken now."""
    return _catalogue(language()).gettext(message)


def filled(message: str, /, **values: object) -> str:
    """The text in the language spoken now, with its values in their places."""
    return _(message) % values


def N_(message: str) -> str:  # noqa: N802 - the name that translators' tools look for
    """The text as it is, for a table that is translated when it is shown."""
    return message


def ngettext(singular: str, plural: str, number: int) -> str:
    """The text for `number` things: French takes the singular for 0 and 1."""
    return _catalogue(language()).ngettext(singular, plural, number)


def glued(text: str) -> str:
    """A text in which no line parts a number from what it counts."""
    return _COUNTED.sub(f"\\1{FIXED}", text)


@cache
def _catalogue(lang: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, LOCALE, languages=[lang], fallback=lang != LANGUAGES[0])


def date_in_words(day: date | str) -> str:
    """`22 novembre 2026`, `22 November 2026`; a text that is no ISO date comes back as it is."""
    try:
        told = datetime.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    first = "1ᵉʳ" if told.day == 1 and language() == "fr" else str(told.day)
    return f"{first}{FIXED}{_MONTHS[language()][told.month - 1]}{FIXED}{told.year}"


def moment_in_words(moment: str) -> str:
    """`22 novembre 2026 à 3 h 14 (heure de Paris)`; without an offset as written; a text that is no ISO moment comes back as it is."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    zone = ""
    if at.utcoffset() is not None:
        at, zone = at.astimezone(_paris()), " " + _("(Paris time)")
    hour = f"{at.hour}{NARROW}h{NARROW}{at.minute:02}" if language() == "fr" else f"{at.hour:02}:{at.minute:02}"
    return _("%(day)s at %(hour)s") % {"day": date_in_words(at), "hour": hour} + zone


@cache
def _paris() -> tzinfo | None:
    """The authority's time. Imported when a moment is said: most commands say none."""
    from dateutil.tz import gettz

    return gettz("Europe/Paris")


def number(value: int) -> str:
    """`1 000` with a narrow no-break space in French, `1,000` in English."""
    return f"{value:,}".replace(",", NARROW) if language() == "fr" else f"{value:,}"


def percent(share: float) -> str:
    """`43 %` in French, `43%` in English. Rounded down: 100 % means all."""
    whole = int(share * 100 + 1e-9)
    return f"{whole}{FIXED}%" if language() == "fr" else f"{whole}%"


def typeset(text: str) -> str:
    """French spaces and apostrophes in a text typed with plain ones (rules, labels); English comes back as it is."""
    return _typeset(text) if language() == "fr" else text


@lru_cache(4096)
def _typeset(text: str) -> str:
    text = re.sub(r"[ \u00a0](?=[;?!»]|:(?=\s|$))", NARROW, text)
    text = re.sub(r"«[ \u00a0]", f"«{NARROW}", text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)
