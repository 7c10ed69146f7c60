"""How long the blobs of a storage account stay, by its lifecycle policy and by what its blob service keeps of what was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

import msgspec

from auditor.providers.azure.common import at
from auditor.providers.observing import Unknown

APPEND = Unknown.of("not_collected", "append blobs, which the lifecycle rule leaves alone")
ACCESS = Unknown.of("not_collected", "a lifecycle rule that starts from the last access, which may never come")
AGES = ("daysAfterModificationGreaterThan", "daysAfterCreationGreaterThan")
FILTERS = ("prefixMatch", "blobIndexMatch")


class Deletion(msgspec.Struct, frozen=True):
    """After how many days a rule deletes; `narrow` is what it takes only, `append` whether append blobs too."""

    days: int
    narrow: str
    append: bool


def kept(policy: Any, service: Any) -> Any:
    """How long a blob, then its versions, then its soft-deleted self stay; None for ever. Page blobs are disks, and not counted.

    `service` may be Unknown: a blob itself stays as long as the policy says, whatever becomes of it then.
    """
    current = _shortest(policy, "baseBlob", *AGES)
    if current is None and _shortest(policy, "baseBlob", "daysAfterLastAccessTimeGreaterThan") is not None:
        return ACCESS
    if current is None or isinstance(current, Unknown):
        return current
    earlier = service if isinstance(service, Unknown) else _earlier_days(policy, service)
    if isinstance(earlier, Unknown):
        return Unknown(earlier.reason, f"P{current}D")
    return None if earlier is None else f"P{current + earlier}D"


def first_gone(policy: object, service: Mapping[str, object], *held: float) -> Any:
    """How long the blobs stay that are gone first; None where none is ever. `held` is for how many days each container lets nothing go.

    Unknown where a rule takes some by their names or tags before all others: whether there are any is not known.
    """
    earlier = _earlier_days(policy, service)
    if not isinstance(earlier, int):
        return earlier
    rules = [*_deletions(policy, "baseBlob", *AGES)]
    everything = min((one.days for one in rules if not one.narrow), default=inf)
    if sooner := [one for one in rules if one.narrow and one.days < everything]:
        first = min(sooner, key=lambda one: one.days)
        return Unknown.of("not_collected", f"whether anything is below {first.narrow}, which goes after P{first.days}D")
    stays = max(everything + earlier, min(held, default=0))
    return f"P{stays:.0f}D" if stays < inf else None


def earlier_kept(policy: object, service: Mapping[str, object]) -> Any:
    """How long a blob that was replaced or deleted stays; None for ever."""
    earlier = _earlier_days(policy, service)
    return earlier if isinstance(earlier, Unknown) or earlier is None else f"P{earlier}D"


def _earlier_days(policy: Any, service: Mapping[str, Any]) -> Any:
    """Days that a replaced or deleted blob survives: as a version if there are any, then as a soft-deleted one."""
    soft = service.get("deleteRetentionPolicy") or {}
    after = int(soft.get("days") or 0) if soft.get("enabled") else 0
    if not service.get("isVersioningEnabled"):
        return after
    versions = _shortest(policy, "version", "daysAfterCreationGreaterThan")
    return versions + after if isinstance(versions, int) else versions


def _shortest(policy: object, part: str, *measures: str) -> Any:
    """The least number of days after which an enabled rule without any filter deletes; Unknown when it spares append blobs."""
    found = [one for one in _deletions(policy, part, *measures) if not one.narrow]
    if not found:
        return None
    return min(one.days for one in found) if any(one.append for one in found) else APPEND


def _deletions(policy: object, part: str, *measures: str) -> Iterator[Deletion]:
    """What enabled rules delete of block blobs."""
    for rule in at(policy, "properties", "policy", "rules") or ():
        filters = at(rule, "definition", "filters") or {}
        kinds = {str(kind).lower() for kind in filters.get("blobTypes") or ("blockBlob", "appendBlob")}
        if rule.get("enabled") is False or "blockblob" not in kinds:
            continue
        narrow = ", ".join(str(one) for name in FILTERS for one in filters.get(name) or ())
        delete = at(rule, "definition", "actions", part, "delete") or {}
        for name in measures:
            if delete.get(name) is not None:
                yield Deletion(int(delete[name]), narrow, "appendblob" in kinds)
