"""The annex for the register of processing activities (GDPR art. 30): what was observed, for the DPO to complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from auditor.i18n import _, date_in_words, ngettext, number, typeset
from auditor.model import Finding
from auditor.outputs.explained import category, country
from auditor.outputs.tally import UNATTACHED, Measures
from auditor.outputs.telling import among
from auditor.outputs.view import Activity, View
from auditor.outputs.wording import duration, local, operator, word
from auditor.outputs.zones import Zone, zone, zones
from auditor.reference.operators import operators
from auditor.reference.retention import event, rows


@dataclass(frozen=True, slots=True)
class Transfer:
    """Data of an activity seen outside the EEA: where, as what, and the safeguard that the register proves; empty when none is known."""

    country: str
    roles: list[str]
    zone: Zone
    safeguard: str


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A row of the shipped schedule, which nobody has decided here: what it is about, how long, from when, and where that is said."""

    object: str
    period: str
    source: str

    def __str__(self) -> str:
        return f"{_('%(fact)s:') % {'fact': self.object}} {self.period} – {self.source}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the annex, in words."""

    activity: Activity
    categories: list[str]
    processors: list[str]
    announced: list[str]
    observed: list[str]
    unannounced: list[str]
    transfers: list[Transfer]
    planned: list[str]
    benchmarks: list[Benchmark]
    kept: list[str]
    measures: list[str]
    to_complete: list[str]


def safeguard(proof: str) -> str:
    """What a transfer rests on, in words: the instrument, its reference, the day of the transfer impact assessment."""
    instrument, *rest = proof.split(" · ")
    said = [
        _("transfer impact assessment of %(day)s") % {"day": date_in_words(part[4:])} if part.startswith("TIA ") else part for part in rest
    ]
    return " · ".join([word(instrument), *said])


class Annex:
    """The annex of a run."""

    def __init__(self, view: View) -> None:
        """Reads what the view has counted."""
        self._view = view
        self._registers = view.reference

    @cached_property
    def entries(self) -> list[Entry]:
        """Every activity of the register that has resources, in its order; then those that have none."""
        declared = [activity for activity in self._view.activities if activity.id != UNATTACHED]
        return [self._entry(activity) for activity in sorted(declared, key=lambda activity: not activity.tally.resources)]

    @cached_property
    def loose(self) -> list[Finding]:
        """Some of the resources attached to nothing, once each."""
        return self._view.tally.loose.first()

    @property
    def loose_count(self) -> int:
        """How many there are."""
        found = self._view.tally.activities.get(UNATTACHED)
        return len(found.resources) if found else 0

    def _entry(self, activity: Activity) -> Entry:
        tally = activity.tally
        measures = self._view.tally.measures.get(activity.id, Measures())
        transfers = self._transfers(activity)
        seen = sorted((code for code in tally.countries if code), key=self._country)
        names = tally.categories | {*map(str, self._view.register.get(activity.id, {}).get("categories") or ())}
        return Entry(
            activity=activity,
            categories=sorted(category(name, self._registers) for name in names),
            processors=self._processors(activity),
            announced=sorted(map(self._country, activity.announced)),
            observed=[*map(self._country, seen), *map(self._among, tally.spans), *([_("unknown place")] if tally.lost else [])],
            unannounced=[
                *(self._country(code) for code in seen if activity.announced and code not in activity.announced),
                *(self._among(codes) for codes in tally.spans if activity.announced and not {*codes} <= {*activity.announced}),
            ],
            transfers=transfers,
            planned=self._planned(activity.id, names),
            benchmarks=self._benchmarks(activity.id, names),
            kept=_durations(measures),
            measures=_measures(measures),
            to_complete=self._missing(activity, transfers, measures),
        )

    def of(self, activity: Activity) -> Entry:
        """The line of an activity."""
        return self._by_id[activity.id]

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.activity.id: entry for entry in self.entries}

    def _processors(self, activity: Activity) -> list[str]:
        """Each operator with the legal entity that controls it, its country, and the accounts that were read there."""
        accounts: dict[str, set[str]] = {}
        for offer, account in activity.tally.accounts:
            accounts.setdefault(offer, set()).add(self._view.nickname(account))
        said = []
        for offer in sorted(accounts, key=operator):
            known = operators().get(offer)
            entity = ", ".join(filter(None, (known.parent, self._country(known.country) if known.country else ""))) if known else ""
            said.append(f"{operator(offer)}{f' ({entity})' if entity else ''} – {', '.join(sorted(accounts[offer]))}")
        return said

    def _country(self, code: str) -> str:
        return country(code, self._registers)

    def _among(self, codes: Iterable[str]) -> str:
        return _("one of %(countries)s") % {"countries": among([self._country(code) for code in codes])}

    def _spanning(self, activity: Activity) -> Iterator[Transfer]:
        """One a region of several countries of which one at least is outside the EEA: the farthest from it tells."""
        order = [each.key for each in zones()]
        for codes, safeguards in activity.tally.spans.items():
            farthest = max((zone(code, self._registers) for code in codes), key=lambda each: order.index(each.key))
            if farthest.beyond:
                proofs = ", ".join(map(safeguard, sorted(safeguards - {""})))
                yield Transfer(self._among(codes), [word("primary")], farthest, proofs)

    def _transfers(self, activity: Activity) -> list[Transfer]:
        """One a country outside the EEA, originals included."""
        roles: dict[str, dict[str, None]] = {}
        proofs: dict[str, set[str]] = {}
        for code in sorted(code for code in activity.tally.countries if code):
            if zone(code, self._registers).beyond:
                roles[code], proofs[code] = {}, set()
        for (reached, role), safeguards in sorted(activity.tally.flows.items(), key=str):
            if (code := reached or "") in roles:
                roles[code][word(role)] = None
                proofs[code] |= safeguards - {""}
        return [
            Transfer(
                self._country(code),
                list(told) or [word("primary")],
                zone(code, self._registers),
                ", ".join(safeguard(proof) for proof in sorted(proofs[code])),
            )
            for code, told in roles.items()
        ] + [*self._spanning(activity)]

    def _planned(self, activity: str, categories: set[str]) -> list[str]:
        """What the authority decided: the register's own period for the activity, else its schedule of the categories."""
        said = self._view.register.get(activity, {}).get("retention")
        bounds = [said] if said else [self._own[name] for name in sorted(categories & self._own.keys())]
        told = ((_period(*_bounds(bound)), _source(bound, _("register") if said else _("schedule of the authority"))) for bound in bounds)
        return [*dict.fromkeys(f"{period} ({source})" for period, source in told if period)]

    def _benchmarks(self, activity: str, categories: set[str]) -> list[Benchmark]:
        """The shipped rows of the categories for which the authority decided nothing, one a line."""
        if self._view.register.get(activity, {}).get("retention"):
            return []
        rows = [row for name in sorted(categories - self._own.keys()) for row in self._registers.retention(name)]
        return [
            Benchmark(
                local(row.object),
                _("%(period)s (starting point: %(event)s)") % {"period": period, "event": local(event(row.event))},
                typeset(row.basis or row.source),
            )
            for row in rows
            if (period := _period(row.min, row.max))
        ]

    @cached_property
    def _own(self) -> dict[str, dict[str, Any]]:
        """The authority's own schedule, by category."""
        return dict(self._view.context.get("retention") or {})

    def _missing(self, activity: Activity, transfers: list[Transfer], measures: Measures) -> list[str]:
        """What only the DPO knows, or has to settle."""
        told = [_("purpose and legal basis"), _("recipients")]
        if not activity.announced:
            told.append(_("countries announced"))
        if any(not transfer.safeguard for transfer in transfers):
            told.append(_("safeguard of each transfer, with its date and its impact assessment"))
        if None in measures.durations or not measures.durations or not self._planned(activity.id, set(activity.tally.categories)):
            told.append(_("duration of keeping"))
        return told


