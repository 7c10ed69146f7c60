"""Resource Graph over plain objects: the part of its language that asks for rows, filters, picks columns, orders and counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Row = dict[str, Any]
RESOURCES = "resources"
ELSEWHERE = {
    "microsoft.managedservices/registrationassignments": "managedservicesresources",
    "microsoft.resources/subscriptions": "resourcecontainers",
    "microsoft.resources/subscriptions/resourcegroups": "resourcecontainers",
    "microsoft.recoveryservices/vaults/backuppolicies": "recoveryservicesresources",
    "microsoft.dataprotection/backupvaults/backuppolicies": "recoveryservicesresources",
}
"""Types that are not in the table `resources`."""
TEST = re.compile(r"(?P<column>\w+)\s*(?P<operator>==|!=|=~|!~|in~|in)\s*\(?(?P<values>'[^']*'(?:\s*,\s*'[^']*')*)\)?")


def ask(query: str, objects: Iterable[Mapping[str, object]]) -> list[Row] | None:
    """The rows of a query, spelled as Resource Graph does (types in lower case, every column there); None when it is not valid."""
    table, *stages = (stage.strip() for stage in query.split("|"))
    if table.lower() not in {RESOURCES, *ELSEWHERE.values()}:
        return None
    rows = [{**one, "type": str(one["type"]).lower()} for one in objects if _held(one, table.lower())]
    for stage in stages:
        word, _, rest = stage.partition(" ")
        step = STEPS.get(word.lower())
        answer = step(rows, rest.strip()) if step else None
        if answer is None:
            return None
        rows = answer
    return rows


def _held(one: Mapping[str, object], table: str) -> bool:
    """Whether a table holds an object; only what is placed is a resource of its own."""
    home = ELSEWHERE.get(str(one["type"]).lower(), RESOURCES)
    return home == table and (home != RESOURCES or "location" in one)


def _where(rows: list[Row], said: str) -> list[Row] | None:
    for test in re.split(r"\s+and\s+", said):
        match = TEST.fullmatch(test)
        if match is None:
            return None
        known = _spelled(match["operator"])
        wanted = {known(value) for value in re.findall(r"'([^']*)'", match["values"])}
        rows = [row for row in rows if (known(row.get(match["column"])) in wanted) is not match["operator"].startswith("!")]
    return rows


def _spelled(operator: str) -> Callable[[Any], str]:
    """Operators with a tilde do not look at capital letters."""
    return (lambda value: str(value).lower()) if "~" in operator else str


def _project(rows: list[Row], said: str) -> list[Row] | None:
    columns = [name.strip() for name in said.split(",")]
    return [{name: row.get(name) for name in columns} for row in rows]


def _order(rows: list[Row], said: str) -> list[Row] | None:
    match = re.fullmatch(r"by (\w+)(?: (asc|desc))?", said)
    # As in Kusto, what is not told otherwise comes in falling order.
    return sorted(rows, key=lambda row: str(row.get(match[1])).lower(), reverse=match[2] != "asc") if match else None


def _limit(rows: list[Row], said: str) -> list[Row] | None:
    return rows[: int(said)] if said.isdigit() else None


STEPS: Mapping[str, Callable[[list[Row], str], list[Row] | None]] = {
    "where": _where,
    "project": _project,
    "order": _order,
    "sort": _order,
    "limit": _limit,
    "take": _limit,
    "count": lambda rows, said: None if said else [{"Count": len(rows)}],
}
