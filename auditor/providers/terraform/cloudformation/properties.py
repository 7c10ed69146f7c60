"""Properties of CloudFormation under the names that Terraform's tables have for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.providers.terraform.values import Later, at

Properties = Mapping[str, Any]
Said = tuple[str, Callable[[Any], Any]]
Beside = Callable[[Properties], Iterator[tuple[str, dict[str, Any]]]]
WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
LEFT = Later("left to the default of the service")


@dataclass(frozen=True, slots=True)
class Row:
    """What a type of CloudFormation is to Terraform.

    `said` are the attributes that are called otherwise, each with where it is said; `left` those whose default is not the table's.
    `whole`: all that the table asks for is said here or has the table's default, so that what is not said is not set. `beside` are
    the resources of their own that Terraform has for some of the properties, told with the attribute that names this one.
    """

    type: str
    said: Mapping[str, str | Said] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    whole: bool = False
    beside: tuple[Beside, ...] = ()

    def values(self, properties: Properties | Later) -> dict[str, Any]:
        """The attributes of a resource."""
        if isinstance(properties, Later):
            return {}
        found = {snake(name): blocks(value) for name, value in properties.items() if name != "Tags"}
        found |= {name: LEFT for name in self.left if found.get(name) is None}
        found["tags"] = tags(properties.get("Tags"))
        for name, where in self.said.items():
            path, made = where if isinstance(where, tuple) else (where, blocks)
            value = at(properties, path)
            if value is not None:
                found[name] = through(made, value)
        return found


def snake(name: str) -> str:
    """A name as Terraform writes it."""
    return WORD.sub("_", name).lower()


def blocks(value: object) -> Any:
    """What is nested, as blocks: a list of one where there is one."""
    if isinstance(value, Mapping):
        return [{snake(name): blocks(one) for name, one in value.items()}]
    if isinstance(value, list):
        return [each[0] if isinstance(one, Mapping) else each for one in value for each in [blocks(one)]]
    return value


def through(made: Callable[[Any], Any], value: object) -> Any:
    """What a function makes of a value that is known."""
    return value if isinstance(value, Later) else made(value)


def each(made: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same of each of a list, of which any may be unknown."""
    return lambda found: [through(made, one) for one in found] if isinstance(found, list) else found


def part(properties: object, **paths: str) -> dict[str, Any]:
    """Some properties under other names, without those that are not said."""
    return {name: value for name, path in paths.items() if (value := at(properties, path)) is not None}


def tags(said: object) -> Any:
    """Tags as a map, however they are written."""
    if said is None or isinstance(said, Later):
        return said
    if isinstance(said, Mapping):
        return dict(said)
    found = {}
    for one in said if isinstance(said, list) else ():
        if not isinstance(one, Mapping) or not isinstance(one.get("Key"), str):
            return Later("tags that are not static")
        found[one["Key"]] = one.get("Value")
    return found


def policy(document: object) -> Any:
    """A policy: what it is about may be known later, and is everything then; whoever else is not known makes all of it unknown."""
    if not isinstance(document, Mapping):
        return document
    statements = document.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    return {**document, "Statement": [one for said in listed if (one := _statement(said)) is not None]}


def _statement(said: object) -> Any:
    if not isinstance(said, Mapping):
        return said
    about = said.get("Resource")
    later = isinstance(about, Later) or (isinstance(about, list) and any(isinstance(one, Later) for one in about))
    if later and said.get("Effect") == "Deny":
        # Nobody knows what it denies: it is not counted on.
        return None
    return {**said, "Resource": "*"} if later else said
