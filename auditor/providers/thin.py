"""A provider over JSON and HTTP: what is the same for all of them, so that one more cloud says only what is its own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Generic, cast

from auditor.configuration import Entry
from auditor.i18n import _
from auditor.model import Coverage
from auditor.providers import coverage
from auditor.providers.contract import Absence, Call, Collector, Opened, Reader, Said, Unit, UnitResult
from auditor.providers.extras import needed
from auditor.providers.forms import check_form
from auditor.providers.observing import Unknown, observe
from auditor.providers.paging import Paging, Whole
from auditor.providers.reader import asked, run_unit
from auditor.providers.sessions import Sessions, unopened
from auditor.reason import Reason
from auditor.reference.source import Path_


def on_its_premises(page: str, *of: str) -> Absence:
    """Of machines that the provider runs: they are on no site of anybody else's."""
    return Absence(("site.country",), f"{page}: its machines stand in data centres of its own, in the region", of)


def named(reader: Reader, native_type: str, identifier: str) -> str:
    """An id for what has none that is unique in the world: `provider:account:region:type:identifier`."""
    return f"{reader.provider}:{reader.account}:{reader.region or ''}:{native_type}:{identifier}"


def said(one: Mapping[str, object], name: str, call: Call) -> Any:
    """A member of an element of a list; where it is missing, nobody said it."""
    return Unknown(call.reason("empty_answer")) if one.get(name) is None else one[name]


class ThinProvider(Generic[Said]):
    """A cloud that is read over HTTP. A subclass names what follows, and says how to sign and what the identity's answer means."""

    name: str
    options: type[Entry]
    partitions: tuple[str, ...] = ()
    services: Mapping[str, Collector]
    identity: Call
    identity_at: str
    paging: Paging = Whole()
    learnt: Collection[str] = ()
    """What opening adds to an entry's options."""
    untold: Mapping[str, str] = {}
    """What the cloud has beside, and no collector reads: service → what, in words of coverage."""

    def __init__(self) -> None:
        self._sessions = Sessions(self._api, self.learnt)

    def endpoint(self, options: Said) -> str:
        """Where the entry is asked."""
        entry: Mapping[str, object] = options
        return str(entry["endpoint"])

    def headers(self, options: Said) -> Mapping[str, str]:  # noqa: ARG002
        """What signs a request; its secrets come from the environment. Raises ValueError when there are none."""
        return {}

    def asks(self, options: Said) -> Mapping[str, Any]:  # noqa: ARG002
        """What the identity's call is asked with."""
        return {"at": self.identity_at}

    def account(self, said: object) -> tuple[str, str]:
        """From the identity's answer: the account's id, and who we are there. Where it says no more than an id, that is both."""
        return str(said), str(said)

    def regions(self, options: Said) -> list[str]:
        """The regions to read."""
        entry: Mapping[str, Any] = options
        return list(entry["regions"])

    def check(self, entry: Mapping[str, object]) -> Iterable[tuple[Path_, str]]:  # noqa: ARG002
        """Nothing that the shape does not say."""
        return ()

    def forms(self) -> Mapping[str, str]:
        """One format."""
        return {"list": _("the names of the permissions")}

    def collectors(self) -> Collection[Collector]:
        """One a service."""
        return self.services.values()

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any] | str:  # noqa: ARG002
        """The permissions, by name."""
        check_form(form, self.forms(), self.name)
        return {"permissions": self.needs()}

    def needs(self, *opening: Call) -> list[str]:
        """The permission of every declared call, and of those that open an account beside its identity's."""
        declared = (call for one in self.collectors() for call in one.calls)
        return sorted({call.needs for call in (self.identity, *opening, *declared)})

    def open(self, options: Mapping[str, object]) -> Opened:
        """Assert who we are; an entry that cannot be opened is a gap under its own id."""
        entry = cast("Said", options)
        said = observe(lambda: self._sessions.of(options), errors=(ValueError,), reason=unopened)
        if not isinstance(said, Unknown):
            source = self._source(options, "")
            parameters = self.asks(entry)
            said = asked(source, self.identity, lambda: source.ask(self.identity, None, parameters))
        if isinstance(said, Unknown):
            return Opened({}, [], [coverage.gap(self.name, entry["id"], self.identity, said.reason)])
        return self.reach(*self.account(said), entry, source)

    def reach(self, account: str, who: str, options: Said, source: object) -> Opened:  # noqa: ARG002
        """What an account that opened is read by: each region, and itself."""
        regions: dict[str, Iterable[str | None]] = {"region": self.regions(options), "account": [None]}
        units = [Unit(self.name, account, where, one.service, options) for one in self.collectors() for where in regions[one.where]]
        return Opened({account: who}, units, self.beside(account))

    def beside(self, account: str) -> list[Coverage]:
        """A line, and no gap, for each of `untold`."""
        return [
            coverage.line(self.name, account, self.identity, Reason.of("not_collected", f"{what}: read by no collector"), service=service)
            for service, what in self.untold.items()
        ]

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit."""
        return run_unit(unit, self.services[unit.service], self._source(unit.options, unit.account), sites=unit.options.get("sites") or {})

    def understood(self, id: str) -> bool:
        """Whether an id made by `named` is of a type that a collector reads."""
        told = id.split(":", 3)[-1]
        return any(told.startswith(f"{native}:") for one in self.collectors() for native in one.native_types)

    def close(self) -> None:
        """Close every connection."""
        self._sessions.close()

    def _api(self, options: Said) -> Any:
        return _http().Api(
            self.endpoint(options),
            self.headers(options),
            rate=options.get("max_calls_per_second") or 0,
            attempts=options.get("max_attempts") or 0,
            bundle=options.get("ca_bundle"),
        )

    def _source(self, options: Mapping[str, object], account: str) -> Any:
        return _http().JsonSource(self._sessions.of(options), account, self.paging)


def _http() -> Any:
    """The module that imports the HTTP client. Raises ProviderError without the extra."""
    return needed("auditor.providers.http", "http")
