"""What an emulated tenant looks like to a rule: resources with their places, and verdicts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.model import Manifest, Outcome, Resource
from auditor.pipeline import ruleset
from auditor.providers.azure.provider import COLLECTORS
from auditor.reference.registers import reference
from tests.emulators.azure import TOWN, Cloud

HEALTH = {"rgpd:categorie": "sante"}
FAIL, PASS = Outcome.FAIL, Outcome.PASS
OF_ALL = {"inventory", "policy", "tenancy"}
"""The collectors of whatever there is."""


def concerned(azure: Cloud) -> set[str]:
    """The collectors that declare a call about what the tenant holds or its role may not read: the others would find nothing."""
    held = {f"{one['type']}/read".lower() for one in azure.azure.objects.values()} | azure.azure.refused.keys()
    return OF_ALL | {service for service, one in COLLECTORS.items() if held & {call.needs.lower() for call in one.calls}}


def judged(azure: Cloud, *more: Resource, configuration: Configuration | None = None, **options: Any) -> dict[str, Resource]:
    """Everything in the tenant by name, and what another cloud holds besides, with its derived facts."""
    found = azure.scan(*concerned(azure), **options)
    whole = [*found.resources, *more]
    now = datetime.now(UTC).isoformat()
    manifest = Manifest(now, now, "0", accounts={TOWN: []}, resources=len(whole))
    said = configuration or Configuration()
    registers = reference(date(2026, 11, 22), (), said.allowed_countries)
    return {one.name: one for one in derived(lambda: whole, manifest, found.coverage, registers, said)}


def verdicts(azure: Cloud, name: str, *allowed: str, **options: Any) -> dict[str, Outcome]:
    """What every rule says of one resource, where only the allowed countries are (the EEA when none is named)."""
    said = {"organisation": {"name": "Ville", "profile": "commune"}, **({"allowed_countries": list(allowed)} if allowed else {})}
    configuration = Configuration.from_context(said)
    rules, _ = ruleset(date(2026, 11, 22), (), configuration, ())
    found = judged(azure, configuration=configuration, **options)[name]
    return {rule.id: outcome for rule, outcome in zip(rules.rules_of(found.kind), rules.outcomes(found), strict=True)}


def countries(resource: Resource, role: str) -> list[Any]:
    """The country of each place of a role; `unknown` where nobody can say."""
    return [place.get("country", "unknown") for place in resource.facts["places"] if place["role"] == role]
