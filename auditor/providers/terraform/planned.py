"""A resource that is planned, and what else of the plan it has to do with: what it refers to, and what configures it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from auditor.providers.observing import Unknown
from auditor.providers.terraform.node import DYNAMIC, LATER, Node

if TYPE_CHECKING:
    from auditor.providers.contract import Reader
    from auditor.providers.terraform.document import Document, Entry


class Estate(Protocol):
    """What a resource asks of the file that it stands in."""

    document: Document

    @property
    def account(self) -> str:
        """The account that the file is for."""

    def filled(self, type: str) -> frozenset[str]:
        """The blocks of a type that its service fills."""

    def id_of(self, planned: Planned) -> str:
        """Its own id where that is known before it is there; else its address."""

    def settings(self, planned: Planned, type: str) -> list[Planned] | Unknown:
        """The settings of a type that are of it."""

    def touched(self, planned: Planned) -> Unknown | None:
        """Why nobody knows what else is set of it: something that was not read is given it."""

    def of_type(self, *types: str) -> list[Planned]:
        """Every resource of some types."""

    def found(self, name: str, of: tuple[str, ...] = ()) -> Planned | None:
        """The one resource that a text names."""

    def referred(self, entry: Entry, expression: object, *, anything: bool = False) -> list[Planned]:
        """The resources that an expression may mean, those of no table too if asked; none when it depends on what nobody can follow."""

    def stood_for(self, planned: Planned | None) -> Planned | None:
        """What stands behind a resource that stands for another."""

    def naming(self, planned: Planned, path: str, *types: str) -> list[Planned] | Unknown:
        """The resources of some types whose attribute names this one."""

    def read_later(self, planned: Planned, expression: object, type: str) -> Planned | None:
        """The one data source of a type that an expression refers to."""

    def configured_region(self, planned: Planned, name: str) -> Any:
        """The region that its provider is for."""

    def facts(self, planned: Planned) -> Mapping[str, Callable[[Any], Any]]:
        """How the facts of its type are told."""


class Planned(Node):
    """One resource of a file."""

    __slots__ = ("__dict__", "entry", "estate")

    def __init__(self, entry: Entry, estate: Estate) -> None:
        self.entry, self.estate = entry, estate
        self.reader: Reader
        """Of the account and the region that it lies in: for the functions that live collectors share."""
        self.where: Any = None
        """Where it lies: Unknown when nobody knows yet."""
        values, written = decoded(entry.values), estate.document.written(entry)
        super().__init__(
            values if isinstance(values, Mapping) else {},
            decoded(entry.unknown),
            decoded(entry.sensitive),
            None if written is None else _written(written, entry.renamed),
            entry.address,
            partial=entry.partial,
        )
        self.unset, self.filled = entry.unset, estate.filled(entry.type)
        self.fresh = not entry.actions or "create" in entry.actions

    @property
    def type(self) -> str:
        """Its type, as Terraform names it."""
        return self.entry.type

    @cached_property
    def id(self) -> str:
        """The id that flows know it by: its own where it is known, else where it stands in the plan."""
        return self.estate.id_of(self)

    @property
    def address(self) -> str:
        """Where it stands in the plan, as an id that nothing else in the world has."""
        return f"terraform:{self.estate.account}:{self.entry.address}"

    def settings(self, type: str) -> list[Planned] | Unknown:
        """The resources of a type that configure this one; Unknown when one of them may, and nobody can say."""
        return self.estate.settings(self, type)

    def whom(self, path: str, node: Node | None = None, of: tuple[str, ...] = ()) -> Any:
        """What an attribute names: a resource of the plan where it is one, of some types, else the text; None when it is not set."""
        part = node or self
        value = part.get(path)
        if isinstance(value, str):
            return self.estate.stood_for(self.estate.found(value, of)) or value or None
        if not isinstance(value, Unknown):
            return value
        found = self.estate.referred(self.entry, part.expression(path)) if value.reason.code in (LATER, DYNAMIC) else []
        named = [*dict.fromkeys(one for each in found if (one := self.estate.stood_for(each)) is not None and (not of or one.type in of))]
        return named[0] if len(named) == 1 and len(found) == 1 else value

    def is_set(self, path: str) -> Any:
        """Whether an attribute names anything; one that is known after apply does when it refers to something of the file."""
        value = self.get(path)
        if not isinstance(value, Unknown):
            return value not in (None, "", [])
        found = self.estate.referred(self.entry, self.expression(path), anything=True) if value.reason.code in (LATER, DYNAMIC) else []
        return True if found else value

    def name(self, paths: Sequence[str]) -> Any:
        """The first of some attributes that is known; else its address."""
        values = (self.get(path) for path in paths)
        return next((value for value in values if isinstance(value, str) and value), self.entry.address)


def _written(said: object, renamed: Mapping[str, str]) -> Mapping[str, Any]:
    """What is written, under the names that attributes have here."""
    found = said if isinstance(said, Mapping) else {}
    return {**found, **{name: found[former] for name, former in renamed.items() if former in found}}


def decoded(raw: msgspec.Raw) -> Any:
    """Values as plain data."""
    return msgspec.json.decode(raw)
