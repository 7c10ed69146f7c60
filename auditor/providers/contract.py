"""What every provider is made of: calls that say which facts they feed, collectors, units, and what a provider offers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar, cast, runtime_checkable

from auditor.configuration import Entry
from auditor.inventory.units import Head, Traces
from auditor.model import Coverage, Located, Resource
from auditor.providers.memory import Former, Subject
from auditor.providers.observing import Unknown
from auditor.reason import Reason
from auditor.reference.source import Path_

EXPIRING = "expiring"
"""The option of calls that tell when things end."""


@dataclass(frozen=True, slots=True)
class Call:
    """One read call of a provider's API: `service:Operation`, the facts it feeds and the permission it needs.

    `path` is where, in the answer, the listed elements or the value lie; nothing there is an empty answer, hence unknown.
    `absent` holds the error codes that mean "known to be not set" (or words of the message, where a service has one code for
    everything); any other error makes the facts it feeds unknown.
    An answer without `path` has to hold all of `must`, and something when `must` is empty: only then is what it leaves out not set.
    `of` names the native types concerned (all those of the collector when empty); `lists` says that it finds them.
    `option` is the key of the entry without which it is not made; it is then asked of many resources at once.
    `once` says that its list is the same for every unit of an account in a region: whoever asks first reads it for all.
    """

    service: str
    operation: str
    feeds: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    path: str = ""
    permission: str = ""
    absent: frozenset[str] = frozenset()
    must: tuple[str, ...] = ()
    lists: bool = False
    option: str = ""
    once: bool = False

    @property
    def name(self) -> str:
        """`s3:GetBucketReplication`, as findings show it."""
        return f"{self.service}:{self.operation}"

    @property
    def needs(self) -> str:
        """The permission to grant; the call's own name unless the provider calls it otherwise."""
        return self.permission or self.name

    @property
    def told(self) -> str:
        """The call as people read it, with the permission in parentheses where that has another name."""
        return str(self.reason(""))

    def reason(self, code: str, detail: str = "", provider_code: str = "") -> Reason:
        """Why what it asked for is not known, as Unknown and coverage bear it."""
        return Reason(code, self.name, "" if self.needs == self.name else self.needs, detail, provider_code)


Given = TypeVar("Given")
Made = TypeVar("Made")


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

    @property
    def options(self) -> Mapping[str, Any]:
        """The entry of `accounts:`, for what it declares and no API tells."""

    def at(self, region: str | None) -> Reader:
        """The same reader, asking another region."""

    def pages(self, call: Call, /, **parameters: object) -> Iterator[Any]:
        """Every element of a list call, all pages. A refusal or a lost page is recorded as a coverage gap."""

    def lost(self, call: Call) -> Unknown | None:
        """Why `pages` of this call did not bring everything; None when it did."""

    def all(self, call: Call, /, **parameters: object) -> Any:
        """Every element as one value of a fact: a list; None when it is not set; Unknown when any page is missing. No coverage line."""

    def fold(self, call: Call, note: Callable[[Any], object], /, **parameters: object) -> Unknown | None:
        """`note` of every element, none of which is kept; Unknown when any page is missing. No coverage line."""

    def get(self, call: Call, /, **parameters: object) -> Any:
        """One answer; None when an `absent` code says it is not set; Unknown for any other error."""

    def unread(self, call: Call, service: str, words: str, count: int) -> None:
        """Tell of things that `call` showed and that no collector reads: a coverage line, and no gap."""

    def ends(self, what: str, found: object) -> None:
        """Note when things of a sort end: pairs of a name and a moment, or Unknown, which is no gap. Never within what `map` is given."""

    def map(self, function: Callable[[Given], Made], items: Iterable[Given]) -> Iterator[Made]:
        """`function` over `items`, several at a time, in order: for the calls a list answer does not spare us."""

    def together(self, *asks: Callable[[], object]) -> list[Any]:
        """What each of them answers, asked side by side: the calls that one thing takes. None of them may ask so in its turn."""

    def resource(
        self,
        native_type: str,
        id: str,
        name: object,
        facts: Mapping[str, object],
        tags: object,
        region: object = ...,
        *,
        zone: str | Sequence[str] = "",
        otherwise: Unknown | None = None,
    ) -> Resource:
        """A resource of this account. `facts` are dotted; any of them, `name`, `tags` and `region` may be Unknown.

        `zone` is the part of the region that it lies in, which the configuration may declare the site of, as it may of a flow's `zone`;
        or the names in full by which it may do so, the nearest first.
        `otherwise` is why what `facts` leave out is unknown; not collected, when nothing is given.
        """


