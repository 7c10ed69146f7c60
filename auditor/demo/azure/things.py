"""What the Azure half is made of: resources as rows of a table, written into the emulator in the shapes of Resource Manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.demo.accounts import tags
from auditor.demo.arm_emulator import ArmEmulator
from auditor.demo.stories import Planted
from auditor.model import Outcome

CITY, CARE = "17500000-aaaa-4aaa-8aaa-000000000001", "17500000-bbbb-4bbb-8bbb-000000000002"
STRANGER = "99990000-cccc-4ccc-8ccc-000000000003"
"""The Entra tenant of somebody that nobody declared."""
SUBSCRIPTIONS = {CITY: "Ville – production", CARE: "CCAS"}

PARIS, MARSEILLE, DUBLIN, AMSTERDAM, GAVLE = "francecentral", "francesouth", "northeurope", "westeurope", "swedencentral"
CREATED = "2024-03-18T09:12:44.0000000Z"

GROUPS = {
    "rg-socle": (CITY, PARIS),
    "rg-bureautique": (CITY, PARIS),
    "rg-demarches": (CITY, PARIS),
    "rg-agents": (CITY, PARIS),
    "rg-tranquillite": (CITY, PARIS),
    "rg-enfance": (CITY, PARIS),
    # Made in Amsterdam once, and locked: what it holds is elsewhere.
    "rg-territoire": (CITY, AMSTERDAM),
    "rg-assistant": (CITY, GAVLE),
    "rg-ccas-social": (CARE, PARIS),
    "rg-ccas-socle": (CARE, PARIS),
}
"""Resource group → its subscription and the place of its metadata."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A resource: `path` follows `providers/` in its id; `region` empty for what is listed below something else.

    `data` is the processing activity and the category that its tags name; `below` maps what follows its id to a setting found there;
    `logged` sends its audit logs to the town's workspace; `known_as` is its id in a snapshot where that is not its ARM id.
    """

    path: str
    group: str
    properties: Mapping[str, Any] = field(default_factory=dict)
    region: str = PARIS
    data: tuple[str, str] = ("", "")
    more: Mapping[str, Any] = field(default_factory=dict)
    below: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    logged: bool = False
    known_as: str = ""
    story: str = ""
    expects: Mapping[str, Outcome] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id, as Resource Manager writes it."""
        return arm(self.path, self.group)


def arm(path: str, group: str) -> str:
    """The id of what a group holds."""
    return f"/subscriptions/{GROUPS[group][0]}/resourceGroups/{group}/providers/{path}"


def setting(**properties: object) -> dict[str, Any]:
    """Something below a resource, by its properties."""
    return {"properties": properties}


WORKSPACE = arm("Microsoft.OperationalInsights/workspaces/law-rivemont-socle", "rg-socle")
SETTINGS = "providers/Microsoft.Insights/diagnosticSettings"
AUDITED = setting(workspaceId=WORKSPACE, logs=[{"categoryGroup": "audit", "enabled": True}], metrics=[])


def put(azure: ArmEmulator, things: Iterable[Thing]) -> Iterator[Planted]:
    """Write resources with their settings into the emulator, and say what was planted."""
    for thing in things:
        provisioned = {"provisioningState": "Succeeded", **thing.properties}
        where = {"location": thing.region} if thing.region else {}
        azure.add({"id": thing.id, **where, "tags": tags("", *thing.data), **thing.more, "properties": provisioned})
        azure.add(*({"id": f"{thing.id}/{path}", **said} for path, said in thing.below.items()))
        yield Planted((thing.known_as or thing.id).lower(), thing.story, thing.expects)
        if thing.logged:
            azure.add({"id": f"{thing.id}/{SETTINGS}/vers-journaux", **AUDITED})
            yield Planted(f"{thing.id}/{SETTINGS}".lower())
