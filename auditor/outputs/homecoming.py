"""What coming home would cost, beside staying: a line a way and destination, in ranges; what nobody knows stays unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec

from auditor.costing import Costs, Destination, Method
from auditor.i18n import _, date_in_words, filled, ngettext, number
from auditor.model import Citation, Run
from auditor.outputs.moving import Load, Lot, Moving
from auditor.outputs.ranges import days, euros, volume, years
from auditor.outputs.reckoning import Reckoning, Supposed, named
from auditor.outputs.wording import mark
from auditor.reference.amounts import Between, payback, total
from auditor.reference.prices import REGISTER
from auditor.reference.shelf import versions


@dataclass(frozen=True, slots=True)
class Row:
    """One destination of one method: how much goes there, what that costs once, and what each year there costs beside staying.

    `cited` are the entries of the register it was reckoned with, `missing` the prices that nobody knows.
    """

    method: str
    destination: str
    resources: int
    unsized: int
    volume: Between
    egress: Between
    work: Between
    days: Between
    staying: Between
    there: Between
    cited: tuple[Citation, ...]
    missing: tuple[str, ...]

    @property
    def difference(self) -> Between:
        """What a year costs more there than here."""
        return self.there.minus(self.staying)

    @property
    def back(self) -> Between | None:
        """After how many years it has paid for itself; None for never."""
        return payback(self.egress.plus(self.work), self.staying.minus(self.there))


class Homecoming:
    """Reckons the return of what is out of place, as of the day of a run, under the assumptions of its configuration or others."""

    def __init__(self, run: Run, moving: Moving, costs: Costs | None = None) -> None:
        told = run.snapshot.context.get("costing")
        self.supposed = costs is None and not told
        self.costs = costs or (msgspec.convert(told, Costs) if told else Costs())
        self._by = Supposed(self.costs, date.fromisoformat(run.as_of))
        self._moving = moving

    @property
    def copies(self) -> int:
        """How many resources have a copy out of place, and are right themselves."""
        return self._moving.copies

    @cached_property
    def rows(self) -> list[Row]:
        """One line a method and destination that takes anything."""
        lots = [*self._moving]
        return [row for method in self.costs.ways() for row in self._of_method(method, lots)]

    @cached_property
    def cited(self) -> list[Citation]:
        """The entries of the register that any line was reckoned with, the least sure first."""
        return sorted({one for row in self.rows for one in row.cited}, key=lambda one: (one.sure, one))

    @property
    def headings(self) -> list[str]:
        """What each cell of a line is."""
        said = [_("Way"), _("Destination"), _("Resources"), _("Volume to move"), _("Egress, once"), _("Work, once (supposed)")]
        return [*said, _("Storage, staying, a year"), _("Storage, there, a year"), _("Difference a year"), _("Paid back after")]

    @property
    def lines(self) -> list[list[str]]:
        """The rows in words: the same wherever the plan is shown."""
        return [*map(_cells, self.rows)]

    @property
    def notes(self) -> list[str]:
        """What is to be known before a line is believed."""
        return [*_notes(self)]

    def _of_method(self, method: Method, lots: Sequence[tuple[Lot, Load]]) -> Iterator[Row]:
        going: dict[int, list[tuple[Lot, Load]]] = {}
        for lot, load in lots:
            going.setdefault(next((at for at, one in enumerate(method.destinations) if _takes(one, lot)), -1), []).append((lot, load))
        for at, destination in enumerate(method.destinations):
            if at in going:
                yield self._row(method.name, destination, going[at])
        if -1 in going:
            yield self._row(method.name, Destination(_("to be chosen")), going[-1], chosen=False)

    def _row(self, method: str, destination: Destination, lots: Iterable[tuple[Lot, Load]], *, chosen: bool = True) -> Row:
        reckoning = Reckoning(self._by, destination, chosen)
        parts = [reckoning.of(lot, load) for lot, load in lots]
        volume, egress, days, staying, there = (total(each) for each in zip(*parts, strict=True))
        return Row(
            method=method,
            destination=destination.name,
            resources=sum(load.resources for _lot, load in lots),
            unsized=sum(load.unsized for _lot, load in lots),
            volume=volume,
            egress=egress,
            work=days.times(Between.of(self.costs.day_rate)),
            days=days,
            staying=staying,
            there=there.plus(Between.of(destination.yearly)),
            cited=tuple(sorted(reckoning.cited)),
            missing=tuple(sorted(reckoning.missing)),
        )


def _takes(destination: Destination, lot: Lot) -> bool:
    """Whether a destination takes a lot."""
    wanted = destination.takes
    pairs = ((wanted.offers, {lot.offer}), (wanted.kinds, {lot.kind}), (wanted.accounts, {lot.account}))
    return all(not some or found.intersection(some) for some, found in (*pairs, (wanted.activities, set(lot.activities))))


def _cells(row: Row) -> list[str]:
    size = volume(row.volume)
    if row.unsized:
        said = ngettext("%(count)s of unknown size", "%(count)s of unknown size", row.unsized) % {"count": number(row.unsized)}
        size = f"{size} ({said})"
    work = filled("%(amount)s (%(days)s)", amount=euros(row.work), days=days(row.days))
    told = [row.method, row.destination, number(row.resources), size, euros(row.egress), work]
    return [*told, euros(row.staying), euros(row.there), euros(row.difference), years(row.back)]


def _notes(home: Homecoming) -> Iterator[str]:
    yield _("Ranges, before tax, from public prices without discounts: an aid to decide, never a promise nor an offer.")
    if home.supposed:
        yield _(
            "Destinations, days and rates are the tool's own, as you wrote none: 'auditor init --costs' writes a file to fill in, "
            "that auditor.yaml names (costs:)."
        )
    if home.copies:
        said = ngettext(
            "%(count)s more resource has but a copy out of place: it is made again from the original, nothing moves.",
            "%(count)s more resources have but a copy out of place: it is made again from the original, nothing moves.",
            home.copies,
        )
        yield said % {"count": number(home.copies)}
    yield _(
        "Leaving an operator: free of charge by law from 12 January 2027, until then at most what it costs the operator (regulation (EU) "
        "2023/2854, art. 29; contract: art. 25). Traffic between services that are both kept may be charged at cost (art. 34)."
    )
    if missing := sorted({one for row in home.rows for one in row.missing}):
        yield filled("Prices that nobody here knows: %(names)s.", names=", ".join(missing))
    if unsure := [one for one in home.cited if not one.sure]:
        told = ", ".join(f"{named(one.entry)} ({mark(one.mark)})" for one in unsure)
        yield filled("Prices to be confirmed, of the register of %(day)s: %(names)s.", day=date_in_words(versions()[REGISTER]), names=told)
