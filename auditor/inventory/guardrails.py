"""Where an organisation's policies still let data be placed: the regions they leave open, with their countries."""

from __future__ import annotations

from auditor.inventory.known import Known
from auditor.model import Resource
from auditor.reason import reason_for
from auditor.reference.registers import Reference

REGIONS, OPEN = "guardrail.regions", "guardrail.open"
UNSURE = reason_for("policy_not_understood", "what the policies say of it could not be understood")


def left_open(resource: Resource, reference: Reference, known: Known) -> None:
    """Add `guardrail.open` to what a collector said of the regions; nothing where no collector spoke of any."""
    if REGIONS in known.unknown:
        known.unknown[OPEN] = known.unknown[REGIONS]
        return
    if "regions" not in known.section("guardrail"):
        return
    regions = known.facts["guardrail"]["regions"]
    known.add("guardrail", {"open": None if regions is None else [{"region": region} for region in regions]})
    unsure = known.facts["guardrail"].get("unsure") or ()
    for position, item in enumerate(known.facts["guardrail"]["open"] or ()):
        if item["region"] in unsure:
            known.unknown[f"{OPEN}[{position}].country"] = UNSURE
            continue
        where = reference.region(resource.run_by, item["region"])
        if where is None:
            known.unknown[f"{OPEN}[{position}].country"] = resource.unknown.get("offer") or reason_for(
                "region_not_in_register", f"{resource.run_by}/{item['region']}"
            )
            continue
        item["country"] = where.country
        known.cite(("guardrail",), (reference.cite(f"regions/{where.provider}", where.code, where),))
