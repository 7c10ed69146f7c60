"""A rule of Azure Policy as it is assigned: where it holds, for whom it is lifted, and what it does there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from auditor.clock import utc
from auditor.providers.azure import denial
from auditor.providers.azure.common import at, place
from auditor.providers.azure.denial import OPAQUE, Refused, Wanted, every, holds, resolved, some
from auditor.providers.azure.tables import MANAGED

GROUP = 5
"""The parts, split at `/`, of the id of a resource group."""
REFERENCE = "policydefinitionreferenceid"


@dataclass(frozen=True, slots=True)
class Assigned:
    """One rule of one assignment, with its parameters and the exemptions of that assignment that still hold."""

    assignment: Mapping[str, Any]
    reference: str
    definition: Mapping[str, Any]
    given: Mapping[str, Any]
    exemptions: Sequence[Mapping[str, Any]] = ()

    @property
    def title(self) -> str:
        """The name under which people know the assignment."""
        return str(at(self.assignment, "properties", "displayName") or self.id.rpartition("/")[2])

    @property
    def id(self) -> str:
        """The id of the assignment."""
        return str(self.assignment["id"])

    @property
    def placed(self) -> bool:
        """Whether what it refuses may depend on a location."""
        said = self.assignment.get("properties") or {}
        turned = (
            said.get("resourceSelectors"),
            said.get("overrides"),
            *(at(one, "properties", "resourceSelectors") for one in self.exemptions),
        )
        return "location" in f"{at(self.definition, 'policyRule', 'if')} {turned}".lower()

    @property
    def named(self) -> set[str]:
        """The locations that it speaks of, in the one spelling."""
        texts = denial.named(at(self.definition, "policyRule", "if"), self.given)
        return {one for text in texts if "*" not in text and (one := place(text))}

    def spared(self) -> set[str]:
        """Everything that the assignment leaves out or that is exempted from it."""
        return {*self._left_out(), *(scope_of(one) for one in self.exemptions)}

    def refuses(self, wanted: Wanted, where: str) -> Refused:
        """Whether it refuses something wanted in a scope: a subscription, or one of its groups."""
        said = self.assignment.get("properties") or {}
        return every(
            (
                _enforced(said),
                self._as_read(said),
                *(_outside(one, where) for one in self._left_out()),
                _selected(said.get("resourceSelectors"), self.reference, wanted),
                *(_not(self._lifts(one, wanted, where)) for one in self.exemptions),
                self._denies(wanted),
                holds(at(self.definition, "policyRule", "if"), self.given, wanted),
            )
        )

    def may_deny(self) -> bool:
        """Whether it is worth asking, for whatever may be wanted."""
        return every((_enforced(self.assignment.get("properties") or {}), self._denies(Wanted({})))) is not Refused.NO

    def _as_read(self, said: Mapping[str, object]) -> Refused:
        """Whether the definition that we read is the one that was assigned: Azure shows us the newest, whatever version was chosen."""
        chosen, read = (str(one or "").partition(".")[0] for one in (said.get("definitionVersion"), self.definition.get("version")))
        return Refused.UNSURE if chosen and read and chosen != read and not self.reference else Refused.YES

    def _left_out(self) -> list[str]:
        return [str(one).lower().rstrip("/") for one in at(self.assignment, "properties", "notScopes") or ()]

    def _lifts(self, exemption: Mapping[str, Any], wanted: Wanted, where: str) -> Refused:
        """Whether an exemption spares what is wanted there."""
        said = exemption.get("properties") or {}
        named = [str(one).lower() for one in said.get("policyDefinitionReferenceIds") or ()]
        scope = scope_of(exemption)
        return every(
            (
                # Of what lies above us Azure shows us only what is above us.
                Refused.YES if scope.startswith(MANAGED) else _not(_outside(scope, where)),
                Refused.YES if not named or self.reference.lower() in named else Refused.NO,
                _selected(said.get("resourceSelectors"), self.reference, wanted),
            )
        )

    def _denies(self, wanted: Wanted) -> Refused:
        """Whether the effect is to deny: that of the rule, unless the assignment overrides it."""
        if str(self.definition.get("mode") or "All").lower().startswith("microsoft."):
            return Refused.NO
        effect = resolved(at(self.definition, "policyRule", "then", "effect"), self.given, wanted)
        own = Refused.UNSURE if not isinstance(effect, str) else Refused.YES if effect.lower() == "deny" else Refused.NO
        for one in at(self.assignment, "properties", "overrides") or ():
            if str(one.get("kind")).lower() != "policyeffect":
                continue
            here = _all_of(one.get("selectors"), self.reference, wanted)
            other = Refused.YES if str(one.get("value")).lower() == "deny" else Refused.NO
            if here is not Refused.NO:
                return other if here is Refused.YES or other is own else Refused.UNSURE
        return own


def current(exemption: Mapping[str, object]) -> bool:
    """Whether an exemption has not run out. Raises ValueError for a date that is none."""
    until = at(exemption, "properties", "expiresOn")
    if not until:
        return True
    ends = datetime.fromisoformat(str(until).replace("Z", "+00:00"))
    return (ends if ends.tzinfo else ends.replace(tzinfo=UTC)) > utc()


def scope_of(one: Mapping[str, object]) -> str:
    """The scope that an assignment or an exemption was made at."""
    return str(one["id"]).lower().partition("/providers/microsoft.authorization/")[0]


def is_group(scope: str) -> bool:
    """Whether a scope is a resource group, in which something can be created."""
    segments = scope.split("/")
    return len(segments) == GROUP and segments[3] == "resourcegroups"


def _enforced(said: Mapping[str, object]) -> Refused:
    mode = str(said.get("enforcementMode") or "Default").lower()
    return {"default": Refused.YES, "donotenforce": Refused.NO}.get(mode, Refused.UNSURE)


def _outside(scope: str, where: str) -> Refused:
    """Whether a scope does not hold another; nobody told us which management groups are above us."""
    if scope.startswith(MANAGED):
        return Refused.UNSURE
    return Refused.NO if where == scope or where.startswith(f"{scope}/") else Refused.YES


def _not(found: Refused) -> Refused:
    return {Refused.YES: Refused.NO, Refused.NO: Refused.YES}.get(found, found)


def _selected(groups: Any, reference: str, wanted: Wanted) -> Refused:
    """Whether any of the groups of selectors speaks of what is wanted; without any, all is spoken of."""
    return some(_all_of(at(one, "selectors"), reference, wanted) for one in groups) if groups else Refused.YES


def _all_of(selectors: Any, reference: str, wanted: Wanted) -> Refused:
    return every(_one(one, reference, wanted) for one in selectors or ())


def _one(selector: Mapping[str, Any], reference: str, wanted: Wanted) -> Refused:
    kind = str(selector.get("kind")).lower()
    value = {REFERENCE: reference, "resourcetype": wanted.says("type"), "resourcelocation": wanted.says("location")}.get(kind, OPAQUE)
    if kind == "resourcewithoutlocation":
        return Refused.NO if wanted.says("location") else Refused.UNSURE
    if not isinstance(value, str):
        return Refused.UNSURE
    within, without = (_spelled(selector.get(name) or (), kind) for name in ("in", "notIn"))
    here = (place(value) or "") if kind == "resourcelocation" else value.lower()
    return Refused.NO if (within and here not in within) or here in without else Refused.YES


def _spelled(values: Iterable[object], kind: str) -> set[str]:
    return {(place(str(one)) or "") if kind == "resourcelocation" else str(one).lower() for one in values}
