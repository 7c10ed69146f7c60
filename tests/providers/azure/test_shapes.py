"""Answers in shapes that nobody documents: no unit raises, no other resource is lost, and both paths still tell the same."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from tests.emulators.azure import PARIS, TOWN, Cloud, arm
from tests.providers.azure.seeds import SEEDS

pytestmark = pytest.mark.long

STORAGE, SQL = "Microsoft.Storage/storageAccounts", "Microsoft.Sql/servers"
ODD: tuple[Any, ...] = (None, "", "x", 0, -1, 1.5, True, [], {}, [None], ["x"], {"a": None})
BOTH = pytest.mark.parametrize("graph", [True, False])


def account(**said: Any) -> dict[str, Any]:
    """A storage account like most."""
    return arm(f"{STORAGE}/actes", sku={"name": "Standard_LRS"}, kind="StorageV2") | said


@BOTH
@pytest.mark.parametrize("tags", [None, [], "x", {"application": None}])
def test_tags_of_any_shape(azure: Cloud, graph: bool, tags: Any) -> None:
    """Tags that are none are no tags; a value that is no text is written as one."""
    azure.add(account(tags=tags))
    (found,) = azure.scan("storage", resource_graph=graph).resources
    assert found.tags == ({"application": "None"} if isinstance(tags, dict) else {})


@BOTH
@pytest.mark.parametrize("location", [None, "", " ", [], {"name": PARIS}])
def test_a_location_of_any_shape(azure: Cloud, graph: bool, location: Any) -> None:
    """A resource that does not say where it is lies somewhere: unknown, and not a service without a region."""
    azure.add(account(location=location), arm("Microsoft.Network/virtualNetworks/reseau", location=location))
    found = azure.scan(resource_graph=graph).resources
    unsure = {one.name for one in found if one.unknown.get("region", "").startswith("empty_answer: ")}
    assert {"actes", "reseau"} <= unsure
    assert all(one.region is None for one in found)


@BOTH
def test_ids_in_any_spelling(azure: Cloud, graph: bool) -> None:
    """Capital letters, a slash too many or too few: one id each, and the type it spells where none is said."""
    base = f"subscriptions/{TOWN}/RESOURCEGROUPS/Ville/providers"
    azure.add({"id": f"/{base}/Microsoft.Network/virtualNetworks/A/", "location": PARIS, "type": None})
    azure.add({"id": f"{base}/microsoft.network/VIRTUALNETWORKS/b", "location": PARIS, "name": "pere/B"})
    found = {one.id: (one.name, one.native_type, one.group) for one in azure.scan("inventory", resource_graph=graph).resources}
    below = f"/{base}/microsoft.network/virtualnetworks".lower()
    kind = "Microsoft.Network/virtualNetworks"
    assert found == {f"{below}/a": ("A", kind, "ville"), f"{below}/b": ("B", kind, "ville")}


@BOTH
def test_a_child_without_a_location_lies_where_its_parent_does(azure: Cloud, graph: bool) -> None:
    """And so does what lies below that; a group's place is that of its description, and says nothing."""
    rule, lock = f"{SQL}/srv/firewallRules/tous", "Microsoft.Authorization/locks/verrou"
    group = {"id": f"/subscriptions/{TOWN}/resourceGroups/ville", "location": "westus"}
    azure.add(group, arm(f"{SQL}/srv", location="West Europe"), arm(rule, location=None), arm(f"{rule}/providers/{lock}", location=None))
    azure.add(arm(lock, location=None))
    found = {one.id.rpartition("ville")[2]: one for one in azure.scan("inventory", resource_graph=graph).resources}
    below = "/providers/microsoft.sql/servers/srv/firewallrules/tous"
    assert (found[below].region, found[f"{below}/providers/{lock.lower()}"].region) == ("westeurope", "westeurope")
    assert "region" in found[f"/providers/{lock.lower()}"].unknown


@BOTH
@pytest.mark.parametrize("nameless", [{}, {"id": None}, {"id": ""}, {"id": 7}])
def test_a_row_without_an_id_is_a_gap(azure: Cloud, graph: bool, nameless: dict[str, Any]) -> None:
    """It cannot be told apart nor asked about; all the others are read."""
    azure.add(account())
    azure.azure.objects[f"/subscriptions/{TOWN}/x"] = {"type": STORAGE, "location": PARIS, **nameless}
    result = azure.scan(resource_graph=graph)
    assert [one.name for one in result.resources if one.native_type == STORAGE] == ["actes"]
    assert [line.reason for line in result.coverage if line.status in GAPS] == ["partial_list: 1 rows without an id"]


@BOTH
@pytest.mark.parametrize("properties", [None, [], "x", 0])
def test_properties_that_are_none_decide_nothing(azure: Cloud, graph: bool, properties: Any) -> None:
    """A resource that shows no properties is there, and nothing is known of it but what none of its type has: silence is no good news."""
    azure.add(account(properties=properties))
    (found,) = azure.scan("storage", resource_graph=graph).resources
    assert (found.region, found.facts) == (PARIS, {"flows": {"share": None}})
    assert set(found.unknown.values()) == {f"empty_answer: Microsoft.Storage:ListStorageAccounts ({STORAGE}/read)"}


def test_one_misshapen_resource_spoils_no_other(azure: Cloud) -> None:
    """What cannot be read of one is unknown for that one, with the shape as its reason."""
    azure.add(account(properties={"encryption": "on"}), account(id=account()["id"] + "2"))
    bad, good = azure.scan("storage").resources
    assert bad.unknown["encryption.key"].startswith("no_answer: not in the documented shape (")
    assert good.facts["encryption"] == {"at_rest": True, "key": None, "keys": None}


def places(node: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of an object but its id and its type."""
    for key, value in node.items() if isinstance(node, Mapping) else enumerate(node) if isinstance(node, list) else ():
        if way or key not in ("id", "type"):
            yield (*way, key)
            yield from places(value, (*way, key))


def spoiled(one: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one value of another kind, or without it."""
    whole = copy.deepcopy(dict(one))
    *way, last = chance.choice(list(places(whole)))
    node: Any = whole
    for key in way:
        node = node[key]
    if isinstance(node, dict) and chance.random() < 0.25:
        del node[last]
    else:
        node[last] = copy.deepcopy(chance.choice(ODD))
    return whole


@pytest.mark.parametrize("seed", range(6))
def test_no_answer_makes_a_unit_raise(azure: Cloud, seed: int) -> None:
    """Two out of three resources and settings have one value of a kind that nobody expects; all are still there, by both paths."""
    chance = random.Random(seed)  # noqa: S311  # the same disorder at each run
    for fill in SEEDS.values():
        fill(azure)
    for key, one in azure.azure.objects.items():
        azure.azure.objects[key] = spoiled(one, chance) if chance.random() < 0.7 else one
    located = {str(one["id"]).lower() for one in azure.azure.objects.values() if "location" in one}
    for graph in (True, False):
        assert located <= {resource.id for resource in azure.scan(resource_graph=graph).resources}
