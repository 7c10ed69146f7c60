"""The one clock: what a scan notes, what it asks for, and the day that is judged when nobody names one. Judging itself reads none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def utc() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """This day, in UTC."""
    return utc().date()


def stamp(when: datetime) -> str:
    """A moment as snapshots write it, to the second; two of them compare as texts."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_of(told: str | float | datetime) -> str:
    """The day, in UTC, of a moment as providers tell it: ISO 8601, seconds since 1970, or a moment. Raises ValueError, TypeError."""
    if not isinstance(told, datetime):
        told = datetime.fromisoformat(told) if isinstance(told, str) else datetime.fromtimestamp(told, UTC)
    return told.astimezone(UTC).date().isoformat()


def earlier(told: str, by: timedelta) -> str:
    """The moment so long before another, both as snapshots write them."""
    return stamp(datetime.fromisoformat(told) - by)
