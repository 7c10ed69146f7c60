"""What a scan of entries comes to once places are derived: what a report would say of each resource."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from auditor import pipeline
from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from auditor.model import Resource
from auditor.reference.registers import reference

TODAY = date(2026, 11, 28)


def scanned(folder: Path, *entries: Mapping[str, Any]) -> dict[str, Resource]:
    """By name, each resource of these entries with its derived facts, by way of a snapshot."""
    configuration = Configuration(accounts=tuple(dict(entry) for entry in entries))
    pipeline.scan(configuration, folder)
    read = partial(read_resources, folder)
    found = derived(read, read_manifest(folder), read_coverage(folder), reference(TODAY), configuration)
    return {one.name: one for one in found}


def country(one: Resource) -> str | None:
    """Where it lies; the reason where nobody knows."""
    return one.unknown.get("country") or one.facts["country"]
