"""How long the data of a resource may and must be kept: which rows of which table judge, and whether a period found keeps to them.

The register of processing activities decides for its own, then the local table, then the shipped rows of the category. Where several rows
of a category could apply, a period breaks a bound when it breaks all of theirs, keeps it when it breaks none, and is undecided in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec

from auditor.configuration import Configuration, Retention
from auditor.inventory.classify import TO_COMPLETE
from auditor.inventory.known import Known
from auditor.model import Confidence
from auditor.reason import reason_for
from auditor.reference.durations import at_least, at_most, span
from auditor.reference.facts import facts as dictionary
from auditor.reference.registers import Reference
from auditor.reference.requirements import FORCES
from auditor.reference.retention import AT_ONCE, Row, rows

NOT_COLLECTED = "not_collected"
UNDECIDED = "schedule_undecided"
FOR_EVER = "∞"
ENDED = "schedule_ended"
"""The order behind a minimum is not in force on the day: what replaced it, if anything did, is not known."""
LAW = FORCES[0]
BACKUPS = "backups"
"""The category whose rows bound backups, whatever they hold."""

PERIODS = (
    (("retention.max",), "retention.excess", "excess"),
    (("retention.max", "retention.min"), "retention.shortfall", "shortfall"),
    (("backup.retention",), "backup.excess", "excess"),
    (("lock.min",), "lock.excess", "excess"),
    (("snapshot.age",), "snapshot.excess", "excess"),
)
"""The periods found, the fact that judges them, and how. Null is for ever where the dictionary says so, else there is nothing to judge."""
BOUNDS = tuple(f"retention.{name}" for name in ("legal_min", "legal_max", "judged_by", "natures", "final"))

NAMED = "retention.named"

Group = tuple[Row, ...]
"""The rows among which the one that applies is; a single one is certain."""


class Verdict(msgspec.Struct, frozen=True):
    """`breach` says which bound is broken, by which row; None when none is. `undecided` is a reason; `rows` are those it rests on.

    `force` is that of the row.
    """

    breach: str | None = None
    undecided: str = ""
    rows: tuple[Row, ...] = ()
    force: str = LAW


class Bounds:
    """What judges the period of some categories. `facts` are those of `retention`: shared, never changed."""

    def __init__(self, groups: tuple[Group, ...], day: date) -> None:
        self.ended = tuple(row for group in groups for row in group if row.min and not row.min_holds(day))
        self.groups = tuple(
            tuple(msgspec.structs.replace(row, min=None) if row in self.ended else row for row in group) for group in groups
        )
        self.force = max((row.force for group in groups for row in group), key=FORCES.index, default=LAW)
        self.named = [row.id.rpartition("= ")[2] for group in groups for row in group if "= " in row.id]
        self.facts = self._facts()
        self._verdicts: dict[tuple[str, str | None], Verdict] = {}

    def _facts(self) -> dict[str, Any]:
        """The bounds that hold for certain, and the rows they come from."""
        found = [row for group in self.groups for row in group]
        lows = [_shortest(row.min for row in group) for group in self.groups]
        highs = [_longest(row.max for row in group) for group in self.groups]
        return {
            "legal_min": max((low for low in lows if low), key=_least, default=None),
            "legal_max": min((high for high in highs if high), key=_most, default=None),
            "judged_by": ", ".join(dict.fromkeys(row.id for row in found)) or None,
            "natures": sorted({row.nature for row in found}),
            "final": sorted({row.final for row in found}),
        }

    def judge(self, how: str, period: str | None) -> Verdict:
        """Whether a period (None: for ever) is longer than the bounds allow (`excess`) or shorter than they ask (`shortfall`)."""
        verdict = self._verdicts.get((how, period))
        if verdict is None:
            verdict = self._verdicts[how, period] = self._excess(period) if how == "excess" else self._shortfall(period)
        return verdict

    def _excess(self, period: str | None) -> Verdict:
        return self._held(period, "max", ">", lambda row: row.max is not None and (period is None or not at_most(period, row.max)))

    def _shortfall(self, period: str | None) -> Verdict:
        return self._held(period, "min", "<", lambda row: row.min is not None and period is not None and not at_least(period, row.min))

    def _held(self, period: str | None, bound: str, sign: str, broken: Callable[[Row], bool]) -> Verdict:
        undecided = next((reason_for(ENDED, f"{row.id} {row.min_until}") for row in self.ended if broken(row)), "")
        for group in self.groups:
            breaking = [row for row in group if broken(row)]
            if breaking and len(breaking) == len(group):
                row = (
                    breaking[0]
                    if len(group) == 1
                    else (max if bound == "max" else min)(breaking, key=lambda row: _least(getattr(row, bound)))
                )
                return Verdict(f"{period or FOR_EVER} {sign} {getattr(row, bound)} · {row.id}", rows=(row,), force=row.force)
            if breaking:
                undecided = reason_for(UNDECIDED, ", ".join(f"{row.id} {getattr(row, bound) or FOR_EVER}" for row in group))
        return Verdict(undecided=undecided, rows=tuple(row for group in self.groups for row in group), force=self.force)


class Schedule:
    """Bound to one configuration; remembers the bounds of each set of categories and activities."""

    def __init__(self, configuration: Configuration, reference: Reference) -> None:
        self._reference = reference
        self._day = reference.as_of
        self._local = {name: _row(name, kept, "auditor.yaml", "local") for name, kept in configuration.retention.items()}
        self._declared = {
            activity.id: _row(activity.id, activity.retention, "register", "register")
            for activity in configuration.activities
            if activity.retention is not None
        }
        self._unsaid = {activity.id for activity in configuration.activities if "retention" in activity.to_complete}
        self._unclear = {name for name, kept in configuration.retention.items() if kept.to_complete}
        # The shipped rows that anything is said to be of.
        self._rows = frozenset(row.id.rpartition("= ")[2] for row in (*self._local.values(), *self._declared.values()) if "= " in row.id)
        self._known: dict[tuple[Any, ...], Bounds] = {}
        self._periods = {kind: [period for period in PERIODS if kind in dictionary().facts[period[1]].kinds] for kind in dictionary().kinds}

    def add(self, kind: str, known: Known) -> None:
        """Add the bounds that apply to a resource, what breaks them and how much it binds; unknown where its categories or periods are."""
        backup = known.facts.get("nature") == "backup"
        hole = "" if backup else known.hole("data.categories") or self._doubt(known.section("data"))
        data = known.section("data")
        bounds = self.bounds(data.get("categories", ()), data.get("activities", ()), backup=backup)
        if hole:
            known.unknown |= dict.fromkeys(BOUNDS, hole)
        else:
            known.add("retention", bounds.facts)
        self._add_named(known)
        for periods, target, how in self._periods[kind]:
            backed = target.startswith("backup.")
            timed = [one for one in periods if kind in dictionary().facts[one].kinds]
            verdict = _worst(self.bounds((), (), backup=True) if backed else bounds, how, timed, known)
            if hole and not backed and not (verdict.breach and self._stands(known)):
                verdict = Verdict(undecided=hole)
            _tell(verdict, target, known)
            known.cite((target,), (self._reference.cite("retention", row.id, row) for row in verdict.rows))
            if verdict.force != LAW:
                known.force[target] = verdict.force

    def _add_named(self, known: Known) -> None:
        """The shipped rows that the authority itself names for this data, or for what a backup holds."""
        data = known.section("data")
        own = self.bounds(data.get("categories", ()), data.get("activities", ()), backup=False)
        known.add("retention", {"named": own.named})
        if (hole := known.hole("data.categories")) and not (self._stands(known) and self._rows.issubset(own.named)):
            known.unknown[NAMED] = hole

    def _stands(self, known: Known) -> bool:
        """Whether what bounds the data that is known of still does where there may be more: no activity's own period takes its place."""
        activities = known.section("data").get("activities", ())
        return "data.activities" not in known.unknown or not self._declared or any(one in self._declared for one in activities)

    def _doubt(self, data: Mapping[str, Any]) -> str:
        """Why the bounds of some data are not known: a cell of the register or of the local table that nobody understood."""
        activities = [activity for activity in data.get("activities", ()) if activity in self._declared or activity in self._unsaid]
        unclear = [name for name in activities if name in self._unsaid]
        unclear += [] if activities else [name for name in data.get("categories", ()) if name in self._unclear]
        return reason_for(TO_COMPLETE, unclear[0]) if unclear else ""

    def bounds(self, categories: Iterable[str], activities: Iterable[str], *, backup: bool) -> Bounds:
        """What judges data of these categories and activities, or the backups that hold it."""
        key = (backup,) if backup else (*categories, None, *activities)
        if key not in self._known:
            self._known[key] = Bounds(
                tuple(filter(None, [self._group(BACKUPS)] if backup else self._groups(categories, activities))), self._day
            )
        return self._known[key]

    def _groups(self, categories: Iterable[str], activities: Iterable[str]) -> list[Group]:
        declared = [(self._declared[activity],) for activity in activities if activity in self._declared]
        return [*declared] if declared else [self._group(category) for category in categories]

    def _group(self, category: str) -> Group:
        local = self._local.get(category)
        return (local,) if local else self._reference.retention(category)


