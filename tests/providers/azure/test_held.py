"""Rows of Resource Graph, packed as they come: the same as if all of them had been held at once, whatever the pages."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.providers.azure.envelope import normalised
from auditor.providers.azure.held import Gathering

ONE, TWO = "11111111-aaaa-4aaa-8aaa-111111111111", "22222222-bbbb-4bbb-8bbb-222222222222"


def row(subscription: str, path: str, **more: Any) -> dict[str, Any]:
    """A row as Resource Graph writes it."""
    return {"id": f"/subscriptions/{subscription}/resourceGroups/RG/providers/{path}", "name": path.rpartition("/")[2], **more}


ROWS = [
    row(ONE, "Microsoft.Sql/servers/s/databases/d", type="microsoft.sql/servers/databases", properties={"status": "Online"}),
    row(TWO, "Microsoft.Sql/servers/s", type="Microsoft.Sql/servers", location="West Europe", tags={"a": 1}),
    row(ONE, "Microsoft.Sql/servers/s", type="Microsoft.Sql/servers", location="France Central", properties={}),
    row(ONE.upper(), "Microsoft.Web/sites/w", type="Microsoft.Web/sites", location="northeurope"),
    row(ONE, "microsoft.sql/servers/S", type="Microsoft.Sql/servers", location="francecentral"),
]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_whatever_the_pages_the_rows_are_those_of_all_at_once(size: int) -> None:
    """A child whose parent came on another page lies where that does; a row that came twice is one; each subscription has its own."""
    gathered = Gathering()
    for start in range(0, len(ROWS), size):
        gathered.add(ROWS[start : start + size])
    whole = gathered.whole()
    assert gathered.nameless == 0
    assert {*whole} == {ONE, TWO}
    found = [one for held in whole.values() for rows in held.values() for one in rows]
    assert sorted(found, key=lambda one: one["id"]) == normalised(ROWS)
    (child,) = whole[ONE]["microsoft.sql/servers/databases"]
    assert (child["location"], child["properties"]) == ("francecentral", {"status": "Online"})
    assert whole[ONE].get("microsoft.unheard/of", []) == []


def test_rows_without_an_id_are_counted() -> None:
    """Nobody can tell them apart: who asked must not take the rest for the whole."""
    gathered = Gathering()
    gathered.add([*ROWS, {"name": "nobody"}, "no row"])
    assert gathered.nameless == 2
