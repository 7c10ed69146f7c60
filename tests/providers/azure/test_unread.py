"""What no collector reads is told type by type, with its count, wherever results are shown."""

from __future__ import annotations

import pytest

from auditor.inventory.coverage import once
from auditor.providers.azure.others import HOLDING, UNLISTED
from tests.emulators.azure import Cloud, arm

TYPES = [f"Microsoft.Neuf{letter}/choses" for letter in "ABCDEF"] + HOLDING.split()


@pytest.mark.parametrize("graph", [True, False])
def test_a_line_a_type(azure: Cloud, graph: bool) -> None:
    """As many lines as types, each by its own name and with its count, after what several sources saw was told once."""
    for number, native_type in enumerate(TYPES):
        for copy in range(number % 3 + 1):
            namespace, *kinds = native_type.split("/")
            below = "/".join(f"{kind}/{letter}{copy}" for kind, letter in zip(kinds, "abc", strict=False))
            azure.add(arm(f"{namespace}/{below}", location="francecentral"))
    told = {line.service: line.resources for line in once(azure.scan(resource_graph=graph).coverage) if line.status == "not_understood"}
    counted = {native_type: number % 3 + 1 for number, native_type in enumerate(TYPES)}
    assert told == counted


@pytest.mark.parametrize("graph", [True, False])
def test_what_no_list_shows_is_told_beside_what_it_hangs_on(azure: Cloud, graph: bool) -> None:
    """Beside what has it, and nothing of what is listed."""

    def told() -> set[str]:
        return {line.service for line in azure.scan(resource_graph=graph).coverage if line.status == "not_understood"}

    assert told() == set()
    azure.add(arm("Microsoft.Kusto/clusters/mesures", location="francecentral"))
    assert told() == {*UNLISTED["microsoft.kusto/clusters"].split()}
    azure.add(arm("Microsoft.Kusto/clusters/mesures/databases/vues/tables/visites", location="francecentral"))
    (line,) = [one for one in azure.scan(resource_graph=graph).coverage if one.service == "Microsoft.Kusto/clusters/databases/tables"]
    assert line.resources == 1
