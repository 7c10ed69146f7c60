"""The AWS provider: opens accounts, finds their regions, runs units."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from auditor.configuration import Entry
from auditor.i18n import _, number
from auditor.model import Located
from auditor.providers import discovery
from auditor.providers.aws import blind_spots, events, foreign, opening, permissions, queued, services
from auditor.providers.aws.options import PARTITIONS, Known, Options, check
from auditor.providers.aws.services import guardrails
from auditor.providers.contract import Call, Collector, Noticed, Opened, Unit, UnitResult, held
from auditor.providers.extras import needed
from auditor.providers.observing import Unknown, observe
from auditor.providers.pace import IN_FLIGHT
from auditor.providers.reader import run_unit
from auditor.providers.sessions import Sessions
from auditor.reason import Reason

if TYPE_CHECKING:
    from auditor.inventory.units import Head
    from auditor.providers.aws.session import Session

COLLECTORS = discovery.collectors(services)
COLLECTORS["blind-spots"] = blind_spots.collector(COLLECTORS.values())
KNOWN = blind_spots.known_of(COLLECTORS.values())
LEARNT = ("partition", "home", "member")
"""What opening adds to an entry's options; the session is the same with and without."""


class AwsProvider:
    """Reads AWS accounts. Sessions are kept for the life of the process, so that every unit of an account shares its clients."""

    name = "aws"
    options: type[Entry] = Options
    partitions: tuple[str, ...] = PARTITIONS
    check = staticmethod(check)
    forms = staticmethod(permissions.forms)
    in_flight = IN_FLIGHT

    def __init__(self) -> None:
        self._sessions: Sessions[Known, Session] = Sessions(_made, LEARNT)

    def collectors(self) -> Collection[Collector]:
        """One a service."""
        return COLLECTORS.values()

    def permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:
        """The IAM policy that grants every declared call, and nothing else."""
        return permissions.written(_calls(), form, partition or "aws")

    def discreet_permissions(self, form: str = "", partition: str = "") -> dict[str, Any]:
        """The same without what can answer with secrets."""
        return permissions.written(_calls(), form, partition or "aws", revealing=False)

    def open(self, options: Mapping[str, object]) -> Opened:
        """Assert who we are, then list accounts and regions. An account that cannot be opened is a gap under the entry's id."""
        module, entry = _sdk(), held(options, Known)
        session = observe(lambda: self._sessions.of(options), errors=module.AwsSource.errors, reason=_no_session)
        if isinstance(session, Unknown):
            return Opened({}, [], [opening.gap(entry["id"], opening.IDENTITY, session.reason)])
        session.listings.forget()
        found = opening.opening(module.AwsSource(session), session, entry, KNOWN)
        units = [unit for opened in found.accounts for unit in _units(opened)]
        return Opened({opened.account: opened.identity for opened in found.accounts}, units, found.coverage)

    def run(self, unit: Unit) -> UnitResult:
        """Run one unit, here or in another process than the one that planned it."""
        session, partition = self._sessions.of(unit.options), unit.options["partition"]
        with session.acting_in(unit.options.get("member"), partition):
            return run_unit(unit, COLLECTORS[unit.service], _sdk().AwsSource(session), partition)

    def changes(self, known: Collection[tuple[Unit, Head]], since: str) -> Noticed:
        """What changed since a moment, as CloudTrail tells."""
        return events.noticed(known, since, self._sessions.of, _sdk().AwsSource, COLLECTORS.values())

    def locate(self, options: Mapping[str, object], targets: Collection[str]) -> dict[str, Located]:
        """Buckets, which S3 tells the region of even to whom it refuses everything else."""
        return foreign.locate(self._sessions.of(options), _sdk().AwsSource.errors, targets)

    def advice(self, options: Mapping[str, object]) -> Iterator[str]:
        """That the account has no index of its own, which would spare the lists of every region where there is nothing."""
        if opening.unindexed(_sdk().AwsSource(self._sessions.of(options))):
            spared = sum(call.lists for one in COLLECTORS.values() if one.where == "region" for call in one.calls)
            words = _("A free aggregator index of AWS Resource Explorer would spare %(n)s calls in each region that holds nothing.")
            yield words % {"n": number(spared)}

    def understood(self, id: str) -> bool:
        """Whether an ARN is of a type that a collector reads, or that holds no data."""
        return blind_spots.understood(blind_spots.of_arn(id), KNOWN)

    def close(self) -> None:
        """Close every connection and forget every session."""
        self._sessions.close()


def _made(options: Known) -> Session:
    calls = frozenset((call.service, call.operation) for call in [*_calls(), *queued.CALLS, foreign.HEAD])
    session: Session = _sdk().Session(options, calls)
    return session


def _sdk() -> Any:
    """The module that imports boto3, and with it everything slow. Raises ProviderError without the extra."""
    return needed("auditor.providers.aws.reader", "aws")


def _calls() -> list[Call]:
    """Every call that opening, looking for changes and the collectors declare."""
    return [call for calls in (opening.CALLS, (events.LOOK_UP,), *(one.calls for one in COLLECTORS.values())) for call in calls]


def _no_session(error: Exception) -> tuple[str, Reason]:
    code, why = _sdk().reasons.reason(error, opening.IDENTITY)
    return code, why.beside(error)


def _units(opened: opening.Opened) -> list[Unit]:
    return [
        Unit("aws", opened.account, region, collector.service, opened.options)
        for collector in COLLECTORS.values()
        if collector.wanted(opened.options)
        # The organisation's policies are read once, where the entry's own credentials are: a member may not read them.
        if collector is not guardrails.COLLECTOR or "member" not in opened.options
        for region in (opened.regions if collector.where == "region" else [None])
    ]
