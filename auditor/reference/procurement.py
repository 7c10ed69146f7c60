"""What to ask before buying: requirements, questions, clauses, and the objectives of the European framework."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import msgspec

from auditor.reference.facts import Words, facts
from auditor.reference.shelf import register

KINDS = ("eliminatory", "scored", "information")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the matrix. `kind` is what the register proposes; `asks` are questions about the service, `answers` the rules that a
    yes to it answers, `roles` those of places that have to be permitted.
    """

    id: str
    part: str
    title: Words
    proof: Words
    kind: str
    texts: tuple[str, ...]
    clause: Mapping[str, str]
    question: Words = field(default_factory=dict)
    when: str | None = None
    eliminatory_when: str | None = None
    rules: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether it is itself a question, answered by yes or no."""
        return bool(self.question)


@dataclass(frozen=True, slots=True)
class Objective:
    """One of the eight objectives; `weight` is its share of the framework's score, in percent."""

    id: str
    weight: int
    title: Words
    question: Words


@functools.cache
def requirements() -> Mapping[str, Requirement]:
    """Every requirement, by id, in the order of the register."""
    entries: Mapping[str, Any] = register("procurement")["requirements"]
    return MappingProxyType({name: msgspec.convert({"id": name, **entry}, Requirement) for name, entry in entries.items()})


@functools.cache
def objectives() -> Mapping[str, Objective]:
    """The objectives of the European framework, by id."""
    entries: Mapping[str, Any] = register("procurement")["objectives"]
    return MappingProxyType({name: msgspec.convert({"id": name, **entry}, Objective) for name, entry in entries.items()})


def parts() -> Mapping[str, Words]:
    """The chapters, by id."""
    found: Mapping[str, Words] = register("procurement")["parts"]
    return found


def asked() -> Mapping[str, Words]:
    """The questions about a service, by id."""
    found: Mapping[str, Words] = register("procurement")["questions"]
    return found


@functools.cache
def questions() -> frozenset[str]:
    """What may be answered by yes or no: requirements, those that a label shows included (is it equivalent?), and rules of people."""
    return frozenset((*(one.id for one in requirements().values() if one.asked or one.labels), *_rules()))


@functools.cache
def _rules() -> frozenset[str]:
    return frozenset(name.removeprefix("answers.") for name in facts().facts if name.startswith("answers."))


def answered_by(question: str) -> tuple[str, ...]:
    """The rules that an answer to a question answers."""
    found = requirements().get(question)
    return found.answers if found and found.asked else (question,) if question in _rules() else ()
