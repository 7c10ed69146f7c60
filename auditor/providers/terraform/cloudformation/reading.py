"""A template of CloudFormation as a document: its resources, and those that Terraform would have beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.providers.terraform import telling
from auditor.providers.terraform.cloudformation.beside import OWNER
from auditor.providers.terraform.cloudformation.plumbing import PLUMBING
from auditor.providers.terraform.cloudformation.tagged import template
from auditor.providers.terraform.cloudformation.template import Template
from auditor.providers.terraform.cloudformation.types import LISTS, row_of
from auditor.providers.terraform.document import Configuration, Document, Entry
from auditor.providers.terraform.telling import Target
from auditor.providers.terraform.values import LATER, Later, within
from auditor.reason import Reason

PROVIDER, NESTED = "cloudformation", "AWS::CloudFormation::Stack"
HARMLESS = {"AWS::Serverless-2016-10-31", "AWS::LanguageExtensions"}
"""Transforms after which what is written is still what is made."""


def document(content: bytes, target: Target) -> Document:
    """What a template tells. Raises ValueError for what is none."""
    data = template(content)
    found = Document([], Configuration(), {})
    read = Template(data, target.region, target.account, target.own, target.given)
    for name, type, properties, sure in read.made():
        if type == NESTED:
            _nested(found, name, properties)
            continue
        found.entries += _entries(name, type, properties, sure=sure)
        if not _understood(type, properties):
            _strange(found, data, type, properties)
    for name in sorted(_macros(data)):
        found.notes.append(Reason.of("not_static", f"{name} may make anything of this template"))
    return found


def _macros(data: Mapping[str, object]) -> set[str]:
    """What rewrites the template before it is deployed."""
    transforms = data.get("Transform")
    named = {str(one) for one in (transforms if isinstance(transforms, list) else [transforms]) if one is not None}
    resources = data.get("Resources")
    loops = [one for one in resources if str(one).startswith("Fn::")] if isinstance(resources, Mapping) else []
    return (named - HARMLESS) | {str(one) for one in loops}


def _nested(found: Document, name: str, properties: object) -> None:
    """Another template, which is not here: it may configure what it is given."""
    why = f"the nested stack {name} is not here"
    found.notes.append(Reason.of("not_static", why))
    for later in within(properties):
        found.touched |= dict.fromkeys(later.refs, why)


def _understood(type: str, properties: object) -> bool:
    return row_of(type, properties) is not None or type.startswith(PLUMBING)


def _strange(found: Document, data: Mapping[str, Any], type: str, properties: object) -> None:
    """What nobody understands may configure what it is given: of the same service, or anything where it is somebody's own."""
    service = type.rpartition("::")[0]
    for later in within(properties):
        for name in later.refs:
            other = str(data["Resources"][name].get("Type"))
            if other.rpartition("::")[0] == service or type.startswith(("Custom::", "AWS::CloudFormation::")):
                found.touched[name] = f"{type} is not understood"


def _entries(name: str, type: str, properties: Any, *, sure: bool) -> Iterator[Entry]:
    row = row_of(type, properties)
    if row is None:
        if not type.startswith(PLUMBING) and type != "AWS::CDK::Metadata":
            yield Entry(name, type or "?", name, provider=PROVIDER)
        return
    values = row.values(properties)
    if type in LISTS:
        path, attribute = LISTS[type]
        every = properties.get(path) if isinstance(properties, Mapping) else properties
        for number, one in enumerate(every if isinstance(every, list) else [every]):
            yield telling.entry(f"{name}/{number}", row.type, "aws", {**values, attribute: one}, partial=True, uncertain=not sure)
        return
    whole = row.whole and not isinstance(properties, Later)
    yield telling.entry(name, row.type, "aws", values, partial=not whole, uncertain=not sure)
    numbers: Counter[str] = Counter()
    owner = Later(LATER, frozenset({name}), loose=False)
    for beside in row.beside if isinstance(properties, Mapping) else ():
        for kind, told in beside(properties):
            numbers[kind] += 1
            mine = {attribute: owner if value == OWNER else value for attribute, value in told.items()}
            # A setting that stands within what it configures is there when that is.
            yield telling.entry(f"{name}/{kind}/{numbers[kind]}", kind, "aws", mine)
