"""Policies of a plan: written out, or put together from the document that Terraform will read once it knows all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.providers.observing import Unknown
from auditor.providers.terraform.node import Node
from auditor.providers.terraform.planned import Planned
from auditor.reason import NONE

SOURCE = "aws_iam_policy_document"
EVERYTHING = ["*"]
MERGED = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")


def policy_of(planned: Planned, path: str) -> Any:
    """The policy that an attribute holds: text, a mapping, None where there is none, Unknown where nobody can say what it will be."""
    said = planned.get(path)
    if not isinstance(said, Unknown):
        return said or None
    found = planned.estate.read_later(planned, planned.expression(path), SOURCE)
    return said if found is None else _document(found, said)


def _document(source: Planned, otherwise: Unknown) -> Any:
    """A document whose statements are known but for what they are about, which is everything then; a Deny about who knows what is none."""
    if any(source.get(path) for path in MERGED):
        return otherwise
    blocks = source.each("statement")
    if isinstance(blocks, Unknown):
        return blocks
    statements = [_statement(one) for one in blocks]
    if any(isinstance(one, Unknown) for one in statements):
        return otherwise
    return {"Version": "2012-10-17", "Statement": [one for one in statements if one]}


UNTOLD = Unknown(NONE)
"""A part of a policy that nobody knows; what is made of it says why."""


def _statement(block: Node) -> Any:
    effect, about = block.get("effect") or "Allow", block.get("resources")
    if effect == "Deny" and isinstance(about, Unknown):
        return {}
    principals, but = block.each("principals"), block.each("not_principals")
    conditions = block.each("condition")
    told = [block.get("actions"), block.get("not_actions")]
    whole = not any(isinstance(one, Unknown) for one in (principals, but, conditions, effect, *told))
    named = {"Principal": _named(principals), "NotPrincipal": _named(but), "Condition": _conditions(conditions)} if whole else {}
    if not whole or any(isinstance(one, Unknown) for one in named.values()):
        return UNTOLD
    said = {"Action": told[0], "NotAction": told[1], **named}
    resources = EVERYTHING if isinstance(about, Unknown) else about or EVERYTHING
    return {"Effect": effect, "Resource": resources, **{key: value for key, value in said.items() if value}}


def _named(blocks: Any) -> Any:
    found: dict[str, list[str]] = {}
    for one in blocks:
        sort, names = one.get("type"), one.get("identifiers")
        if isinstance(sort, Unknown) or isinstance(names, Unknown):
            return UNTOLD
        if sort == "*":
            return "*"
        found.setdefault(str(sort), []).extend(names or ())
    return found


def _conditions(blocks: Any) -> Any:
    found: dict[str, dict[str, list[str]]] = {}
    for one in blocks:
        test, variable, values = one.get("test"), one.get("variable"), one.get("values")
        if any(isinstance(part, Unknown) for part in (test, variable, values)):
            return UNTOLD
        found.setdefault(str(test), {})[str(variable)] = list(values or ())
    return found


def plain(node: Node, **paths: str) -> Mapping[str, Any] | Unknown:
    """Some attributes of a block under other names, without those that are not set; Unknown when one of them is."""
    found = {name: node.get(path) for name, path in paths.items()}
    unread = next((one for one in found.values() if isinstance(one, Unknown)), None)
    return unread or {name: value for name, value in found.items() if value is not None}
