"""The activity log of a subscription, as it is asked for."""

from __future__ import annotations

from urllib.parse import quote

SERVICE, OPERATION, PERMISSION, VERSION = (
    "Microsoft.Insights",
    "ListActivityLogs",
    "Microsoft.Insights/eventtypes/values/read",
    "2015-04-01",
)


def log_of(subscription: str, since: str, namespace: str = "") -> str:
    """The path of its events from a moment on, those of a namespace alone if one is named."""
    wanted = f"eventTimestamp ge '{since}'" + (f" and resourceProvider eq '{namespace}'" if namespace else "")
    return f"/subscriptions/{subscription}/providers/microsoft.insights/eventtypes/management/values?$filter={quote(wanted)}"
