"""Where a region is and which zones a country belongs to. The key of a region is (provider, code): a code alone means nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import msgspec

from auditor.model import VERIFIED
from auditor.reference.facts import Words
from auditor.reference.marks import WORST, cite
from auditor.reference.shelf import decided, filled, holds, region_files, register

UNKNOWN = "unknown"
"""In a register, the country of a region that nobody could place: never a lookup's answer, so that it stays unknown."""

LONGEST = 100
"""No code or name of a region is longer; what an API answers beyond that is not looked up, nor remembered."""

_NOISE = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Region:
    """One region of one provider. `country` is None where there is no single country: a global service, or a set of `countries`.

    `pair` is where geo-redundant storage replicates; `status` is open, announced or to_confirm.
    """

    provider: str
    code: str
    country: str | None
    evidence: str
    source: str
    checked_on: str
    kind: str = "region"
    city: str | None = None
    name: str | None = None
    partition: str | None = None
    pair: str | None = None
    countries: tuple[str, ...] = ()
    restricted: bool = False
    status: str = "open"


@dataclass(frozen=True, slots=True)
class Adequacy:
    """One adequacy decision; `condition` is what the recipient must meet when its scope is partial."""

    country: str
    scope: str
    decision: str
    valid_from: str
    evidence: str
    source: str
    checked_on: str
    valid_until: str | None = None
    condition: Words | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The entry of `zones.yaml` that says what the law makes of a country; the whole register where none names it."""

    name: str
    evidence: str
    checked_on: str


class _Gazetteer:
    """The regions of one provider by every spelling they are known to have."""

    def __init__(self, provider: str) -> None:
        data = register(f"regions/{provider}")
        named = ({"code": str(code), **entry} for code, entry in data["regions"].items())
        entries = [*filled(data, named, "provider", "partition", "kind")]
        self.regions = {entry["code"]: msgspec.convert(entry, Region) for entry in entries}
        self._zone = re.compile(f"(.+?){data['zones']}") if "zones" in data else None
        self._also = [(re.compile(entry["also"]), entry["code"]) for entry in entries if "also" in entry]
        # The first spelling given wins, codes before names, so that no name can hide another region's code.
        self._spellings = {_squash(code): code for code in self.regions}
        for entry in entries:
            for spelling in (*entry.get("aliases", ()), entry.get("name") or entry["code"]):
                self._spellings.setdefault(_squash(spelling), entry["code"])

    def find(self, spelling: str) -> Region | None:
        """The region that this code, name, alias or availability zone means; None when there is none, or its country is unknown."""
        text = spelling.strip().lower()
        code = self._spellings.get(_squash(text)) or self._zoned(text) or next((c for also, c in self._also if also.fullmatch(text)), None)
        region = self.regions[code] if code else None
        return None if region is None or region.country == UNKNOWN else region

    def _zoned(self, text: str) -> str | None:
        match = self._zone.fullmatch(text.replace(" ", "")) if self._zone else None
        return self._spellings.get(_squash(match[1])) if match else None


def _squash(text: str) -> str:
    return _NOISE.sub("", text.lower())


@functools.cache
def _gazetteer(offer: str) -> _Gazetteer | None:
    # Who runs a cloud may have taken over the codes of another: then the register of operators says whose.
    named = register("operators")["operators"].get(offer, {}).get("regions", offer)
    return _Gazetteer(named) if named in region_files() else None


def region(provider: str, code: str) -> Region | None:
    """The region of an offer by any spelling of its code or name. None: not in the register, or in a country nobody could name."""
    return _found(provider, code) if len(code) <= LONGEST else None


@functools.lru_cache(maxsize=4096)
def _found(provider: str, code: str) -> Region | None:
    gazetteer = _gazetteer(provider)
    return gazetteer.find(code) if gazetteer else None


def regions(provider: str) -> Iterator[Region]:
    """Every region the register has of a provider, those of unknown country (`UNKNOWN`) included."""
    gazetteer = _gazetteer(provider)
    return iter(gazetteer.regions.values() if gazetteer else ())


@functools.cache
def countries() -> Mapping[str, Words]:
    """The names of every country, by ISO 3166-1 code."""
    return MappingProxyType(register("countries")["countries"])


def zone(name: str, as_of: date) -> set[str]:
    """The countries of one zone of `zones.yaml` on that day."""
    entry = register("zones")["zones"][name]
    members = set(entry["members"]) if holds(entry, as_of) else set()
    return members | {former["country"] for former in entry.get("former", ()) if holds(former, as_of)}


def adequacies(as_of: date, section: str = "adequacy") -> list[Adequacy]:
    """The adequacy decisions in force on that day: those of the GDPR, or those for police and justice (`law_enforcement`)."""
    data = register("zones")
    return [msgspec.convert(entry, Adequacy) for entry in filled(data, data[section]) if holds(entry, as_of)]


def adequate_until(country: str, as_of: date) -> str | None:
    """The last day of an adequacy in force, as decisions adopted by `as_of` extend it without a gap; None for no known end."""
    ends = {entry["valid_from"]: entry.get("valid_until") for entry in register("zones")["adequacy"] if _of(entry, country, as_of)}
    until = next((decision.valid_until for decision in adequacies(as_of) if decision.country == country), None)
    while until is not None and (following := (date.fromisoformat(until) + timedelta(days=1)).isoformat()) in ends:
        until = ends[following]
    return until


def _of(entry: Mapping[str, object], country: str, as_of: date) -> bool:
    return bool(entry["country"] == country and decided(entry, as_of))


@functools.lru_cache(maxsize=64)
def standings(as_of: date, section: str = "adequacy") -> tuple[Mapping[str, Standing], Standing]:
    """The entry that speaks of each country on that day, and the one that speaks of all the others: there is no decision for them."""
    data = register("zones")
    found: dict[str, Standing] = {}
    for entry in filled(data, ({"name": name, **entry} for name, entry in data["zones"].items())):
        found |= dict.fromkeys(zone(entry["name"], as_of), Standing(entry["name"], entry["evidence"], entry["checked_on"]))
    for decision in adequacies(as_of, section):
        found[decision.country] = Standing(f"{decision.country} · {decision.decision}", decision.evidence, decision.checked_on)
    return MappingProxyType(found), Standing("adequacy", data["evidence"], data["checked_on"])


def zones_mark(as_of: date) -> str:
    """The least sure mark among the zones and the decisions in force on that day."""
    named, others = standings(as_of)
    marks = {cite("zones", each.name, each, as_of).mark for each in (*named.values(), others)}
    return next((mark for mark in WORST if mark in marks), VERIFIED)


def legal_lists(as_of: date) -> dict[str, set[str]]:
    """The zones as rules name them, on that day. The outermost regions are EU territory, whatever code an API gives them."""
    outermost, decisions = zone("french_outermost", as_of), adequacies(as_of)
    union = zone("eu", as_of) | outermost
    return {
        "$EU": union,
        "$EEA": union | zone("eea_efta", as_of),
        "$FRENCH_TERRITORY": {"FR"} | outermost,
        "$FRENCH_PTOM": zone("french_ptom", as_of),
        "$ADEQUATE": _covered(decisions, "full"),
        "$PARTIALLY_ADEQUATE": _covered(decisions, "partial"),
        "$POLICE_ADEQUATE": _covered(adequacies(as_of, "law_enforcement"), "full"),
    }


def _covered(decisions: Iterable[Adequacy], scope: str) -> set[str]:
    return {decision.country for decision in decisions if decision.scope == scope}
