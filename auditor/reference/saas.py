"""Online services that authorities use, and what is announced of them: where a questionnaire may start from, and never a proof."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import msgspec

from auditor.reference.shelf import filled, register


@dataclass(frozen=True, slots=True)
class Online:
    """One service. `hosting` are the countries announced, empty where nothing is; `entity` is controlled from the country `control`."""

    id: str
    title: str
    use: str
    entity: str
    evidence: str
    source: str
    checked_on: str
    operator: str | None = None
    control: str | None = None
    hosting: tuple[str, ...] = ()
    host: str | None = None
    note: str = ""

    def announced(self) -> dict[str, Any]:
        """Its answers, as a file of declared services writes them."""
        said: dict[str, Any] = {"evidence": "announced", "document": self.source, "dated": self.checked_on}
        found: dict[str, Any] = {"entity": {**said, "name": self.entity, "control": self.control}}
        if self.operator:
            found["operator"] = self.operator
        if self.hosting:
            found["hosting"] = {**said, "sites": [{"country": country, "host": self.host} for country in self.hosting]}
        return found


@functools.cache
def saas() -> Mapping[str, Online]:
    """Every service of the register, by id."""
    data = register("saas")
    entries = filled(data, ({"id": name, **entry} for name, entry in data["services"].items()))
    return MappingProxyType({entry["id"]: msgspec.convert(entry, Online) for entry in entries})
