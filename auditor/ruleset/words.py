"""The grammar that `say` speaks by: for each language, the words of the rule language and the phrases of its operators."""

from __future__ import annotations

from collections.abc import Mapping

Table = Mapping[str, Mapping[str, str]]
Pair = tuple[str, str]

STRUCTURE: Table = {
    "fr": {
        "for": "pour {}",
        "of kind": "toute ressource de type {}",
        "if": "si {}, alors ",
        "every": "dans chaque {}{}, {}",
        "some": "dans au moins un {}{}, {}",
        "where": " dont {}",
        "item": "élément de {}",
        "the fact": "la valeur de {}",
        "and": ", et ",
        "either": "soit ",
        "or": ", soit ",
        "or last": " ou ",
        "both": " et ",
        "not": "pas {}",
        "neither": "ni ",
        "nor": " ni ",
        "null": "vide",
        "or moot": "{}, ou la question ne se pose pas",
        "quote": "« {} »",
    },
    "en": {
        "for": "for {}",
        "of kind": "every resource of kind {}",
        "if": "if {}, then ",
        "every": "in every {}{}, {}",
        "some": "in at least one {}{}, {}",
        "where": " where {}",
        "item": "item of {}",
        "the fact": "the value of {}",
        "and": ", and ",
        "either": "either ",
        "or": ", or ",
        "or last": " or ",
        "both": " and ",
        "not": "not {}",
        "neither": "neither ",
        "nor": " nor ",
        "null": "empty",
        "or moot": "{}, or the question does not arise",
        "quote": "“{}”",
    },
}

PHRASES: Table = {
    "fr": {
        "equals": "{s} est {v}",
        "not equals": "{s} n’est {v}",
        "in": "{s} est {v}",
        "not in": "{s} n’est {v}",
        "at_most": "{s} ne dépasse pas {v}",
        "not at_most": "{s} dépasse {v}",
        "at_least": "{s} est d’au moins {v}",
        "not at_least": "{s} n’atteint pas {v}",
        "is_set": "{s} est renseigné{e}",
        "not is_set": "{s} n’est pas renseigné{e}",
        "list is_set": "{s} ne sont pas vides",
        "not list is_set": "{s} sont vides",
        "matches": "{s} a la forme {v}",
        "not matches": "{s} n’a pas la forme {v}",
        "list contains_any": "{s} comprennent {v}",
        "not list contains_any": "{s} ne comprennent {v}",
        "list contains_all": "{s} comprennent {v}",
        "not list contains_all": "{s} ne comprennent pas à la fois {v}",
        "is true": "{s} est vrai",
        "is false": "{s} est faux",
    },
    "en": {
        "equals": "{s} is {v}",
        "not equals": "{s} is {v}",
        "in": "{s} is {v}",
        "not in": "{s} is {v}",
        "at_most": "{s} is at most {v}",
        "not at_most": "{s} is more than {v}",
        "at_least": "{s} is at least {v}",
        "not at_least": "{s} is less than {v}",
        "is_set": "{s} is set",
        "not is_set": "{s} is not set",
        "list is_set": "{s} are not empty",
        "not list is_set": "{s} are empty",
        "matches": "{s} has the form {v}",
        "not matches": "{s} does not have the form {v}",
        "list contains_any": "{s} include {v}",
        "not list contains_any": "{s} include {v}",
        "list contains_all": "{s} include {v}",
        "not list contains_all": "{s} do not include both {v}",
        "is true": "{s} is true",
        "is false": "{s} is false",
    },
}

LISTS: Table = {
    "fr": {
        "$EEA": "un pays de l’EEE",
        "$EU": "un pays de l’Union européenne",
        "$ADEQUATE": "un pays adéquat",
        "$PARTIALLY_ADEQUATE": "un pays partiellement adéquat",
        "$FRENCH_TERRITORY": "un territoire français",
        "$FRENCH_PTOM": "un territoire français hors de l’Union",
        "$ALLOWED": "un pays autorisé",
        "$DATA_STORES": "toute ressource qui contient des données",
        "$DATA_HANDLERS": "toute ressource qui contient, déplace ou traite des données",
        "$PERSONAL": "des données personnelles",
        "$SENSITIVE": "des données sensibles",
        "$NOT_OPEN": "des données qui ne sont pas ouvertes",
    },
    "en": {
        "$EEA": "a country of the EEA",
        "$EU": "a country of the European Union",
        "$ADEQUATE": "an adequate country",
        "$PARTIALLY_ADEQUATE": "a partially adequate country",
        "$FRENCH_TERRITORY": "a French territory",
        "$FRENCH_PTOM": "a French territory outside the Union",
        "$ALLOWED": "an allowed country",
        "$DATA_STORES": "every resource that holds data",
        "$DATA_HANDLERS": "every resource that holds, moves or processes data",
        "$PERSONAL": "personal data",
        "$SENSITIVE": "sensitive data",
        "$NOT_OPEN": "data that is not open",
    },
}

ITEMS: Table = {"fr": {"places": "lieu"}, "en": {"places": "place"}}

UNITS: Mapping[str, Mapping[str, Pair]] = {
    "fr": {
        "Y": ("an", "ans"),
        "M": ("mois", "mois"),
        "W": ("semaine", "semaines"),
        "D": ("jour", "jours"),
        "H": ("heure", "heures"),
        "m": ("minute", "minutes"),
        "S": ("seconde", "secondes"),
    },
    "en": {
        "Y": ("year", "years"),
        "M": ("month", "months"),
        "W": ("week", "weeks"),
        "D": ("day", "days"),
        "H": ("hour", "hours"),
        "m": ("minute", "minutes"),
        "S": ("second", "seconds"),
    },
}
