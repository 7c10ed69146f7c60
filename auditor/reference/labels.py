"""Certificates and qualifications: which offer holds which label, for what, and until when. What is not proved is unknown, never valid."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

import msgspec

from auditor.model import Citation
from auditor.reason import reason_for
from auditor.reference.durations import span
from auditor.reference.facts import Words
from auditor.reference.marks import ABSENT, CLAIMED, RECONFIRM, STALE, cite
from auditor.reference.operators import offer
from auditor.reference.places import region
from auditor.reference.shelf import SHELF, Entry, filled, register

LABELS = ("hds", "secnumcloud", "iso27001", "c5", "dpf", "siaf")
"""Health data, the French qualification of clouds, information security, its German attestation, EU-US transfers, public archives."""
UNVERIFIED = "label_unverified"
"""The reason of a label that nobody can tell: its detail says which entry, and what it lacks."""
STATES = ("valid", "expired", "absent", "unknown", "not_applicable")


class Scope(msgspec.Struct, frozen=True):
    """What a label covers; an empty list covers all. A service is a kind of resource or the provider's own word, in lower case."""

    regions: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


class Label(msgspec.Struct, frozen=True):
    """One entry of the register, or one proof that the organisation holds (`seen_by`): `checked_on` is then the day it was seen."""

    label: str
    provider: str
    status: str
    evidence: str
    source: str
    checked_on: str
    offer: str = ""
    version: str | None = None
    scope: Scope = Scope()
    activities: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None
    number: str | None = None
    seen_by: str = ""
    note: str = ""
    seen_on: str | None = None

    def named(self) -> str:
        """What a reader needs to find it again: label, version, offer, source."""
        words = f"{self.label} {self.version or ''}".strip() + f" · {self.offer or self.provider}"
        return f"{words} · {self.source}" if self.source else words


