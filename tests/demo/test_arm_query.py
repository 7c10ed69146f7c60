"""The part of Resource Graph's language that the emulator speaks: it works queries out, and refuses what it does not know."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.demo.arm_query import ask

GROUP, POLICY = "Microsoft.Resources/subscriptions/resourceGroups", "Microsoft.RecoveryServices/vaults/backupPolicies"
OBJECTS: list[dict[str, Any]] = [
    {"id": "/b", "name": "B", "type": "Microsoft.Storage/storageAccounts", "location": "francecentral", "kind": "StorageV2"},
    {"id": "/A", "name": "a", "type": "Microsoft.Sql/servers", "location": "westeurope"},
    {"id": "/c", "name": "c", "type": "Microsoft.Sql/servers/firewallRules"},
    {"id": "/g", "name": "g", "type": GROUP, "location": "westus"},
    {"id": "/p", "name": "p", "type": POLICY},
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("resources", ["/b", "/A"]),
        ("Resources | order by id asc", ["/A", "/b"]),
        ("resources | order by name", ["/b", "/A"]),
        ("resources | where type =~ 'microsoft.STORAGE/storageaccounts'", ["/b"]),
        ("resources | where type == 'Microsoft.Storage/storageAccounts'", []),
        ("resources | where type in~ ('microsoft.sql/servers', 'x')", ["/A"]),
        ("resources | where type !~ 'microsoft.sql/servers' and kind == 'StorageV2'", ["/b"]),
        ("resources | sort by id asc | take 1", ["/A"]),
        ("resourcecontainers", ["/g"]),
        ("recoveryservicesresources", ["/p"]),
    ],
)
def test_what_a_query_finds(query: str, ids: list[str]) -> None:
    """Tables, filters, order and limit."""
    assert [row["id"] for row in ask(query, OBJECTS) or ()] == ids


def test_columns_are_there_even_where_nothing_is() -> None:
    """And types are in lower case."""
    assert ask("resources | where name =~ 'a' | project type, kind", OBJECTS) == [{"type": "microsoft.sql/servers", "kind": None}]
    assert ask("resources | count", OBJECTS) == [{"Count": 2}]


@pytest.mark.parametrize(
    "query", ["secrets", "resources | explode", "resources | where name has 'a'", "resources | limit all", "resources | order id", ""]
)
def test_what_is_no_query(query: str) -> None:
    """Refused, as the real one does, rather than answered with something."""
    assert ask(query, OBJECTS) is None
