"""`schema.json`: the language and the dictionary as a JSON Schema, so that an editor completes and checks a rule while it is written.

The linter says more, and in words; the schema is for the fingers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from auditor.configuration import Profile
from auditor.model import SEVERITIES, Outcome
from auditor.reference.facts import Dictionary, Fact
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES
from auditor.reference.sheet import LANGUAGES
from auditor.ruleset.inputs import is_objects
from auditor.ruleset.operators import OPERATORS
from auditor.ruleset.rule import OPTIONAL, REQUIRED, STATUSES
from auditor.ruleset.values import scalar

NAME = "schema.json"
Schema = dict[str, Any]
_TEXT: Schema = {"type": "string", "minLength": 1}
_FORMS: Mapping[str, Schema] = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "duration": {"type": "string", "pattern": "^P", "examples": ["P30D", "P6M", "P1Y"]},
    "date": {"type": "string", "format": "date"},
}


def schema(dictionary: Dictionary, reference: Reference) -> str:
    """The text of the schema; the same for the same language, dictionary and registers."""
    lists = sorted(reference.lists)
    categories = sorted(reference.categories)
    objects = [fact for fact in dictionary.facts.values() if is_objects(fact) and fact.fields]
    definitions: Schema = {
        "words": _object(dict.fromkeys(LANGUAGES, _TEXT), LANGUAGES),
        "list": {"enum": lists},
        "clause": _clause("clause", dictionary.facts.values(), objects, categories),
        "example": _example(dictionary),
    }
    for fact in objects:
        definitions[f"{fact.name} clause"] = _clause(f"{fact.name} clause", fact.fields.values(), [], categories)
    top = _object(_properties(dictionary), REQUIRED)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "A rule", **top, "$defs": definitions}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _properties(dictionary: Dictionary) -> Schema:
    words, clause = _ref("words"), _ref("clause")
    properties = {
        "id": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{3}$"},
        "revision": {"type": "integer", "minimum": 1},
        "title": words,
        "failure": words,
        "severity": {"enum": [severity.value for severity in SEVERITIES]},
        "force": {"enum": list(FORCES)},
        "requirements": _array(_TEXT),
        "applies_to": _object(
            {
                "kinds": _several({"enum": list(dictionary.kinds)}),
                "when": clause,
                "profiles": _array({"enum": list(get_args(Profile))}),
            },
            ["kinds"],
        ),
        "must": clause,
        "remedy": words,
        "why": words,
        "status": {"enum": list(STATUSES)},
        "since": _FORMS["date"],
        "examples": {**_array(_ref("example")), "minItems": 3},
    }
    return {key: properties[key] for key in (*REQUIRED, *OPTIONAL)}


def _clause(name: str, facts: Iterable[Fact], objects: Iterable[Fact], categories: list[str]) -> Schema:
    """What a clause may be where these facts can be read: structure words, and one shape for facts that take the same operands."""
    here = _ref(name)
    shapes = [_object({word: _array(here)}, [word]) for word in ("all", "any")] + [_object({"not": here}, ["not"])]
    for fact in objects:
        inside = _ref(f"{fact.name} clause")
        shapes += [_object({word: {"const": fact.name}, "where": inside, "must": inside}, [word, "must"]) for word in ("every", "some")]
    alike: dict[str, tuple[Schema, list[str]]] = {}
    for fact in facts:
        operands = _operands(fact, categories)
        alike.setdefault(json.dumps(operands), (operands, []))[1].append(fact.name)
    for operands, names in alike.values():
        shapes.append(_object({"fact": {"enum": names}, **operands}, ["fact"]) | {"minProperties": 2, "maxProperties": 2})
    if name == "clause":
        operands = _operands(next(fact for fact in facts if fact.type == "string"), categories)
        shapes.append(_object({"fact": {"type": "string", "pattern": "^tags\\..+"}, **operands}, ["fact"]))
    return {"anyOf": shapes}


def _operands(fact: Fact, categories: list[str]) -> Schema:
    """Each operator that fits the fact, with the form of its value."""
    kind = scalar(fact)
    one = {"enum": list(fact.values)} if kind == "enum" else {"enum": categories} if kind == "category" else _FORMS.get(kind, _TEXT)
    found: Schema = {}
    for name, operator in OPERATORS.items():
        if fact.type not in operator.types:
            continue
        forms = {"boolean": _FORMS["boolean"], "many": _several(one), "glob": _TEXT, "one": one}
        found[name] = {"anyOf": [one, {"type": "null"}]} if name in ("equals", "not_equals") else forms[operator.takes]
    return found


def _example(dictionary: Dictionary) -> Schema:
    resource: Schema = {"type": "object", "properties": {"kind": {"enum": list(dictionary.kinds)}}, "required": ["kind"]}
    properties: Schema = {
        "name": _TEXT,
        "resource": resource,
        "unknown": {"type": "object", "additionalProperties": _TEXT},
        "expect": {"enum": [outcome.value for outcome in Outcome]},
        "because": _array(_TEXT),
    }
    return _object(properties, ["name", "resource", "expect"])


def _object(properties: Schema, required: Iterable[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _array(items: Schema) -> Schema:
    return {"type": "array", "items": items, "minItems": 1}


def _several(one: Schema) -> Schema:
    """Values, a `$LIST`, or values and `$LIST`s together."""
    return {"anyOf": [_ref("list"), _array({"anyOf": [one, _ref("list")]})]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name.replace(' ', '%20')}"}