@dataclass(frozen=True, slots=True)
class LabelState:
    """What a label is worth for a resource on a day. `until` is the last day it counts; `reason` says why it is unknown or what ended."""

    status: str
    entry: Label | None = None
    reason: str = ""
    until: date | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One label: its versions, with the days between which any certificate of theirs can count, and how long an entry stays fresh.

    A decision given since `endless_from` may have no end; empty: each has one.
    """

    id: str
    title: Words
    where: str
    shelf_life: timedelta
    versions: Mapping[str, Mapping[str, str]]
    entries: tuple[Label, ...]
    endless_from: str = ""

    def endless(self, entry: Label) -> bool:
        """Whether this entry counts until it is withdrawn."""
        return bool(self.endless_from and entry.valid_from and entry.valid_from >= self.endless_from)


def supposed(label: str, provider: str, version: str | None, holds: bool, until: date | None) -> LabelState:
    """The state that an assumption gives."""
    entry = Label(label, provider, "valid" if holds else "not_qualified", "verified", "--assume", "", version=version)
    return LabelState("valid" if holds else "absent", entry, "" if holds else f"{entry.named()}: assumed", until if holds else None)


def citation(name: str, provider: str, found: LabelState, as_of: date) -> Citation | None:
    """The entry that a state rests on, with its mark or the status that makes it less than a proof; None for a proof that is held."""
    entry = found.entry
    if entry is None:
        return Citation(f"labels/{name}", provider, ABSENT)
    if entry.seen_by or not entry.checked_on:
        return None
    mark = cite(f"labels/{name}", " · ".join(filter(None, (entry.provider, entry.offer, entry.version))), entry, as_of)
    return msgspec.structs.replace(mark, mark=entry.status) if entry.status in (CLAIMED, RECONFIRM) and mark.mark != STALE else mark


@functools.cache
def labels() -> Mapping[str, Kind]:
    """Every label, by id."""
    return MappingProxyType({name: _kind(name, register(f"labels/{name}")) for name in LABELS})


def _kind(name: str, data: Entry) -> Kind:
    entries = filled(dict(data), ({"label": name, **entry} for entry in data["entries"]))
    known = tuple(msgspec.convert(entry, Label) for entry in entries)
    shelf_life, _ = span(data["shelf_life"])
    return Kind(name, data["title"], data["where"], shelf_life, data.get("versions", {}), known, data.get("endless_from", ""))


def label_files() -> frozenset[str]:
    """The labels that have a register."""
    return frozenset(path.stem for path in (SHELF / "labels").glob("*.yaml"))


def version_of(name: str, written: str | None) -> str | None:
    """The version of a label as the register writes it ("v1", "2" → "1", "2.0"); what it does not know stays as written."""
    if written is None:
        return None
    text = written.lower().removeprefix("v")
    return next((known for known in labels()[name].versions if text in (known, known.removesuffix(".0"))), text)


def state(name: str, provider: str, place: str | None, services: Sequence[str], as_of: date, held: Sequence[Label] = ()) -> LabelState:
    """What the label is worth for these services of a provider in that region. A valid proof `held` decides, then the register.

    A proof that has ended stops counting, and its end joins the reason; one of a version that nobody may hold any more is expired.
    """
    known = _registered(name, provider, place, tuple(services), as_of)
    proof = _best(labels()[name], _narrowest(name, held, provider, place, services), as_of)
    if proof is not None and proof.status == "valid":
        return proof
    if proof is None or known.status not in ("unknown", "expired"):
        return known
    return proof if proof.status == "expired" else replace(known, reason="; ".join(filter(None, (known.reason, proof.reason))))


@functools.lru_cache(maxsize=4096)
def _registered(name: str, provider: str, place: str | None, services: tuple[str, ...], as_of: date) -> LabelState:
    """What the register says: one answer for all that is judged in one process."""
    kind = labels()[name]
    found = _best(kind, _narrowest(name, kind.entries, provider, place, services), as_of)
    return found or LabelState("unknown", None, reason_for(UNVERIFIED, f"{name} · {provider}: not in the register"))


def _narrowest(name: str, entries: Sequence[Label], provider: str, place: str | None, services: Sequence[str]) -> list[Label]:
    """The entries that cover the place and the services, those that name either before those that do not."""
    offers = {offer(provider, place)}
    found = [entry for entry in entries if entry.label == name and entry.provider in offers and _covers(entry, provider, place, services)]
    most = max((_precision(entry.scope) for entry in found), default=0)
    return [entry for entry in found if _precision(entry.scope) == most]


def _precision(scope: Scope) -> int:
    return bool(scope.regions) + bool(scope.services)


def _covers(entry: Label, provider: str, place: str | None, services: Sequence[str]) -> bool:
    scope = entry.scope
    if scope.services and not {*scope.services} & {*services}:
        return False
    return not scope.regions or (place is not None and _code(provider, place) in {_code(provider, each) for each in scope.regions})


def _code(provider: str, place: str) -> str:
    known = region(provider, place)
    return known.code if known else place.lower()


def _best(kind: Kind, entries: Sequence[Label], as_of: date) -> LabelState | None:
    """The state of the entry worth most: one valid certificate is enough, and one that nobody could verify may be it."""
    order = {status: rank for rank, status in enumerate(("valid", "unknown", "not_applicable", "expired", "absent"))}
    return min((_worth(kind, entry, as_of) for entry in entries), key=lambda found: order[found.status], default=None)


def _worth(kind: Kind, entry: Label, as_of: date) -> LabelState:
    until, sure = _end(kind, entry), entry.evidence == "verified"
    if entry.status == "not_applicable":
        return LabelState("not_applicable", entry, sure=sure)
    if until is not None and as_of > until:
        return _ended(kind, entry, until, as_of)
    if _stale(kind, entry, as_of):
        return _unverified(entry, f"last checked on {entry.checked_on}")
    if entry.status in ("valid", "to_reconfirm") and not entry.valid_from and as_of.isoformat() < _seen(entry):
        return _unverified(entry, f"no known start before {_seen(entry)}")
    match entry.status:
        case "not_qualified":
            return LabelState("absent", entry, sure=sure)
        case "expired":
            return LabelState("expired", entry, f"{entry.named()}: expired", sure=sure)
        case "to_reconfirm" if until is not None:
            return LabelState("valid", entry, until=until, sure=False)
        case "valid":
            return _valid(kind, entry, until, as_of)
    return _unverified(entry, entry.status)


def _valid(kind: Kind, entry: Label, until: date | None, as_of: date) -> LabelState:
    if entry.valid_from and as_of < date.fromisoformat(entry.valid_from):
        return LabelState("absent", entry, f"{entry.named()}: from {entry.valid_from}")
    if until is None and not kind.endless(entry):
        return _unverified(entry, "no known end")
    if entry.evidence == "to_confirm":
        return _unverified(entry, "from memory")
    return LabelState("valid", entry, until=until, sure=entry.evidence == "verified")


def _seen(entry: Label) -> str:
    """The first day on which somebody saw the label: its source's own, where the register keeps it, else that of the look."""
    return entry.seen_on or entry.checked_on


def _ended(kind: Kind, entry: Label, until: date, as_of: date) -> LabelState:
    """Expired for sure when its version ended with it, or when it was checked since; else it may have been renewed."""
    reason = f"{entry.named()}: ended on {until.isoformat()}"
    version_end = kind.versions.get(entry.version or "", {}).get("valid_until", "9999")
    checked = not entry.seen_by and entry.checked_on > until.isoformat() and not _stale(kind, entry, as_of)
    if entry.status == "valid" and (as_of.isoformat() > version_end or checked):
        return LabelState("expired", entry, reason, until)
    return LabelState("unknown", entry, reason_for(UNVERIFIED, reason), until)


def _stale(kind: Kind, entry: Label, as_of: date) -> bool:
    """Whether nobody has looked at the entry for longer than a register keeps fresh. A proof that has an end counts until then."""
    return not (entry.seen_by and entry.valid_until) and as_of - date.fromisoformat(entry.checked_on) > kind.shelf_life


def _unverified(entry: Label, lack: str) -> LabelState:
    return LabelState("unknown", entry, reason_for(UNVERIFIED, f"{entry.named()}: {lack}"))


def _end(kind: Kind, entry: Label) -> date | None:
    """The entry's own end, or that of its version, whichever comes first."""
    ends = [entry.valid_until, kind.versions.get(entry.version or "", {}).get("valid_until")]
    return min((date.fromisoformat(end) for end in ends if end), default=None)
