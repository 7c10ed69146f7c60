"""What every provider is made of: calls that say which facts they feed, collectors, and the one place that catches errors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from auditor.model import Coverage, Facts, Located, Resource


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that could not be read, with `code` or `code: detail` as its reason; `known` is the part of it that was, or None."""

    reason: str
    known: Any = None


NOTHING_SAID = "(nothing said)"
SILENT = frozenset({NOTHING_SAID})
"""For `absent`: an answer without what lies at `path` means that there is none, as some services leave empty lists out."""

MISSHAPEN = (AttributeError, LookupError, TypeError, ValueError)
"""What reading an answer of another shape than the documented one raises."""

REFUSALS = frozenset({"access_denied", "guard_rail"})
"""Reason codes by which the provider says no; every other one is a failure to get a usable answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One read call of a provider's API: `service:Operation`, the facts it feeds and the permission it needs.

    `path` is where, in the answer, the listed elements or the value lie; nothing there is an empty answer, hence unknown.
    `absent` holds the error codes that mean "known to be not set" (or words of the message, where a service has one code for
    everything); any other error makes the facts it feeds unknown.
    `of` names the native types concerned (all those of the collector when empty); `lists` says that it finds them.
    """

    service: str
    operation: str
    feeds: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    path: str = ""
    permission: str = ""
    absent: frozenset[str] = frozenset()
    lists: bool = False

    @property
    def name(self) -> str:
        """`s3:GetBucketReplication`, as findings show it."""
        return f"{self.service}:{self.operation}"

    @property
    def needs(self) -> str:
        """The permission to grant; the call's own name unless the provider calls it otherwise."""
        return self.permission or self.name

    @property
    def detail(self) -> str:
        """The call, and the permission in parentheses when it has another name: the second half of a reason."""
        return self.name if self.needs == self.name else f"{self.name} ({self.needs})"


class Reader(Protocol):
    """What a collector reads through: one account, one region. It never raises for what the provider refuses."""

    @property
    def provider(self) -> str:
        """The provider's name."""

    @property
    def account(self) -> str:
        """The account id, as the provider gives it."""

    @property
    def region(self) -> str | None:
        """The region code; None for a service that has one list for all regions."""

    @property
    def partition(self) -> str:
        """The part of the provider the account belongs to (`aws`, `aws-eusc`); empty when it has none."""

    def at(self, region: str | None) -> Reader:
        """The same reader, asking another region."""

    def pages(self, call: Call, /, **parameters: Any) -> Iterator[Any]:
        """Every element of a list call, all pages. A refusal or a lost page is recorded as a coverage gap."""

    def lost(self, call: Call) -> Unknown | None:
        """Why `pages` of this call did not bring everything; None when it did."""

    def all(self, call: Call, /, **parameters: Any) -> Any:
        """Every element as one value of a fact: a list; None when it is not set; Unknown when any page is missing. No coverage line."""

    def get(self, call: Call, /, **parameters: Any) -> Any:
        """One answer; None when an `absent` code says it is not set; Unknown for any other error."""

    def unread(self, call: Call, service: str, words: str, count: int) -> None:
        """Tell of things that `call` showed and that no collector reads: a coverage line, and no gap."""

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        """`function` over `items`, several at a time, in order: for the calls a list answer does not spare us."""

    def resource(self, native_type: str, id: str, name: Any, facts: Mapping[str, Any], tags: Any, region: Any = ...) -> Resource:
        """A resource of this account. `facts` are dotted; any of them, `name`, `tags` and `region` may be Unknown."""


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
        """Native type → fact path → the calls that feed it, for the snapshot's manifest."""
        feeds: dict[str, dict[str, list[str]]] = {native_type: defaultdict(list) for native_type in self.native_types}
        for call in self.calls:
            # A list of what another collector yields, read for what it says of these, is no evidence that they exist.
            for native_type in [one for one in call.of or self.native_types if one in feeds]:
                for fact in call.feeds:
                    feeds[native_type][fact].append(call.name)
                if call.lists:
                    # That it lies there is what its list says, unless a call of its own does.
                    feeds[native_type]["region"].append(call.name)
        return {native_type: {fact: ", ".join(calls) for fact, calls in sorted(facts.items())} for native_type, facts in feeds.items()}


