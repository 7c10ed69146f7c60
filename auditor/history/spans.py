"""What each finding was from run to run: spans of runs in which it was the same, so that any two runs can be compared."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sql

from auditor.history.diff import FAIL, Sight
from auditor.history.tables import spans
from auditor.model import WAIVED, Finding, Outcome, status

UNREAD = "unread"
"""The status of a finding that was open and that nobody could look at again."""
BATCH = 500
"""How many fingerprints one statement names."""
UNKNOWN = Outcome.UNKNOWN.value
LAW, CLOUD = "law", "cloud"
"""What changed a finding: rules, registers, the day and what the authority itself wrote; or what is in the cloud."""
Again = Callable[[Collection[str]], Mapping[str, str] | None]
"""The statuses that findings of the run before would have under what judges today, of these fingerprints; None when nobody can tell."""
CHANGES = ("new", "resolved", "unreadable", "reason", "persisting", "to_verify", "settled", "waived")


class State(msgspec.Struct, frozen=True):
    """What a finding that does not pass is in one run. `why` is a digest of its reasons; nothing in it names a resource."""

    fingerprint: str
    rule: str
    severity: str
    status: str
    account: str
    region: str
    why: str = ""

    def differs(self, other: State) -> bool:
        """Whether it is another thing to say of the same finding; a digest that nobody kept differs from none."""
        same = (self.status, self.severity) == (other.status, other.severity)
        return not same or bool(self.why and other.why and self.why != other.why)


@dataclass(slots=True)
class Sightings:
    """What one run saw: the state of what does not pass, and how many findings each rule and each activity has.

    Of `before`, what did not pass in the run before, it also notes what passes now.
    """

    before: Mapping[str, State] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    mended: set[str] = field(default_factory=set)
    counts: dict[str, Counter[str]] = field(default_factory=dict)

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Findings on their way to who reads them."""
        for finding in findings:
            self.add(finding)
            yield finding

    def add(self, finding: Finding) -> None:
        """Note one finding."""
        now = status(finding)
        for subject in (f"rule:{finding.rule}", *(f"activity:{name}"[:200] for name in finding.activities)):
            self.counts.setdefault(subject, Counter())[now] += 1
        if now != Outcome.PASS:
            self.states[finding.fingerprint] = state_of(finding, now)
        elif finding.fingerprint in self.before:
            self.mended.add(finding.fingerprint)

    def lost(self, sight: Sight) -> None:
        """What was open, is not found, and could not have been: nobody knows what became of it."""
        for name in self.before.keys() - self.states.keys() - self.mended:
            former = self.before[name]
            if former.status != WAIVED and not sight.clear(former):
                self.states[name] = msgspec.structs.replace(former, status=UNREAD, why="")


def state_of(finding: Finding, now: str) -> State:
    """The state of a finding; its reasons as eight characters."""
    told = msgspec.json.encode([(reason.fact, reason.actual, reason.expected) for reason in finding.reasons])
    resource = finding.resource
    why = hashlib.sha256(told).hexdigest()[:8]
    return State(finding.fingerprint, finding.rule, finding.severity.value, now, resource.account, resource.region or "", why)


def causes(changed: Collection[str], again: Again | None, before: Mapping[str, State]) -> Callable[[str, str | None], str]:
    """What changed each of these findings, of which there is the status now (None: it passes or is gone); "" when nobody can tell.

    The run before is judged again only when something did change; it says nothing of what it could not read.
    """
    supposed = again(changed) if changed and again is not None else None
    blind = {name for name in changed if name in before and before[name].status == UNREAD}

    def cause(fingerprint: str, now: str | None) -> str:
        if supposed is None or fingerprint not in changed or (now is None and fingerprint in blind):
            return ""
        return LAW if supposed.get(fingerprint) == now else CLOUD

    return cause


@dataclass(frozen=True, slots=True)
class Turn:
    """The spans that end and those that begin with a run, each with what changed it."""

    ended: Mapping[str, str]
    begun: tuple[tuple[State, str], ...]


