"""The parts of AWS that share nothing: an entry of `accounts:` has credentials of one of them, and names things of that one only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.reference.places import region
from auditor.reference.shape import Checker
from auditor.reference.source import Path_


def same_partition(checker: Checker, path: Path_, entry: Mapping[str, Any]) -> None:
    """Note whatever in an entry belongs to another partition than what was said first: partition, then role, then regions."""
    said = [*_said(entry)]
    for where, what, partition in said[1:]:
        if partition != said[0][2]:
            checker.wrong((*path, *where), f"{what} is of the partition {partition}, not {said[0][2]}: give each partition its own entry")


def _said(entry: Mapping[str, Any]) -> Iterator[tuple[Path_, str, str]]:
    if isinstance(entry.get("partition"), str):
        yield ("partition",), "this", entry["partition"]
    role = entry.get("role_arn")
    if isinstance(role, str) and role.startswith("arn:"):
        yield ("role_arn",), "this role", role.split(":")[1]
    regions = entry.get("regions")
    for position, code in enumerate(regions if isinstance(regions, list) else ()):
        known = region("aws", code) if isinstance(code, str) else None
        # A region that the register does not know is asked of AWS.
        if known is not None and known.partition:
            yield ("regions", position), f"'{code}'", known.partition
