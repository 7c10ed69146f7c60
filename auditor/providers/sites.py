"""Where a private cloud stands: nobody but its operator knows, and the configuration declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.reference.wildcards import wild


@dataclass(frozen=True, slots=True)
class Sites:
    """The country of each site, by a pattern of its region's code, or of `region/zone` for one region over several rooms."""

    declared: Mapping[str, str] = field(default_factory=dict)

    def country(self, region: str | None, zone: str = "") -> str | None:
        """The country declared for a zone, else for its region; None when nobody declared any."""
        names = (f"{region or ''}/{zone}", region or "") if zone else (region or "",)
        return next((country for name in names for site, country in self._like(name) if wild(site, cased=False).meets(name)), None)

    def told(self, flow: Mapping[str, Any]) -> Mapping[str, Any]:
        """A flow with the country declared for where it goes; its `zone` serves for that alone."""
        site = self.country(flow.get("region"), str(flow.get("zone") or ""))
        return {name: value for name, value in flow.items() if name != "zone"} | ({"site": site} if site else {})

    def _like(self, name: str) -> Iterator[tuple[str, str]]:
        """The patterns of zones for a zone, those of regions for a region."""
        return ((site, country) for site, country in self.declared.items() if ("/" in site) == ("/" in name))
