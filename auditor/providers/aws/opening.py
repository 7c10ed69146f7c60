"""Opening an entry of `accounts:`: who we are, which accounts the organisation has, which regions each may use."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Coverage
from auditor.pool import pool
from auditor.providers import coverage as covered
from auditor.providers.aws import bill, index, recorded
from auditor.providers.aws.blind_spots import told
from auditor.providers.aws.common import partition_of
from auditor.providers.aws.options import Known
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown
from auditor.providers.reader import asked
from auditor.reason import Reason

if TYPE_CHECKING:
    from auditor.providers.aws.reader import AwsSource
    from auditor.providers.aws.session import Session

IDENTITY = Call("sts", "GetCallerIdentity", must=("Account", "Arn"))
REGIONS = Call("ec2", "DescribeRegions", path="Regions")
ACCOUNTS = Call("organizations", "ListAccounts", path="Accounts")
ROLE = Call("sts", "AssumeRole")
line, gap = partial(covered.line, "aws"), partial(covered.gap, "aws")
CALLS = (IDENTITY, REGIONS, ACCOUNTS, bill.COSTS, *index.CALLS, *recorded.CALLS)
"""What opening asks; AssumeRole is not here: it is granted on the roles to take, not on everything."""
NOTHING_THERE = {
    index.RESOURCES: Reason.of("not_collected", "the account's index and its tags show nothing there"),
    recorded.QUERY: Reason.of("not_collected", "AWS Config, which records everything there, shows nothing"),
}
"""Why a region is left out, by the call that showed it empty."""
AT_ONCE = 8
"""Accounts opened at a time: all of them ask the same STS, which has one limit for the whole organisation."""


@dataclass(slots=True)
class Opened:
    """One account that may be read: who we are there, its regions, and the options its units carry."""

    account: str
    identity: str
    regions: list[str]
    options: Known


@dataclass(slots=True)
class Opening:
    """What an entry opened, and what is already known to be missing; with what each of its accounts is opened with.

    `known` are the types that collectors read, `gathered` what the entry's own account has gathered of all of them.
    """

    accounts: list[Opened] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    gathered: recorded.Aggregated | None = None


def opening(source: AwsSource, session: Session, options: Known, known: frozenset[str]) -> Opening:
    """Assert who we are before anything else, then find the accounts and their regions. `known` are the types that collectors read."""
    found = Opening(known=known)
    identity = _identity(found, source, session, options)
    refused = identity.reason if isinstance(identity, Unknown) else _stranger(identity, options)
    if refused is not None:
        found.coverage.append(gap(options["id"], IDENTITY, refused))
        return found
    opened: Known = {**options, "partition": identity["Arn"].split(":")[1], "home": session.home}
    _add(found, source, session, opened, identity)
    if options.get("organization"):
        _members(found, source, session, opened)
    return found


def unindexed(source: AwsSource) -> bool:
    """Whether the entry's own account surely has no index of all its regions."""
    indexes = _ask_all(source, index.INDEXES)
    return not isinstance(indexes, Unknown) and not any(one.get("Type") == "AGGREGATOR" for one in indexes or ())


def _identity(found: Opening, source: AwsSource, session: Session, options: Known) -> Any:
    """Who we are, as the home region says; where nobody answers there, as another region does, which is the home from then on."""
    silent = session.home
    identity = _ask(source, IDENTITY)
    for region in session.other_homes() if _silent(identity) else ():
        answer = _ask(source, IDENTITY, region)
        if not _silent(answer):
            found.coverage.append(gap(options["id"], IDENTITY, identity.reason, silent))
            session.home = region
            return answer
    return identity


def _silent(answer: object) -> bool:
    return isinstance(answer, Unknown) and answer.reason.code in ("timed_out", "unreachable", "no_route", "out_of_time")


def _stranger(identity: Mapping[str, Any], options: Known) -> Reason | None:
    """Why these credentials are not those expected; None when they are, or when nothing is expected."""
    account, partition = identity["Account"], identity["Arn"].split(":")[1]
    if (expected := options.get("account_id")) and str(expected) != account:
        return Reason.of("access_denied", f"these credentials open account {account}, not {expected}")
    if (expected := options.get("partition")) and expected != partition:
        return Reason.of("access_denied", f"these credentials are of partition {partition}, not {expected}")
    return None