def turn(before: Mapping[str, State], now: Mapping[str, State], cause: Callable[[str, str | None], str]) -> Turn:
    """From the open spans and what is seen: `cause` answers for a fingerprint and the status it has now (None: it passes or is gone)."""
    ended = {name: cause(name, now[name].status if name in now else None) for name, state in before.items() if _over(state, now.get(name))}
    begun = tuple((state, cause(name, state.status)) for name, state in now.items() if name not in before or name in ended)
    return Turn(ended, begun)


def _over(former: State, now: State | None) -> bool:
    return now is None or former.differs(now)


def advance(connection: sql.Connection, organisation: str, number: int, turned: Turn) -> None:
    """Write what ends and what begins with a run."""
    by_cause: dict[str, list[str]] = {}
    for name, cause in turned.ended.items():
        by_cause.setdefault(cause, []).append(name)
    mine = (spans.c.organisation == organisation) & spans.c.last.is_(None)
    for cause, names in by_cause.items():
        for some in batched(names, BATCH):
            ended = spans.update().where(mine & spans.c.fingerprint.in_(some))
            connection.execute(ended.values(last=number - 1, ended_by=cause))
    kept = {"organisation": organisation, "first": number, "last": None, "ended_by": ""}
    begun = [{**msgspec.structs.asdict(state), "begun_by": cause, **kept} for state, cause in turned.begun]
    if begun:
        connection.execute(spans.insert(), begun)


def batched(names: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """Names in lots that a statement takes."""
    return (names[start : start + size] for start in range(0, len(names), size))


def at(connection: sql.Connection, organisation: str, number: int) -> dict[str, tuple[State, str]]:
    """What did not pass in a run, by fingerprint, with what made it so."""
    mine = (spans.c.organisation == organisation) & (spans.c.first <= number) & (spans.c.last.is_(None) | (spans.c.last >= number))
    rows = connection.execute(sql.select(spans).where(mine)).mappings()
    return {row["fingerprint"]: (_state(row), row["begun_by"]) for row in rows}


def closing(connection: sql.Connection, organisation: str, first: int, last: int) -> dict[str, str]:
    """What ended the spans that ended from a run on and before another, by fingerprint; the latest counts."""
    mine = (spans.c.organisation == organisation) & (spans.c.last >= first) & (spans.c.last < last)
    rows = connection.execute(sql.select(spans.c.fingerprint, spans.c.ended_by).where(mine).order_by(spans.c.last))
    return {row.fingerprint: row.ended_by for row in rows}


class Difference(msgspec.Struct, frozen=True):
    """One finding in two runs: one of CHANGES, what it is now (what it was, when it is no more), and what changed it ("": nobody knows)."""

    change: str
    state: State
    cause: str = ""


def between(connection: sql.Connection, organisation: str, first: int, last: int) -> list[Difference]:
    """Every finding that has something to say of two runs, by fingerprint."""
    before, after = at(connection, organisation, first), at(connection, organisation, last)
    ends = closing(connection, organisation, first, last)
    found = []
    for name in sorted(before.keys() | after.keys()):
        former, now = before.get(name), after.get(name)
        told = change(former and former[0], now and now[0])
        shown = now or former
        if told and shown:
            cause = "" if told == "persisting" else now[1] if now else ends.get(name, "")
            found.append(Difference(told, shown[0], cause))
    return found


def _state(row: Mapping[Any, Any]) -> State:
    return State(*(row[name] for name in State.__struct_fields__))


def change(former: State | None, now: State | None) -> str | None:
    """One of CHANGES; None when there is nothing to say: what was and stays waived, to verify or unread for the same reason."""
    was, is_ = former and former.status, now and now.status
    if is_ == FAIL:
        if was != FAIL:
            return "new"
        return "reason" if former and now and former.differs(now) else "persisting"
    if was == FAIL:
        return "resolved" if is_ is None else "waived" if is_ == WAIVED else "unreadable"
    if is_ in (UNKNOWN, UNREAD) and was not in (UNKNOWN, UNREAD):
        return "to_verify"
    return "settled" if is_ is None and was in (UNKNOWN, UNREAD) else None
