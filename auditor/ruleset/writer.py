"""Findings of one rule: what is said beside an outcome, once for all that passes alike, and in full for what asks for something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from auditor.findings import Judged, Standing, fingerprint
from auditor.model import NO_ROLE, WITH_IT, Because, Citation, Confidence, Finding, Outcome, Place, Resource, ResourceRef
from auditor.reference.registers import Reference
from auditor.remembered import Remembered
from auditor.ruleset.clause import reads
from auditor.ruleset.explain import Calls, Explainer
from auditor.ruleset.force import capped, force_of, in_force, strongest, weaker
from auditor.ruleset.rule import Rule
from auditor.ruleset.waivers import Waivers

DECIDED = (Outcome.FAIL, Outcome.UNKNOWN)
DOUBT = (Confidence.OBSERVED, Confidence.TO_CONFIRM, Confidence.PRESUMED)
"""Surest first: a guess from a name is less sure than a register entry nobody could check again."""
_INDEX = re.compile(r"\[\d+\]")
_WHO_TELLS = re.compile(r"answers\.|kept\.elsewhere")
"""Facts that say who knows, or what they answered: they bind nobody by themselves."""
_REMEMBERED = 4096
"""Different doubts remembered."""


class Sure(NamedTuple):
    """How sure what a rule reads of a resource is, and the register entries behind it that are not verified."""

    confidence: Confidence
    unconfirmed: list[Citation]


class Doubt:
    """What is not sure of a resource, or binds less than the law: equal for all that rules have to say it of alike."""

    def __init__(self, resource: Resource) -> None:
        self.confidence, self.unconfirmed, self.force = resource.confidence, resource.unconfirmed, resource.force
        self.sure: dict[str, Sure] = {}
        self.passed: dict[str, Standing] = {}


class Doubts:
    """One object for all resources of equal doubts."""

    def __init__(self) -> None:
        self._known = Remembered[Any, Doubt](_REMEMBERED)

    def of(self, resource: Resource) -> Doubt:
        """That of a resource."""
        key = (*resource.confidence.items(), None, *resource.unconfirmed.items(), None, *resource.force.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Doubt(resource)
        return found


def about(resource: Resource, places: list[Place]) -> Judged:
    """What all findings of one resource say alike, its places among that, and none of them yet."""
    data = resource.facts.get("data")
    data = data if isinstance(data, dict) else {}
    categories, activities = _texts(data.get("categories")), _texts(data.get("activities"))
    return Judged(reference_to(resource), categories, activities, dated(places, resource), [], [])


def places_of(resource: Resource) -> list[Place]:
    """Its places as its facts tell them."""
    places = resource.facts.get("places")
    return [_place(item) for item in places if isinstance(item, dict)] if isinstance(places, list) else []


def dated(places: list[Place], resource: Resource) -> list[Place]:
    """The places, each with when it was read: those that say nothing of it with the resource."""
    return [msgspec.structs.replace(one, read_at=resource.read_at or None) if one.read_at == WITH_IT else one for one in places]


def reference_to(resource: Resource) -> ResourceRef:
    """How findings name a resource."""
    return ResourceRef(
        resource.id,
        resource.kind,
        resource.native_type,
        resource.provider,
        resource.account,
        resource.region,
        resource.name,
        resource.run_by or None,
        resource.read_at,
        resource.group,
    )


class Writer:
    """Writes the findings of one rule."""

    def __init__(self, rule: Rule, reference: Reference, calls: Calls, waivers: Waivers) -> None:
        self.rule = rule
        self._explainer = Explainer(rule, reference.lists, calls)
        self._waivers = waivers
        self._requirements = list(in_force(rule.requirements, reference))
        self._force = force_of(rule.force, rule.requirements, reference)
        found = reads(rule.when, rule.must)
        self._paths = [f"{path}.{name}" for path, (_, fields) in found.items() for name in fields]
        self._paths += [path for path, (_, fields) in found.items() if not fields]
        self._known: dict[str, bool] = {}
        self._standings: dict[tuple[Any, ...], Standing] = {}
        self._texts = texts_in_doubt(rule, reference)

    def passed(self, doubt: Doubt) -> Standing:
        """That a resource of these doubts passes: one object for all that say the same."""
        found = doubt.passed.get(self.rule.id)
        if found is None:
            force, (confidence, unconfirmed) = self._bound(doubt, ()), self._sure(doubt)
            key = (confidence, force, *unconfirmed)
            if key not in self._standings:
                severity = capped(self.rule.severity, force)
                self._standings[key] = Standing(
                    self.rule.id, self.rule.revision, severity, self._requirements, confidence, force, unconfirmed
                )
            found = doubt.passed[self.rule.id] = self._standings[key]
        return found

    def finding(self, resource: Resource, outcome: Outcome, about: Judged, doubt: Doubt) -> Finding:
        """That it fails, or that nobody knows."""
        rule = self.rule
        waiver = self._waivers.find(rule.id, resource.id)
        reasons = self._explainer.reasons(resource)
        force = self._bound(doubt, reasons)
        sure = self._sure(doubt)
        return Finding(
            fingerprint=fingerprint(rule.id, resource.id),
            rule=rule.id,
            revision=rule.revision,
            severity=capped(rule.severity, force),
            outcome=outcome,
            waived=waiver is not None,
            resource=about.resource,
            categories=about.categories,
            activities=about.activities,
            places=about.places,
            reasons=reasons,
            requirements=self._requirements,
            confidence=sure.confidence,
            waiver=waiver.text if waiver is not None else None,
            force=force,
            unconfirmed=sure.unconfirmed,
        )

    def again(self, found: Finding, resource: Resource, about: Judged) -> Finding:
        """The same of another resource, of which everything is the same but what it is called and when it was read."""
        waiver = self._waivers.find(found.rule, resource.id)
        return msgspec.structs.replace(
            found,
            fingerprint=fingerprint(found.rule, resource.id),
            waived=waiver is not None,
            waiver=waiver.text if waiver is not None else None,
            resource=about.resource,
            places=about.places,
            reasons=[msgspec.structs.replace(reason, at=resource.read_at) for reason in found.reasons],
        )

    def _bound(self, doubt: Doubt, reasons: Iterable[Because]) -> str:
        """The force of the fact that binds most among those that decided, or that were read when the rule passes."""
        told = [doubt.force.get(reason.fact, self._force) for reason in reasons if not _WHO_TELLS.match(reason.fact)] if doubt.force else []
        told = told or [force for name, force in doubt.force.items() if _INDEX.sub("", name) in self._paths]
        return weaker(self._force, strongest(told)) if told else self._force

    def _sure(self, doubt: Doubt) -> Sure:
        """The least sure of the facts the rule reads and of the texts it rests on; the entries behind both that are not verified."""
        found = doubt.sure.get(self.rule.id)
        if found is None:
            doubts = [each for name, each in doubt.confidence.items() if self._reads(name)]
            if self._texts:
                doubts.append(Confidence.TO_CONFIRM)
            cited = (citation for name, citations in doubt.unconfirmed.items() if self._reads(name) for citation in citations)
            unconfirmed = [*dict.fromkeys((*cited, *self._texts))]
            found = doubt.sure[self.rule.id] = Sure(max(doubts, key=DOUBT.index, default=Confidence.OBSERVED), unconfirmed)
        return found

    def _reads(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            plain = f"{_INDEX.sub('', name)}."
            known = self._known[name] = any(plain.startswith(f"{path}.") or f"{path}.".startswith(plain) for path in self._paths)
        return known


def texts_in_doubt(rule: Rule, reference: Reference) -> tuple[Citation, ...]:
    """The texts a rule cites, when none of them was verified: one that was read is enough to oblige."""
    found = [text for name in rule.requirements if (text := reference.requirement(name)) is not None]
    cited = tuple(reference.cite("requirements", text.id, text) for text in found)
    return () if any(citation.sure for citation in cited) else cited


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _place(item: Mapping[str, object]) -> Place:
    text = {name: value for name in Place.__struct_fields__ if isinstance(value := item.get(name), str)}
    return Place(**{"role": NO_ROLE, **text})
