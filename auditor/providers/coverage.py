"""Coverage lines and the time they bear: one maker for every provider, so that a status says the same everywhere."""

from __future__ import annotations

from auditor.clock import stamp, utc
from auditor.model import Coverage
from auditor.providers.contract import Call
from auditor.reason import NONE, Reason

LEFT_OUT = Reason.of("not_collected", "left out by the configuration")
"""Of what the entry does not ask for: not missed."""


def now() -> str:
    """The time in UTC, to the second, as snapshots write it."""
    return stamp(utc())


def line(
    provider: str,
    account: str,
    call: Call,
    reason: Reason = NONE,
    region: str | None = None,
    *,
    status: str = "",
    service: str = "",
    resources: int = 0,
) -> Coverage:
    """What a call had to say of an account, or of one region of it: read when there is no reason, else what the reason's code means.

    Of what no collector reads it names no permission: there is nothing to grant.
    """
    status = status or reason.status
    needs = "" if status == "not_understood" else call.needs
    return Coverage(provider, account, region, service or call.service, status, call.name, str(reason), needs, resources, at=now())


def gap(provider: str, account: str, call: Call, reason: Reason, region: str | None = None, *, resources: int = 0) -> Coverage:
    """The line of a question without whose answer an account or a region is not known: a gap whatever the reason, offered or not."""
    status = "refused" if reason.refused else "failed"
    return line(provider, account, call, reason, region, status=status, resources=resources)


def unasked(provider: str, account: str, service: str, reason: Reason, region: str | None = None, *, at: str = "") -> Coverage:
    """The line of what no call was made for: of a whole entry or unit nothing is known, and the reason says why."""
    return Coverage(provider, account, region, service, reason.status, reason=str(reason), at=at or now())
