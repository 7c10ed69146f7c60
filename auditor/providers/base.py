"""What every provider is made of: calls that say which facts they feed, collectors, and the one place that catches errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from auditor.model import Coverage, Facts, Resource


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read, with `code` or `code: detail` as its reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """One read call of a provider's API: `service:Operation`, the facts it feeds and the permission it needs.

    `items` is the path of the listed elements (list calls only); `absent` holds the error codes that mean
    "known to be not set"; any other error makes the facts it feeds unknown.
    """

    service: str
    operation: str
    feeds: tuple[str, ...] = ()
    items: str = ""
    permission: str = ""
    absent: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """`s3:GetBucketReplication`, as findings show it."""
        return f"{self.service}:{self.operation}"

    @property
    def needs(self) -> str:
        """The permission to grant; the call's own name unless the provider calls it otherwise."""
        return self.permission or self.name


class Reader(Protocol):
    """What a collector reads through: one account, one region. It never raises for what the provider refuses."""

    @property
    def account(self) -> str:
        """The account id, as the provider gives it."""

    @property
    def region(self) -> str | None:
        """The region code; None for a service that has one list for all regions."""

    def pages(self, call: Call, /, **parameters: Any) -> Iterator[Any]:
        """Every element of a list call, all pages. A refusal or a lost page is recorded as a coverage gap."""

    def get(self, call: Call, /, **parameters: Any) -> Any:
        """One answer; None when an `absent` code says it is not set; Unknown for any other error."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """`function` over `items`, several at a time, in order: for the calls a list answer does not spare us."""


@dataclass(frozen=True, slots=True)
class Collector:
    """One service of one provider. `collect` yields resources; it reads only through its Reader and its `calls`.

    `native_types` maps each native type it yields to its kind. `where` says how often it runs: once a region or once an account.
    """

    service: str
    native_types: Mapping[str, str]
    calls: tuple[Call, ...]
    collect: Callable[[Any], Iterator[Resource]]
    where: str = "region"

    def evidence(self) -> dict[str, dict[str, str]]:
        """Native type → fact path → call, for the snapshot's manifest."""
        feeds = {fact: call.name for call in self.calls for fact in call.feeds}
        return dict.fromkeys(self.native_types, feeds)


@dataclass(frozen=True, slots=True)
class Unit:
    """One independent piece of a scan: a collector on an account and a region. Picklable."""

    provider: str
    account: str
    region: str | None
    service: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class UnitResult:
    """What a unit brought back."""

    resources: list[Resource] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    api_calls: int = 0


class Provider(Protocol):
    """A cloud we can read. A provider's module exposes one as PROVIDER."""

    name: str

    def plan(self, options: Mapping[str, Any]) -> tuple[dict[str, str], list[Unit], list[Coverage]]:
        """Open one entry of `accounts:`; assert who we are; answer identities, units to run and what is already known to be missing.

        Raises ProviderError when nothing at all can be opened (no SDK, no credentials).
        """

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""

    def collectors(self) -> Collection[Collector]:
        """All collectors, for `permissions`, `doctor`, the documentation and the contract test."""


def observe(
    call: Callable[[], Any],
    *,
    errors: tuple[type[Exception], ...],
    reason: Callable[[Exception], tuple[str, str]],
    absent: Collection[str] = (),
) -> Any:
    """The only place that turns an error into knowledge: the value, None (an `absent` code: known to be not set) or Unknown."""
    try:
        return call()
    except errors as error:
        code, text = reason(error)
        return None if code in absent else Unknown(text)


def lift(function: Callable[..., Any], *observed: Any) -> Any:
    """`function` over observed values; the first Unknown among them is the answer."""
    return next((value for value in observed if isinstance(value, Unknown)), None) or function(*observed)


def split(flat: Mapping[str, Any]) -> tuple[Facts, dict[str, str]]:
    """Dotted facts → nested facts without the unknown ones, and the unknown ones with their reasons."""
    facts: Facts = {}
    unknown: dict[str, str] = {}
    for path, value in flat.items():
        if isinstance(value, Unknown):
            unknown[path] = value.reason
            continue
        *parents, leaf = path.split(".")
        node = facts
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return facts, unknown
