"""The language spoken, the French catalogue, and dates and numbers as people write them."""

from __future__ import annotations

import gettext
import importlib.util
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from auditor import i18n

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "auditor/locale/fr/LC_MESSAGES/auditor.po"


@pytest.fixture(autouse=True)
def french_afterwards(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test leaves the language and the environment as it found them."""
    monkeypatch.setenv("LANGUAGE", "fr")
    before = i18n.language()
    yield
    i18n.use(before)


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """The script that keeps the catalogue."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "docs/translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("option", "environ", "expected"),
    [
        ("en", {"AUDITOR_LANG": "fr", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, {"AUDITOR_LANG": "en", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, {"LANG": "en_US.UTF-8"}, "en"),
        (None, {"LANG": "fr_FR.UTF-8"}, "fr"),
        (None, {"LANGUAGE": "en:fr", "LANG": "fr_FR.UTF-8"}, "en"),
        (None, {"LANGUAGE": "en", "LANG": "C"}, "fr"),
        (None, {"LANG": "C"}, "fr"),
        (None, {"LANG": "C.UTF-8"}, "fr"),
        (None, {"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, "fr"),
        (None, {"LANG": "de_DE.UTF-8"}, "fr"),
        (None, {}, "fr"),
    ],
)
def test_language_is_the_option_then_the_environment_then_french(option: str | None, environ: dict[str, str], expected: str) -> None:
    """Cron's LANG=C is French; only a locale that says fr or en counts."""
    assert i18n.preferred(option, environ) == expected


def test_texts_are_looked_up_when_asked() -> None:
    """The same call answers in the language spoken at that moment."""
    i18n.use("fr")
    french = i18n._("Where is our data?")
    with i18n.speaking("en"):
        assert i18n._("Where is our data?") == "Where is our data?"
    assert french == i18n._("Where is our data?") == f"Où sont nos données{i18n.NARROW}?"


@pytest.mark.parametrize(("count", "words"), [(0, "0\u00a0jour"), (1, "1\u00a0jour"), (2, "2\u00a0jours")])
def test_zero_is_singular_in_french(count: int, words: str) -> None:
    """French takes the singular for 0 and 1."""
    i18n.use("fr")
    assert i18n.ngettext("%(n)s day", "%(n)s days", count) % {"n": count} == words


def test_dates_and_numbers_in_both_languages() -> None:
    """Long dates, thousands and percents follow each language's typography."""
    i18n.use("fr")
    assert i18n.date_in_words(date(2026, 11, 22)) == "22\u00a0novembre\u00a02026"
    assert i18n.date_in_words("2026-12-01") == "1ᵉʳ\u00a0décembre\u00a02026"
    assert i18n.moment_in_words("2026-11-22T02:14:00Z") == "22\u00a0novembre\u00a02026 à 3\u202fh\u202f14 (heure de Paris)"
    assert (i18n.number(1234567), i18n.percent(0.999)) == ("1\u202f234\u202f567", "99\u00a0%")
    i18n.use("en")
    assert i18n.date_in_words("2026-11-22") == "22\u00a0November\u00a02026"
    assert (i18n.number(1234567), i18n.percent(0.43)) == ("1,234,567", "43%")


def test_a_text_that_is_no_date_is_shown_as_it_is() -> None:
    """A damaged date must not break a report."""
    assert (i18n.date_in_words("bientôt"), i18n.moment_in_words("bientôt")) == ("bientôt", "bientôt")


def test_typeset_mends_spaces_and_apostrophes_in_french_only() -> None:
    """Rules are typed with plain characters; people read typographic ones."""
    i18n.use("fr")
    assert i18n.typeset("l'EEE : « ici » ; non ? https://a.b") == "l’EEE\u202f: «\u202fici\u202f»\u202f; non\u202f? https://a.b"
    i18n.use("en")
    assert i18n.typeset("it's : so") == "it's : so"


def test_every_text_has_its_french(translations: ModuleType) -> None:
    """Texts of the code and the templates are all in the catalogue, none missing, none doubtful."""
    assert translations.missing(translations.merged()) == []


def test_compiled_catalogue_is_the_one_people_edit(translations: ModuleType) -> None:
    """The .mo says what the .po says: a translation edited and not compiled would never be read."""
    with CATALOGUE.open("rb") as stream:
        edited = translations.read_po(stream, locale="fr", domain="auditor")
    with CATALOGUE.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in edited:
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            singular, plural = message.id
            assert tuple(compiled.ngettext(singular, plural, count) for count in (1, 2)) == tuple(message.string)
        else:
            assert compiled.gettext(message.id) == message.string


@pytest.mark.long
def test_compiling_twice_gives_the_same_bytes(translations: ModuleType) -> None:
    """No date, no order of a set: a rebuild changes nothing."""
    assert translations.compiled(translations.merged()) == translations.compiled(translations.merged())


def test_french_texts_keep_their_spaces_and_places() -> None:
    """A narrow no-break space before ; : ? !, guillemets spaced, and the same placeholders as the English."""
    place = re.compile(r"%\(\w+\)s|\{\w*")
    blocks = re.findall(r"^msgid (.+?)\nmsgstr(?:\[0\])? (.+?)$", CATALOGUE.read_text("utf-8"), re.MULTILINE)
    assert len(blocks) > 100
    for english, french in blocks:
        assert not re.search(r"\w[?!;]|[ \u00a0][?!;:](\s|\"|$)|« |\w'\w", re.sub(r"\{[^}]*\}", "", french)), french
        if "msgid_plural" not in english:
            assert sorted(place.findall(english)) == sorted(place.findall(french)), english


@pytest.mark.parametrize(("lang", "usage"), [("fr", "Utilisation"), ("en", "Usage")])
def test_click_speaks_the_same_language(lang: str, usage: str) -> None:
    """click's own words follow, whatever the locale of the machine."""
    script = (
        "import sys; from auditor import i18n; i18n.use(sys.argv[1]); import click\n"
        "click.Command('essai', params=[click.Option(['--n'], required=True)]).main(['--help'])"
    )
    environ = {**os.environ, "LANG": "C", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-c", script, lang], capture_output=True, text=True, env=environ, check=True, encoding="utf-8")
    assert done.stdout.startswith(usage)


def test_a_thread_that_speaks_another_language_speaks_it_alone() -> None:
    """Two reports may be written at once, in two languages."""
    from threading import Barrier, Thread

    i18n.use("fr")
    together, said = Barrier(2), []

    def speak(lang: str) -> None:
        with i18n.speaking(lang):
            together.wait()
            said.append((lang, i18n.language()))
            together.wait()

    threads = [Thread(target=speak, args=(lang,)) for lang in ("fr", "en")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [("en", "en"), ("fr", "fr")]
    assert i18n.language() == "fr"
