"""What the registers and the organisation's own evidence say of a resource: labels, adequacy, safeguards, sensitivity, answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from auditor.configuration import Configuration
from auditor.evidence import Answer
from auditor.inventory.alike import Heard
from auditor.inventory.care import HEALTH, add_health, spoken_of
from auditor.inventory.classify import UNCLASSIFIED, Classification
from auditor.inventory.footing import add_footing
from auditor.inventory.journals import add_purpose, purposes
from auditor.inventory.known import Known
from auditor.inventory.schedule import Schedule
from auditor.inventory.told import NOTHING, held
from auditor.model import Citation, Facts, Resource
from auditor.reason import reason_for
from auditor.reference.categories import LEVELS
from auditor.reference.facts import facts as facts_of
from auditor.reference.labels import LABELS, UNVERIFIED, Label, LabelState, citation, labels
from auditor.reference.registers import Reference
from auditor.reference.wildcards import names

_KEPT, _TIMED = facts_of().facts["kept.elsewhere"].kinds, facts_of().facts["retention.max"].kinds
_VERSIONED = facts_of().facts["versioning.enabled"].kinds
TOLD_WHOLE = "service"
"""The kind whose period is told of all that it holds, earlier versions included."""
_PERSONAL = LEVELS.index("N2")

ADEQUACY = ("eea", "full", "partial", "none")
"""Best first."""
GLOBAL, PLACE_GLOBAL = "global", "place_global"
"""Of a region that is none: a service that names no country may keep what it holds in any."""
STORED = frozenset({"primary", "replica", "backup", "copy"})


class Said(msgspec.Struct, frozen=True):
    """Facts, reasons and entries that are not verified, which many resources share; never changed once made."""

    facts: Facts = {}
    unknown: dict[str, str] = {}
    unconfirmed: dict[str, tuple[Citation, ...]] = {}


class Law:
    """Bound to one configuration and one day; everything it says is remembered, so that a million resources ask a few times."""

    def __init__(self, configuration: Configuration, reference: Reference) -> None:
        self._reference = reference
        self._schedule = Schedule(configuration, reference)
        self._proofs = tuple(proof.entry() for proof in configuration.known.labels)
        self._safeguards = [safe for safe in configuration.known.safeguards if _day(safe.valid_until) >= reference.as_of]
        counting = [answer for answer in configuration.known.answers if _day(answer.until) >= reference.as_of]
        self._answers = sorted((answer for answer in counting if answer.resource is None), key=_precision)
        self._of_one = [answer for answer in counting if answer.resource is not None]
        organisation = configuration.organisation
        self._profile = organisation.profile if organisation else None
        self._organisation = {
            "organisation": {"profile": self._profile, "population": organisation.population if organisation else None},
            "contract": {
                "labels": [*configuration.required_labels],
                "countries": None if configuration.allowed_countries is None else [*configuration.allowed_countries],
            },
        }
        self._labels: dict[tuple[Any, ...], Said] = {}
        self._ranks = {category.id: LEVELS.index(category.level) for category in reference.categories.values()}
        self._police = frozenset(reference.lists["$POLICE"])
        self._clause = configuration.allowed_countries
        self._named = {activity.id: f"{activity.id} {activity.title}" for activity in configuration.activities}
        self._register = self._undated(configuration)

    def heard(self, resource: Resource, data: Classification) -> Heard:
        """What is heard in its names: the narrower answers, and what is said in words."""
        answers = tuple((answer.rule, answer.answer) for answer in self._of_one if names(answer.resource or "", resource.id))
        titles = (self._named[each] for each in data.activities if each in self._named)
        speaks = spoken_of((resource.name, *titles)) if HEALTH in data.categories else frozenset[str]()
        return Heard(data, answers, speaks | purposes(resource.name) if resource.kind == "log_store" else speaks)

    def add(self, resource: Resource, heard: Heard, known: Known) -> None:
        """Add everything but what concerns places, once the categories are known."""
        known.facts |= self._organisation
        if "offer" not in known.unknown:
            known.facts["offer"] = resource.run_by
        self._add_labels(resource, known)
        self._add_level(known)
        self._add_answers(resource, heard, known)
        add_health(heard.speaks, known)
        if resource.kind == "snapshot":
            self._add_age(known)
        self._schedule.add(resource.kind, known)
        self._add_kept(resource.kind, known)
        if resource.kind == "log_store":
            add_purpose(heard.speaks, known)
        if resource.kind == "organisation":
            known.facts["register"] = self._register

    def place(
        self, place: Facts, holes: dict[str, str], offer: str, data: Classification, known: Known
    ) -> tuple[str | None, tuple[Citation, ...]]:
        """Add to a place what the law says of its country, and what lets data be there.

        Data of police and justice alone has adequacy decisions of its own, and no safeguard of the GDPR counts for it; what differs is
        unknown where other data may be with it. Answers the force of a refusal weaker than law, and the register entries that say what
        the law makes of the countries.
        """
        police = bool(data.categories) and self._police.issuperset(data.categories)
        if not (police and data.unknown):
            return self._stand(place, holes, offer, known, police=police)
        other, others = dict(place), dict(holes)
        self._stand(other, others, offer, known, police=False)
        told = self._stand(place, holes, offer, known, police=True)
        for name in [name for name in place if name not in other or place[name] != other[name]]:
            del place[name]
            holes.setdefault(name, data.unknown)
        holes |= {name: reason for name, reason in others.items() if name not in place}
        return told

    def _stand(
        self, place: Facts, holes: dict[str, str], offer: str, known: Known, *, police: bool
    ) -> tuple[str | None, tuple[Citation, ...]]:
        """The same of data of which it is known whether it is that of police and justice alone."""
        countries = self._country(place, holes, offer, police)
        if place.get("safeguard") is None and place.get("adequacy") == "partial":
            self._add_importer(place, offer, known)
        said_by = tuple(citation for country in countries for citation in self._reference.standing(country, police=police))
        return add_footing(place, holes, countries, self._reference.lists["$FRENCH_PTOM"], self._clause), said_by

    def _country(self, place: Facts, holes: dict[str, str], offer: str, police: bool) -> tuple[str, ...]:
        """Add the adequacy of the country and the safeguard in force. Answers the countries that the place spans."""
        if "country" in holes:
            holes |= dict.fromkeys(("adequacy", "adequacy_left"), holes["country"])
            if not police and any(safe.country is not None for safe in self._safeguards):
                holes["safeguard"] = holes["country"]
            else:
                place["safeguard"] = None if police else self._safeguard(offer, "")
            return ()
        country = place["country"]
        region = place.get("region")
        known = self._reference.region(offer, region) if country is None and region else None
        several = known.countries if known else ()
        if known and known.kind == GLOBAL and place["role"] in STORED:
            holes |= dict.fromkeys(("basis", "permitted"), reason_for(PLACE_GLOBAL, region))
        adequacy = self._for_police if police else self._adequacy
        place["adequacy"] = max(map(adequacy, several), key=ADEQUACY.index) if several else country and adequacy(country)
        place["adequacy_left"] = country and self._left(self._reference.adequate_until(country))
        place["safeguard"] = None if police else self._safeguard_in(offer, (country,) if country else several)
        return (country,) if country else several

    def _adequacy(self, country: str) -> str:
        lists = self._reference.lists
        for word, name in zip(ADEQUACY, ("$EEA", "$ADEQUATE", "$PARTIALLY_ADEQUATE"), strict=False):
            if country in lists[name]:
                return word
        return ADEQUACY[-1]

    def _for_police(self, country: str) -> str:
        """The adequacy of directive 2016/680."""
        lists = self._reference.lists
        return "eea" if country in lists["$EEA"] else "full" if country in lists["$POLICE_ADEQUATE"] else ADEQUACY[-1]

    def _safeguard_in(self, offer: str, countries: Sequence[str]) -> str | None:
        """The same for a place that spans several countries: each that has no ground of its own needs one."""
        if len(countries) < 2:
            return self._safeguard(offer, countries[0] if countries else "")
        found = [self._safeguard(offer, country) for country in countries if self._adequacy(country) not in ("eea", "full")]
        return found[0] if found and all(found) else None

    def _safeguard(self, offer: str, country: str) -> str | None:
        """The safeguard in force for a transfer. A DPF registration falls with the decision it rests on; clauses need an assessment."""
        for safe in self._safeguards:
            founded = self._adequacy("US") == "partial" and country in ("", "US") if safe.instrument == "dpf" else safe.tia is not None
            if safe.instrument != "derogation" and founded and safe.covers(offer, country):
                return safe.named()
        return None

    def _add_importer(self, place: Facts, offer: str, known: Known) -> None:
        """Add the registration that the American decision asks for when its proof counts; what the register claims of it is cited."""
        if place["country"] != "US":
            return
        state = self._state("dpf", offer, place.get("region"), ())
        if state.status == "valid" and state.entry:
            place["safeguard"] = state.entry.named()
        if rests := citation("dpf", offer, state, self._reference.as_of):
            known.cite(("places.safeguard", "places.basis", "places.permitted"), (rests,))

    def _left(self, until: date | None) -> str | None:
        return f"P{(until - self._reference.as_of).days}D" if until is not None and until >= self._reference.as_of else None

    def _add_labels(self, resource: Resource, known: Known) -> None:
        own = held(resource)
        if "offer" in resource.unknown and not own:
            known.unknown["labels"] = resource.unknown["offer"]
            return
        key = (resource.run_by, resource.region, resource.kind, resource.native_type, own)
        said = self._labels.get(key)
        if said is None:
            said = self._labels[key] = self._label_facts(*key)
        known.facts["labels"] = said.facts
        known.unknown |= said.unknown
        known.rest(said.unconfirmed)

    def _label_facts(self, offer: str, region: str | None, kind: str, native_type: str, own: tuple[Label, ...]) -> Said:
        services = (kind, native_type.lower(), *_WORDS.split(native_type.lower()))
        said = Said()
        for name in LABELS:
            state = self._state(name, offer, region, services, own)
            if state.status == "unknown":
                said.unknown[f"labels.{name}"] = state.reason
            else:
                said.facts[name] = None if state.status == "not_applicable" else state.status
            if (rests := citation(name, offer, state, self._reference.as_of)) and not rests.sure:
                said.unconfirmed.update(dict.fromkeys(_LABEL_FACTS[name], (rests,)))
            if name in ("hds", "secnumcloud"):
                self._detail(name, state, said)
        self._other_offers(offer, said)
        return said

    def _state(self, name: str, offer: str, region: str | None, services: Sequence[str], own: tuple[Label, ...] = ()) -> LabelState:
        state = self._reference.label(offer, region, services, name, (*self._proofs, *own))
        if state.status == "not_applicable":
            return LabelState("unknown", state.entry, reason_for(UNVERIFIED, f"{name}: who runs this cloud, and for whom, is not declared"))
        return state

    def _detail(self, name: str, state: LabelState, said: Said) -> None:
        """The end, the version and the scope of a label, where rules ask for them."""
        entry, valid = state.entry, state.status == "valid"
        said.facts[f"{name}_status"] = None if entry is None else "proof" if entry.seen_by else _STATUS.get(entry.source, entry.status)
        details: dict[str, Any] = {f"{name}_left": self._left(state.until) if valid else None}
        if name == "hds":
            details["hds_version"] = entry.version if entry and state.status in ("valid", "expired") else None
            if state.status in ("valid", "expired") and details["hds_version"] is None:
                details.pop("hds_version")
                said.unknown["labels.hds_version"] = reason_for(UNVERIFIED, f"{entry.named() if entry else name}: version not said")
            details["hds_activities"] = [*entry.activities] if entry and entry.activities and valid else None
            if valid and details["hds_activities"] is None:
                details.pop("hds_activities")
                said.unknown["labels.hds_activities"] = reason_for(UNVERIFIED, f"{entry.named() if entry else name}: activities not said")
        if state.status == "unknown":
            said.unknown.update((f"labels.{detail}", state.reason) for detail in details)
        else:
            said.facts.update(details)

    def _other_offers(self, offer: str, said: Said) -> None:
        """Whether the qualification is that of another offer, or only under way; unknown where nobody can tell that of this one."""
        reason = said.unknown.get("labels.secnumcloud")
        pending = said.facts["secnumcloud_status"] == "in_progress"
        if pending or not reason:
            said.facts["secnumcloud_pending"] = pending
        else:
            said.unknown["labels.secnumcloud_pending"] = reason
        if reason:
            said.unknown["labels.secnumcloud_elsewhere"] = reason
            return
        others = any(entry.provider == offer and entry.status == "valid" for entry in labels()["secnumcloud"].entries)
        said.facts["secnumcloud_elsewhere"] = others and said.facts["secnumcloud"] == "absent"

    def _add_age(self, known: Known) -> None:
        """For how long a snapshot has been kept already: whatever becomes of it, it is not kept less."""
        taken = known.section("snapshot").get("taken")
        known.add("snapshot", {"age": f"P{max(0, (self._reference.as_of - date.fromisoformat(taken)).days)}D" if taken else None})

    def _add_kept(self, kind: str, known: Known) -> None:
        """How long what is in a store of any kind is kept: the period its service applies, which many services do not have."""
        if kind not in _KEPT:
            return
        if kind not in _TIMED:
            known.facts["kept"] = {"elsewhere": True, "max": None, "versions": None}
            return
        known.facts["kept"] = {"elsewhere": False}
        self._add_kept_as("max", "retention.max", known)
        if kind == TOLD_WHOLE:
            self._add_kept_as("versions", "retention.max", known)
        elif kind not in _VERSIONED or known.section("versioning").get("enabled") is False:
            known.facts["kept"]["versions"] = "P0D"
        elif hole := known.hole("versioning.enabled", "versioning"):
            known.unknown["kept.versions"] = hole
        else:
            self._add_kept_as("versions", "retention.noncurrent_max", known)

    def _add_kept_as(self, name: str, period: str, known: Known) -> None:
        """What was read of a period, under the name it has in a store of any kind."""
        section, leaf = period.split(".")
        found = known.section(section)
        if hole := known.hole(period, section):
            known.unknown[f"kept.{name}"] = hole
        if leaf in found:
            known.facts["kept"][name] = found[leaf]

    def _undated(self, configuration: Configuration) -> Facts:
        """The activities about people, and those of which neither the register nor the local table says how long their data is kept."""
        personal = [
            activity for activity in configuration.activities if any(self._ranks[name] >= _PERSONAL for name in activity.categories)
        ]
        bounds = {activity.id: self._schedule.bounds(activity.categories, [activity.id], backup=False) for activity in personal}
        own = {name for name, bound in bounds.items() if ": " in (bound.facts["judged_by"] or "")}
        return {"activities": len(personal), "undated": [activity.id for activity in personal if activity.id not in own]}

    def _add_level(self, known: Known) -> None:
        """The highest sensitivity of the categories, which is what their register says of them."""
        data, hole = known.facts["data"], known.unknown.get("data.categories")
        ranks = [self._ranks[category] for category in data.get("categories", ())]
        if hole:
            known.unknown["data.level"] = hole
        else:
            data["level"] = LEVELS[max(ranks)] if ranks else None
        personal = hole == UNCLASSIFIED or max(ranks, default=0) >= _PERSONAL
        if hole and not personal:
            known.unknown["data.impersonal"] = hole
        else:
            data["impersonal"] = not personal and bool(ranks) and data["source"] != "presumed"
        rests = [self._reference.cite("categories", name, self._reference.categories[name]) for name in data.get("categories", ())]
        known.cite(("data.level", "data.categories", "data.impersonal", "data.health"), rests)

    def _add_answers(self, resource: Resource, heard: Heard, known: Known) -> None:
        """What was answered about the resource, the narrower last; a question without an answer is not written, and so is unknown."""
        activities = known.section("data").get("activities") or ()
        # What was answered of one activity is no yes for data that may be another's too.
        counts = ("no",) if "data.activities" in known.unknown else ("no", "yes")
        said = (one for one in self._answers if one.activity is None or (one.activity in activities and one.answer in counts))
        ours = {one.rule: one.answer for one in said} | dict(heard.answers)
        known.facts["answers"] = {**(resource.told or NOTHING).answers, **ours}
        for rule in ours:
            known.unknown.pop(f"answers.{rule}", None)


_WORDS = re.compile("::|/")
"""What stands between the words of a provider's own name for a type."""
_LABEL_FACTS: Mapping[str, tuple[str, ...]] = {
    name: tuple(f"labels.{name}{detail}" for detail in ("", "_status", "_left", "_version", "_activities", "_elsewhere")) for name in LABELS
}
_STATUS: Mapping[str, str] = {"--assume": "assumed"}


def _precision(answer: Answer) -> int:
    """The narrower answer speaks last."""
    return 1 if answer.activity else 0


def held_by(resource: Resource) -> Classification:
    """The data of something that is declared, as its facts tell it."""
    data = resource.facts["data"]
    return Classification(tuple(data.get("categories", ())), tuple(data["activities"]), data["source"])


def _day(text: str) -> date:
    return date.fromisoformat(text)
