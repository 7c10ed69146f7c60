"""The shelf of registers, `rules/_reference/`: one YAML file each, read once per process.

What a file says at its top (source, checked_on, evidence) holds for each of its entries that does not say otherwise.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from auditor.reference.source import load
from auditor.shipped import shipped

Entry = dict[str, Any]

SHELF = shipped("rules") / "_reference"
MARKS = ("verified", "partly_verified", "to_confirm")
"""How sure an entry is: read again in its source; read, but for one part (a city, a day); from memory, to be confirmed."""

_CHECKED_ON = re.compile(r"^checked_on: (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


@functools.cache
def register(name: str) -> Entry:
    """The plain data of one register ("zones", "regions/aws"). Raises InputError when it is missing or not valid YAML."""
    data: Entry = load(SHELF / f"{name}.yaml").data
    return data


def filled(data: Entry, entries: Iterable[Entry], *names: str) -> Iterable[Entry]:
    """The entries with source, checked_on, evidence (and `names`) taken from the file where they have none of their own."""
    defaults = {name: data[name] for name in ("source", "checked_on", "evidence", *names) if name in data}
    return ({**defaults, **entry} for entry in entries)


@functools.cache
def region_files() -> frozenset[str]:
    """The providers that have a register of regions."""
    return frozenset(path.stem for path in (SHELF / "regions").glob("*.yaml"))


@functools.cache
def versions() -> Mapping[str, str]:
    """The day each register was last checked, by name; of the regions, by provider. Reads no entry."""
    found: dict[str, str] = {}
    for path in sorted(SHELF.rglob("*.yaml")):
        match = _CHECKED_ON.search(path.read_text(encoding="utf-8"))
        found[path.relative_to(SHELF).with_suffix("").as_posix()] = match[1] if match else ""
    return found


def decided(entry: Mapping[str, Any], as_of: date) -> bool:
    """Whether anybody could know of the entry on that day: adopted, whenever it counts from."""
    return (entry.get("decided_on") or entry.get("valid_from") or "") <= as_of.isoformat()


def holds(entry: Mapping[str, Any], as_of: date) -> bool:
    """Whether the entry is valid on that day; both ends are included, and an end that is not given is open."""
    day = as_of.isoformat()
    return decided(entry, as_of) and (entry.get("valid_from") or day) <= day <= (entry.get("valid_until") or day)
