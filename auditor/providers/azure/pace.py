"""How long Azure asks to be left alone, and how long that is worth waiting for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from azure.core.pipeline.policies import RetryPolicy

LONGEST = 120
"""Seconds. Who is asked to wait longer is told that Azure is throttling, rather than left to wonder."""
CLOCK = re.compile(r"(\d+):(\d{1,2}):(\d{1,2})(?:\.\d+)?")


class Patience(RetryPolicy[Any, Any]):
    """azure-core's retries, which also know the quota of Resource Graph, whose throttled queries are not GETs, and do not wait for ever."""

    def get_retry_after(self, response: Any) -> float | None:
        """Seconds to wait before the next attempt, when the answer says so."""
        headers = response.http_response.headers
        return _said(super().get_retry_after, response) or reset(headers)

    def is_retry(self, settings: dict[str, Any], response: Any) -> bool:
        """Whether to ask once more."""
        throttled = response.http_response.status_code == 429
        wait = self.get_retry_after(response) if response.http_response.status_code >= 400 else None
        return (wait or 0) <= LONGEST and (super().is_retry(settings, response) or (throttled and settings["total"] > 0))


def reset(headers: Mapping[str, str]) -> float | None:
    """Seconds until the quota of Resource Graph is full again; None when none is left out of it or nothing is said."""
    if headers.get("x-ms-user-quota-remaining") not in (None, "0"):
        return None
    match = CLOCK.fullmatch(headers.get("x-ms-user-quota-resets-after") or "")
    return float(int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])) if match else None


def _said(parse: Any, response: Any) -> float | None:
    """What Retry-After says; None for what is neither a number nor a date."""
    value = response.http_response.headers.get("Retry-After") or ""
    known = not value or value.strip().replace(".", "", 1).isdigit() or value.endswith("GMT")
    return parse(response) if known else None
