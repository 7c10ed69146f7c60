"""The few Resource Graph queries that the auditor sends, answered over plain objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

ELSEWHERE = {"microsoft.resources/subscriptions/resourcegroups": "resourcecontainers"}
"""Types that are not in the table `resources`."""
QUERY = re.compile(r"(?P<table>\w+)(?: \| where type =~ '(?P<type>[^']+)')? \| project (?P<columns>[\w, ]+) \| order by id asc")


def ask(query: str, objects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """The rows of a query, spelled as Resource Graph does (types in lower case, every column there); None when we do not know it."""
    match = QUERY.fullmatch(query)
    if match is None or match["table"] not in {"resources", *ELSEWHERE.values()}:
        return None
    wanted = (match["type"] or "").lower()
    columns = [name.strip() for name in match["columns"].split(",")]
    rows = []
    for one in objects:
        kind = str(one["type"]).lower()
        if ELSEWHERE.get(kind, "resources") == match["table"] and wanted in ("", kind):
            rows.append({name: kind if name == "type" else one.get(name) for name in columns})
    return sorted(rows, key=lambda row: str(row["id"]).lower())
