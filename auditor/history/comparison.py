"""A run held against the one before: what changed, and what the history is to keep of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from auditor.history import tables
from auditor.history.diff import Sight, Story, compare
from auditor.history.spans import LAW, Again, Sightings, State, Turn, causes, change, turn
from auditor.model import Coverage, Finding, Past, Run, status
from auditor.run import identity, routes

TREND = 12
"""How many runs the trend shows."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a history knew of an organisation before a run: the number and the moment of the last, what was open, since when flows are.

    `open` is what did not pass in the last run; `trends` maps a subject to its failures and open questions in each run of the trend.
    """

    number: int
    at: str
    before: Mapping[str, Story]
    first: Mapping[str, str]
    trend: tuple[Mapping[str, Any], ...]
    open: Mapping[str, State] = field(default_factory=dict)
    trends: Mapping[str, Mapping[int, tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run adds to the history once it stands."""

    memory: Memory
    line: Mapping[str, Any]
    stories: tuple[Story, ...]
    flows: Mapping[str, str]
    turn: Turn
    counts: Mapping[str, Counter[str]]


def compared(
    memory: Memory, run: Run, findings: Iterable[Finding], coverage: Iterable[Coverage], again: Again | None = None
) -> tuple[Past, Entry]:
    """What changed since, and what is to be kept of it. `again` tells what the law changed from what the cloud did."""
    at = run.snapshot.started_at
    day, last = at[:10], memory.at
    lines = [line for line in memory.trend if line["identity"] != identity(run)]
    flows, seen, sight = _Flows(), Sightings(memory.open), Sight(run.snapshot, coverage, run.rules)
    changes = compare(memory.before, seen.watch(flows.watch(findings)), sight, day)
    seen.lost(sight)
    turned = turn(memory.open, seen.states, causes(_changed(memory.open, seen.states), again if memory.at else None, memory.open))
    line = _line(run, flows.counts)
    trend = [{name: each[name] for name in ("at", *tables.COUNTS)} | {"partial": bool(each["partial"])} for each in (*lines, line)]
    past = Past(
        at=last,
        # A clock that was set back makes no negative number of days.
        days=max((date.fromisoformat(day) - date.fromisoformat(last[:10])).days, 0) if last else 0,
        counts={name: changes.counts[name] for name in ("new", "worsened", "fixed", "unobservable", "open")} if last else {},
        rules={rule: {"new": changes.new[rule] if last else 0, "since": since} for rule, since in sorted(changes.since.items())},
        flows={way: memory.first.get(way, day) for way in sorted(flows.ways)},
        trend=trend[-TREND:],
        by_law=_by_law(memory.open, turned) if last else {},
        trends=_trends(memory, seen, [each["number"] for each in lines][1 - TREND :]),
    )
    fresh = dict.fromkeys(sorted(flows.ways - memory.first.keys()), day)
    return past, Entry(memory, line, tuple(changes.stories), fresh, turned, seen.counts)


def _changed(before: Mapping[str, State], now: Mapping[str, State]) -> set[str]:
    """What is not as it was."""
    return {name for name, state in before.items() if name not in now or state.differs(now[name])} | (now.keys() - before.keys())


def _by_law(before: Mapping[str, State], turned: Turn) -> dict[str, int]:
    """How many failures are new, and how many are none any more, because the law or what the authority wrote changed."""
    found = Counter(change(before.get(state.fingerprint), state) for state, cause in turned.begun if cause == LAW)
    gone = turned.ended.keys() - {state.fingerprint for state, _cause in turned.begun}
    fixed = sum(change(before[name], None) == "resolved" for name in gone if turned.ended[name] == LAW)
    return {"new": found["new"], "fixed": fixed} if found["new"] or fixed else {}


def _trends(memory: Memory, seen: Sightings, numbers: Sequence[int]) -> dict[str, list[list[int]]]:
    """Of each subject of these runs, its failures and open questions in each, oldest first, this one last."""
    none, nothing = (0, 0), Counter[str]()
    kept = (subject for subject, runs in memory.trends.items() if not runs.keys().isdisjoint(numbers))
    return {
        subject: [*([*memory.trends.get(subject, {}).get(number, none)] for number in numbers), [found["fail"], found["unknown"]]]
        for subject, found in ((subject, seen.counts.get(subject, nothing)) for subject in sorted({*seen.counts, *kept}))
    }


class _Flows:
    """What is noted of findings on their way to the comparison: how many of each status, and the flows of their resources."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.ways: set[str] = set()

    def watch(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        for finding in findings:
            self.counts[status(finding)] += 1
            for (origin, target, role), _place in routes(finding.places):
                if origin != target:
                    self.ways.add(f"{origin or '?'}>{target or '?'}:{role}")
            yield finding


def _line(run: Run, counts: Mapping[str, int]) -> dict[str, Any]:
    partial = int(bool(run.snapshot.gaps or run.snapshot.unread))
    line = {"identity": identity(run), "at": run.snapshot.started_at, "partial": partial, "resources": run.snapshot.resources}
    return line | {name: counts.get(name, 0) for name in ("fail", "waived", "unknown", "pass")}
