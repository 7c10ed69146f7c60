"""Where the data is: countries, flows between them, and the map that shows both with the same numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from auditor.i18n import _
from auditor.outputs.atlas import DEPARTMENTS, Atlas, Route, Stay, atlas
from auditor.outputs.explained import country
from auditor.outputs.tally import CountryTally, FlowTally
from auditor.outputs.view import Activity, View
from auditor.outputs.wording import word
from auditor.outputs.zones import Zone, zone, zones
from auditor.reference.places import zones_mark

BARS = 8
"""How many places the first screen shows."""
FLOWS = 60
"""How many flows the page details."""


@dataclass(frozen=True, slots=True)
class Land:
    """One country, or None for the places that could not be told, with its legal zone."""

    code: str | None
    name: str
    zone: Zone
    tally: CountryTally


@dataclass(frozen=True, slots=True)
class Passage:
    """One flow: data that goes from a country to another in one role. `since` is the day it was first seen, where history knows.

    `activities` are its processing activities, each with whether the register announces that country for it (None: it announces none).
    """

    origin: str
    target: str
    zone: Zone
    role: str
    tally: FlowTally
    since: str
    activities: list[tuple[str, bool | None]]


@dataclass(frozen=True, slots=True)
class Declared:
    """A country that the register announces for an activity, and where nothing of it was seen."""

    activity: str
    code: str
    name: str


class Where:
    """The geography of a run."""

    def __init__(self, view: View) -> None:
        """Reads what the view has counted."""
        self._view = view
        self._tally = view.tally

    @cached_property
    def lands(self) -> list[Land]:
        """Most resources first, what could not be placed last."""
        found = [Land(code, self.name(code), zone(code, self._view.reference), tally) for code, tally in self._tally.countries.items()]
        return sorted(found, key=lambda land: (land.code is None, -len(land.tally.resources), land.name))

    @cached_property
    def grounds(self) -> list[tuple[Zone, list[Land]]]:
        """The same countries under the law that reaches them, nearest first, what could not be placed last."""
        found = ((each, [land for land in self.lands if land.zone.key == each.key]) for each in zones())
        return [(each, lands) for each, lands in found if lands]

    @cached_property
    def nearest(self) -> list[Land]:
        """Those with most resources, what could not be placed included, under the law that reaches them, nearest first."""
        shown = {land.code for land in (*self.lands[: BARS - 1], *self.lands[-1:])}
        return [land for _zone, lands in self.grounds for land in lands if land.code in shown]

    def held(self, activity: Activity, law: Zone) -> int:
        """How many resources of an activity are, or have a copy, where a law reaches."""
        codes = {land.code for land in self.lands if land.zone.key == law.key}
        return len(set().union(*(resources for code, resources in activity.tally.countries.items() if code in codes)))

    def name(self, code: str | None) -> str:
        """A country, or what is said when there is none."""
        return country(code, self._view.reference) if code else _("Place unknown or without a single country")

    @property
    def home(self) -> str | None:
        """The country that holds most originals."""
        placed = [land for land in self.lands if land.code]
        return max(placed, key=lambda land: len(land.tally.originals)).code if placed else None

    @cached_property
    def passages(self) -> list[Passage]:
        """The flows that leave a country, those beyond the EEA first, then the busiest."""
        found = [
            self._passage(origin, target, role, tally) for (origin, target, role), tally in self._tally.flows.items() if origin != target
        ]
        return sorted(found, key=lambda flow: (not flow.zone.beyond, -flow.tally.resources, flow.origin, flow.target, flow.role))

    def _passage(self, origin: str | None, target: str | None, role: str, tally: FlowTally) -> Passage:
        since = self._view.run.previous.flows.get(f"{origin or '?'}>{target or '?'}:{role}", "") if self._view.run.previous else ""
        told = [(activity, self._announced(activity, target)) for activity in tally.activities]
        activities = sorted(told, key=lambda each: (each[1] is not False, each[0]))
        start, end = (self.name(code) if code else _("unknown place") for code in (origin, target))
        return Passage(start, end, zone(target, self._view.reference), word(role), tally, since, activities)

    def _announced(self, activity: str, target: str | None) -> bool | None:
        """Whether the register announces a country for an activity; None where it announces none, or the country is not known."""
        countries = self._view.register.get(activity, {}).get("countries")
        return target in countries if target and countries else None

    @property
    def staying(self) -> int:
        """How many flows stay in the country they start from."""
        return sum(tally.resources for (origin, target, _role), tally in self._tally.flows.items() if origin == target and origin)

    @cached_property
    def declared(self) -> list[Declared]:
        """What the register announces and nobody saw, in the register's order."""
        return [
            Declared(activity.title, code, self.name(code))
            for activity in self._view.activities
            for code in activity.announced
            if code not in activity.tally.countries and (activity.tally.countries or code != self.home)
        ]

    @cached_property
    def atlas(self) -> Atlas:
        """The drawings."""
        stays = [Stay(land.code, land.name if land.code else "", land.zone.key, len(land.tally.resources)) for land in self.lands]
        observed = [
            Route(origin, target, tally.resources, zone=zone(target, self._view.reference).key)
            for (origin, target, _role), tally in sorted(self._tally.flows.items(), key=str)
        ]
        told = [Route(self.home, each.code, 0, declared=True, zone=zone(each.code, self._view.reference).key) for each in self.declared]
        return atlas(stays, observed + told, [(code, self.name(code)) for code in DEPARTMENTS])

    @property
    def aims(self) -> list[str]:
        """The zones that arrows of the map lead to."""
        sheets = [sheet for sheet in (self.atlas.europe, self.atlas.world) if sheet]
        return sorted({arrow.zone for sheet in sheets for arrow in sheet.arrows})

    @property
    def legend(self) -> list[Zone]:
        """The zones that the map shows."""
        return [each for each, _lands in self.grounds]

    @property
    def adequacy_day(self) -> str:
        """The day the register of legal zones was last checked."""
        return self._view.run.reference.get("zones", self._view.run.as_of)

    @property
    def adequacy_mark(self) -> str:
        """How sure that register's list of decisions is, by the day of the audit."""
        return zones_mark(date.fromisoformat(self._view.run.as_of))
