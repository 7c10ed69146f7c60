"""Where a private cloud stands: nobody but its operator knows, and the configuration declares it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.reference.wildcards import wild

ASIDE = frozenset({"zone", "sites"})
"""What a flow says of where it goes for this alone."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The country of each site, by a pattern of its region's code, or of `region/zone` for one region over several rooms."""

    declared: Mapping[str, str] = field(default_factory=dict)

    def country(self, region: str | None, zone: str | Sequence[str] = "") -> str | None:
        """The country declared for a zone, else for its region; None when nobody declared any.

        What lies deeper than in a zone of a region is told by its names in full, the nearest first.
        """
        names = ([f"{region or ''}/{zone}"] if zone else []) + [region or ""] if isinstance(zone, str) else zone
        return next((country for name in names for site, country in self._like(name) if wild(site, cased=False).meets(name)), None)

    def told(self, flow: Mapping[str, Any]) -> Mapping[str, Any]:
        """A flow with the country declared for where it goes; its `zone`, or the names in full of its `sites`, serve for that alone."""
        site = self.country(flow.get("region"), flow.get("sites") or str(flow.get("zone") or ""))
        return {name: value for name, value in flow.items() if name not in ASIDE} | ({"site": site} if site else {})

    def _like(self, name: str) -> Iterator[tuple[str, str]]:
        """The patterns of zones for a zone, those of regions for a region."""
        return ((site, country) for site, country in self.declared.items() if ("/" in site) == ("/" in name))
