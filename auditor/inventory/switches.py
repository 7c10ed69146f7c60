"""Options without which a label does not play: switched on by project, offer or bucket, and told by a provider's API, where it tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from auditor.inventory.known import Known
from auditor.model import Resource

RULE = "HDS-005"
"""The question whether the HDS option is on wherever the data is."""


@dataclass(slots=True)
class Switches:
    """Activity → what was read of the option where its data is."""

    _off: set[str] = field(default_factory=set)
    _on: Counter[str] = field(default_factory=Counter)

    def note(self, resource: Resource, activities: Iterable[str]) -> None:
        """Remember what an API said of one resource."""
        said = (resource.facts.get("hds") or {}).get("enabled")
        if said is True:
            self._on.update(activities)
        elif said is False:
            self._off.update(activities)

    def answer(self, activity: str, attached: int, known: Known, *, whole: bool) -> None:
        """No where one of its resources is without; yes where all have it, if the scan was whole. Anything else is for people to say."""
        if activity in self._off:
            known.facts["answers"][RULE] = "no"
        elif whole and attached and self._on[activity] == attached:
            known.facts["answers"].setdefault(RULE, "yes")