def _add(found: Opening, source: AwsSource, session: Session, options: Known, identity: Mapping[str, Any]) -> None:
    account = identity["Account"]
    regions, coverage = _regions(source, session, options, account)
    found.coverage += coverage
    ask = partial(_ask, source)
    if found.gathered is None:
        where = [session.home, *(region for region in regions if region != session.home)]
        found.gathered = recorded.Aggregated(partial(_ask_all, source), where, partial(session.acting_in, None, options["partition"]))
    shown = {index.RESOURCES: index.read(ask, partial(_ask_all, source), regions, account)}
    if options.get("prune", True):
        if not shown[index.RESOURCES].whole:
            shown[recorded.QUERY] = found.gathered.read(account, regions)
        empty = {region: call for region in regions if (call := _shown_empty(ask, region, shown))}
        found.coverage += [line(account, call, NOTHING_THERE[call], region) for region, call in empty.items()]
        regions = [region for region in regions if region not in empty]
    if options.get("cost_explorer"):
        found.coverage += _billed(account, bill.unread(ask))
    found.coverage += [unread for region in regions for unread in _unread(account, region, shown, found.known)]
    found.accounts.append(Opened(account, identity["Arn"], regions, options))


def _shown_empty(ask: index.Ask, region: str, shown: Mapping[Call, index.Seen]) -> Call | None:
    """The call that shows that a region holds nothing, where none shows that it does."""
    if any(seen.holds(region) for seen in shown.values()):
        return None
    call = next((call for call, seen in shown.items() if region in seen.whole), None)
    sure = index.nothing_tagged if call is index.RESOURCES else recorded.all_recorded
    return call if call and sure(ask, region) else None


def _unread(account: str, region: str, shown: Mapping[Call, index.Seen], known: frozenset[str]) -> Iterator[Coverage]:
    """What indexes show in a region that no collector reads."""
    for call, seen in shown.items():
        for name, count in told(seen.regions.get(region, {}), known):
            yield line(account, call, Reason.of("not_understood", name), region, service=name, resources=count)


def _billed(account: str, services: list[str] | Unknown) -> list[Coverage]:
    """What the account pays for and nobody reads; asked for on purpose, so that a refusal is a gap."""
    if isinstance(services, Unknown):
        return [gap(account, bill.COSTS, services.reason)]
    return [line(account, bill.COSTS, Reason.of("not_understood", "on the bill"), service=service) for service in services]


def _members(found: Opening, source: AwsSource, session: Session, options: Known) -> None:
    """Every other account of the organisation, through its role; one line for each that is left out or does not open."""
    own = found.accounts[0].account
    # Its limits are the organisation's own: asked once, page by page, by nobody else.
    pages = _pages(source, ACCOUNTS, None, {})
    lost = next((page for page in pages if isinstance(page, Unknown)), None)
    listed = sorted((one for page in pages if not isinstance(page, Unknown) for one in page), key=lambda one: one["Id"])
    found.coverage.append(gap(own, ACCOUNTS, lost.reason, resources=len(listed)) if lost else line(own, ACCOUNTS, resources=len(listed)))
    others = [one for one in listed if one["Id"] != own]
    active = [one for one in others if _state(one) == "ACTIVE"]
    for one in others:
        if _state(one) != "ACTIVE":
            reason = Reason.of("not_collected", f"{one.get('Name', one['Id'])} is {_state(one).lower().replace('_', ' ')}")
            found.coverage.append(line(one["Id"], ACCOUNTS, reason))
    with pool(AT_ONCE, "open") as threads:
        for member in threads.map(partial(_member, source, session, options, found), active):
            found.accounts += member.accounts
            found.coverage += member.coverage


def _state(listed: Mapping[str, object]) -> str:
    """Newer answers say State, which knows more than Status."""
    return str(listed.get("State") or listed.get("Status") or "ACTIVE")


