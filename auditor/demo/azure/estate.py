"""The Azure half of Rivemont: builds the tenant in the emulator, and says what was planted and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from auditor.demo.arm_emulator import ArmEmulator
from auditor.demo.azure import databases, keyvaults, machines, services, storage
from auditor.demo.azure.things import (
    AMSTERDAM,
    CARE,
    CITY,
    DUBLIN,
    GAVLE,
    GROUPS,
    MARSEILLE,
    PARIS,
    SETTINGS,
    SUBSCRIPTIONS,
    WORKSPACE,
    put,
    setting,
)
from auditor.demo.stories import FAIL, PASS, Planted

REFUSED = "Microsoft.Cache/redis/read"
"""What the role given to the auditor was written without."""
LOCATIONS = (
    (PARIS, "France Central", "France", MARSEILLE),
    (MARSEILLE, "France South", "France", PARIS),
    (DUBLIN, "North Europe", "Europe", AMSTERDAM),
    (AMSTERDAM, "West Europe", "Europe", DUBLIN),
    (GAVLE, "Sweden Central", "Sweden", "swedensouth"),
    ("swedensouth", "Sweden South", "Sweden", GAVLE),
    ("eastus", "East US", "United States", "westus"),
)
ALLOWED = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
"""The built-in policy `Allowed locations`."""
_AUTHORIZATION = "providers/Microsoft.Authorization"


def build(azure: ArmEmulator) -> list[Planted]:
    """Build the tenant in an empty emulator."""
    azure.locations = [_location(*one) for one in LOCATIONS]
    planted = [*_groups(azure), *_guard_rails(azure), *_activity_log(azure)]
    for family in (keyvaults, storage, databases, machines, services):
        planted += put(azure, family.things())
    azure.subscriptions.update(SUBSCRIPTIONS)
    azure.refuse(REFUSED)
    return planted


def _location(name: str, displayed: str, geography: str, pair: str) -> dict[str, Any]:
    paired = [{"name": pair, "id": f"/subscriptions/{CITY}/locations/{pair}"}]
    metadata = {"regionType": "Physical", "regionCategory": "Recommended", "geography": geography, "pairedRegion": paired}
    return {"id": f"/subscriptions/{CITY}/locations/{name}", "name": name, "displayName": displayed, "type": "Region", "metadata": metadata}


def _groups(azure: ArmEmulator) -> Iterator[Planted]:
    for name, (subscription, region) in GROUPS.items():
        group = f"/subscriptions/{subscription}/resourceGroups/{name}"
        azure.add({"id": group, "location": region, "tags": {}, "properties": {"provisioningState": "Succeeded"}})
        yield Planted(group.lower())


def _guard_rails(azure: ArmEmulator) -> Iterator[Planted]:
    """The town's subscription has a policy of regions; the one of the CCAS has none."""
    rule = {
        "if": {
            "allOf": [
                {"field": "location", "notIn": "[parameters('listOfAllowedLocations')]"},
                {"field": "location", "notEquals": "global"},
                {"field": "type", "notEquals": "Microsoft.AzureActiveDirectory/b2cDirectories"},
            ]
        },
        "then": {"effect": "deny"},
    }
    definition = f"/{_AUTHORIZATION}/policyDefinitions/{ALLOWED}"
    named = {"listOfAllowedLocations": {"type": "Array", "metadata": {"strongType": "location"}}}
    azure.add({"id": definition, **setting(displayName="Allowed locations", policyType="BuiltIn", policyRule=rule, parameters=named)})
    allowed = {"listOfAllowedLocations": {"value": [PARIS, MARSEILLE, DUBLIN, AMSTERDAM, GAVLE]}}
    scope = f"/subscriptions/{CITY}"
    assignment = setting(policyDefinitionId=definition, scope=scope, notScopes=[], enforcementMode="Default", parameters=allowed)
    azure.add({"id": f"{scope}/{_AUTHORIZATION}/policyAssignments/regions-europeennes", **assignment})
    yield Planted(scope, "azure-regions-permises", {"LOC-018": PASS})
    yield Planted(f"/subscriptions/{CARE}", "azure-sans-garde-fou", {"LOC-018": FAIL})


def _activity_log(azure: ArmEmulator) -> Iterator[Planted]:
    """The record of what administrators do goes to the town's workspace, whichever the subscription."""
    for subscription in SUBSCRIPTIONS:
        path = f"/subscriptions/{subscription}/{SETTINGS}"
        azure.add({"id": f"{path}/activite", **setting(workspaceId=WORKSPACE, logs=[{"category": "Administrative", "enabled": True}])})
        yield Planted(path.lower())