def _bounds(kept: dict[str, Any]) -> tuple[str | None, str | None]:
    """What a line of the authority's says, over the shipped row that it names, if any."""
    named = rows().get(str(kept.get("row")))
    return kept.get("min") or (named.min if named else None), kept.get("max") or (named.max if named else None)


def _source(kept: Mapping[str, object], own: str) -> str:
    """Where a period that the authority decided comes from: what it says, the shipped row that it names; else its own paper."""
    named = rows().get(str(kept.get("row")))
    return typeset(str(kept.get("source") or (named and (named.basis or named.source)) or own))


def _period(low: str | None, high: str | None) -> str:
    """Between these two periods, in words; empty when neither is said."""
    if low and high:
        return duration(low) if low == high else _("%(low)s to %(high)s") % {"low": duration(low), "high": duration(high)}
    if low:
        return _("at least %(value)s") % {"value": duration(low)}
    return _("at most %(value)s") % {"value": duration(high)} if high else ""


def _durations(measures: Measures) -> list[str]:
    """The longest keeping that settings say, most frequent first."""
    said = {None: _("no end set"), "?": _("not known")}
    found = sorted(measures.durations.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return [f"{said[value] if value in said else duration(str(value))} ({number(count)})" for value, count in found]


def _measures(measures: Measures) -> list[str]:
    told = []
    total = measures.encrypted.total()
    if total:
        told.append(_("encrypted at rest: %(n)s of %(all)s") % {"n": number(measures.encrypted["yes"]), "all": number(total)})
    if measures.keys["customer"]:
        count = measures.keys["customer"]
        told.append(ngettext("%(n)s with a key of the authority", "%(n)s with a key of the authority", count) % {"n": number(count)})
    if measures.public["yes"]:
        told.append(_("open to all: %(n)s of %(all)s") % {"n": number(measures.public["yes"]), "all": number(measures.public.total())})
    return told