def _member(source: AwsSource, session: Session, options: Known, entry: Opening, listed: Mapping[str, Any]) -> Opening:
    account, partition = listed["Id"], options["partition"]
    found = Opening(known=entry.known, gathered=entry.gathered)
    inside: Known = {**options, "member": account}
    role = f"{session.role_in(account, partition)}, account {listed.get('Name', account)}"
    with session.acting_in(account, partition):
        identity = _ask(source, IDENTITY)
        if isinstance(identity, Unknown):
            call = ROLE if identity.reason.call == ROLE.name else IDENTITY
            found.coverage.append(gap(account, call, identity.reason.beside(role)))
        elif identity["Account"] != account:
            told = f"opens account {identity['Account']}: {role}"
            found.coverage.append(line(account, ROLE, ROLE.reason("access_denied", told)))
        else:
            _add(found, source, session, inside, identity)
    return found


def _pages(source: AwsSource, call: Call, region: str | None, parameters: Mapping[str, object]) -> list[Any]:
    """The pages of a list; the last one an Unknown when it was not answered."""
    pages, end, found = source.pages(call, region, parameters), object(), []
    while (page := asked(source, call, lambda: next(pages, end))) is not end:
        found.append(page)
        if isinstance(page, Unknown):
            break
    return found


def _ask_all(source: AwsSource, call: Call, region: str | None = None, **parameters: object) -> Any:
    """Every element of a list, or Unknown."""
    pages = _pages(source, call, region, parameters)
    return next(
        (page for page in pages if isinstance(page, Unknown)), [one for page in pages if not isinstance(page, Unknown) for one in page]
    )


def _ask(source: AwsSource, call: Call, region: str | None = None, **parameters: object) -> Any:
    return asked(source, call, lambda: source.ask(call, region, parameters))


def _regions(source: AwsSource, session: Session, options: Known, account: str) -> tuple[list[str], list[Coverage]]:
    """The regions to read, and coverage for those left out, refused or unheard of."""
    named = options.get("regions", "all")
    chosen = named if isinstance(named, str) else [str(one).strip().lower() for one in named]
    opted, refused = _opted(source, session, options["partition"], chosen)
    coverage = [gap(account, REGIONS, refused.reason)] if refused else []
    enabled = sorted(region for region, yes in opted.items() if yes)
    if chosen == "all":
        return enabled, [*coverage, *_disabled(account, sorted(opted), enabled)]
    for region in sorted({*enabled, *chosen}):
        if region not in chosen:
            coverage.append(line(account, REGIONS, covered.LEFT_OUT, region))
        elif region not in opted:
            coverage.append(line(account, REGIONS, Reason.of("no_answer", "the account has no region of that name"), region))
        elif region not in enabled:
            coverage.append(line(account, REGIONS, Reason.of("not_collected", "the region is not enabled in this account"), region))
    return [region for region in enabled if region in chosen], coverage


def _opted(source: AwsSource, session: Session, partition: str, chosen: str | Collection[str]) -> tuple[dict[str, bool], Unknown | None]:
    """Region → whether the account uses it; and why nobody could say, where those the SDK knows have to do."""
    there_are = session.regions_of(partition)
    answer = _ask(source, REGIONS, AllRegions=True)
    if isinstance(answer, Unknown) and (chosen != "all" or answer.reason.code == "guard_rail"):
        # An organisation that closes regions refuses the question there, and answers it where it lets its accounts be.
        elsewhere = there_are if chosen == "all" else chosen
        tried = (_ask(source, REGIONS, region, AllRegions=True) for region in elsewhere if region != session.home)
        answer = next((one for one in tried if not isinstance(one, Unknown)), answer)
    if isinstance(answer, Unknown):
        return dict.fromkeys(there_are, True), answer
    opted = {one["RegionName"]: one.get("OptInStatus") != "not-opted-in" for one in answer}
    # An emulator may mix partitions, or leave out a region that its clients know of; AWS does neither.
    opted = {region: yes for region, yes in opted.items() if partition_of(region) == partition}
    return dict.fromkeys([one for one in there_are if one in chosen or not opted], True) | opted, None


def _disabled(account: str, known: list[str], enabled: list[str]) -> Iterator[Coverage]:
    """Regions nobody opted into: named, because one that was left may still hold what was there."""
    for region in known:
        if region not in enabled:
            yield line(account, REGIONS, Reason.of("not_collected", "the region is not enabled in this account"), region)
