"""Requirement × offer: five values, each with its grounds, its proof, what to ask the candidate and what to reserve. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from auditor.i18n import _, date_in_words, filled
from auditor.model import Confidence, Finding, Outcome, Resource
from auditor.outputs.explained import country
from auditor.outputs.wording import local, word
from auditor.procure.need import Need
from auditor.procure.offers import Offer
from auditor.providers.declared.answers import Processor, Said, Service, Yes
from auditor.reason import reason_of
from auditor.reference.labels import labels as known_labels
from auditor.reference.procurement import Requirement, asked


class Value(StrEnum):
    """What an offer shows of a requirement, worst first; what was not answered is not demonstrated, never satisfied."""

    UNSATISFIED = "unsatisfied"
    UNDEMONSTRATED = "undemonstrated"
    RESERVED = "reserved"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not_applicable"


WORST = tuple(Value)


BUYERS = frozenset("schedule_undecided schedule_ended register_to_complete register_silent category_unknown activity_unknown".split())
"""Reasons that are the buyer's to mend: no candidate can."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that makes a cell what it is; `ask` is what to put to the candidate, `reserve` what to write into the analysis."""

    value: Value
    why: str
    proof: str = ""
    ask: str = ""
    reserve: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What an offer shows of one requirement."""

    value: Value
    grounds: tuple[Ground, ...] = ()

    @property
    def why(self) -> list[str]:
        """What decided, each thing once."""
        return [*dict.fromkeys(one.why for one in self.grounds if one.value is self.value and one.why)]

    @property
    def proofs(self) -> list[str]:
        """The documents behind, with their days."""
        return [*dict.fromkeys(one.proof for one in self.grounds if one.proof)]

    @property
    def asks(self) -> list[str]:
        """The questions to put to the candidate."""
        return [*dict.fromkeys(one.ask for one in self.grounds if one.ask)]

    @property
    def reserves(self) -> list[str]:
        """The reserves to write."""
        return [*dict.fromkeys(one.reserve for one in self.grounds if one.reserve)]


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement: how it counts here, why, and a cell an offer."""

    requirement: Requirement
    kind: str
    reason: str
    cells: tuple[Cell, ...]


