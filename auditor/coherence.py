"""What the shape of auditor.yaml cannot say: ids are used once, selectors select something that exists, periods have an order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from auditor.i18n import _, filled
from auditor.masking import masked
from auditor.reference.durations import at_most
from auditor.reference.shape import Checker
from auditor.reference.source import Path_, suggest
from auditor.reference.vocabularies import lasts


def activities(checker: Checker, data: Mapping[str, object]) -> None:
    """What the shape cannot say of the register: ids are unique, and no secret that would be masked; selectors select something."""
    activities = data.get("processing_activities")
    if not isinstance(activities, list):
        return
    unique(checker, "processing_activities", activities)
    for path, selector in _selectors(data):
        if selector == {} or selector.get("tag") == {}:
            checker.wrong(path, _("an empty selector would take every resource"))
    for position, activity in enumerate(activities):
        name = activity.get("id") if isinstance(activity, dict) else None
        if isinstance(name, str) and masked(name) != name:
            checker.wrong(("processing_activities", position, "id"), _("an id may not look like a secret"))


def named_accounts(checker: Checker, data: Mapping[str, object], others: str | None) -> None:
    """Selectors name accounts that exist, or that those may be whose names begin as runs of `others` do."""
    entries = [str(entry.get("id")) for entry in mappings(data.get("accounts"))]
    for path, selector in _selectors(data):
        account = selector.get("account")
        lent = others is not None and str(account).startswith(others)
        if account is not None and not lent and str(account) not in entries and not re.fullmatch(r"[0-9a-f-]{12,}", str(account)):
            checker.wrong(
                (*path, "account"), filled("there is no account '%(account)s' in this file", account=account), suggest(account, entries)
            )


def _selectors(data: Mapping[str, Any]) -> Iterator[tuple[Path_, dict[str, Any]]]:
    for position, activity in enumerate(data["processing_activities"] if isinstance(data.get("processing_activities"), list) else ()):
        selectors = activity.get("select") if isinstance(activity, dict) else None
        for index, selector in enumerate(selectors if isinstance(selectors, list) else ()):
            if isinstance(selector, dict):
                yield ("processing_activities", position, "select", index), selector


def retention(checker: Checker, retention: object) -> None:
    """A shortest period that is longer than the longest."""
    for name, bounds in retention.items() if isinstance(retention, dict) else ():
        if isinstance(bounds, dict):
            low, high = (str(bounds.get(bound)) for bound in ("min", "max"))
            if lasts(low) and lasts(high) and not at_most(low, high):
                checker.wrong(
                    ("retention", name, "min"), filled("min %(min)s is longer than max %(max)s", min=bounds["min"], max=bounds["max"])
                )


def unique(checker: Checker, section: str, entries: Sequence[object]) -> None:
    """Each id is used once; it is told where it is used again, and once."""
    seen: Counter[str] = Counter()
    for position, entry in enumerate(entries):
        if not isinstance(entry, dict) or "id" not in entry:
            continue
        name = str(entry["id"])
        seen[name] += 1
        if seen[name] == 2:
            said = filled("the id '%(name)s' is used twice in %(section)s", name=name, section=section)
            checker.wrong((section, position, "id"), said)


def mappings(entries: object) -> Iterator[dict[str, Any]]:
    """The mappings of what should be a list of them."""
    return (entry for entry in entries if isinstance(entry, dict)) if isinstance(entries, list) else iter(())
