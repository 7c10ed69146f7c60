"""YAML with the short tags of CloudFormation, as the JSON that it stands for."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from auditor.i18n import _
from auditor.reference.source import Untyped

DEEPEST, MOST = 60, 200_000
"""Levels and values of a template: CloudFormation itself takes a million characters."""
WORDS = {"": None, "~": None, "null": None, "true": True, "false": False, "True": True, "False": False}
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?\Z")


def template(content: bytes) -> dict[str, Any]:
    """The template that a file holds, in JSON or YAML. Raises ValueError for what is none."""
    text = content.decode("utf-8-sig")
    found = json.loads(text) if text.lstrip().startswith("{") else _Walk().value(_node(text), 0)
    if isinstance(found, dict) and isinstance(found.get("Resources"), dict):
        return found
    raise ValueError(_("it is no template"))


def _node(text: str) -> Any:
    try:
        return Untyped(text).get_single_node()
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error


class _Walk:
    """Makes plain data of nodes; one that is named and used again counts each time."""

    def __init__(self) -> None:
        self._seen = 0

    def value(self, node: object, depth: int) -> Any:
        """What a node holds. Raises ValueError for what is too deep or too much."""
        self._seen += 1
        if depth > DEEPEST or self._seen > MOST:
            raise ValueError(_("a template that is too deep, or holds too much"))
        found = self._plain(node, depth)
        tag = str(getattr(node, "tag", "") or "")
        return _long(tag[1:], found) if tag.startswith("!") and len(tag) > 1 else found

    def _plain(self, node: object, depth: int) -> Any:
        if isinstance(node, yaml.SequenceNode):
            return [self.value(one, depth + 1) for one in node.value]
        if isinstance(node, yaml.MappingNode):
            return {str(self.value(key, depth + 1)): self.value(one, depth + 1) for key, one in node.value}
        if not isinstance(node, yaml.ScalarNode):
            return None
        if node.style in ("'", '"', "|", ">"):
            return node.value
        if node.value in WORDS:
            return WORDS[node.value]
        if NUMBER.match(node.value):
            return float(node.value) if "." in node.value else int(node.value)
        return node.value


def _long(word: str, value: object) -> dict[str, Any]:
    """A short tag as the function that it stands for."""
    if word in ("Ref", "Condition"):
        return {word: value}
    if word == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{word}": value}