@dataclass
class Matrix:
    """A need against its offers."""

    need: Need
    offers: tuple[Offer, ...]
    rows: tuple[Row, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Every requirement kept against every offer."""
        seen = [_Seen(offer, self.need) for offer in self.offers]
        self.rows = tuple(
            Row(one, self.need.kind(one), self.need.reason(one), tuple(each.cell(one) for each in seen)) for one in self.need.kept()
        )

    def eliminated(self, offer: int) -> list[Row]:
        """The eliminatory requirements that an offer does not satisfy, with or without a reserve, nor leave to be demonstrated."""
        return [row for row in self.rows if row.kind == "eliminatory" and row.cells[offer].value is Value.UNSATISFIED]

    def open(self, offer: int) -> list[Row]:
        """The eliminatory requirements that an offer has still to demonstrate."""
        return [row for row in self.rows if row.kind == "eliminatory" and row.cells[offer].value is Value.UNDEMONSTRATED]


class _Seen:
    """One offer, looked at requirement by requirement."""

    def __init__(self, offer: Offer, need: Need) -> None:
        self._offer, self._need = offer, need

    def cell(self, one: Requirement) -> Cell:
        """The worst of what its rules, its questions and its labels say; nothing said at all demonstrates nothing."""
        if not self._need.holds(one.when):
            return Cell(Value.NOT_APPLICABLE)
        grounds = [*self._ruled(one), *self._placed(one), *self._labelled(one), *self._answered(one), *self._processors(one)]
        if not grounds:
            return Cell(Value.UNDEMONSTRATED, (self._unasked(one),))
        return Cell(min((each.value for each in grounds), key=WORST.index), tuple(grounds))

    def _ruled(self, one: Requirement) -> Iterator[Ground]:
        """What the rules say of what was declared or planned; a pass is a ground beside the answers that it rests on."""
        for rule in one.rules:
            for finding in self._findings.get(rule, ()):
                if finding.outcome is Outcome.FAIL:
                    yield Ground(Value.UNSATISFIED, local(self._offer.run.rules[rule]["failure"]))
                elif finding.outcome is Outcome.UNKNOWN:
                    yield from self._doubts(one, finding)
                elif self._offer.plan and finding.confidence is Confidence.OBSERVED:
                    yield self._planned()
                elif self._offer.plan:
                    yield self._reserve(one)

    def _planned(self) -> Ground:
        """What a plan shows; a reserve where a part of it was not understood, which may do otherwise."""
        if self._offer.whole:
            return Ground(Value.SATISFIED, "", _("plan of the candidate"))
        said = _("a part of the plan was not understood, and may do otherwise")
        return Ground(Value.RESERVED, said, _("plan of the candidate"), reserve=said)

    def _doubts(self, one: Requirement, finding: Finding) -> Iterator[Ground]:
        """What a rule could not decide: a reserve where it would not stand against what is announced, else not demonstrated.

        Of a certificate, its own state says more.
        """
        if self._offer.believed.get((finding.rule, finding.resource.id)) in (Outcome.PASS, Outcome.NOT_APPLICABLE):
            yield self._reserve(one)
        elif not one.labels and not all(reason_of(str(because.actual)).code in BUYERS for because in finding.reasons):
            title = local(self._offer.run.rules[finding.rule]["title"])
            yield Ground(Value.UNDEMONSTRATED, filled("not shown: %(what)s", what=title), ask=self._documents(one))

    def _placed(self, one: Requirement) -> Iterator[Ground]:
        """Whether the places of some roles are permitted, as they are told and as they are proved."""
        for resource in self._offer.resources:
            told = self._permitted(resource, one.roles)
            sure = self._permitted(resource.proved, one.roles) if resource.proved else told
            if any(permitted is False for permitted, _where in told):
                outside = [where for permitted, where in told if permitted is False]
                yield Ground(
                    Value.UNSATISFIED, filled("outside the countries allowed: %(places)s", places=", ".join(dict.fromkeys(outside)))
                )
            elif any(permitted is None for permitted, _where in told):
                unknown = [where for permitted, where in told if permitted is None]
                yield Ground(
                    Value.UNDEMONSTRATED,
                    filled("place not known: %(roles)s", roles=", ".join(dict.fromkeys(unknown))),
                    ask=self._documents(one),
                )
            elif any(permitted is None for permitted, _where in sure):
                yield self._reserve(one)
            elif told and self._offer.plan:
                yield self._planned()

    def _permitted(self, resource: Resource, roles: Sequence[str]) -> list[tuple[bool | None, str]]:
        """Each place of these roles: whether it is permitted (None: not known), and what to call it."""
        found = resource.facts.get("places") or () if resource.kind != "account" else ()
        return [(place.get("permitted"), self._called(place)) for place in found if place.get("role") in roles]

    def _called(self, place: Mapping[str, Any]) -> str:
        land = country(place["country"], self._offer.reference) if place.get("country") else ""
        return " – ".join(filter(None, (word(place["role"]), land)))

    def _processors(self, one: Requirement) -> Iterator[Ground]:
        """Further processors outside the EEA and the adequate countries: each needs a safeguard."""
        for entry in self._abroad if "processors" in one.asks else ():
            name = f"{entry.name} ({entry.country})"
            if entry.safeguard in (None, "none", "adequacy"):
                yield Ground(Value.UNSATISFIED, filled("no safeguard for the transfer to %(name)s", name=name))
            else:
                said = filled("safeguard of the transfer to %(name)s to be read: %(what)s", name=name, what=entry.safeguard.upper())
                yield Ground(Value.RESERVED, said, reserve=said)

    @cached_property
    def _abroad(self) -> list[Processor]:
        inside = {*self._offer.reference.lists["$EEA"], *self._offer.reference.lists["$ADEQUATE"]}
        known = (service.processors for service in self._offer.services if service.said("processors") is not None)
        return [entry for said in known if said is not None for entry in said.entries if entry.country not in inside]

    @cached_property
    def _findings(self) -> Mapping[str, list[Finding]]:
        found: dict[str, list[Finding]] = {}
        for finding in self._offer.findings:
            if finding.resource.kind not in ("organisation", "activity", "evidence"):
                found.setdefault(finding.rule, []).append(finding)
        return found

    def _labelled(self, one: Requirement) -> Iterator[Ground]:
        """The certificates that show it, or what the candidate proves as equivalent."""
        for name in one.labels:
            sure = (resource.proved or resource for resource in self._offer.resources if resource.kind != "account")
            for state in dict.fromkeys((each.facts.get("labels") or {}).get(name) for each in sure):
                yield self._worth(one, name, state)

    def _worth(self, one: Requirement, name: str, state: str | None) -> Ground:
        title = local(known_labels()[name].title)
        told = [held for service in self._offer.services for held in service.labels if held.label == name]
        if state == "valid":
            return Ground(
                Value.SATISFIED, filled("%(label)s held", label=title), next((_proof(held.document, held.dated) for held in told), "")
            )
        equivalent = next((said for service in self._offer.services if isinstance(said := service.said(one.id), Yes)), None)
        if equivalent is not None and equivalent.answer == "yes" and equivalent.proved:
            words = filled("equivalent of %(label)s to examine: %(detail)s", label=title, detail=equivalent.detail or equivalent.document)
            return Ground(Value.RESERVED, words, _proof(equivalent.document, equivalent.dated), reserve=words)
        if state is not None:
            return Ground(Value.UNSATISFIED, filled("%(label)s not held", label=title))
        lacking = filled("%(label)s: no certificate in force is shown", label=title)
        return Ground(Value.UNDEMONSTRATED, lacking, ask=self._documents(one))

    def _answered(self, one: Requirement) -> Iterator[Ground]:
        """What the candidate answers, to the requirement itself and to the questions behind it."""
        names = [*([one.id] if one.asked else []), *(name for name in one.asks if name != "labels")]
        for service in self._offer.services:
            for name in names:
                yield self._answer(one, service, name)
        if not self._offer.services and one.asked:
            yield self._unasked(one)

    def _answer(self, one: Requirement, service: Service, name: str) -> Ground:
        said = service.said(name)
        if said is None or (isinstance(said, Yes) and said.answer is None):
            question = local(one.question if name == one.id else asked()[name])
            return Ground(Value.UNDEMONSTRATED, filled("not answered: %(question)s", question=question), ask=question)
        if isinstance(said, Yes) and said.answer == "no":
            return Ground(Value.UNSATISFIED, filled("the candidate answers no: %(what)s", what=said.detail or local(one.title)))
        if not said.proved:
            return self._reserve(one, said)
        return Ground(Value.SATISFIED, "", _proof(said.document, said.dated))

    def _reserve(self, one: Requirement, said: Said | None = None) -> Ground:
        words = filled(
            "%(title)s: announced, without a document. To obtain before the award: %(proof)s.",
            title=local(one.title),
            proof=local(one.proof),
        )
        source = _proof(said.document, said.dated) if said is not None and said.document else ""
        return Ground(Value.RESERVED, _("announced, without a document"), source, ask=self._documents(one), reserve=words)

    def _documents(self, one: Requirement) -> str:
        return filled("%(title)s: please send the document that shows it (%(proof)s).", title=local(one.title), proof=local(one.proof))

    def _unasked(self, one: Requirement) -> Ground:
        question = local(one.question) or self._documents(one)
        return Ground(Value.UNDEMONSTRATED, _("nothing said"), ask=question)


def _proof(document: str, dated: str | None) -> str:
    """A document and its day, as a cell shows them."""
    return f"{document}, {date_in_words(dated)}" if document and dated else document


def words() -> dict[str, str]:
    """Values and kinds in the language spoken now."""
    return {
        Value.SATISFIED: _("satisfied"),
        Value.RESERVED: _("satisfied with a reserve"),
        Value.UNSATISFIED: _("not satisfied"),
        Value.UNDEMONSTRATED: _("not demonstrated"),
        Value.NOT_APPLICABLE: _("not applicable"),
        "eliminatory": _("eliminatory"),
        "scored": _("scored"),
        "information": _("for information"),
    }


def counted(cells: Iterable[Cell]) -> dict[str, int]:
    """How many cells have each value, in the order of reading."""
    found: dict[str, int] = dict.fromkeys((value.value for value in WORST), 0)
    for cell in cells:
        found[cell.value.value] += 1
    return found
