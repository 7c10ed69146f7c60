"""How long a bucket keeps what is put there, of what it answers on its versions, its lifecycle and its lock."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import NO_TIME, days, kept_whole, or_no_time

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.s3 import LifecycleRule, ObjectLockConfiguration

SUSPENDED = Unknown.of("only_a_bound", "earlier versions of a bucket whose versioning is suspended")
BY_DATE = Unknown.of("only_a_bound", "a lifecycle rule that expires objects on a date, in a bucket without one")
ONE_BY_ONE = Unknown.of("not_collected", "how long each object is locked, which no rule of the bucket says")
ON_A_DAY = Unknown.of("only_a_bound", "what came shortly before the day on which a lifecycle rule expires everything")


def kept(answered: object, written: object, held: object, created: datetime | None) -> dict[str, Any]:
    """How long a bucket keeps what is put there: its versioning, its lifecycle and its lock, as they were answered, taken together."""
    versioning = lift(lambda answer: answer.get("Status"), answered)
    rules, lock = lift(partial(_dated, created), written), lift(_locked, held)
    locked = lift(_held, held)
    return {
        "versioning.enabled": lift(lambda status: SUSPENDED if status == "Suspended" else status == "Enabled", versioning),
        "retention.max": kept_whole(kept_by(rules, versioning), locked),
        "retention.min": lift(partial(_first_gone, versioning), written),
        "retention.noncurrent_max": kept_whole(lift(_earlier_kept, rules, versioning), locked),
        "lock.min": lock,
    }


def _locked(lock: ObjectLockConfiguration | None) -> str | None:
    """How long the lock that every new object gets keeps it from deletion."""
    default = ((lock or {}).get("Rule") or {}).get("DefaultRetention") or {}
    return f"P{default['Years']}Y" if default.get("Years") else days(default.get("Days"))


def _held(lock: ObjectLockConfiguration | None) -> Any:
    """The same of what a lock adds to a lifecycle: who switches it on without a rule for all has each object locked as it is written."""
    by_rule = _locked(lock)
    return ONE_BY_ONE if by_rule is None and (lock or {}).get("ObjectLockEnabled") == "Enabled" else or_no_time(by_rule)


def kept_by(rules: object, versioning: object) -> Any:
    """How long an object and its earlier versions stay; None for ever, and unknown beyond the object itself where the versions are."""
    return lift(partial(_kept_by, versioning), rules)


def _kept_by(versioning: object, rules: list[LifecycleRule] | None) -> Any:
    whole = [rule for rule in rules or () if _covers_everything(rule)]
    current = [rule["Expiration"]["Days"] for rule in whole if rule.get("Expiration", {}).get("Days")]
    if not current:
        return BY_DATE if any(rule.get("Expiration", {}).get("Date") for rule in whole) else None
    earlier, least = _earlier_days(whole), f"P{min(current)}D"
    if versioning is None:
        return least
    if isinstance(versioning, Unknown):
        return Unknown(versioning.reason, least)
    if earlier is None:
        return Unknown(SUSPENDED.reason, least) if versioning == "Suspended" else None
    return f"P{min(current) + earlier}D"


def _dated(created: datetime | None, rules: list[LifecycleRule] | None) -> list[LifecycleRule]:
    """The same rules, with an expiry on a date as the longest time that it leaves an object: from the making of the bucket to that day.

    After its day such a rule goes on, and erases what is put there as it comes.
    """
    return [_after(created, rule) for rule in rules or ()]


def _after(created: datetime | None, rule: LifecycleRule) -> LifecycleRule:
    day = (rule.get("Expiration") or {}).get("Date")
    return {**rule, "Expiration": {"Days": max((day - created).days, 1)}} if day and created else rule


def _sooner(rules: list[LifecycleRule] | None) -> list[LifecycleRule]:
    """The rules that delete before those that delete everything do."""
    everything = [rule for rule in rules or () if _covers_everything(rule)]
    after = min((count for rule in everything if (count := (rule.get("Expiration") or {}).get("Days"))), default=inf)
    return [rule for rule in rules or () if rule.get("Status") == "Enabled" and 0 < _expires(rule) < after]


def _first_gone(versioning: object, rules: list[LifecycleRule] | None) -> Any:
    """Whether anything goes before all the rest: None where nothing does, or where its earlier versions stay for ever.

    Unknown where a rule takes only some, of which there may be none, or on a date, shortly before which some may have come.
    """
    whole = [one for one in rules or () if _covers_everything(one)]
    first = min(_sooner(rules), key=_expires, default=None)
    if first is None or (versioning == "Enabled" and _earlier_days([*whole, first]) is None):
        return None
    return ON_A_DAY if first in whole else Unknown.of("not_collected", f"whether anything is what a rule deletes after P{_expires(first)}D")


def _expires(rule: LifecycleRule) -> int:
    """After how many days a rule deletes, 0 for never; 1 on a date, which takes what came the day before."""
    expiration = rule.get("Expiration") or {}
    return 1 if expiration.get("Date") else expiration.get("Days") or 0


def _earlier_kept(rules: list[LifecycleRule] | None, versioning: str | None) -> Any:
    """How long earlier versions stay; nothing when versioning was never on: there are none."""
    if versioning is None:
        return NO_TIME
    earlier = _earlier_days([rule for rule in rules or () if _covers_everything(rule)])
    if earlier is None:
        return SUSPENDED if versioning == "Suspended" else None
    return f"P{earlier}D"


def _earlier_days(rules: list[LifecycleRule]) -> int | None:
    """The shortest time after which every earlier version is gone; a rule that spares the newest ones never gets there."""
    found = [rule.get("NoncurrentVersionExpiration", {}) for rule in rules]
    counts = [one["NoncurrentDays"] for one in found if one.get("NoncurrentDays") and not one.get("NewerNoncurrentVersions")]
    return min(counts, default=None)


def _covers_everything(rule: LifecycleRule) -> bool:
    """Enabled and without any filter: a rule on a prefix, a tag or a size leaves the rest alone."""
    narrowed = {key: value for key, value in (rule.get("Filter") or {}).items() if not (key == "Prefix" and value == "")}
    return rule.get("Status") == "Enabled" and not rule.get("Prefix") and not narrowed
