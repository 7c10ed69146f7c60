"""`auditor.yaml` as a JSON Schema, so that an editor completes and checks it while it is written.

The reader says more, and in words; the schema is for the fingers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import inspect

from auditor.configuration import INHERITS, READ, Accepts, Configuration
from auditor.reference.vocabularies import vocabularies

Schema = dict[str, Any]


def schema(providers: Mapping[str, Accepts]) -> str:
    """The text of the schema: the file's own keys, and an entry of `accounts:` for each provider; the same for the same providers."""
    top = inspect.type_info(Configuration)
    assert isinstance(top, inspect.StructType)  # noqa: S101 - narrows the type
    whole = _fields(field for field in top.fields if field.name not in READ)
    entries = [_entry(name, providers[name]) for name in sorted(providers)]
    whole["properties"]["accounts"] = {"type": "array", "minItems": 1, "items": {"anyOf": entries}}
    either = {"anyOf": [{"required": ["accounts"]}, {"required": [INHERITS]}]}
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "auditor.yaml", **whole, **either}
    return json.dumps(whole, indent=1, ensure_ascii=False) + "\n"


def _entry(name: str, accepts: Accepts) -> Schema:
    shape = inspect.type_info(accepts.options)
    assert isinstance(shape, inspect.TypedDictType)  # noqa: S101 - narrows the type
    entry = _fields(shape.fields)
    entry["properties"]["provider"] = {"const": name}
    return entry


def _fields(fields: Iterable[inspect.Field]) -> Schema:
    known = sorted(fields, key=lambda field: (not field.required, field.encode_name))
    return {
        "type": "object",
        "properties": {field.encode_name: _form(field.type, {}) for field in known},
        "required": [field.encode_name for field in known if field.required],
        "additionalProperties": False,
    }


def _form(kind: inspect.Type, extra: Mapping[str, object]) -> Schema:
    match kind:
        case inspect.Metadata():
            return _form(kind.type, kind.extra or {})
        case inspect.UnionType():
            forms = [_form(each, extra) for each in kind.types if not isinstance(each, inspect.NoneType)]
            return forms[0] if len(forms) == 1 else {"anyOf": forms}
        case inspect.StructType() | inspect.TypedDictType():
            return _fields(kind.fields)
        case inspect.DictType():
            return {"type": "object", "propertyNames": _form(kind.key_type, {}), "additionalProperties": _form(kind.value_type, {})}
        case inspect.ListType() | inspect.VarTupleType():
            return {"type": "array", "items": _form(kind.item_type, {})} | ({"minItems": kind.min_length} if kind.min_length else {})
        case inspect.LiteralType():
            return {"enum": list(kind.values)}
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.IntType():
            return {"type": "integer", "minimum": kind.ge or 0}
        case inspect.AnyType():
            return {}
    return _text(kind, extra)


def _text(kind: inspect.Type, extra: Mapping[str, Any]) -> Schema:
    """A text: one of a vocabulary's words where it has few enough to offer, else what it must look like."""
    words = vocabularies()[extra["word"]].words if "word" in extra else frozenset()
    if words:
        return {"enum": sorted(words)}
    pattern = kind.pattern if isinstance(kind, inspect.StrType) else None
    # JSON Schema's expressions have neither \A nor \Z. What reads as a number in YAML stands for its digits.
    said = {"pattern": re.sub(r"\\Z", "$", re.sub(r"\\A", "^", pattern))} if pattern else {}
    return {"type": ["string", "integer"], **said, **({"description": extra["what"]} if "what" in extra else {})}
