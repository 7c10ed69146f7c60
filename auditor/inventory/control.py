"""Who controls what runs a resource, and which foreign laws may reach it: the register, else what is told."""

from __future__ import annotations

from auditor.inventory.known import Known
from auditor.inventory.told import most_exposed, repeated
from auditor.model import Resource
from auditor.reason import reason_for
from auditor.reference.registers import Reference

NO_KNOWN_END = reason_for("not_in_register", "no end of this offer is known, and none was looked for")


def add_operator(resource: Resource, reference: Reference, known: Known) -> None:
    """Add who controls its operator, how exposed that is, and the laws that reach it; of several, who is most exposed speaks."""
    offer = resource.run_by
    operator = most_exposed(reference.operator(offer, resource.region), resource.told)
    if operator is None:
        _told(resource, reference, known, resource.unknown.get("offer") or reason_for("not_collected", offer))
        return
    for path in ("operator.country", "operator.exposure"):
        known.unknown.pop(path, None)
    known.facts["operator"] = {"country": operator.country, "exposure": operator.exposure}
    if operator.end_of_life:
        known.facts["operator"]["end_of_life"] = operator.end_of_life
    elif resource.kind == "account":
        known.unknown["operator.end_of_life"] = NO_KNOWN_END
    known.facts["jurisdiction"] = {"laws": [*reference.laws(operator)]}
    known.cite(("operator", "jurisdiction"), reference.control(operator))


def _told(resource: Resource, reference: Reference, known: Known, reason: str) -> None:
    """Of an operator that no register knows: the country it is said to be controlled from, and what that exposes to outside the EEA."""
    known.unknown["jurisdiction"] = reason
    control = resource.told.control if resource.told else None
    if control is None:
        known.unknown["operator"] = reason
        return
    known.facts["operator"] = {"country": control}
    known.cite(("operator",), repeated(resource, "entity", reference))
    known.unknown |= dict.fromkeys(("operator.exposure", "operator.end_of_life"), reason)
    if control not in reference.lists["$EEA"]:
        known.facts["operator"]["exposure"] = "E3"
        del known.unknown["operator.exposure"]
