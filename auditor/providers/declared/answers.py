"""What is said of a service that no API tells of: one answer a question, each announced, proved by a dated document, or unknown.

`saas.yaml`, a table with the same questions, a candidate's offer: all are these structs, held against one schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from auditor.configuration import Category, Country, Duration, Id, LabelId, OperatorId
from auditor.evidence import Day, HdsActivity
from auditor.i18n import N_
from auditor.reference.saas import saas

ANNOUNCED, PROVED, UNKNOWN = "announced", "proved", "unknown"
State = Literal["announced", "proved", "unknown"]
KIND, HOLDS = "service", ("service", "application", "database", "file_system", "object_store", "mail_service", "backup_vault", "machine")
"""What a declared thing may be said to be, by the kinds of the dictionary; the first where nothing is said."""


class Said(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What every answer carries: how sure it is. Proved takes a `document` and the day it is `dated`."""

    evidence: State = "announced"
    document: str = ""
    dated: Day | None = None

    @property
    def proved(self) -> bool:
        """Whether a document shows it."""
        return self.evidence == PROVED


class Site(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where something stands, and who runs the room; `region` is that operator's code.

    `to` is what it is put into there, by its id or its address: where that sends it on is followed.
    """

    country: Country
    city: str = ""
    host: OperatorId | None = None
    region: str = ""
    to: str = ""


class Sites(Said, frozen=True, omit_defaults=True):
    """Every site of a role; none is an answer too."""

    sites: tuple[Site, ...] = ()


class Yes(Said, frozen=True, omit_defaults=True):
    """Yes or no, and what else is to be said."""

    answer: Literal["yes", "no"] | None = None
    detail: str = ""


class Period(Said, frozen=True, omit_defaults=True):
    """How long, or `forever` where nothing erases it."""

    period: Duration | None = None
    forever: bool = False


class Keys(Said, frozen=True, omit_defaults=True):
    """Who decides over the key, and where it is held."""

    manager: Literal["provider", "customer", "external"] | None = None
    country: Country | None = None


class Support(Said, frozen=True, omit_defaults=True):
    """From where people reach the data to run the service or to help."""

    countries: tuple[Country, ...] = ()


class Processor(msgspec.Struct, frozen=True, omit_defaults=True):
    """A further processor: who, where, for what, and what a transfer to it rests on (`tia`: the day it was assessed)."""

    name: str
    country: Country
    role: str = ""
    safeguard: Literal["scc", "bcr", "dpf", "adequacy", "none"] | None = None
    tia: Day | None = None


class Processors(Said, frozen=True, omit_defaults=True):
    """Every further processor; none is an answer too."""

    entries: tuple[Processor, ...] = ()


class Held(Said, frozen=True, omit_defaults=True):
    """A label as it is told: whose it is, its number, its days, what it covers."""

    label: LabelId
    holder: str = ""
    version: str | None = None
    number: str = ""
    valid_from: Day | None = None
    valid_until: Day | None = None
    activities: tuple[HdsActivity, ...] = ()


class Entity(Said, frozen=True, omit_defaults=True):
    """The legal entity, and the country from which it is ultimately controlled."""

    name: str = ""
    control: Country | None = None


class Level(Said, frozen=True, omit_defaults=True):
    """The level of an objective of the European framework that a supplier gives itself."""

    seal: Annotated[str, Meta(pattern=r"\A[0-4]\Z", extra={"what": N_("a SEAL level, from 0 to 4")})]
    detail: str = ""


class Service(msgspec.Struct, frozen=True, omit_defaults=True):
    """One service, room or offer. What is left out was not answered, and is unknown.

    `register` names an entry of the register of services, whose announcements stand in for what is left out. `answers` are those to
    the questions of the register of procurement, by their ids, and to the rules that people answer, by theirs.
    """

    id: Id
    title: str = ""
    kind: Annotated[str, Meta(extra={"word": "held"})] = KIND
    register: Annotated[str, Meta(extra={"word": "saas"})] | None = None
    operator: OperatorId | None = None
    entity: Entity | None = None
    tags: dict[str, str] = {}
    categories: tuple[Category, ...] = ()
    hosting: Sites | None = None
    replicas: Sites | None = None
    backups: Sites | None = None
    logs: Sites | None = None
    support: Support | None = None
    processors: Processors | None = None
    labels: tuple[Held, ...] = ()
    retention: Period | None = None
    backup_retention: Period | None = None
    encryption: Yes | None = None
    keys: Keys | None = None
    sovereignty: dict[Annotated[str, Meta(extra={"word": "objective"})], Level] = {}
    answers: dict[Annotated[str, Meta(extra={"word": "asked"})], Yes] = {}

    def said(self, question: str) -> Said | None:
        """The answer to a question; None when there is none, or when it says that it is not known."""
        found: Any = self.answers.get(question) or getattr(self, question, None)
        return None if not isinstance(found, Said) or found.evidence == UNKNOWN else found

    def repeats(self) -> dict[str, str]:
        """The questions that the register of services answers in its place, each with the entry."""
        entry = saas().get(self.register or "")
        if entry is None:
            return {}
        told = entry.announced()
        return {question: entry.id for question in ("hosting", "entity") if question in told and self._is(question, told[question])}

    def _is(self, question: str, told: Mapping[str, object]) -> bool:
        said = self.said(question)
        return said is not None and (said.evidence, said.document, said.dated) == (told["evidence"], told["document"], told["dated"])


class Declared(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of a file."""

    services: Annotated[tuple[Service, ...], Meta(min_length=1)]