def _worst(bounds: Bounds, how: str, periods: Iterable[str], known: Known) -> Verdict:
    """A breach by one of the periods whatever else is not known, then what is not known; a service that has no period breaks nothing."""
    verdicts = (_judged(bounds, how, period, known) for period in periods)
    return min(verdicts, key=lambda one: (one.breach is None, not one.undecided), default=Verdict(force=bounds.force))


def _judged(bounds: Bounds, how: str, period: str, known: Known) -> Verdict:
    """A period of the facts held against bounds."""
    parent, name = period.split(".")
    found = known.section(parent)
    reason = known.hole(period, parent)
    if reason and found.get(name) and dictionary().facts[period].floor:
        # Only the least that it can be is known: too long stays too long, and long enough is enough.
        least = bounds.judge(how, found[name])
        if bool(least.breach) is (how == "excess") and not least.undecided:
            return least
    if reason or name not in found:
        return Verdict(undecided=reason or NOT_COLLECTED, force=bounds.force)
    if found[name] is None and not dictionary().facts[period].infinite_null:
        return Verdict(force=bounds.force)
    return bounds.judge(how, found[name])


def _tell(verdict: Verdict, target: str, known: Known) -> None:
    """Write a verdict among the facts; a guess of a category, or of the event that starts the period, makes the breach a guess."""
    if verdict.undecided:
        known.unknown[target] = verdict.undecided
        return
    section, name = target.split(".")
    known.add(section, {name: verdict.breach})
    presumed = "data" in known.confidence or any(row.event not in AT_ONCE for row in verdict.rows)
    if verdict.breach and presumed:
        known.confidence[target] = Confidence.PRESUMED


def _row(name: str, kept: Retention, table: str, nature: str) -> Row:
    """A row of the organisation's own, or the shipped row that it names with its own bounds over it."""
    where = f"{kept.source or table}: {name}"
    changes: Mapping[str, Any] = {key: value for key, value in (("min", kept.min), ("max", kept.max), ("final", kept.final)) if value}
    if kept.row is not None:
        own = {"nature": nature} if changes.keys() & {"min", "max"} else {}
        return msgspec.structs.replace(rows()[kept.row], id=f"{where} = {kept.row}", **changes, **own)
    return Row(where, name, {}, "closure" if kept.counted_from else "recording", nature=nature, evidence="verified", **changes)


def _shortest(bounds: Iterable[str | None]) -> str | None:
    found = [*bounds]
    return None if None in found else min((bound for bound in found if bound), key=_least, default=None)


def _longest(bounds: Iterable[str | None]) -> str | None:
    found = [*bounds]
    return None if None in found else max((bound for bound in found if bound), key=_most, default=None)


def _least(bound: str) -> Any:
    return span(bound)[0]


def _most(bound: str) -> Any:
    return span(bound)[1]
