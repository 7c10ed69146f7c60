from __future__ import annotations

import re

import pytest

from auditor import i18n
from auditor.reference.facts import facts
from auditor.ruleset.nouns import BOOLEANS, NOUNS
from auditor.ruleset.rule import Rule
from auditor.ruleset.say import NEVER_NULL, say
from auditor.ruleset.words import LISTS, PHRASES, STRUCTURE, UNITS
from tests.ruleset.build import changed, registers, rule, shipped_rules

SHIPPED = shipped_rules()


def said(clause: str, lang: str) -> str:
    """What a rule on log stores and buckets with this `must` asks, without the scope."""
    text = changed(("{fact: public.access, equals: false}", clause), ("[object_store, database]", "[object_store]"))
    found = say(rule(text.replace("kind: database", "kind: object_store")), registers(), lang)
    return found.partition(", ")[2].replace("\u202f", " ").replace("\u00a0", " ")


def test_rule_is_said_in_both_languages() -> None:
    """One sentence, from what the rule judges by."""
    found = next(each for each in SHIPPED if each.id == "LOC-004")
    assert say(found, registers(), "fr") == (
        "Pour toute ressource qui contient, déplace ou traite des données, "
        "si la valeur de «\u202forigine des données de santé\u202f» est «\u202fsoins ou suivi médico-social\u202f», "
        "alors dans chaque lieu dont le rôle est «\u202foriginal\u202f», «\u202fréplique\u202f», «\u202fsauvegarde\u202f» "
        "ou «\u202fcopie\u202f», et le pays est renseigné, "
        "le pays est un pays de l’EEE, "
        "et dans chaque lieu dont le rôle est «\u202foriginal\u202f», «\u202fréplique\u202f», «\u202fsauvegarde\u202f» "
        "ou «\u202fcopie\u202f», et le pays n’est pas renseigné, "
        "la base du transfert est «\u202fEspace économique européen\u202f»."
    )
    assert say(found, registers(), "en") == (
        "For every resource that holds, moves or processes data, "
        "if the value of “origin of the health data” is “care or medico-social follow-up”, then in every place "
        "where the role is “original”, “replica”, “backup” or “copy”, and the country is set, the country is "
        "a country of the EEA, and in every place "
        "where the role is “original”, “replica”, “backup” or “copy”, and the country is not set, "
        "the ground of the transfer is “European Economic Area”."
    )


SAID = [
    ("{fact: public.access, equals: false}", "l’accès n’est pas public.", "access is not public."),
    ("{not: {fact: public.access, not_equals: true}}", "l’accès est public.", "access is public."),
    ("{fact: public.access, is_set: false}",
     "la valeur de « accès public » n’est pas renseignée.",
     "the value of “public access” is not set."),
    ("{fact: retention.max, at_most: P1M}", "la durée de conservation ne dépasse pas 1 mois.", "the retention is at most 1 month."),
    ("{not: {fact: retention.max, at_most: P1Y6M}}",
     "la durée de conservation dépasse 1 an 6 mois.",
     "the retention is more than 1 year 6 months."),
    ("{fact: retention.max, at_least: P2W}", "la durée de conservation est d’au moins 2 semaines.", "the retention is at least 2 weeks."),
    ("{not: {fact: retention.max, at_least: P1DT2H30M}}",
     "la durée de conservation n’atteint pas 1 jour 2 heures 30 minutes.",
     "the retention is less than 1 day 2 hours 30 minutes."),
    ("{fact: retention.max, is_set: true}", "la durée de conservation est renseignée.", "the retention is set."),
    ("{fact: country, not_in: [$EEA, CH]}",
     "le pays n’est ni un pays de l’EEE ni « Suisse ».",
     "the country is neither a country of the EEA nor “Switzerland”."),
    ("{fact: country, equals: FR}", "le pays est « France ».", "the country is “France”."),
    ("{fact: country, equals: null}", "le pays est vide.", "the country is empty."),
    ("{fact: region, matches: 'eu-*'}", "la région a la forme « eu-* ».", "the region has the form “eu-*”."),
    ("{not: {fact: region, matches: 'eu-*'}}", "la région n’a pas la forme « eu-* ».", "the region does not have the form “eu-*”."),
    ("{fact: data.categories, contains_all: [hr, tax]}", "les catégories de données comprennent", "the data categories include"),
    ("{not: {fact: data.categories, contains_all: [hr, tax]}}", "ne comprennent pas à la fois", "do not include both"),
    ("{not: {fact: data.categories, contains_any: [$PERSONAL, tax]}}",
     "ne comprennent ni des données personnelles ni",
     "include neither personal data nor"),
    ("{fact: data.categories, is_set: false}", "les catégories de données sont vides.", "the data categories are empty."),
    ("{any: [{fact: nature, equals: original}, {fact: country, is_set: true}]}",
     "soit la nature est « original », soit le pays est renseigné.", "either the nature is “original”, or the country is set."),
    ("{not: {any: [{fact: nature, equals: original}, {fact: country, is_set: true}]}}",
     "la nature n’est pas « original », et le pays n’est pas renseigné.", "the nature is not “original”, and the country is not set."),
    ("{all: [{fact: nature, equals: original}]}", "la nature est « original ».", "the nature is “original”."),
    ("{not: {every: places, must: {fact: trusted, equals: true}}}",
     "dans au moins un lieu, le détenteur n’est pas déclaré.", "in at least one place, the holder is not declared."),
    ("{some: places, must: {fact: announced, not_equals: false}}",
     "dans au moins un lieu, le registre annonce le pays, ou la question ne se pose pas.",
     "the register announces the country, or the question does not arise."),
    ("{fact: tags.env, equals: prod}", "la valeur de « étiquette env » est « prod ».", "the value of “tag env” is “prod”."),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "french", "english"), SAID)
def test_clause_is_said_as_people_speak(clause: str, french: str, english: str) -> None:
    """Every operator, its contrary, lists, negations and durations."""
    assert french in said(clause, "fr")
    assert english in said(clause, "en")


@pytest.mark.parametrize("found", SHIPPED, ids=lambda found: str(found.id))
def test_shipped_rule_is_said_in_good_typography(found: Rule) -> None:
    """A sentence with narrow no-break spaces inside its guillemets, no code showing through; the language spoken is left as it was."""
    french, english = say(found, registers(), "fr"), say(found, registers(), "en")
    assert i18n.language() == "fr"
    for sentence in (french, english):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert not re.search(r"[{}$_]|  ", sentence)
    assert re.findall("«.", french) == ["«\u202f"] * french.count("«")
    assert "'" not in french


def test_tables_say_the_same_things_in_both_languages() -> None:
    """What one language can say, the other can."""
    for table in (STRUCTURE, PHRASES, LISTS, NOUNS, BOOLEANS, UNITS):
        assert table["fr"].keys() == table["en"].keys()
    assert LISTS["fr"].keys() >= registers().lists.keys()


def test_booleans_that_are_never_null_have_no_third_answer() -> None:
    """`not_equals: true` of such a fact is simply false."""
    assert facts().facts["public.access"].null["en"] == NEVER_NULL
    assert said("{fact: public.access, not_equals: true}", "fr") == "l’accès n’est pas public."
