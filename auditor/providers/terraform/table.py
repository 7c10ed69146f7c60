"""How the tables of clouds say what a Terraform type is: its native type and kind, and where each fact is among its attributes.

A fact is a function of a planned resource: a value, None for what is known not to be set, or Unknown. Those here read one attribute;
what takes more is a small function in the table of the cloud.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from auditor.providers.observing import MISSHAPEN, Unknown, lift, misshapen, observe
from auditor.providers.shapes import days, flows, hours, joined, seconds

if TYPE_CHECKING:
    from auditor.providers.terraform.node import Node
    from auditor.providers.terraform.planned import Planned

Fact = Callable[[Any], Any]
"""Of a planned resource; those that read one attribute take any block of one too."""
UNSET: Any = object()
"""For what has no default that anybody knows: an attribute that is not set leaves its fact unknown."""


@dataclass(frozen=True, slots=True)
class Type:
    """A Terraform type that holds or moves data. `facts` are by their dotted names; what it does not say of its kind is unknown.

    `more` tells several facts at once, which `tells` names. `names` are the attributes that name it, `ids` those that hold its id;
    `made` makes that id of what is known beforehand. `filled` are its blocks that the service makes where nobody writes any (optional
    and computed in the provider's schema): a plan does not know them, and the service's default counts. `region` is where it lies,
    where that is not as for the whole cloud. `beside` are what it makes besides, where `there` says that it does (unknown: it may).
    """

    native: str
    kind: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    names: tuple[str, ...] = ("name",)
    ids: tuple[str, ...] = ("arn", "id")
    made: Callable[[Planned], str | None] | None = None
    region: Fact | None = None
    more: tuple[Callable[[Planned], Mapping[str, Any]], ...] = ()
    tells: tuple[str, ...] = ()
    filled: frozenset[str] = frozenset()
    beside: tuple[Type, ...] = ()
    there: Fact | None = None

    def identified(self, planned: Planned) -> str | None:
        """The id that the cloud itself knows it by, if that is known before it is there."""
        told = (planned.get(path) for path in self.ids)
        return next((one for one in told if isinstance(one, str) and one), None) or (self.made(planned) if self.made else None)

    def told(self, planned: Planned) -> dict[str, Any]:
        """Every fact that the table has of it."""
        found = {path: heeded(fact, planned) for path, fact in self.facts.items()}
        for several in self.more:
            some = heeded(several, planned)
            found |= dict.fromkeys(self.tells, some) if isinstance(some, Unknown) else some
        return found


@dataclass(frozen=True, slots=True)
class Setting:
    """A Terraform type that configures another: `on` names it, `of` are the types it may be; `stands` for it wherever it is named.

    `also` are the other attributes that name it, where that has changed between versions of the provider.
    """

    on: str
    of: tuple[str, ...] = ()
    stands: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cloud:
    """The table of one Terraform provider. `offer` is who runs what it makes, where nothing else is said (an id of operators.yaml).

    `region` tells where a resource lies; `plumbing` are the beginnings of the types that hold no data, but for those of `unlike` them,
    which hold, move or open some, and that no row knows. `like` is the provider of ours
    that reads the same cloud live: what it knows never to be set, is not set here either. `address` is the setting of its provider that
    says at whom it asks, where nothing else does.
    """

    provider: str
    offer: str
    region: Callable[[Planned], Any]
    rows: Mapping[str, Type | Setting]
    plumbing: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    like: str = ""
    address: str = ""
    tags: tuple[str, ...] = ("tags",)

    def knows(self, type: str) -> bool:
        """Whether a type has a row, or is known to hold nothing."""
        return type in self.rows or (type.startswith(self.plumbing) and not type.startswith(self.unlike))

    @cached_property
    def types(self) -> Mapping[str, Type]:
        """The rows of what holds or moves data."""
        return {name: row for name, row in self.rows.items() if isinstance(row, Type)}

    @property
    def things(self) -> Iterable[Type]:
        """The rows of all that they make, what stands beside them included."""
        return (one for row in self.types.values() for one in (row, *row.beside))

    @cached_property
    def natives(self) -> Mapping[str, str]:
        """The first type of each native one."""
        return {row.native: name for name, row in reversed([*self.types.items()])}

    @cached_property
    def settings(self) -> Mapping[str, Setting]:
        """The rows of what configures another."""
        return {name: row for name, row in self.rows.items() if isinstance(row, Setting)}


def heeded(fact: Callable[[Any], Any], planned: Planned) -> Any:
    """What a function says of a resource; Unknown where a value has another shape than Terraform writes."""
    return observe(lambda: fact(planned), errors=MISSHAPEN, reason=misshapen)


def unsaid(planned: Node, path: str) -> Unknown:
    """Why the fact of an attribute is unknown that is not set and has no default we know."""
    return Unknown.of("known_after_apply", f"{planned.place}.{path}: left to the service")


def const(value: object) -> Fact:
    """What is the same for every resource of a type, as the documentation of the service says."""
    return lambda _planned: value


def unless(*types: str, value: object = None) -> Fact:
    """What only resources of these types could set: `value` in a file that has none of them, and unknown in one that has.

    Without types: what no resource of Terraform sets, so that what is made by a plan does not have it.
    """

    def read(planned: Planned) -> Any:
        found = planned.estate.of_type(*types)
        return Unknown.of("not_collected", f"{found[0].entry.address}") if found else value

    return read


def alone(value: object = None) -> Fact:
    """What is so of every resource of a type, unless something that nobody understands is given it."""

    def read(planned: Planned) -> Any:
        touched = planned.estate.touched(planned)
        return value if touched is None else touched

    return read


def value(path: str, default: object = UNSET) -> Fact:
    """What an attribute says; `default` where it is not set."""

    def read(planned: Node) -> Any:
        said = planned.get(path)
        if said is not None:
            return said
        return unsaid(planned, path) if default is UNSET else default

    return read


def through(function: Callable[[Any], Any], path: str, default: object = UNSET) -> Fact:
    """What a function makes of an attribute that is set; `default` is the fact of one that is not."""

    def read(planned: Node) -> Any:
        said = planned.get(path)
        if said is None:
            return unsaid(planned, path) if default is UNSET else default
        return lift(function, said)

    return read


def flag(path: str, default: object = UNSET) -> Fact:
    """Whether an attribute is true."""
    return through(truth, path, default)


def no(path: str, default: object = UNSET) -> Fact:
    """Whether an attribute is false."""
    return through(lambda said: not truth(said), path, default)


def truth(said: object) -> bool:
    """A boolean, however Terraform spells it. Raises ValueError for what is none."""
    if isinstance(said, bool):
        return said
    return {"true": True, "false": False, "enabled": True, "disabled": False}[str(said).lower()]


def in_days(path: str, default: object = None) -> Fact:
    """A period in days; none, and never, are None."""
    return through(lambda said: days(int(said)), path, default)


def in_hours(path: str, default: object = UNSET) -> Fact:
    """A period in hours."""
    return through(lambda said: hours(int(said)), path, default)


def in_seconds(path: str, default: object = UNSET) -> Fact:
    """A period in seconds."""
    return through(lambda said: seconds(int(said)), path, default)


def named(path: str, *of: str) -> Fact:
    """The id of the resource that an attribute names, be it of the plan or not; None when it is not set."""
    return lambda planned: id_of(planned.whom(path, of=of))


def first_named(*paths: str) -> Fact:
    """The id of what the first of some attributes names that is set."""

    def read(planned: Planned) -> Any:
        return next((said for path in paths if (said := id_of(planned.whom(path))) is not None), None)

    return read


def naming(path: str, *types: str) -> Fact:
    """The flows to the resources of some types that name this one there, as replicas do their source."""

    def read(planned: Planned) -> Any:
        found = planned.estate.naming(planned, path, *types)
        return found if isinstance(found, Unknown) else joined(*(one_flow(one) for one in found))

    return read


def to(*paths: str) -> Fact:
    """The flows to what these attributes name."""
    return lambda planned: joined(*(one_flow(planned.whom(path)) for path in paths))


def in_each(path: str, attribute: str, fact: Callable[[Any], Any] | None = None) -> Fact:
    """The flows to the region, or to what `fact` makes of an attribute, of each block."""
    return lambda planned: of_blocks(planned.each(path), lambda block: lift(fact or _in_region, block.get(attribute)))


def _in_region(region: object) -> Any:
    return [{"region": str(region)}] if region else None


def of_blocks(blocks: list[Any] | Unknown, flow: Callable[[Any], Any]) -> Any:
    """The flows of each of some blocks, all that is known of them, and unknown beyond it."""
    return blocks if isinstance(blocks, Unknown) else joined(*(flow(one) for one in blocks))


def one_flow(whom: object, **more: object) -> Any:
    """The flow to something, named or of the plan; None to nothing."""
    return lift(lambda target: [{"to": target, **more}] if target else None, id_of(whom))


def here(planned: Planned, *holders: Mapping[str, object]) -> Any:
    """The flows to others that may take what stays where it is; unknown with that place, when there are any."""
    return lift(lambda region: flows({**one, "region": region} for one in holders), planned.where) if holders else None


def id_of(whom: Any) -> Any:
    """The id of a resource of the plan; a text as it is."""
    return whom if whom is None or isinstance(whom, str | Unknown) else str(whom.id)


def of_settings(type: str, fact: Fact, none: object = None) -> Fact:
    """What the one setting of a type says of the resource; `none` without one, Unknown when nobody can say which it is."""

    def read(planned: Planned) -> Any:
        found = planned.settings(type)
        return found if isinstance(found, Unknown) else fact(found[0]) if found else none

    return read


def all_settings(planned: Planned, *types: str) -> list[Planned] | Unknown:
    """Every setting of some types; the first Unknown among them."""
    found: list[Planned] = []
    for type in types:
        some = planned.settings(type)
        if isinstance(some, Unknown):
            return some
        found += some
    return found


def both(*facts: Fact) -> Fact:
    """The flows that several ways of saying them tell."""
    return lambda planned: joined(*(fact(planned) for fact in facts))


def texts(said: object) -> Iterable[str]:
    """A list of texts, or one."""
    return [str(one) for one in said] if isinstance(said, list) else [] if said is None else [str(said)]