@dataclass(frozen=True, slots=True)
class Absence:
    """Facts that nothing of some native types ever has set, and what says so: the address of the provider's page, a colon, what it says.

    `of` names the native types (all those of the collector when empty). What a collector says of a resource holds against it,
    and the contract test then refuses the absence: what may be set is read, or left unknown.
    """

    facts: tuple[str, ...]
    source: str
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collector:
    """One service of one provider. `collect` yields resources; it reads only through its Reader and its `calls`.

    `native_types` maps each native type it yields to its kind. `where` says how often it runs: once a region or once an account.
    `never` declares what the provider has no setting for: known not to be set, whatever was or was not answered.
    `times` is how often a unit makes each call, where it is once a zone.
    """

    service: str
    native_types: Mapping[str, str]
    calls: tuple[Call, ...]
    collect: Callable[[Any], Iterator[Resource]]
    where: str = "region"
    never: tuple[Absence, ...] = ()
    times: int = 1

    @property
    def cost(self) -> int:
        """About how many calls a unit makes of which nobody knows what it holds."""
        return self.times * len(self.calls)

    def wanted(self, entry: Mapping[str, object]) -> bool:
        """Whether it asks anything at all of an entry: all that it would ask may be an option."""
        return not self.calls or any(not call.option or entry.get(call.option) for call in self.calls)

    def absent(self, native_type: str) -> dict[str, str]:
        """The facts that nothing of a native type ever has set, each with what says so."""
        return {fact: one.source for one in self.never if native_type in (one.of or self.native_types) for fact in one.facts}

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
    `former` is what it brought before, of which only what changed is asked for again. `calls` is about what it costs: who reads units
    of many scans begins with the longest.
    """

    provider: str
    account: str
    region: str | None
    service: str
    options: Mapping[str, Any] = field(default_factory=dict)
    former: Former | None = None
    calls: int = 0


@dataclass(slots=True)
class UnitResult:
    """What a unit brought back. `api_calls` counts requests, retries included; `asked` is each call that was made, by name, with why
    it was not answered, the first time that it was not."""

    resources: Collection[Resource] = ()
    coverage: list[Coverage] = field(default_factory=list)
    api_calls: int = 0
    traces: Traces = field(default_factory=Traces)
    asked: Mapping[str, str] = field(default_factory=dict)


PLANNED = "planned"
"""The option of a unit whose resources are not there yet."""


Said = TypeVar("Said", bound=Entry)


def held(options: Mapping[str, object], _shape: type[Said]) -> Said:
    """An entry as what its provider's `options` say: the configuration held it against them, and what opening adds is the provider's."""
    return cast("Said", options)


class Opened(NamedTuple):
    """An entry of `accounts:`, opened: account id → who we are there, the units to run, and what is already known to be missing."""

    accounts: dict[str, str]
    units: list[Unit]
    coverage: list[Coverage]


class Provider(Protocol):
    """A cloud we can read. A provider's module exposes one as PROVIDER; `locate` may be left out."""

    name: str
    options: type[Entry]
    """What an entry of `accounts:` may say: a TypedDict. docs/usage.md tells of every key."""
    partitions: tuple[str, ...]
    """The parts of the cloud that `permissions` tells apart, the default first; empty when it is the same everywhere."""

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:
        """What is wrong with an entry that its shape cannot say: the place within the entry, and the message."""

    def forms(self) -> Mapping[str, str]:
        """The formats of `permissions`, the default first, and what each is, in the language spoken now."""

    def open(self, options: Mapping[str, object]) -> Opened:
        """Open one entry; assert who we are before anything else.

        An account that cannot be opened is a coverage gap under the entry's own id. Raises ProviderError when none ever can (no SDK).
        """

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""

    def close(self) -> None:
        """Close every connection; what is asked afterwards opens them again."""

    def collectors(self) -> Collection[Collector]:
        """All collectors, for `permissions`, `doctor`, the documentation and the contract test. Needs no SDK."""

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:
        """The least privilege that every declared call needs, in one of the `forms`: plain data or a text. Needs no SDK.

        `partition` is the part of the provider it is for. Raises ProviderError for another form.
        """

    def understood(self, id: str) -> bool:
        """Whether what bears that id is of a type that a collector reads, or that holds no data.

        True of every id that is yielded, but of what is of no known kind.
        """


class Change(NamedTuple):
    """Something changed in an account: in a region (any, when None), in services of ours (any, when None), at an ISO moment.

    `refusals` says that it may only change what was refused. `why` is told where so much is read again that it has to be explained.
    `subject` is what it is about, where it says so: of a unit only what it names is then read again.
    """

    account: str
    region: str | None
    services: frozenset[str] | None
    at: str
    why: str = ""
    refusals: bool = False
    subject: Subject | None = None

    def touches(self, head: Head) -> bool:
        """Whether a unit that was read before may answer otherwise now, if this came after it was read."""
        return (
            self.account == head.account
            and (self.region is None or head.region is None or self.region == head.region)
            and (self.services is None or head.service in self.services)
            and (not self.refusals or not head.whole)
        )


class Noticed(NamedTuple):
    """What changed, and how many calls it took to know."""

    changes: list[Change]
    calls: int


@runtime_checkable
class Notices(Protocol):
    """A provider that can tell in which units something changed, for much less than reading them."""

    def changes(self, known: Collection[tuple[Unit, Head]], since: str) -> Noticed:
        """What changed since an ISO moment in these units, each with what it brought when it was read.

        What it cannot tell of a region, or does not understand, changed all of it.
        """


@runtime_checkable
class ReadsFiles(Protocol):
    """A provider that reads files of the machine on which the scan was begun, and that only there can run a unit."""

    reads_files: bool


@runtime_checkable
class Paced(Protocol):
    """A provider that has a ceiling of how many requests of one service are under way at once, lowered when the service refuses some."""

    in_flight: int


@runtime_checkable
class Advises(Protocol):
    """A provider that knows what would make reading an account cheaper."""

    def advice(self, options: Mapping[str, object]) -> Iterable[str]:
        """Lines in the language spoken now, about an entry that opens; makes calls."""


@runtime_checkable
class Discreet(Protocol):
    """A provider some of whose reads can answer with secrets, and that can do without them."""

    def discreet_permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:
        """What `permissions` answers, without those: what only they tell is then unknown, as a right that is refused."""


@runtime_checkable
class Locates(Protocol):
    """A provider that tells anybody where some things lie."""

    def locate(self, options: Mapping[str, object], targets: Collection[str]) -> dict[str, Located]:
        """Of things that nobody's scan read, those whose region the provider tells anybody, asked without credentials."""