@dataclass(frozen=True, slots=True)
class Unit:
    """One independent piece of a scan: a collector on an account and a region. Picklable.

    `account` is the id the provider gives; `options` is the entry of `accounts:` with what opening it taught.
    """

    provider: str
    account: str
    region: str | None
    service: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class UnitResult:
    """What a unit brought back. `api_calls` counts requests, retries included."""

    resources: Collection[Resource] = ()
    coverage: list[Coverage] = field(default_factory=list)
    api_calls: int = 0


class Provider(Protocol):
    """A cloud we can read. A provider's module exposes one as PROVIDER."""

    name: str

    def plan(self, options: Mapping[str, Any]) -> tuple[dict[str, str], list[Unit], list[Coverage]]:
        """Open one entry of `accounts:`; assert who we are before anything else.

        Answers identities (account id → who we are there), the units to run and what is already known to be missing: an account
        that cannot be opened is a coverage gap under the entry's own id. Raises ProviderError when none ever can (no SDK).
        """

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""

    def locate(self, options: Mapping[str, Any], targets: Collection[str]) -> dict[str, Located]:
        """Of things that nobody's scan read, those whose region the provider tells anybody, asked without credentials."""

    def close(self) -> None:
        """Close every connection; what is asked afterwards opens them again."""

    def collectors(self) -> Collection[Collector]:
        """All collectors, for `permissions`, `doctor`, the documentation and the contract test. Needs no SDK."""

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:
        """The least privilege that every declared call needs, in one of the provider's own formats: plain data or a text. Needs no SDK.

        `partition` is the part of the provider it is for, where that changes what it says.
        """


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
    """`function` over observed values; the first Unknown among them is the answer, and Unknown where it cannot read their shape.

    Of an Unknown of which a part is known, what the function makes of that part stays known when it is a list: more could only add to it.
    """
    unread = next((value for value in observed if isinstance(value, Unknown)), None)
    if unread is None:
        return observe(lambda: function(*observed), errors=MISSHAPEN, reason=misshapen)
    parts = [value.known if isinstance(value, Unknown) else value for value in observed]
    whole = all(part is not None or value is None for part, value in zip(parts, observed, strict=True))
    known = observe(lambda: function(*parts), errors=MISSHAPEN, reason=misshapen) if whole else None
    known = known.known if isinstance(known, Unknown) else known
    return Unknown(unread.reason, known) if isinstance(known, list) else unread if unread.known is None else Unknown(unread.reason)


def misshapen(error: Exception) -> tuple[str, str]:
    """For `observe`: an answer of another shape than the documented one says nothing."""
    return type(error).__name__, f"no_answer: not in the documented shape ({type(error).__name__}: {error})"[:200]


def either(*observed: Any) -> Any:
    """Three-valued or: True when one is, else the first Unknown, else False."""
    if any(value is True for value in observed):
        return True
    return next((value for value in observed if isinstance(value, Unknown)), False)


def split(flat: Mapping[str, Any]) -> tuple[Facts, dict[str, str]]:
    """Dotted facts → nested facts, and the unknown ones with their reasons: of these only what is known of a part is among the facts."""
    facts: Facts = {}
    unknown: dict[str, str] = {}
    for path, observed in flat.items():
        value = observed.known if isinstance(observed, Unknown) else observed
        if isinstance(observed, Unknown):
            unknown[path] = observed.reason
            if value is None:
                continue
        *parents, leaf = path.split(".")
        node = facts
        for parent in parents:
            node = node.setdefault(parent, {})
        node[leaf] = value
    return facts, unknown
