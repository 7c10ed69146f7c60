"""What an emulated Azure says happened: the rows of `resourcechanges` and the lines of the activity log."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from auditor.demo.arm_ids import type_of

TABLE = "resourcechanges"
SINCE = re.compile(r"eventTimestamp ge '([^']+)'")
OF = re.compile(r"resourceProvider eq '([^']+)'")
_numbers = count(1)


class Feed:
    """Deeds, as both tell them; each can be told by one alone."""

    def __init__(self) -> None:
        self.changes: list[dict[str, Any]] = []
        self.lines: list[dict[str, Any]] = []

    def clear(self) -> None:
        """Nothing happened."""
        self.changes.clear()
        self.lines.clear()

    def happened(
        self, target: str, operation: str = "write", kind: str = "Update", *, category: str = "Administrative", at: str = ""
    ) -> None:
        """Something was done to a resource, now unless told otherwise; without `kind` the graph is silent, without `operation` the log."""
        when = at or datetime.now(UTC).isoformat()
        subscription = target.split("/")[2]
        if kind:
            self.changes.append(
                {
                    "id": f"{target}/providers/Microsoft.Resources/changes/{next(_numbers)}",
                    "type": "microsoft.resources/changes",
                    "subscription": subscription.lower(),
                    "at": when,
                    "properties": {
                        "targetResourceId": target,
                        "changeType": kind,
                        "changeAttributes": {"timestamp": when, "changesCount": 1},
                    },
                }
            )
        if operation:
            name = operation if operation.count("/") > 1 else f"{type_of(target)}/{operation}"
            self.lines.append(
                {
                    "id": f"{target}/events/{next(_numbers)}",
                    "resourceId": target,
                    "eventTimestamp": when,
                    "operationName": {"value": name},
                    "category": {"value": category},
                    "status": {"value": "Succeeded"},
                    "subscriptionId": subscription,
                }
            )

    def logged(self, subscription: str, filter: str) -> list[Mapping[str, Any]]:
        """The lines of a subscription since the moment that a filter names, of the provider that it may name too."""
        since, of = _moment(SINCE.findall(filter)[0]), [one.lower() for one in OF.findall(filter)]
        own = (one for one in self.lines if one["subscriptionId"].lower() == subscription and _moment(one["eventTimestamp"]) >= since)
        return [one for one in own if not of or type_of(one["resourceId"]).partition("/")[0].lower() in of]

    def rows(self, scope: Iterable[str], query: str) -> list[dict[str, Any]] | None:
        """The rows of `resourcechanges` that a query asks for; None when it is not valid."""
        match = re.fullmatch(QUERY, " ".join(query.split()))
        if match is None:
            return None
        found = [one for one in self.changes if one["subscription"] in {*scope} and _moment(one["at"]) >= _moment(match[1])]
        return [{"id": one["id"], "properties": one["properties"]} for one in found]


QUERY = (
    rf"{TABLE} \| extend at = todatetime\(properties\.changeAttributes\.timestamp\) \| where at >= datetime\(([^)]+)\)"
    r" \| project id, properties \| order by id asc"
)
"""The one question that is asked of that table."""


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)
