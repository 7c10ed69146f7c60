"""Where an organisation's policies still let data be placed: the regions they leave open, with their countries."""

from __future__ import annotations

from auditor.model import Confidence, Facts, Resource
from auditor.reference.registers import Reference

REGIONS, OPEN = "guardrail.regions", "guardrail.open"
UNSURE = "policy_not_understood: what the policies say of it could not be understood"


def left_open(resource: Resource, reference: Reference, facts: Facts, unknown: dict[str, str], confidence: dict[str, Confidence]) -> None:
    """Add `guardrail.open` to what a collector said of the regions; nothing where no collector spoke of any."""
    if REGIONS in unknown:
        unknown[OPEN] = unknown[REGIONS]
        return
    regions = facts["guardrail"]["regions"]
    facts["guardrail"] = dict(facts["guardrail"]) | {"open": None if regions is None else [{"region": region} for region in regions]}
    unsure = facts["guardrail"].get("unsure") or ()
    for position, item in enumerate(facts["guardrail"]["open"] or ()):
        if item["region"] in unsure:
            unknown[f"{OPEN}[{position}].country"] = UNSURE
            continue
        known = reference.region(resource.run_by, item["region"])
        if known is None:
            unknown[f"{OPEN}[{position}].country"] = (
                resource.unknown.get("offer") or f"region_not_in_register: {resource.run_by}/{item['region']}"
            )
            continue
        item["country"] = known.country
        if known.evidence == "to_confirm":
            confidence["guardrail"] = Confidence.TO_CONFIRM
